//! Extraction: the facts of one file, from the host's view of it. Pure, and of one file only.

use sawtooth_plugin::sdk::{Expr, ExprKind, FileView, Item, ItemKind, Scope};

use crate::facts::{
    Class, Facts, Field, FieldKind, Import, ManifestFacts, Member, MemberKind, ModelKind, PythonFacts, Version, api,
    flag,
};

/// The facts of a file, or `None` if there is nothing of Odoo in it.
pub(crate) fn extract<'a>(file: FileView<'a>) -> Option<Facts<'a>> {
    let module = file.module()?;
    match file.file_name() {
        "__manifest__.py" => Some(Facts::Manifest(manifest(module))),
        "release.py" if file.path().ends_with("odoo/release.py") => release(module).map(Facts::Release),
        _ => {
            let facts = python(file, module);
            (!facts.imports.is_empty() || !facts.classes.is_empty()).then_some(Facts::Python(facts))
        }
    }
}

/// A manifest is a dict that stands alone.
fn manifest<'a>(module: Scope<'a>) -> ManifestFacts<'a> {
    let mut facts = ManifestFacts { installable: true, ..ManifestFacts::default() };
    let dict = module.statements().find(|statement| statement.kind() == ExprKind::Dict);
    for (key, value) in dict.into_iter().flat_map(Expr::entries) {
        match key.as_str() {
            Some("name") => facts.name = value.as_str().unwrap_or_default(),
            Some("depends") => facts.depends = value.elements().filter_map(Expr::as_str).collect(),
            Some("installable") => facts.installable = value.as_bool() != Some(false),
            // A list names the dependencies that trigger it.
            Some("auto_install") => facts.auto_install = value.as_bool().unwrap_or(value.kind() == ExprKind::List),
            _ => {}
        }
    }
    facts
}

/// `version_info = (17, 0, …)` or `('saas~17', 2, …)`.
fn release(module: Scope<'_>) -> Option<Version> {
    let version = module.items().find(|item| item.name() == "version_info")?.value()?;
    let mut numbers = version.elements();
    let major = numbers.next()?;
    let major = major.text().trim_start_matches("saas~").parse().ok()?;
    let minor = numbers.next().and_then(|minor| minor.text().parse().ok()).unwrap_or(0);
    Some(Version { major, minor })
}

fn python<'a>(file: FileView<'a>, module: Scope<'a>) -> PythonFacts<'a> {
    let mut facts = PythonFacts::default();
    let items: Vec<Item<'a>> = module.items().collect();
    for item in items.iter().filter(|item| item.kind() == ItemKind::Import) {
        import(file, item, &mut facts.imports);
    }
    // Most files have no model, and a look at the text is cheaper than one at every class.
    let text = file.text();
    if ["_name", "_inherit", "Model"].iter().any(|word| text.contains(word)) {
        let context = Context { items: &items };
        facts.classes = items.iter().filter_map(|item| context.class(item)).collect();
    }
    facts
}

/// Adds an import if it can lead to a file of the same module.
fn import<'a>(file: FileView<'a>, item: &Item<'a>, imports: &mut Vec<Import<'a>>) {
    let (level, module) = (item.level(), item.module());
    if level == 0 {
        let Some(addon) = module.strip_prefix("odoo.addons.") else { return };
        let addon = addon.split('.').next().unwrap_or_default();
        if !file.path().split('/').any(|part| part == addon) {
            return;
        }
    }
    let name = (!item.imported().is_empty()).then(|| item.imported());
    match imports.last_mut() {
        Some(last) if last.level == level && last.module == module && name.is_some() => last.names.extend(name),
        _ => imports.push(Import { level, module, names: name.into_iter().collect() }),
    }
}

/// The names of the module around a class.
struct Context<'a, 'i> {
    items: &'i [Item<'a>],
}

