//! The names of the parameters that arguments go to.

use super::{Hints, InlayHint};
use crate::ide::definition::locate;
use crate::python::{Arguments, Definition, ParameterKind, Passed, Site, Type};
use crate::table::{Kind, Node, Visitor};

/// Collects calls.
struct Calls<'w>(Vec<Node<'w>>);

impl<'w> Visitor<'w> for Calls<'w> {
    fn enter(&mut self, node: &Node<'w>) {
        if node.kind == Kind::Call && node.child_count() > 1 {
            self.0.push(*node);
        }
    }

    fn leave(&mut self, _: &Node<'w>, _: u32) {}
}

impl<'w> Hints<'_, 'w> {
    /// Names the parameters of all calls in an expression or statement.
    pub(super) fn arguments(&mut self, site: Site<'w>, root: Node<'w>) {
        let mut calls = Calls(Vec::new());
        root.traverse(&mut calls);
        for call in calls.0 {
            let whole = call.range();
            let is_near = whole.start <= self.range.end && whole.end >= self.range.start;
            if is_near && call.children().skip(1).any(|argument| may_need_name(argument)) {
                self.call(site, call);
            }
        }
    }

    fn call(&mut self, site: Site<'w>, call: Node<'w>) {
        self.lookups += 1;
        let value = self.world.infer(site, call.first());
        if matches!(value, Type::Union(_)) {
            return;
        }
        let callees = self.world.callees(value);
        let arguments = Arguments::of_call(self.world, site, call);
        let Some(callee) = self.world.chosen(&callees, &arguments).and_then(|index| callees.get(index)) else { return };
        // What takes but one thing takes it for an obvious reason.
        if let [only] = callee.formals.as_slice()
            && only.kind != ParameterKind::Variadic
        {
            return;
        }
        for (index, given) in self.world.pair(callee, &arguments).pairs {
            let formal = &callee.formals[index];
            let argument = given.argument().and_then(|index| arguments.list.get(index));
            let Some((_, node)) =
                argument.filter(|argument| argument.passed == Passed::Position).and_then(|argument| argument.code)
            else {
                continue;
            };
            let name = self.world.types.text(formal.name);
            let is_named = formal.kind == ParameterKind::Plain && !name.is_empty() && !name.starts_with('_');
            if !is_named || !self.is_inside(node.start) || !may_need_name(node) || says(node, &name) {
                continue;
            }
            let location = formal.definition.and_then(|symbol| locate(self.world, &Definition::Item(symbol)));
            self.found.push(InlayHint {
                offset: node.start,
                before: "",
                label: name,
                after: "=",
                location,
                is_type: false,
                insertable: false,
            });
        }
    }
}

fn may_need_name(argument: Node<'_>) -> bool {
    !matches!(argument.kind, Kind::Keyword | Kind::Starred)
}

/// Whether an argument says the name of its parameter itself: as a name, an attribute, a key or what is called.
fn says(argument: Node<'_>, name: &str) -> bool {
    let words = |text: &str| text.to_lowercase().replace('_', "");
    let own = match argument.kind {
        Kind::Name | Kind::Attribute | Kind::Str => argument.name(),
        Kind::Call | Kind::Await => return says(argument.first(), name),
        Kind::Subscript => return argument.last().is_some_and(|key| key.kind == Kind::Str && says(key, name)),
        _ => return false,
    };
    let (own, name) = (words(own), words(name));
    !own.is_empty() && (own == name || own.ends_with(&name) && name.len() > 2 && argument.kind != Kind::Str)
}
