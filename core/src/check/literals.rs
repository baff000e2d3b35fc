//! Mistakes that are visible in one expression.

use super::context::Checker;
use crate::rules::Rule;
use crate::table::kind::CompareOp;
use crate::table::{ItemKind, Kind, Node, PARAM_DEFAULT, ScopeKind, ScopeRef};
use crate::text::TextRange;
use rustc_hash::FxHashSet;

impl<'w> Checker<'_, 'w> {
    /// Looks at everything in one statement or header.
    pub(super) fn expressions(&mut self, root: Node<'w>) {
        root.walk(&mut |node| match node.kind {
            Kind::Dict => self.duplicate_keys(*node),
            Kind::Compare => self.literal_identity(*node),
            Kind::Assert if node.first().kind == Kind::Tuple && node.first().child_count() > 0 => {
                let message = "this is a tuple, which is always true".to_owned();
                self.report(Rule::AssertTuple, node.first().range(), message);
            }
            Kind::FString if node.child_count() == 0 => {
                self.report(Rule::EmptyFString, node.range(), "an f-string without placeholders".to_owned());
            }
            Kind::Param if node.op & PARAM_DEFAULT != 0 => self.mutable_default(*node),
            _ => {}
        });
    }

    fn duplicate_keys(&mut self, dict: Node<'w>) {
        let mut seen: FxHashSet<(Kind, u32, &str)> = FxHashSet::default();
        let mut values = Vec::new();
        let mut children = dict.children();
        while let Some(key) = children.next() {
            if key.kind == Kind::DictSplat {
                // What comes behind it is meant to replace what came with it.
                seen.clear();
                continue;
            }
            let Some(value) = children.next() else { break };
            if !matches!(key.kind, Kind::Str | Kind::Int | Kind::Constant) {
                continue;
            }
            let literal = (key.kind, key.op, key.name());
            let same = |(other, earlier): &(_, Node<'_>)| *other == literal && is_same(*earlier, value);
            if !seen.insert(literal) && !values.iter().any(same) {
                let message = "the dictionary has this key already; the value given first is lost".to_owned();
                self.report(Rule::DuplicateKey, key.range(), message);
            }
            values.push((literal, value));
        }
    }

    fn literal_identity(&mut self, comparison: Node<'w>) {
        let operands: Vec<_> = comparison.children().collect();
        for (op, pair) in comparison.compare_ops().zip(operands.windows(2)) {
            let equal = match op {
                CompareOp::Is => "==",
                CompareOp::IsNot => "!=",
                _ => continue,
            };
            let is_literal = |node: &&Node<'_>| {
                matches!(node.kind, Kind::Str | Kind::LongStr | Kind::Bytes | Kind::Int | Kind::Number)
            };
            if let Some(literal) = pair.iter().find(is_literal) {
                let range = TextRange::new(pair[0].start, pair[1].range().end);
                let what = if matches!(literal.kind, Kind::Int | Kind::Number) { "number" } else { "text" };
                let message = format!("compares a {what} by identity; use `{equal}`");
                self.report(Rule::LiteralIdentity, range, message);
            }
        }
    }

    fn mutable_default(&mut self, parameter: Node<'w>) {
        let Some(default) = parameter.last() else { return };
        let mutable = match default.kind {
            Kind::List | Kind::Dict | Kind::Set | Kind::ListComp | Kind::DictComp | Kind::SetComp => true,
            Kind::Call => default.child_count() == 1 && matches!(default.first().name(), "list" | "dict" | "set"),
            _ => false,
        };
        if mutable {
            let message = format!("all calls share this default of `{}`", parameter.name());
            self.report(Rule::MutableDefault, default.range(), message);
        }
    }

    /// Reports methods of a class that take nothing, not even their instance.
    pub(super) fn missing_self(&mut self, scope: ScopeRef<'w>) {
        if scope.kind() != ScopeKind::Class || scope.header().is_some_and(|header| header.child_count() > 0) {
            return;
        }
        for item in scope.items().filter(|item| item.kind() == ItemKind::Function) {
            let Some(function) = item.scope() else { continue };
            let plain = function.parameters().next().is_none() && function.decorators().next().is_none();
            let used = item.name_id().is_none_or(|name| self.names.is_used(scope.index, name));
            // What is defined again is meant for the place in between, and so is what a condition guards.
            let for_instances = scope
                .items()
                .filter_map(|other| other.scope())
                .any(|other| other.parameters().next().is_some_and(|first| first.name() == "self"));
            let alone = item.name_id().is_some_and(|name| scope.named(name).count() == 1) && item.block() == 0;
            if plain && !used && alone && for_instances {
                let message = format!("`{}` has no parameter for its instance", item.name());
                self.report(Rule::MissingSelf, item.name_range(), message);
            }
        }
    }
}

/// Whether two expressions are written alike.
fn is_same(a: Node<'_>, b: Node<'_>) -> bool {
    a.kind == b.kind
        && !matches!(a.kind, Kind::LongStr | Kind::Bytes | Kind::Number)
        && a.op == b.op
        && a.name() == b.name()
        && a.child_count() == b.child_count()
        && a.children().zip(b.children()).all(|(a, b)| is_same(a, b))
}
