//! The words that generated modules, models, fields and methods are named with.

pub(super) const AREAS: [&str; 40] = [
    "fleet",
    "rental",
    "event",
    "lunch",
    "survey",
    "repair",
    "quality",
    "planning",
    "payroll",
    "expense",
    "budget",
    "asset",
    "loan",
    "donation",
    "library",
    "school",
    "clinic",
    "farm",
    "hotel",
    "kitchen",
    "garage",
    "museum",
    "transport",
    "customs",
    "energy",
    "waste",
    "water",
    "forest",
    "mining",
    "printing",
    "textile",
    "pharmacy",
    "insurance",
    "legal",
    "media",
    "sport",
    "travel",
    "wedding",
    "wine",
    "workshop",
];

pub(super) const TOPICS: [&str; 36] = [
    "core",
    "order",
    "contract",
    "invoice",
    "report",
    "portal",
    "mail",
    "calendar",
    "ticket",
    "member",
    "stock",
    "price",
    "discount",
    "payment",
    "delivery",
    "return",
    "claim",
    "audit",
    "forecast",
    "import",
    "export",
    "archive",
    "approval",
    "rating",
    "loyalty",
    "barcode",
    "signature",
    "map",
    "chat",
    "website",
    "mobile",
    "sync",
    "tax",
    "cost",
    "margin",
    "team",
];

pub(super) const NOUNS: [&str; 24] = [
    "line", "stage", "tag", "type", "rule", "template", "log", "batch", "group", "slot", "period", "policy", "request",
    "session", "profile", "level", "zone", "channel", "document", "item", "option", "plan", "step", "unit",
];

pub(super) const ADJECTIVES: [&str; 24] = [
    "active", "actual", "allowed", "average", "current", "custom", "default", "expected", "external", "final", "first",
    "global", "initial", "internal", "last", "linked", "manual", "maximum", "minimum", "open", "planned", "primary",
    "total", "valid",
];

pub(super) const THINGS: [&str; 28] = [
    "amount",
    "balance",
    "code",
    "color",
    "comment",
    "count",
    "date",
    "deadline",
    "delay",
    "duration",
    "email",
    "factor",
    "hours",
    "key",
    "limit",
    "margin",
    "name",
    "note",
    "number",
    "price",
    "priority",
    "quantity",
    "rate",
    "reference",
    "score",
    "sequence",
    "state",
    "weight",
];

pub(super) const VERBS: [&str; 20] = [
    "accept", "adjust", "allocate", "approve", "assign", "cancel", "check", "close", "collect", "confirm", "dispatch",
    "evaluate", "merge", "notify", "plan", "prepare", "reopen", "reserve", "split", "validate",
];

/// The name of module `index`: unique, and the same area for modules that stand together.
pub(super) fn module(index: usize) -> String {
    let (area, round) = (index % AREAS.len(), index / AREAS.len());
    let topic = TOPICS[(round + area) % TOPICS.len()];
    match round / TOPICS.len() {
        0 => format!("{}_{topic}", AREAS[area]),
        again => format!("{}_{topic}_{}", AREAS[area], again + 1),
    }
}

/// `snake_case` or `dotted.name` to `CamelCase`.
pub(super) fn camel(name: &str) -> String {
    name.split(['.', '_'])
        .map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_uppercase() + rest
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn modules_have_names_of_their_own() {
        let names: BTreeSet<String> = (0..5_000).map(module).collect();
        assert_eq!(names.len(), 5_000);
        assert_eq!(camel("fleet_core.line"), "FleetCoreLine");
    }
}
