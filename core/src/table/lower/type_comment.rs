//! Types in comments, lowered as the annotations that they stand for: strings without extent in front of the value.

use super::Lowering;
use crate::syntax::ast;
use crate::syntax::range;
use crate::table::encode::Fields;
use crate::table::kind::Kind;
use crate::text::TextRange;

/// The comments of a file that annotate, in source order.
#[derive(Default)]
pub(super) struct TypeComments<'a> {
    text: &'a str,
    comments: Vec<(u32, &'a str)>,
}

/// What a comment says of a function, `(int, *str) -> bool`.
#[derive(Default)]
pub(super) struct SignatureComment<'a> {
    /// Types of the last parameters; the first may be left to the class.
    pub(super) parameters: Vec<&'a str>,
    pub(super) result: Option<&'a str>,
}

impl<'a> TypeComments<'a> {
    pub(super) fn new(text: &'a str, comments: Vec<(u32, &'a str)>) -> Self {
        Self { text, comments }
    }

    /// The comment that follows `end` with only blanks, and at most the characters `between`, on the way.
    fn behind(&self, end: u32, between: &[char]) -> Option<&'a str> {
        let next = self.comments.partition_point(|(start, _)| *start < end);
        let &(start, words) = self.comments.get(next)?;
        let way = self.text.get(end as usize..start as usize)?;
        way.chars().all(|character| matches!(character, ' ' | '\t') || between.contains(&character)).then_some(words)
    }

    /// What the comment behind a statement says.
    pub(super) fn of_statement(&self, end: u32) -> Option<&'a str> {
        self.behind(end, &[])
    }

    /// What the comment behind the header of a loop or `with` says.
    fn of_header(&self, end: u32) -> Option<&'a str> {
        self.behind(end, &[')', ':'])
    }

    /// What the comment behind a parameter says, or behind the comma that follows it.
    pub(super) fn of_parameter(&self, end: u32) -> Option<&'a str> {
        self.behind(end, &[','])
    }

    /// What the comment behind the header of a function, or on the line below it, says.
    pub(super) fn of_function(&self, header_end: u32) -> SignatureComment<'a> {
        let parts = |words: &'a str| {
            let (parameters, result) = words.strip_prefix('(')?.rsplit_once("->")?;
            let parameters = split(parameters.trim_end().strip_suffix(')')?);
            let parameters = parameters.into_iter().map(|part| part.trim().trim_start_matches('*')).collect();
            Some(SignatureComment { parameters, result: Some(result.trim()) })
        };
        self.behind(header_end, &[')', ',', ':', '\r', '\n']).and_then(parts).unwrap_or_default()
    }
}

/// Parts between commas that no bracket holds.
fn split(list: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let is_comma = |character: char| {
        depth += i32::from(matches!(character, '[' | '(')) - i32::from(matches!(character, ']' | ')'));
        character == ',' && depth == 0
    };
    list.split(is_comma).filter(|part| !part.trim().is_empty()).collect()
}

impl<'a> SignatureComment<'a> {
    /// The type of the parameter with this index, of `count`. `...` stands for all, and says nothing.
    pub(super) fn parameter(&self, index: usize, count: usize) -> Option<&'a str> {
        let missing = count.checked_sub(self.parameters.len()).filter(|missing| *missing <= 1)?;
        self.parameters.get(index.checked_sub(missing)?).copied().filter(|words| *words != "...")
    }
}

impl<'a> Lowering<'a> {
    /// A type from a comment, as a string at `offset`.
    pub(super) fn written_type(&mut self, words: &'a str, offset: u32) {
        let name = self.strings.id(words);
        let at = TextRange::new(offset, offset);
        self.code.leaf(Kind::Str, at, Fields { name: Some(name), ..Fields::default() });
    }

    /// The header of a loop or `with`, with what the comment behind it says of its target.
    pub(super) fn commented(
        &mut self,
        kind: Kind,
        at: TextRange,
        is_async: bool,
        parts: impl Iterator<Item = &'a ast::Expr> + Clone,
    ) {
        let count = parts.clone().count() as u32;
        // Without a target there is nothing to say.
        let words = self.type_comments.of_header(at.end).filter(|_| count == 2);
        let children = count + u32::from(words.is_some());
        let fields = Fields { op: u32::from(is_async), children, ..Fields::default() };
        let open = self.code.open(kind, at, fields);
        parts.for_each(|part| self.expression(part));
        if let Some(words) = words {
            self.written_type(words, at.end);
        }
        self.code.close(open);
    }

    /// `target = value  # type: T` as `target: T = value`; whether it is one.
    pub(super) fn commented_assignment(&mut self, node: &'a ast::StmtAssign) -> bool {
        let at = range(node);
        let [target @ (ast::Expr::Name(_) | ast::Expr::Attribute(_))] = node.targets.as_slice() else { return false };
        let Some(words) = self.type_comments.of_statement(at.end) else { return false };
        let root = self.root(at.start);
        let open = self.code.open(Kind::AnnAssign, at, Fields { children: 3, ..Fields::default() });
        self.expression(target);
        // Not where the target ends: what stands there is the target.
        self.written_type(words, range(target).end + 1);
        self.expression(&node.value);
        self.code.close(open);
        self.bind(crate::table::ItemKind::AnnAssign, target, root, 0);
        true
    }
}
