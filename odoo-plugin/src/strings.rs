//! Strings that name something of Odoo: what may stand there, what it is, where it is defined.

use sawtooth_plugin::sdk::{Completion, Container, Hover, Kind, Location, Role, StringContext};

use crate::facts::FieldKind;
use crate::model_class::{class_locations, field_detail, field_doc, member_location, model_doc};
use crate::modules::ModuleId;
use crate::registry::{MemberData, ModelId, Registry, View};
use crate::types::{self, ENVIRONMENTS};

/// What a string names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    /// A model.
    Model,
    /// A field of a model.
    Field(View),
    /// Fields separated by dots, the first of a model.
    Path(View),
    /// A method of a model.
    Method(View),
}

/// Methods of recordsets whose first argument may name a field, and whether dots are allowed.
const FIELD_METHODS: [(&str, bool); 4] = [("mapped", true), ("filtered", true), ("sorted", false), ("grouped", false)];

/// What the string stands for, by its place.
fn target(registry: &mut Registry, string: &StringContext<'_>) -> Option<Target> {
    match string.role {
        Role::Subscript => {
            if let Some(view) = recordset(registry, string.receiver) {
                return Some(Target::Field(view));
            }
            let is_environment = types::alternatives(string.receiver).any(|receiver| ENVIRONMENTS.contains(&receiver));
            let name = string.callee.rsplit('.').next();
            let is_registry = string.callee.contains('.') && matches!(name, Some("env" | "registry" | "pool"));
            (is_environment || is_registry || string.callee == "env").then_some(Target::Model)
        }
        Role::Assigned => match (string.target, string.container) {
            ("_name" | "_inherit", Container::None | Container::List | Container::Tuple) => Some(Target::Model),
            ("_inherits", Container::DictKey) => Some(Target::Model),
            ("_inherits", Container::DictValue) => Some(Target::Field(own_model(registry, string)?)),
            ("_rec_name" | "_parent_name" | "_fold_name" | "_active_name", Container::None) => {
                Some(Target::Field(own_model(registry, string)?))
            }
            _ => None,
        },
        Role::Argument if string.container == Container::None => argument(registry, string),
        Role::Argument | Role::Other => None,
    }
}

fn argument(registry: &mut Registry, string: &StringContext<'_>) -> Option<Target> {
    let (prefix, name) = string.callee.rsplit_once('.').unwrap_or(("", string.callee));
    let resolves_to = |module: &str| {
        let fqn = string.callee_fqn.strip_prefix("odoo.").unwrap_or_default();
        fqn.strip_prefix(module).or_else(|| fqn.strip_prefix("orm.")?.strip_prefix(module)).is_some()
    };
    if prefix == "api" || resolves_to("api.") || resolves_to("decorators.") {
        return match name {
            "depends" => Some(Target::Path(own_model(registry, string)?)),
            "onchange" | "constrains" => Some(Target::Field(own_model(registry, string)?)),
            "returns" if string.argument == Some(0) => Some(Target::Model),
            _ => None,
        };
    }
    if prefix == "fields" || prefix.ends_with(".fields") || resolves_to("fields") {
        return field_argument(registry, string, FieldKind::of_class(name));
    }
    if string.argument == Some(0) || matches!(string.keyword, "func" | "key") {
        let (_, dotted) = FIELD_METHODS.into_iter().find(|(method, _)| *method == name)?;
        let view = recordset(registry, string.receiver)?;
        return Some(if dotted { Target::Path(view) } else { Target::Field(view) });
    }
    None
}

/// What an argument of `fields.X(…)` names.
fn field_argument(registry: &mut Registry, string: &StringContext<'_>, kind: FieldKind) -> Option<Target> {
    let parameter = match (string.keyword, string.argument) {
        ("", Some(0)) if kind.is_relational() => "comodel_name",
        ("", Some(1)) if kind == FieldKind::One2many => "inverse_name",
        (keyword, _) => keyword,
    };
    match parameter {
        "comodel_name" => Some(Target::Model),
        "inverse_name" => {
            let mut position = 0;
            let comodel = string.args.iter().find(|arg| {
                position += u32::from(arg.keyword.is_empty());
                arg.keyword == "comodel_name" || (arg.keyword.is_empty() && position == 1)
            });
            Some(Target::Field(registry.model(comodel?.text)?.into()))
        }
        "related" => Some(Target::Path(own_model(registry, string)?)),
        "compute" | "inverse" | "search" | "compute_sql" | "group_expand" | "default" => {
            Some(Target::Method(own_model(registry, string)?))
        }
        "currency_field" | "model_field" => Some(Target::Field(own_model(registry, string)?)),
        _ => None,
    }
}

/// The model of the class around the string.
fn own_model(registry: &mut Registry, string: &StringContext<'_>) -> Option<View> {
    let class = string.class?;
    let definition = registry.definition_at(class.file, class.item)?;
    registry.view_of_definition(definition)
}

fn recordset(registry: &Registry, receiver: &str) -> Option<View> {
    types::alternatives(receiver).find_map(|receiver| types::recordset(registry, receiver))
}

/// The dotted part of the string that the cursor is in: what comes before it, itself, and its place in the file.
struct Part<'a> {
    before: &'a str,
    text: &'a str,
    start: u32,
    end: u32,
}