impl<'a> Context<'a, '_> {
    /// Whether `name` is imported from the module `module` of Odoo.
    fn is_imported(&self, name: &str, module: &str) -> bool {
        self.items.iter().any(|item| {
            item.kind() == ItemKind::Import
                && item.name() == name
                && matches!(item.module().strip_prefix("odoo."), Some(from) if from == module)
        })
    }

    /// Whether `name` is imported from elsewhere than Odoo: others have models too.
    fn is_strange(&self, name: &str) -> bool {
        let is_import = |item: &&Item<'a>| item.kind() == ItemKind::Import && item.name() == name && item.level() == 0;
        let is_odoo = |item: &Item<'a>| matches!(item.module().split('.').next(), Some("odoo" | "openerp"));
        let mut imports = self.items.iter().filter(is_import).peekable();
        imports.peek().is_some() && !imports.any(is_odoo)
    }

    /// The facts of a class, if it is that of a model.
    fn class(&self, item: &Item<'a>) -> Option<Class<'a>> {
        let scope = item.scope().filter(|_| item.kind() == ItemKind::Class)?;
        let bases: Vec<String> = scope.bases().filter_map(Expr::dotted).collect();
        let base_kind = bases.iter().find_map(|base| self.base_kind(base));
        let mut class = Class {
            item: item.index(),
            name: item.name(),
            at: item.name_start(),
            kind: base_kind.unwrap_or_default(),
            log_access: true,
            ..Class::default()
        };
        let (mut auto, mut log_access) = (None, None);
        // Whether a literal says which model it is, and whether `_inherit` is there without one.
        let (mut is_literal, mut is_incomplete) = (false, false);
        for item in scope.items() {
            let value = item.value();
            let text = value.and_then(Expr::as_str);
            let truth = value.and_then(Expr::as_bool);
            match item.name() {
                "_name" => {
                    match value.map(Expr::kind) {
                        Some(ExprKind::String | ExprKind::None) | None => {}
                        // Computed, or not yet typed: any name we could give it would be wrong.
                        Some(_) => return None,
                    }
                    class.model = text.unwrap_or_default();
                    is_literal |= text.is_some();
                }
                "_inherit" => {
                    class.inherit = match text {
                        Some(text) => vec![text],
                        None => value.into_iter().flat_map(Expr::elements).filter_map(Expr::as_str).collect(),
                    };
                    class.inherit.retain(|name| !name.is_empty());
                    is_literal |= !class.inherit.is_empty();
                    is_incomplete = class.inherit.is_empty();
                }
                "_inherits" => {
                    let entries = value.into_iter().flat_map(Expr::entries);
                    class.inherits =
                        entries.filter_map(|(key, value)| Some((key.as_str()?, value.as_str()?))).collect();
                }
                "_description" => class.description = text.unwrap_or_default(),
                "_register" if truth == Some(false) => return None,
                "_abstract" if truth == Some(true) => class.kind = ModelKind::Abstract,
                "_transient" if truth == Some(true) => class.kind = ModelKind::Transient,
                "_auto" => auto = truth,
                "_log_access" => log_access = truth,
                _ => {}
            }
            let member = self.member(&item, class.model);
            class.members.push(member);
        }
        class.log_access = log_access.or(auto).unwrap_or(true);
        if is_incomplete && class.model.is_empty() {
            return None;
        }
        // Other frameworks on top of Odoo have classes with `_name` and `_inherit` as well.
        let is_foreign = bases.is_empty() || bases.iter().any(|base| base.ends_with("Component"));
        (base_kind.is_some() || (is_literal && !is_foreign)).then_some(class)
    }

    /// What a base class makes of its subclass, if it is one of Odoo's.
    fn base_kind(&self, base: &str) -> Option<ModelKind> {
        let (prefix, name) = base.rsplit_once('.').unwrap_or(("", base));
        let kind = match name {
            "Model" | "CachedModel" => ModelKind::Model,
            "TransientModel" => ModelKind::Transient,
            "AbstractModel" | "BaseModel" => ModelKind::Abstract,
            _ => return None,
        };
        let is_odoo = match prefix {
            "models" => !self.is_strange("models"),
            "odoo.models" => true,
            "" => self.is_imported(name, "models"),
            _ => false,
        };
        is_odoo.then_some(kind)
    }

    /// A member of a class of the model `model`.
    fn member(&self, item: &Item<'a>, model: &'a str) -> Member<'a> {
        let kind = match item.kind() {
            ItemKind::Function => method(item),
            ItemKind::Variable => match item.value().and_then(|value| self.field(value, model)) {
                Some(field) if !item.is_augmented() => MemberKind::Field(Box::new(field)),
                _ => MemberKind::Attribute,
            },
            _ => MemberKind::Attribute,
        };
        Member { name: item.name(), item: item.index(), at: item.name_start(), kind }
    }

    /// The field that `fields.X(…)` makes.
    fn field(&self, call: Expr<'a>, model: &'a str) -> Option<Field<'a>> {
        let callee = call.call_func()?;
        let class = callee.text();
        let kind = FieldKind::of_class(class);
        let is_field = match callee.kind() {
            ExprKind::Attribute => {
                let fields = callee.children().next()?.expr?.dotted()?;
                fields == "fields" || fields.ends_with(".fields")
            }
            ExprKind::Name => kind != FieldKind::Other && self.is_imported(class, "fields"),
            _ => false,
        };
        if !is_field {
            return None;
        }
        let mut field = Field { kind, ..Field::default() };
        if kind == FieldKind::Other {
            field.class = class;
        }
        let positional: &[&str] = match kind {
            FieldKind::Many2one => &["comodel_name", "string"],
            FieldKind::One2many => &["comodel_name", "inverse_name", "string"],
            FieldKind::Many2many => &["comodel_name", "relation", "column1", "column2", "string"],
            FieldKind::Selection | FieldKind::Reference => &["selection", "string"],
            _ => &["string"],
        };
        let mut position = 0;
        for argument in call.call_args() {
            let Some(value) = argument.expr else { continue };
            let name = if argument.name.is_empty() {
                position += 1;
                positional.get(position - 1).copied().unwrap_or_default()
            } else {
                argument.name
            };
            if name == "comodel_name" && value.kind() == ExprKind::Name && value.text() == "_name" {
                field.comodel = model;
            } else {
                take(&mut field, name, value);
            }
        }
        Some(field)
    }
}

