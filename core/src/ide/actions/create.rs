//! Places for new definitions: in a class, behind a method of it, at the end of a module, around a place that uses them.

use super::lines::Lines;
use super::types::FileEdit;
use crate::arena::PathId;
use crate::python::{Origin, World};
use crate::table::{ItemKind, ItemRef, ScopeKind, ScopeRef};
use crate::text::TextRange;

/// Whether a file is one that people edit: the workspace's own.
pub(super) fn is_editable(world: &World<'_>, path: PathId) -> bool {
    world.modules.origin(path) == Origin::Workspace
}

/// A file with its text, to write something into.
pub(super) struct Target {
    pub(super) path: PathId,
    pub(super) text: String,
    is_stub: bool,
}

impl Target {
    pub(super) fn new(world: &World<'_>, path: PathId) -> Option<Self> {
        let (_, table) = world.table(path)?;
        let text = world.source(path, TextRange::new(0, table.line_map().text_len()))?;
        Some(Self { path, text, is_stub: world.modules.is_stub(path) })
    }

    fn lines(&self) -> Lines<'_> {
        Lines { text: &self.text }
    }

    fn insert(&self, at: u32, text: String) -> FileEdit {
        FileEdit { path: self.path, range: TextRange::new(at, at), text }
    }

    /// The lines of a function that is yet to be written, at some depth.
    fn function(&self, indentation: &str, definition: &Function) -> String {
        let (lines, newline) = (self.lines(), self.lines().newline());
        let body = if self.is_stub { "..." } else { definition.body };
        let mut text = String::new();
        for decorator in &definition.decorators {
            text += &format!("{indentation}@{decorator}{newline}");
        }
        let Function { name, parameters, result, is_async, .. } = definition;
        let keyword = if *is_async { "async def" } else { "def" };
        text += &format!("{indentation}{keyword} {name}({parameters}){result}:{newline}");
        text + &format!("{indentation}{}{body}{newline}", lines.indentation_unit())
    }

    /// Methods in a class: behind the one that `used_at` is in, if it is one of that class, else at its end.
    pub(super) fn methods(&self, class: ScopeRef<'_>, used_at: Option<u32>, new: &[Function]) -> Option<FileEdit> {
        let (lines, newline) = (self.lines(), self.lines().newline());
        let body = class.body_start();
        let outer = lines.indentation(class.owner()?.start());
        if !lines.starts_line(body) {
            // `class A: pass` opens up; what says more than that on its line does not.
            let at = TextRange::new(body, class.range().end);
            if !matches!(lines.slice(at).trim(), "pass" | "...") {
                return None;
            }
            let indentation = format!("{outer}{}", lines.indentation_unit());
            let written: Vec<String> = new.iter().map(|one| self.function(&indentation, one)).collect();
            let text = format!("{newline}{}", written.join(newline));
            let start = at.start
                - (lines.text[..at.start as usize].len() - lines.text[..at.start as usize].trim_end().len()) as u32;
            let range = TextRange::new(start, at.end);
            return Some(FileEdit { path: self.path, range, text: text.trim_end_matches(['\n', '\r']).to_owned() });
        }
        let indentation = lines.indentation(body);
        let around = used_at.and_then(|at| methods(class).find(|scope| scope.range().touches(at)));
        let end = around.map_or(class.range().end, |scope| scope.range().end);
        let written: String = new.iter().map(|one| format!("{newline}{}", self.function(indentation, one))).collect();
        let (at, text) = lines.behind(end, &written);
        Some(self.insert(at, text))
    }

    /// An attribute of the instances of a class: at the end of its `__init__`, else in its body.
    pub(super) fn attribute(&self, class: ScopeRef<'_>, name: &str, on_instance: bool) -> Option<FileEdit> {
        let (lines, newline) = (self.lines(), self.lines().newline());
        let init = methods(class).find(|scope| scope.name() == "__init__" && on_instance);
        if let Some(init) = init.filter(|init| lines.starts_line(init.body_start()))
            && let Some(receiver) = init.parameters().next()
        {
            let line = format!("{}{}.{name} = None{newline}", lines.indentation(init.body_start()), receiver.name());
            let (at, text) = lines.behind(init.range().end, &line);
            return Some(self.insert(at, text));
        }
        let body = class.body_start();
        if !lines.starts_line(body) {
            return None;
        }
        let line = format!("{}{name} = None{newline}", lines.indentation(body));
        match class.docstring() {
            Some(docstring) => {
                let (at, text) = lines.behind(docstring.end, &format!("{newline}{line}"));
                Some(self.insert(at, text))
            }
            None => {
                let first = class.items().next().and_then(ItemRef::scope);
                let space = if first.is_some() { newline } else { "" };
                Some(self.insert(lines.line_start(body), format!("{line}{space}")))
            }
        }
    }

    /// A function at the end of a module.
    pub(super) fn at_end(&self, definition: &Function) -> FileEdit {
        let (lines, newline) = (self.lines(), self.lines().newline());
        let end = self.text.trim_end().len() as u32;
        let space = if end == 0 { String::new() } else { newline.repeat(2) };
        let (at, text) = lines.behind(end, &format!("{space}{}", self.function("", definition)));
        self.insert(at, text)
    }

    /// A function, or a class, behind the definition at the top level that `used_at` is in, else before its statement.
    pub(super) fn beside(&self, module: ScopeRef<'_>, used_at: u32, definition: &Definition) -> FileEdit {
        let (lines, newline) = (self.lines(), self.lines().newline());
        let text = match definition {
            Definition::Function(function) => self.function("", function),
            Definition::Class(name) => format!("class {name}:{newline}{}pass{newline}", lines.indentation_unit()),
        };
        let around = module.items().filter_map(ItemRef::scope).find(|scope| scope.range().touches(used_at));
        let is_function =
            around.is_some_and(|scope| scope.kind() == ScopeKind::Function || is_in_method(scope, used_at));
        if let Some(around) = around.filter(|_| is_function) {
            let (at, text) = lines.behind(around.range().end, &format!("{}{text}", newline.repeat(2)));
            return self.insert(at, text);
        }
        let at = lines.line_start(around.map_or_else(|| statement_start(module, used_at), |scope| scope.range().start));
        let above = lines.text[..at as usize].lines().rev().take_while(|line| line.trim().is_empty()).count();
        let space = if lines.text[..at as usize].trim().is_empty() { 0 } else { 2_usize.saturating_sub(above) };
        self.insert(at, format!("{}{text}{}", newline.repeat(space), newline.repeat(2)))
    }
}

