//! Models as virtual classes: what the host shows of a model and of its members.

use sawtooth_plugin::sdk::{Definition, Kind, Location, Member, Virtual};

use crate::facts::{FieldKind, ModelKind, api, flag};
use crate::intern::Sym;
use crate::registry::{Access, DefId, FieldInfo, Found, MemberData, ModelId, Registry, View};
use crate::types;

/// Modules that are named one by one before the rest is counted.
const NAMED_MODULES: usize = 8;

/// The name of a definition class.
pub(crate) fn class_location(registry: &Registry, id: DefId) -> Location {
    let class = registry.definition(id);
    let end = class.at + registry.names.text(class.name).len() as u32;
    Location { file: id.file, item: Some(class.item), start: class.at, end }
}

/// The name of a member.
pub(crate) fn member_location(registry: &Registry, found: Found) -> Location {
    let (member, _) = registry.found_member(found);
    let end = member.at + registry.names.text(member.name).len() as u32;
    Location { file: found.definition.file, item: Some(member.item), start: member.at, end }
}

/// All classes of a model, the defining ones first, then in load order.
pub(crate) fn class_locations(registry: &mut Registry, model: ModelId) -> Vec<Location> {
    let mut classes = registry.load_order(model);
    classes.sort_by_key(|id| registry.definition(*id).is_extension());
    classes.into_iter().map(|id| class_location(registry, id)).collect()
}

/// Describes a model to the host.
pub(crate) fn describe(registry: &mut Registry, view: View, emit: &mut dyn FnMut(Virtual<'_>)) {
    let doc = model_doc(registry, view.model);
    let main = registry.main_definition(view.model);
    let base = match registry.kind(view.model) {
        ModelKind::Model => "odoo.models.Model",
        ModelKind::Transient => "odoo.models.TransientModel",
        // Another name of the same class, and not an alias in any version.
        ModelKind::Abstract => "odoo.models.BaseModel",
    };
    emit(Virtual {
        name: registry.names.text(registry.model_name(view.model)),
        doc: &doc,
        base,
        origin: main.map_or("", |id| registry.module_name(id.file)),
        location: main.map(|id| class_location(registry, id)),
    });
}

/// Markdown about a model: what it is, and the modules that define and extend it.
pub(crate) fn model_doc(registry: &mut Registry, model: ModelId) -> String {
    let kind = registry.kind(model).class();
    let mut description = Sym::NONE;
    let mut modules: Vec<&str> = Vec::new();
    let order = registry.load_order(model);
    let main = registry.main_definition(model);
    for id in main.into_iter().chain(order) {
        description = description.or(registry.definition(id).description);
        let module = registry.module_name(id.file);
        if !module.is_empty() && !modules.contains(&module) {
            modules.push(module);
        }
    }
    let mut doc = match registry.names.text(description) {
        "" => format!("`models.{kind}`"),
        description => format!("{description}\n\n`models.{kind}`"),
    };
    let mut modules = modules.into_iter();
    if let Some(first) = modules.next() {
        doc.push_str(&format!(" of module `{first}`"));
    }
    let named: Vec<String> = modules.by_ref().take(NAMED_MODULES).map(|module| format!("`{module}`")).collect();
    if !named.is_empty() {
        doc.push_str(&format!(", extended by {}", named.join(", ")));
        match modules.count() {
            0 => {}
            rest => doc.push_str(&format!(" and {rest} more")),
        }
    }
    doc
}

/// The call that makes a field, with the arguments that matter.
pub(crate) fn field_detail(registry: &Registry, field: &FieldInfo) -> String {
    let text = |sym| registry.names.text(sym);
    let args = &field.args;
    let class = if args.kind == FieldKind::Other { text(args.class) } else { args.kind.class() };
    let mut written: Vec<String> = Vec::new();
    if !args.comodel.is_none() {
        written.push(format!("\"{}\"", text(args.comodel)));
    }
    if !args.inverse.is_none() {
        written.push(format!("\"{}\"", text(args.inverse)));
    }
    for (keyword, value) in [("string", args.label), ("related", args.related), ("compute", args.compute)] {
        if !value.is_none() {
            written.push(format!("{keyword}=\"{}\"", text(value)));
        }
    }
    let flags = if field.automatic { 0 } else { args.flags };
    written.extend(flag::names(flags).map(str::to_owned));
    format!("fields.{class}({})", written.join(", "))
}

/// Markdown about a field.
pub(crate) fn field_doc(registry: &Registry, field: &FieldInfo) -> String {
    let text = |sym| registry.names.text(sym);
    let mut parts = Vec::new();
    if !field.args.help.is_none() {
        parts.push(text(field.args.help).to_owned());
    }
    if !field.via.is_none() {
        parts.push(format!("Of `{}`, through `{}`.", text(registry.model_name(field.model.model)), text(field.via)));
    }
    if field.automatic {
        parts.push("Added by Odoo to every model.".to_owned());
    }
    parts.join("\n\n")
}

/// Tells each member of a model once.
pub(crate) fn members(registry: &mut Registry, view: View, emit: &mut dyn FnMut(Member<'_>)) {
    for access in registry.members(view) {
        emit_member(registry, access, emit);
    }
}

/// Tells all definitions of one member: those after the class `after`, or all.
pub(crate) fn member(
    registry: &mut Registry,
    view: View,
    name: &str,
    after: Option<Definition>,
    emit: &mut dyn FnMut(Member<'_>),
) {
    let Some(name) = registry.names.get(name) else { return };
    let Some(access) = registry.member(view, name) else { return };
    // A delegated field is bound in another model.
    let view = access.field.map_or(view, |field| field.model);
    let mut found = registry.all_found(view, name);
    if let Some(after) = after.and_then(|class| registry.definition_at(class.file, class.item)) {
        let order = registry.resolution_order(view);
        if let Some(position) = order.iter().position(|id| *id == after) {
            found.retain(|found| order[position + 1..].contains(&found.definition));
        }
    } else if found.is_empty() {
        emit_member(registry, access, emit);
    }
    for found in found {
        emit_member(registry, Access { found: Some(found), ..access }, emit);
    }
}

fn emit_member(registry: &mut Registry, access: Access, emit: &mut dyn FnMut(Member<'_>)) {
    let data = access.found.map(|found| registry.found_member(found).1);
    let (kind, detail) = match data {
        Some(MemberData::Method(bits)) => (Kind::Method, api::names(bits).collect::<Vec<_>>().join(" ")),
        Some(MemberData::Property) => (Kind::Property, String::new()),
        Some(MemberData::Attribute) => (Kind::Attribute, String::new()),
        Some(MemberData::Field(_)) | None => (Kind::Field, String::new()),
    };
    let field = access.field.filter(|_| kind == Kind::Field);
    let (detail, doc, type_text) = match field {
        None => (detail, String::new(), String::new()),
        Some(field) => {
            let type_text = types::text(registry.field_type(&field));
            (field_detail(registry, &field), field_doc(registry, &field), type_text)
        }
    };
    emit(Member {
        name: registry.names.text(access.name),
        kind,
        type_text: &type_text,
        detail: &detail,
        doc: &doc,
        origin: access.found.map_or("", |found| registry.module_name(found.definition.file)),
        location: access.found.map(|found| member_location(registry, found)),
    });
}
