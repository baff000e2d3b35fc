//! The modules named in imports, as links to their files.

use super::sources::in_source;
use crate::arena::PathId;
use crate::python::{Definition, World};
use crate::text::TextRange;

/// The name of a module in an import.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentLink {
    /// The name as written; the dots where there is nothing else.
    pub range: TextRange,
    /// Number of leading dots.
    pub level: u32,
    /// The dotted name behind them.
    pub module: String,
}

/// The modules that the imports of a file name, as far as they have files.
pub fn document_links(world: &World<'_>, path: PathId) -> Vec<DocumentLink> {
    let Some(site) = world.module_site(path) else { return Vec::new() };
    let mut found: Vec<DocumentLink> = Vec::new();
    let imports = site.table.scopes().flat_map(|scope| scope.items()).filter_map(|item| item.import());
    for import in imports {
        let (level, module) = (import.level(), import.module());
        let start = import.module_range().start;
        let end = if module.is_empty() { start + level } else { import.module_range().end };
        let range = TextRange::new(start, end);
        let is_new = found.iter().all(|other| other.range != range);
        if is_new && !range.is_empty() && world.modules.resolve(level, module, path).file().is_some() {
            found.push(DocumentLink { range, level, module: module.to_owned() });
        }
    }
    found.sort_by_key(|link| link.range.start);
    found
}

/// The file of a module that is named so in an import in `from`: its code, if that is to be found.
pub fn linked_file(world: &World<'_>, level: u32, module: &str, from: PathId) -> Option<PathId> {
    let file = world.modules.resolve(level, module, from).file()?;
    let code = in_source(world, &Definition::Module(file)).into_iter().next();
    Some(if let Some(Definition::Module(code)) = code { code } else { file })
}