/// The start of the statement at the top level that `at` is in.
fn statement_start(module: ScopeRef<'_>, at: u32) -> u32 {
    let holds = |item: &ItemRef<'_>| item.node().is_some_and(|root| root.range().touches(at));
    let Some(item) = module.items().rfind(holds) else { return at };
    let blocks = std::iter::successors(Some(module.block(item.block())), |block| block.parent());
    let outermost = blocks.take_while(|block| block.parent().is_some()).last();
    outermost.map_or_else(|| item.node().map_or(at, |root| root.start), |block| block.statement())
}

/// A function to be written.
pub(super) struct Function {
    pub(super) decorators: Vec<String>,
    pub(super) name: String,
    pub(super) parameters: String,
    /// With its arrow; empty for none.
    pub(super) result: String,
    pub(super) is_async: bool,
    pub(super) body: &'static str,
}

/// Something to be written at the top level.
pub(super) enum Definition {
    Function(Function),
    Class(String),
}

/// The functions in the body of a class.
fn methods(class: ScopeRef<'_>) -> impl Iterator<Item = ScopeRef<'_>> {
    class.items().filter(|item| item.kind() == ItemKind::Function).filter_map(ItemRef::scope)
}

fn is_in_method(class: ScopeRef<'_>, at: u32) -> bool {
    methods(class).any(|method| method.body_start() <= at && at <= method.range().end)
}
