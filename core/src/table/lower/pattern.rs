//! Lowering of `case` patterns.

use super::Lowering;
use crate::syntax::ast::{self, Pattern};
use crate::syntax::range;
use crate::table::encode::Fields;
use crate::table::kind::{ConstantKind, Kind};

impl<'a> Lowering<'a> {
    /// Writes a pattern and collects the names it captures, with their starts.
    pub(super) fn pattern(&mut self, pattern: &'a Pattern, captures: &mut Vec<(u32, u32)>) {
        let at = range(pattern);
        let fields = Fields::default();
        match pattern {
            Pattern::MatchValue(node) => self.fixed(Kind::PatternValue, at, 0, &[&node.value]),
            Pattern::MatchSingleton(node) => {
                let op = match node.value {
                    ast::Singleton::None => ConstantKind::None,
                    ast::Singleton::False => ConstantKind::False,
                    ast::Singleton::True => ConstantKind::True,
                };
                self.code.leaf(Kind::PatternSingleton, at, Fields { op: op as u32, ..fields });
            }
            Pattern::MatchSequence(node) => self.patterns(Kind::PatternSequence, at, &node.patterns, captures),
            Pattern::MatchOr(node) => self.patterns(Kind::PatternOr, at, &node.patterns, captures),
            Pattern::MatchMapping(node) => {
                let name = node.rest.as_ref().map(|rest| self.capture(rest, captures));
                let children = 2 * node.keys.len().min(node.patterns.len()) as u32;
                let open = self.code.open(Kind::PatternMapping, at, Fields { name, children, ..fields });
                for (key, value) in node.keys.iter().zip(&node.patterns) {
                    self.expression(key);
                    self.pattern(value, captures);
                }
                self.code.close(open);
            }
            Pattern::MatchClass(node) => {
                let children = 1 + node.arguments.patterns.len() + node.arguments.keywords.len();
                let open = self.code.open(Kind::PatternClass, at, Fields { children: children as u32, ..fields });
                self.expression(&node.cls);
                node.arguments.patterns.iter().for_each(|argument| self.pattern(argument, captures));
                for keyword in &node.arguments.keywords {
                    let name = Some(self.strings.id(keyword.attr.as_str()));
                    let open = self.code.open(Kind::Keyword, range(keyword), Fields { name, ..Fields::default() });
                    self.pattern(&keyword.pattern, captures);
                    self.code.close(open);
                }
                self.code.close(open);
            }
            Pattern::MatchStar(node) => {
                let name = node.name.as_ref().map(|name| self.capture(name, captures));
                self.code.leaf(Kind::PatternStar, at, Fields { name, ..fields });
            }
            Pattern::MatchAs(node) => {
                let children = u32::from(node.pattern.is_some());
                let name = node.name.as_ref().map(|name| self.strings.id(name.as_str()));
                let open = self.code.open(Kind::PatternAs, at, Fields { name, children, ..fields });
                if let Some(inner) = &node.pattern {
                    self.pattern(inner, captures);
                }
                self.code.close(open);
                if let Some(name) = &node.name {
                    self.capture(name, captures);
                }
            }
        }
    }

    fn patterns(
        &mut self,
        kind: Kind,
        at: crate::text::TextRange,
        patterns: &'a [Pattern],
        captures: &mut Vec<(u32, u32)>,
    ) {
        let open = self.code.open(kind, at, Fields { children: patterns.len() as u32, ..Fields::default() });
        patterns.iter().for_each(|pattern| self.pattern(pattern, captures));
        self.code.close(open);
    }

    fn capture(&mut self, name: &'a ast::Identifier, captures: &mut Vec<(u32, u32)>) -> (u32, u32) {
        let id = self.strings.id(name.as_str());
        captures.push((id.0, range(name).start));
        id
    }
}