fn part<'a>(string: &StringContext<'a>, is_path: bool) -> Part<'a> {
    let whole = Part { before: "", text: string.text, start: string.start, end: string.end };
    let cursor = string.prefix().len();
    if !is_path || !string.text.is_char_boundary(cursor) {
        return whole;
    }
    let from = string.text[..cursor].rfind('.').map_or(0, |dot| dot + 1);
    let to = string.text[cursor..].find('.').map_or(string.text.len(), |dot| cursor + dot);
    Part {
        before: string.text[..from].strip_suffix('.').unwrap_or_default(),
        text: &string.text[from..to],
        start: string.start + from as u32,
        end: string.start + to as u32,
    }
}

/// The model that the part belongs to.
fn part_model(registry: &mut Registry, target: Target, part: &Part<'_>) -> Option<View> {
    match target {
        Target::Model => None,
        Target::Field(view) | Target::Method(view) => Some(view),
        Target::Path(view) if part.before.is_empty() => Some(view),
        Target::Path(view) => {
            let field = registry.path(view, part.before)?;
            registry.comodel(&field).map(View::from)
        }
    }
}

/// What may stand in the string. `module` is that of the file.
pub(crate) fn complete(
    registry: &mut Registry,
    string: &StringContext<'_>,
    module: Option<ModuleId>,
    emit: &mut dyn FnMut(Completion<'_>),
) {
    let Some(target) = target(registry, string) else { return };
    let part = part(string, matches!(target, Target::Path(_)));
    if target == Target::Model {
        return complete_models(registry, string.file, &part, module, emit);
    }
    let Some(view) = part_model(registry, target, &part) else { return };
    for access in registry.members(view) {
        let is_method =
            access.found.is_some_and(|found| matches!(registry.found_member(found).1, MemberData::Method(_)));
        let (kind, detail, doc) = match (target, access.field) {
            (Target::Method(_), None) if is_method => (Kind::Method, String::new(), String::new()),
            (Target::Field(_) | Target::Path(_), Some(field)) => {
                (Kind::Field, field_detail(registry, &field), field_doc(registry, &field))
            }
            _ => continue,
        };
        let label = registry.names.text(access.name);
        emit(Completion { label, kind, detail: &detail, doc: &doc, sort: "", start: part.start, end: part.end });
    }
}

/// All models, those that the module does not depend on last. A name that only the file itself extends is no model: it is
/// what is being typed.
fn complete_models(
    registry: &mut Registry,
    file: u32,
    part: &Part<'_>,
    module: Option<ModuleId>,
    emit: &mut dyn FnMut(Completion<'_>),
) {
    let visible = module.map(|module| registry.modules.closure(module, &registry.names));
    let models: Vec<ModelId> = registry.models().collect();
    for model in models {
        let Some(main) = registry.main_definition(model) else { continue };
        if registry.definition(main).is_extension() && registry.load_order(model).iter().all(|id| id.file == file) {
            continue;
        }
        let home = registry.module_of_file(main.file);
        let is_visible = match (&visible, home) {
            (Some(visible), Some(home)) => visible.contains(&home),
            _ => true,
        };
        let label = registry.names.text(registry.model_name(model));
        let (sort, detail) = if is_visible {
            (format!("0{label}"), registry.names.text(registry.definition(main).description).to_owned())
        } else {
            (format!("1{label}"), format!("needs {}", registry.module_name(main.file)))
        };
        let kind = Kind::Class;
        emit(Completion { label, kind, detail: &detail, doc: "", sort: &sort, start: part.start, end: part.end });
    }
}

/// What the string names, for a person.
pub(crate) fn hover(registry: &mut Registry, string: &StringContext<'_>) -> Option<Hover> {
    let target = target(registry, string)?;
    let part = part(string, matches!(target, Target::Path(_)));
    let text = match part_model(registry, target, &part) {
        None => {
            let model = registry.model(part.text).filter(|_| target == Target::Model)?;
            let doc = model_doc(registry, model);
            format!("```python\n(model) {}\n```\n\n{doc}", part.text)
        }
        Some(view) => {
            let name = registry.names.get(part.text)?;
            let access = registry.member(view, name)?;
            let model = registry.names.text(registry.model_name(view.model)).to_owned();
            let module = access.found.map_or("", |found| registry.module_name(found.definition.file));
            let module = if module.is_empty() { String::new() } else { format!("\n\nModule `{module}`") };
            match access.field {
                Some(field) => {
                    let (detail, doc) = (field_detail(registry, &field), field_doc(registry, &field));
                    let doc = if doc.is_empty() { doc } else { format!("\n\n{doc}") };
                    format!("```python\n(field) {model}.{} = {detail}\n```{doc}{module}", part.text)
                }
                None => format!("```python\n(method) {model}.{}\n```{module}", part.text),
            }
        }
    };
    Some(Hover { text, start: part.start, end: part.end })
}

/// The places that the string names: all classes of a model, all definitions of a field or method.
pub(crate) fn definition(registry: &mut Registry, string: &StringContext<'_>) -> Vec<Location> {
    let Some(target) = target(registry, string) else { return Vec::new() };
    let part = part(string, matches!(target, Target::Path(_)));
    let Some(view) = part_model(registry, target, &part) else {
        let model = registry.model(part.text).filter(|_| target == Target::Model);
        return model.map(|model| class_locations(registry, model)).unwrap_or_default();
    };
    let Some(name) = registry.names.get(part.text) else { return Vec::new() };
    let view = registry.member(view, name).and_then(|access| access.field).map_or(view, |field| field.model);
    let found = registry.all_found(view, name);
    found.into_iter().map(|found| member_location(registry, found)).collect()
}
