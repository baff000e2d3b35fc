//! Types as the host writes them: `builtins.str`, `@5` for a recordset, `|` between alternatives, `[…]` for arguments.

use sawtooth_plugin::sdk::Definition;

use crate::facts::Version;
use crate::registry::{ModelId, Registry, Type, View};

/// The number of a virtual class: the model, and for a class that is not loaded its file and item.
///
/// From the low end: 22 bits model, 21 bits file, 21 bits item; file and item are all zeros for the model itself.
fn number(registry: &Registry, view: View) -> u64 {
    let model = u64::from(view.model.number());
    let extra = view.extra.and_then(|id| {
        let (file, item) = (u64::from(id.file) + 1, u64::from(registry.definition(id).item) + 1);
        (file < 1 << 21 && item < 1 << 21).then_some(file << 22 | item << 43)
    });
    model | extra.unwrap_or(0)
}

/// The number of the virtual class that a Python class belongs to, 0 if it is no model class.
pub(crate) fn class_number(registry: &mut Registry, class: Definition) -> u64 {
    let definition = registry.definition_at(class.file, class.item);
    let view = definition.and_then(|id| registry.view_of_definition(id));
    view.map_or(0, |view| number(registry, view))
}

/// The model behind a number, if it still exists.
pub(crate) fn view(registry: &Registry, number: u64) -> Option<View> {
    let model = registry.numbered((number & 0x3f_ffff) as u32)?;
    let (file, item) = (number >> 22 & 0x1f_ffff, number >> 43);
    let extra = (file != 0 && item != 0)
        .then(|| registry.definition_at(file as u32 - 1, item as u32 - 1))
        .flatten()
        .filter(|id| registry.model_of_definition(*id) == Some(model));
    Some(View { model, extra })
}

/// The model that a type is a recordset of.
pub(crate) fn recordset(registry: &Registry, receiver: &str) -> Option<View> {
    view(registry, receiver.strip_prefix('@')?.parse().ok()?)
}

/// The type of a recordset.
pub(crate) fn of_model(model: ModelId) -> String {
    format!("@{}", model.number())
}

/// A type as text, empty if unknown.
pub(crate) fn text(of: Type) -> String {
    match of {
        Type::Model(model) => of_model(model),
        Type::Class(class) => class.to_owned(),
        Type::Unknown => String::new(),
    }
}

/// The alternatives of a type.
pub(crate) fn alternatives(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0u32;
    text.split(move |c| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == '|' && depth == 0
    })
    .map(str::trim)
}

/// The class of `self.env`, which moved in 18.1.
pub(crate) fn environment(version: Option<Version>) -> &'static str {
    match version {
        Some(version) if version >= (Version { major: 18, minor: 1 }) => ENVIRONMENTS[1],
        _ => ENVIRONMENTS[0],
    }
}

/// Where the class of environments is or was.
pub(crate) const ENVIRONMENTS: [&str; 2] = ["odoo.api.Environment", "odoo.orm.environments.Environment"];

/// Base classes of all models.
pub(crate) const MODELS: [&str; 7] = [
    "odoo.models.BaseModel",
    "odoo.models.AbstractModel",
    "odoo.models.Model",
    "odoo.models.TransientModel",
    "odoo.orm.models.BaseModel",
    "odoo.orm.models.Model",
    "odoo.orm.models_transient.TransientModel",
];

/// Classes of `odoo.http.request`: the proxy it is, and what it stands for.
pub(crate) const REQUESTS: [&str; 5] = [
    "odoo.http.Request",
    "odoo.http.WebRequest",
    "odoo.http.HttpRequest",
    "odoo.http.JsonRequest",
    "werkzeug.local.LocalProxy",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_are_split_outside_of_brackets() {
        let check = |text, expect: &[&str]| assert_eq!(alternatives(text).collect::<Vec<_>>(), expect);
        check("@5", &["@5"]);
        check("@5 | builtins.dict[a|b, c] | None", &["@5", "builtins.dict[a|b, c]", "None"]);
        check("", &[""]);
    }
}
