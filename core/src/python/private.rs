//! Private attributes: inside the body of a class `A`, `__name` is `_A__name`.

use super::definition::Definition;
use super::site::Site;
use super::types::Type;
use super::world::World;
use crate::table::Node;
use std::borrow::Cow;

impl<'w> World<'w> {
    /// The type of what an attribute node reads of `receiver`.
    pub(crate) fn attribute_at(&self, site: Site<'w>, receiver: Type, node: Node<'w>) -> Type {
        self.attribute(receiver, &self.name_at(site, receiver, node))
    }

    /// The definitions of what an attribute node reads.
    pub(crate) fn attribute_definitions_at(&self, site: Site<'w>, node: Node<'w>) -> Vec<Definition<'w>> {
        let receiver = self.infer(site, node.first());
        self.attribute_definitions(receiver, &self.name_at(site, receiver, node))
    }

    /// The name by which an attribute is looked up.
    fn name_at(&self, site: Site<'w>, receiver: Type, node: Node<'w>) -> Cow<'w, str> {
        let name = node.name();
        // What a framework adds has the name that it gives.
        if !is_private(name) || self.types.contains(receiver, &|part| matches!(part, Type::Virtual(_))) {
            return Cow::Borrowed(name);
        }
        let prefix = site.class().and_then(|class| prefix(class.name()));
        prefix.map_or(Cow::Borrowed(name), |prefix| Cow::Owned(prefix + name))
    }
}

/// How the class of this name writes an attribute: `_A__name` is `__name` in `A`.
pub(super) fn as_written<'n>(class: &str, name: &'n str) -> Option<&'n str> {
    if !name.starts_with('_') || name.starts_with("__") {
        return None;
    }
    name.strip_prefix(prefix(class)?.as_str()).filter(|name| is_private(name))
}

/// What Python puts before private names of a class, unless its own has nothing but underscores.
fn prefix(class: &str) -> Option<String> {
    let name = class.trim_start_matches('_');
    (!name.is_empty()).then(|| format!("_{name}"))
}

fn is_private(name: &str) -> bool {
    name.starts_with("__") && !name.ends_with("__")
}
