//! Types that follow from Odoo's API: `env["x"]`, `env.user`, methods that give back recordsets.

use sawtooth_plugin::sdk::Call;

use crate::registry::{Registry, Type};
use crate::types::{self, ENVIRONMENTS, MODELS, REQUESTS};

/// Methods whose result is a recordset of the same model.
const SAME_MODEL: [&str; 26] = [
    "__add__",
    "__and__",
    "__getitem__",
    "__iter__",
    "__or__",
    "__reversed__",
    "__sub__",
    "browse",
    "concat",
    "copy",
    "create",
    "ensure_one",
    "exists",
    "filtered",
    "filtered_domain",
    "new",
    "search",
    "search_fetch",
    "sorted",
    "sudo",
    "union",
    "with_company",
    "with_context",
    "with_env",
    "with_prefetch",
    "with_user",
];

/// Joins what `infer` finds for each alternative of `receiver`.
fn each(receiver: &str, infer: impl FnMut(&str) -> Option<String>) -> Option<String> {
    let mut types: Vec<String> = Vec::new();
    for found in types::alternatives(receiver).filter_map(infer) {
        if !found.is_empty() && !types.contains(&found) {
            types.push(found);
        }
    }
    (!types.is_empty()).then(|| types.join("|"))
}

/// The type of `receiver.name`.
pub(crate) fn attribute(registry: &mut Registry, receiver: &str, name: &str) -> Option<String> {
    each(receiver, |receiver| {
        if ENVIRONMENTS.contains(&receiver) {
            return environment_attribute(registry, name);
        }
        if REQUESTS.contains(&receiver) {
            return (name == "env").then(|| types::environment(registry.modules.version()).to_owned());
        }
        if !receiver.starts_with('@') && !MODELS.contains(&receiver) {
            return None;
        }
        let class = match name {
            "env" => types::environment(registry.modules.version()),
            "_cr" => "odoo.sql_db.Cursor",
            "_uid" => "builtins.int",
            "_context" => "builtins.dict",
            "ids" | "_ids" => "builtins.list[builtins.int]",
            "pool" => "odoo.modules.registry.Registry",
            "_origin" => receiver,
            _ => return None,
        };
        Some(class.to_owned())
    })
}

fn environment_attribute(registry: &Registry, name: &str) -> Option<String> {
    let class = match name {
        "user" => return registry.model("res.users").map(types::of_model),
        "company" | "companies" => return registry.model("res.company").map(types::of_model),
        "lang" => "builtins.str",
        "context" => "builtins.dict",
        "uid" => "builtins.int",
        "su" => "builtins.bool",
        "cr" => "odoo.sql_db.Cursor",
        "registry" => "odoo.modules.registry.Registry",
        _ => return None,
    };
    Some(class.to_owned())
}

/// The type of `receiver[key]`; the key is empty unless it is a literal string.
pub(crate) fn subscript(registry: &mut Registry, receiver: &str, key: &str) -> Option<String> {
    each(receiver, |receiver| {
        if ENVIRONMENTS.contains(&receiver) {
            return registry.model(key).map(types::of_model);
        }
        let view = types::recordset(registry, receiver)?;
        if key.is_empty() {
            return Some(receiver.to_owned());
        }
        let field = registry.field(view, key)?;
        Some(types::text(registry.field_type(&field)))
    })
}

/// The type of a call.
pub(crate) fn call(registry: &mut Registry, call: &Call<'_>) -> Option<String> {
    if call.callee_fqn == "odoo.http._request_stack" {
        return Some(REQUESTS[0].to_owned());
    }
    each(call.receiver, |receiver| {
        if ENVIRONMENTS.contains(&receiver) {
            return (call.method == "__call__").then(|| receiver.to_owned());
        }
        let view = types::recordset(registry, receiver)?;
        if call.method == "mapped" {
            let path = call.args.iter().find(|arg| matches!(arg.keyword, "" | "func"))?;
            let field = registry.path(view, path.text)?;
            return match registry.field_type(&field) {
                Type::Unknown => None,
                Type::Model(model) => Some(types::of_model(model)),
                Type::Class(class) => Some(format!("builtins.list[{class}]")),
            };
        }
        let counts = call.args.iter().any(|arg| arg.keyword == "count" && arg.text == "True");
        match call.method {
            "search_count" => Some("builtins.int".to_owned()),
            "search" if counts => Some("builtins.int".to_owned()),
            method => SAME_MODEL.contains(&method).then(|| receiver.to_owned()),
        }
    })
}
