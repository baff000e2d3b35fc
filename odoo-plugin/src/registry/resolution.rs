//! Method resolution order: how Odoo puts the class of a model together from its definitions and its parents.

use super::{DefId, ModelId, Registry, View};

/// A class in the resolution order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// A class in a file.
    Definition(DefId),
    /// The class that the registry puts together for a model.
    Model(ModelId),
}

/// The state of one walk over parents.
#[derive(Default)]
struct Walk {
    /// The models that are being worked out.
    open: Vec<ModelId>,
    /// Whether a circle was met.
    circular: bool,
}

/// Linearizations kept at most; beyond that they are dropped together.
const KEPT: usize = 1024;

impl Registry {
    /// The definitions of a model and of all it inherits from, in resolution order: the first that has a name wins.
    pub(crate) fn resolution_order(&mut self, view: View) -> Vec<DefId> {
        let order = self.linearize(view.model, &mut Walk::default());
        let definitions = order.into_iter().filter_map(|node| match node {
            Node::Definition(id) => Some(id),
            Node::Model(_) => None,
        });
        view.extra.into_iter().chain(definitions).collect()
    }

    /// The C3 linearization of a model's class. A model that inherits from itself in a circle is left out where the
    /// circle closes.
    fn linearize(&mut self, id: ModelId, walk: &mut Walk) -> Vec<Node> {
        if let Some(order) = self.linear.get(&id) {
            return order.to_vec();
        }
        walk.open.push(id);
        let bases = self.bases(id);
        let mut lists = Vec::with_capacity(bases.len() + 1);
        let mut direct = Vec::with_capacity(bases.len());
        for base in bases {
            match base {
                Node::Definition(_) => lists.push(vec![base]),
                Node::Model(parent) if walk.open.contains(&parent) => {
                    walk.circular = true;
                    continue;
                }
                Node::Model(parent) => lists.push(self.linearize(parent, walk)),
            }
            direct.push(base);
        }
        lists.push(direct);
        walk.open.pop();
        let mut order = vec![Node::Model(id)];
        merge(lists, &mut order);
        // Within a circle the result depends on where one entered it.
        if !walk.circular {
            if self.linear.len() >= KEPT {
                self.linear.clear();
            }
            self.linear.insert(id, order.clone().into());
        }
        order
    }

    /// The bases of a model's class: its definitions, the last loaded first, each followed by the parents it adds.
    fn bases(&mut self, id: ModelId) -> Vec<Node> {
        let name = self.model_name(id);
        let base = (name != self.words.base).then_some(self.words.base);
        let mut bases: Vec<Node> = Vec::new();
        for definition in self.load_order(id) {
            let before = std::mem::replace(&mut bases, vec![Node::Definition(definition)]);
            let class = self.definition(definition);
            let mut parents = class.inherit.to_vec();
            if !class.is_extension() && !before.is_empty() {
                // A second definition replaces the first one on a server. Which of the two modules is installed we cannot
                // know, so both are there.
                parents.push(name);
            }
            for parent in parents.into_iter().chain(base) {
                if parent == name {
                    before.iter().for_each(|node| put_last(&mut bases, *node));
                } else if let Some(parent) = self.model_of(parent) {
                    put_last(&mut bases, Node::Model(parent));
                }
            }
        }
        bases
    }
}

/// Appends `node`, or moves it to the end.
fn put_last(nodes: &mut Vec<Node>, node: Node) {
    nodes.retain(|other| *other != node);
    nodes.push(node);
}

/// Merges linearizations so that each keeps its order. Where that is impossible, Python refuses the class; here the
/// first list prevails.
fn merge(mut lists: Vec<Vec<Node>>, order: &mut Vec<Node>) {
    // Taken from the end, which is cheap.
    lists.iter_mut().for_each(|list| list.reverse());
    loop {
        lists.retain(|list| !list.is_empty());
        let heads = || lists.iter().filter_map(|list| list.last().copied());
        let in_a_tail = |head: &Node| lists.iter().any(|list| list[..list.len() - 1].contains(head));
        let Some(next) = heads().find(|head| !in_a_tail(head)).or_else(|| heads().next()) else { return };
        for list in &mut lists {
            list.retain(|node| *node != next);
        }
        order.push(next);
    }
}