/// Notes one argument of a field.
fn take<'a>(field: &mut Field<'a>, name: &str, value: Expr<'a>) {
    let text = value.as_str().unwrap_or_default();
    let truth = value.as_bool();
    let mut set = |bit: u8, is_set: bool| field.flags |= if is_set { bit } else { 0 };
    match name {
        "comodel_name" => field.comodel = text,
        "inverse_name" => field.inverse = text,
        "related" => {
            set(flag::NOT_RELATED, matches!(value.kind(), ExprKind::None | ExprKind::False));
            field.related = text;
        }
        "string" => field.label = text,
        "compute" if value.kind() == ExprKind::Name => field.compute = value.text(),
        "compute" => field.compute = text,
        "help" => field.help = beginning(text),
        "required" => set(flag::REQUIRED, truth == Some(true)),
        "readonly" => set(flag::READONLY, truth == Some(true)),
        "store" => {
            set(flag::STORE, truth == Some(true));
            set(flag::NO_STORE, truth == Some(false));
        }
        "translate" => set(flag::TRANSLATE, !matches!(value.kind(), ExprKind::False | ExprKind::None)),
        "delegate" => set(flag::DELEGATE, truth == Some(true)),
        _ => {}
    }
}

/// As much of a help text as a hover shows.
fn beginning(text: &str) -> &str {
    const MAX_BYTES: usize = 200;
    if text.len() <= MAX_BYTES {
        return text;
    }
    let end = (0..=MAX_BYTES).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text[..end].rsplit_once(' ').map_or(&text[..end], |(words, _)| words)
}

fn method<'a>(item: &Item<'a>) -> MemberKind<'a> {
    let mut bits = 0;
    for decorator in item.scope().into_iter().flat_map(Scope::decorators) {
        let Some(name) = decorator.call_func().unwrap_or(decorator).dotted() else { continue };
        bits |= match name.as_str() {
            "api.model" => api::MODEL,
            "api.model_create_multi" => api::CREATE_MULTI,
            "api.depends" => api::DEPENDS,
            "api.onchange" => api::ONCHANGE,
            "api.constrains" => api::CONSTRAINS,
            "api.ondelete" => api::ONDELETE,
            "api.private" => api::PRIVATE,
            "staticmethod" | "classmethod" => api::STATIC,
            "property" => return MemberKind::Property,
            name if name.ends_with("_property") => return MemberKind::Property,
            _ => 0,
        };
    }
    MemberKind::Method { api: bits }
}
