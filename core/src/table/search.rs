//! Finding the few places of a table that have a name, without decoding the rest.

use super::model::{ArchivedFileTable, NONE, StrId};
use super::node::Node;
use super::varint;
use super::view::{ItemRef, ScopeRef};
use crate::syntax::is_identifier;
use memchr::memmem;

/// A root, and where it stands.
#[derive(Clone, Copy)]
pub struct Root<'t> {
    /// The root.
    pub node: Node<'t>,
    /// The scope whose item it is of; the function or class whose header it is.
    pub scope: ScopeRef<'t>,
    /// The first of the items that share it; `None` for a header.
    pub item: Option<ItemRef<'t>>,
}

impl ArchivedFileTable {
    /// The strings of the pool in which `word` stands as a word.
    pub fn strings_with(&self, word: &str) -> Vec<StrId> {
        // Most files asked about have it; most strings of them have not.
        if memmem::find(self.strings.as_bytes(), word.as_bytes()).is_none() {
            return Vec::new();
        }
        self.pool().filter(|(_, text)| words(text, word).next().is_some()).map(|(id, _)| id).collect()
    }

    /// The roots that have a node with one of these strings, and some that have not, in the order of the stream.
    pub fn roots_with(&self, strings: &[StrId]) -> Vec<Root<'_>> {
        let mut hits = Vec::new();
        for id in strings {
            let mut pattern = Vec::new();
            varint::write(&mut pattern, id.0 + 1);
            hits.extend(memmem::find_iter(&self.code, &pattern));
        }
        if hits.is_empty() {
            return Vec::new();
        }
        hits.sort_unstable();
        let mut starts: Vec<(u32, ScopeRef<'_>, Option<ItemRef<'_>>)> = Vec::with_capacity(self.items.len());
        for scope in self.scopes() {
            starts.extend(scope.header_reference().map(|start| (start, scope, None)));
            let items = scope.items().filter_map(|item| Some((item.reference()?, scope, Some(item))));
            starts.extend(items);
        }
        // Parameters share the header's root, which comes first as the scope's.
        starts.sort_by_key(|(start, ..)| *start);
        starts.dedup_by_key(|(start, ..)| *start);
        let mut found: Vec<Root<'_>> = Vec::new();
        let mut last = NONE;
        for hit in hits {
            let behind = starts.partition_point(|(start, ..)| *start as usize <= hit);
            let Some(&(start, scope, item)) = behind.checked_sub(1).and_then(|index| starts.get(index)) else {
                continue;
            };
            if start != last {
                last = start;
                found.push(Root { node: self.code().root(start), scope, item });
            }
        }
        found
    }
}

/// Where `word` stands as a word in `text`.
pub fn words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_part = |c: char| is_identifier(c.encode_utf8(&mut [0; 4])) || c.is_numeric();
    text.match_indices(word)
        .map(|(at, _)| at)
        .filter(move |at| !text[..*at].ends_with(is_part) && !text[*at + word.len()..].starts_with(is_part))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::syntax::SourceKind;
    use crate::table::{Table, lower};

    #[test]
    fn words_have_ends() {
        assert_eq!(words("name, surname, name_, name", "name").collect::<Vec<_>>(), [0, 22]);
        assert_eq!(words("List[é]", "é").collect::<Vec<_>>(), [5]);
    }

    #[test]
    fn roots_are_found_wherever_they_are() {
        let text = "def f(a: wanted = 1, b=2): return other\nif wanted: pass\nx, y = 1, [e.wanted for e in 'q']\n\
                    class C(wanted):\n    other = z(wanted=3)\n    def g(self): self.wanted = 1\nimport wanted\n";
        let table = Table::archive(&lower(text, SourceKind::Module, 1000));
        let strings = table.strings_with("wanted");
        let found: Vec<_> = table
            .roots_with(&strings)
            .into_iter()
            .filter(|root| {
                let mut has = false;
                root.node.walk(&mut |node| has |= strings.iter().any(|id| node.name_id() == Some(*id)));
                has
            })
            .map(|root| (root.scope.name(), root.item.map_or("", |item| item.name()), root.node.start))
            .collect();
        assert_eq!(
            found,
            [("f", "", 0), ("", "", 43), ("", "x", 56), ("C", "", 90), ("C", "other", 111), ("g", "wanted", 148)]
        );
    }
}
