//! What can stand at the cursor, told from the tokens before it.

use super::tokens::{Inside, Statement, Token, TokenKind, last_statement};
use crate::arena::PathId;
use crate::python::{Site, World};
use crate::table::{ItemKind, ItemRef, ScopeRef};
use crate::text::{Encoding, TextRange};

/// A statement longer than this is looked at on the cursor's line only.
const MAX_STATEMENT: u32 = 100_000;

/// Subscripts within subscripts that are followed outwards.
const MAX_DEPTH: u32 = 32;

/// What can stand at the cursor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// Nothing to propose: a comment, a new name.
    Nothing,
    /// Inside a string literal that starts there and whose content starts there.
    String { start: u32, content: u32 },
    /// An attribute of what stands before the dot.
    Attribute { dot: u32, role: Role },
    /// A module of a package; a top-level one without dots and name.
    Module { level: u32, package: String },
    /// A name of a module, other than those that the statement imports already.
    Imported { level: u32, module: String, taken: Vec<String> },
    /// The name of a function that is being defined.
    Definition,
    /// A name of an outer scope, behind `global` or `nonlocal`.
    Outer { is_global: bool },
    /// One of a few words.
    Words(&'static [&'static str]),
    /// Something that goes on with the expression before it.
    Infix,
    /// An expression.
    Expression(Role),
}

/// What an expression is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    Value,
    /// A statement may begin here.
    Statement,
    Annotation,
    /// Behind `except` or `raise`.
    Exception,
    Decorator,
    /// A base class, or a keyword of the class.
    Base,
}

/// The text of the statement around the cursor, up to the cursor.
pub(super) struct Source {
    /// Where it starts in the file.
    pub(super) base: u32,
    pub(super) text: String,
}

/// The cursor and what stands before it.
pub(super) struct Spot<'t> {
    pub(super) path: PathId,
    pub(super) offset: u32,
    /// What to add to positions of tokens.
    pub(super) base: u32,
    /// Those before what is being typed.
    pub(super) tokens: Vec<Token<'t>>,
    /// The part of a word before the cursor.
    pub(super) typed: &'t str,
    pub(super) place: Place,
    /// Where the statement starts.
    pub(super) start: u32,
    /// Columns before the statement's first line.
    pub(super) indentation: u32,
}

impl Source {
    /// Reads the text before the cursor, from a place where a statement starts.
    pub(super) fn read(world: &World<'_>, path: PathId, offset: u32) -> Option<Self> {
        let module = world.module_site(path)?;
        let lines = module.table.line_map();
        let line_start = |offset: u32| lines.line(lines.position(offset, Encoding::Utf8).line).start;
        let line = line_start(offset);
        // Statements begin with names that they bind, or anywhere else; not all of them are items.
        let begins = |item: ItemRef<'_>| match (item.import(), item.kind()) {
            (Some(import), _) => Some(import.module_range().start),
            (_, ItemKind::Param | ItemKind::TypeParam | ItemKind::Named | ItemKind::Capture) => None,
            _ => Some(item.start()),
        };
        let items = (0..module.table.items.len() as u32).filter_map(|index| module.table.item(index));
        let latest = items.filter_map(begins).filter(|&start| start < line).max().unwrap_or(0);
        let base = Some(line_start(latest)).filter(|base| offset.saturating_sub(*base) < MAX_STATEMENT);
        let base = base.unwrap_or(line).min(offset);
        let text = world.source(path, TextRange::new(base, offset))?;
        Some(Self { base, text })
    }
}

impl<'t> Spot<'t> {
    /// What can stand at the end of a text.
    pub(super) fn new(source: &'t Source, path: PathId, offset: u32) -> Self {
        let Source { base, text } = source;
        let Statement { mut tokens, inside, .. } = last_statement(text);
        let is_at_end = |token: &Token<'_>| token.end() == text.len();
        let mut typed = "";
        if inside != Inside::Comment
            && let Some(last) = tokens.pop_if(|last| last.kind == TokenKind::Word && is_at_end(last))
        {
            typed = last.text;
        }
        let in_number = tokens.last().is_some_and(|last| last.kind == TokenKind::Number && is_at_end(last));
        let is_interpolation = inside == Inside::Interpolation;
        let place = match inside {
            Inside::Comment => Place::Nothing,
            Inside::String { start, content } => {
                Place::String { start: base + start as u32, content: base + content as u32 }
            }
            Inside::Code | Inside::Interpolation if in_number => Place::Nothing,
            Inside::Code | Inside::Interpolation => match place(&tokens, *base, offset - typed.len() as u32) {
                Place::Expression(Role::Statement) if is_interpolation => Place::Expression(Role::Value),
                place => place,
            },
        };
        let start = tokens.first().map_or(text.len() - typed.len(), |first| first.start);
        let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let indentation = text[line..].len() - text[line..].trim_start_matches([' ', '\t']).len();
        let (start, indentation) = (base + start as u32, indentation as u32);
        Self { path, offset, base: *base, start, tokens, typed, place, indentation }
    }

    /// The cursor in the code of an annotation that is written as a string, whose content starts at `content`.
    pub(super) fn in_quoted_annotation(&self, source: &'t Source, content: u32) -> Option<Spot<'t>> {
        let (open, segment) = enclosing(&self.tokens);
        let form = open.and_then(|open| self.tokens[..open].last()).map_or("", |form| form.text);
        // These take strings that are no code.
        let is_text = form == "Literal" || form == "Annotated" && open.is_some_and(|open| segment > open + 1);
        if is_text || role(&self.tokens) != Role::Annotation || self.tokens.last().is_some_and(Token::ends_operand) {
            return None;
        }
        let text = source.text.get((content - source.base) as usize..)?;
        let Statement { mut tokens, inside, .. } = last_statement(text);
        let last = tokens.pop_if(|last| last.kind == TokenKind::Word && last.end() == text.len());
        let typed = last.map_or("", |last| last.text);
        let place = match place(&tokens, content, self.offset - typed.len() as u32) {
            _ if inside != Inside::Code => Place::Nothing,
            Place::Expression(_) => Place::Expression(Role::Annotation),
            Place::Attribute { dot, .. } => Place::Attribute { dot, role: Role::Annotation },
            _ => Place::Nothing,
        };
        Some(Spot { base: content, tokens, typed, place, ..*self })
    }

    /// The range of what is being typed.
    pub(super) fn typed_range(&self) -> TextRange {
        TextRange::new(self.offset - self.typed.len() as u32, self.offset)
    }
}

fn place(tokens: &[Token<'_>], base: u32, at: u32) -> Place {
    if let Some(place) = import_place(tokens, base, at) {
        return place;
    }
    let first = tokens.first();
    let Some(last) = tokens.last() else { return Place::Expression(Role::Statement) };
    if last.is(".") {
        return Place::Attribute { dot: base + last.start as u32, role: role(&tokens[..tokens.len() - 1]) };
    }
    if last.ends_operand() {
        return match tokens {
            // `match` and `type` are names as well.
            [one] if matches!(one.text, "match" | "type" | "case") => Place::Expression(Role::Value),
            _ => Place::Infix,
        };
    }
    match (last.text, last.kind) {
        ("def", TokenKind::Word) => return Place::Definition,
        ("class" | "as" | "for", TokenKind::Word) => return Place::Nothing,
        ("async", TokenKind::Word) if tokens.len() == 1 => return Place::Words(&["def", "for", "with"]),
        ("async", TokenKind::Word) => return Place::Words(&["for"]),
        _ => {}
    }
    if let Some(first) = first
        && (first.is("global") || first.is("nonlocal"))
    {
        return Place::Outer { is_global: first.is("global") };
    }
    if is_target(tokens) || is_lambda_parameter(tokens) {
        return Place::Nothing;
    }
    if last.is("not") && tokens.len() > 1 && tokens[tokens.len() - 2].ends_operand() {
        return Place::Words(&["in"]);
    }
    match enclosing(tokens) {
        (Some(open), segment) if is_parameter_list(&tokens[..open]) && parameter_role(&tokens[segment..]).is_none() => {
            Place::Nothing
        }
        _ => Place::Expression(role(tokens)),
    }
}

/// Whether an import statement stands before the cursor, and what of it the cursor is in.
fn import_place(tokens: &[Token<'_>], base: u32, at: u32) -> Option<Place> {
    let touches = |token: &Token<'_>| base + token.end() as u32 == at;
    match tokens.first()?.text {
        "import" => {
            let last = tokens[1..].rsplit(|token| token.is(",")).next().unwrap_or_default();
            if last.iter().any(|token| token.is("as")) {
                return Some(Place::Nothing);
            }
            Some(match last.last() {
                Some(word) if word.kind == TokenKind::Word => Place::Words(&["as"]),
                _ => Place::Module { level: 0, package: dotted(last).1 },
            })
        }
        "from" => {
            let Some(import) = tokens.iter().position(|token| token.is("import")) else {
                let (level, package) = dotted(&tokens[1..]);
                return Some(match tokens.last() {
                    Some(last) if last.is("from") => Place::Module { level: 0, package: String::new() },
                    Some(last) if !last.ends_operand() && touches(last) => Place::Module { level, package },
                    _ => Place::Words(&["import"]),
                });
            };
            let (level, module) = dotted(&tokens[1..import]);
            let names = &tokens[import + 1..];
            let last = names.rsplit(|token| token.is(",") || token.is("(")).next().unwrap_or_default();
            Some(match last {
                [] => {
                    let words = names.split(|token| token.is(",") || token.is("("));
                    let taken = words.filter_map(|words| words.first()).map(|name| name.text.to_owned());
                    Place::Imported { level, module, taken: taken.collect() }
                }
                [_] => Place::Words(&["as"]),
                _ => Place::Nothing,
            })
        }
        _ => None,
    }
}

/// Leading dots, and the dotted name behind them up to its last dot or as a whole.
fn dotted(tokens: &[Token<'_>]) -> (u32, String) {
    let dots = tokens.iter().take_while(|token| token.text.starts_with('.'));
    let level = dots.map(|token| token.text.len() as u32).sum();
    let name: String = tokens.iter().skip_while(|token| token.text.starts_with('.')).map(|token| token.text).collect();
    (level, name.trim_end_matches('.').to_owned())
}

/// The innermost bracket that is open at the end, and where the tokens since the last comma inside it begin.
pub(super) fn enclosing(tokens: &[Token<'_>]) -> (Option<usize>, usize) {
    let mut depth = 0;
    let mut segment = None;
    for (index, token) in tokens.iter().enumerate().rev() {
        match token.text {
            _ if token.kind != TokenKind::Operator => {}
            ")" | "]" | "}" => depth += 1,
            "(" | "[" | "{" if depth == 0 => return (Some(index), segment.unwrap_or(index + 1)),
            "(" | "[" | "{" => depth -= 1,
            "," if depth == 0 && segment.is_none() => segment = Some(index + 1),
            _ => {}
        }
    }
    (None, segment.unwrap_or(0))
}

/// The tokens that are not inside of brackets, with their indices.
fn outermost<'a, 't>(tokens: &'a [Token<'t>]) -> impl Iterator<Item = (usize, &'a Token<'t>)> {
    let mut depth = 0i32;
    tokens.iter().enumerate().filter(move |(_, token)| {
        if token.kind == TokenKind::Operator {
            match token.text {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth -= 1,
                _ => return depth == 0,
            }
        }
        depth == 0
    })
}

/// What an expression behind these tokens is for.
pub(super) fn role(tokens: &[Token<'_>]) -> Role {
    role_in(tokens, 0)
}

fn role_in(tokens: &[Token<'_>], depth: u32) -> Role {
    if depth > MAX_DEPTH {
        return Role::Value;
    }
    let (open, segment) = enclosing(tokens);
    let Some(open) = open else { return outer_role(tokens) };
    let before = &tokens[..open];
    let Some(last) = before.last() else { return Role::Value };
    match tokens[open].text {
        "(" if is_parameter_list(before) => parameter_role(&tokens[segment..]).unwrap_or(Role::Value),
        "(" if matches!(before, [.., class, _] if class.is("class")) => {
            let is_keyword = tokens[segment..].iter().any(|token| token.is("="));
            if is_keyword { Role::Value } else { Role::Base }
        }
        "(" if last.is("except") || last.is("raise") || last.is("*") && outer_role(before) == Role::Exception => {
            Role::Exception
        }
        "[" if last.ends_operand() => {
            let is_name = |token: &Token<'_>| token.kind == TokenKind::Word || token.is(".");
            let head = before.iter().rposition(|token| !is_name(token)).map_or(0, |index| index + 1);
            match role_in(&before[..head], depth + 1) {
                Role::Annotation | Role::Base => Role::Annotation,
                _ => Role::Value,
            }
        }
        // `Callable[[int], str]`.
        "[" if last.is("[") || last.is(",") => match role_in(before, depth + 1) {
            Role::Annotation => Role::Annotation,
            _ => Role::Value,
        },
        _ => Role::Value,
    }
}

fn outer_role(tokens: &[Token<'_>]) -> Role {
    let Some(first) = tokens.first() else { return Role::Statement };
    let has = |text: &str| outermost(tokens).any(|(_, token)| token.is(text));
    let colon = outermost(tokens).find(|(_, token)| token.is(":")).map(|(index, _)| index);
    let is_last = |index: usize| index + 1 == tokens.len();
    match first.text {
        _ if first.kind == TokenKind::Operator && first.text == "@" => Role::Decorator,
        _ if first.kind != TokenKind::Word => Role::Value,
        "except" if colon.is_none() => Role::Exception,
        "raise" if !has("from") => Role::Exception,
        "def" | "async" if has("->") && colon.is_none() => Role::Annotation,
        "type" if tokens.len() > 1 && tokens[1].kind == TokenKind::Word && has("=") => Role::Annotation,
        "if" | "elif" | "else" | "for" | "while" | "with" | "try" | "except" | "finally" | "def" | "class"
        | "async" | "match" | "case" => {
            // What a lambda has is no end of the head.
            let ends = colon.is_some_and(is_last) && !has("lambda");
            if ends { Role::Statement } else { Role::Value }
        }
        "lambda" | "return" | "assert" | "del" | "raise" | "yield" | "await" => Role::Value,
        _ if colon.is_some_and(|colon| !tokens[..colon].iter().any(|token| token.is("=") || token.is("lambda"))) => {
            let assigned = outermost(tokens).any(|(_, token)| token.is("="));
            if assigned { Role::Value } else { Role::Annotation }
        }
        _ => Role::Value,
    }
}

/// Whether the bracket behind these tokens holds the parameters of a function.
fn is_parameter_list(before: &[Token<'_>]) -> bool {
    let mut tokens = before;
    // Type parameters stand between the name and the bracket.
    if tokens.last().is_some_and(|last| last.is("]")) {
        let mut depth = 0;
        let open = tokens.iter().rposition(|token| {
            depth += i32::from(token.is("]")) - i32::from(token.is("["));
            depth == 0
        });
        tokens = &tokens[..open.unwrap_or(0)];
    }
    matches!(tokens, [.., def, name] if def.is("def") && name.kind == TokenKind::Word)
}

/// What is written of a parameter; `None` where its name is.
fn parameter_role(parameter: &[Token<'_>]) -> Option<Role> {
    let colon = outermost(parameter).any(|(_, token)| token.is(":"));
    let equals = outermost(parameter).any(|(_, token)| token.is("="));
    match (colon, equals) {
        (_, true) => Some(Role::Value),
        (true, false) => Some(Role::Annotation),
        (false, false) => None,
    }
}

/// Whether a new name is written: a target of a loop, or a name behind `import … as`.
fn is_target(tokens: &[Token<'_>]) -> bool {
    let (_, segment) = enclosing(tokens);
    let start = tokens[..segment].iter().rposition(|token| token.is("for"));
    let Some(start) = start else { return false };
    let between = &tokens[start + 1..];
    between.iter().all(|token| token.kind == TokenKind::Word && !token.is("in") || token.is(",") || token.is("("))
}

/// Whether a parameter of a lambda is written.
fn is_lambda_parameter(tokens: &[Token<'_>]) -> bool {
    let (open, _) = enclosing(tokens);
    let inner = &tokens[open.map_or(0, |open| open + 1)..];
    let lambda = inner.iter().rposition(|token| token.is("lambda"));
    let Some(lambda) = lambda else { return false };
    let parameters = &inner[lambda + 1..];
    let ended = outermost(parameters).any(|(_, token)| token.is(":"));
    !ended && !parameters.last().is_some_and(|last| last.is("="))
}

/// On a line of its own, the indentation tells which body the cursor is in: a body ends with its last statement.
pub(super) fn block_site<'w>(module: Site<'w>, offset: u32, indentation: u32) -> Option<Site<'w>> {
    let lines = module.table.line_map();
    let column = |scope: ScopeRef<'w>| lines.position(scope.range().start, Encoding::Utf8).column;
    let last = module.table.scopes().take_while(|scope| scope.range().start <= offset).last()?;
    let mut around = std::iter::successors(Some(last), |scope| scope.parent());
    let scope = around.find(|scope| scope.parent().is_none() || column(*scope) < indentation)?;
    Some(module.at_end(scope))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Place) {
        let source = Source { base: 0, text: text.to_owned() };
        assert_eq!(Spot::new(&source, PathId(0), text.len() as u32).place, expect, "{text}");
    }

    #[track_caller]
    fn check_role(text: &str, expect: Role) {
        check(text, Place::Expression(expect));
    }

    #[test]
    fn roles_of_expressions() {
        check_role("", Role::Statement);
        check_role("if x: ", Role::Statement);
        check_role("if x: re", Role::Statement);
        check_role("else: ", Role::Statement);
        check_role("x = ", Role::Value);
        check_role("x: ", Role::Annotation);
        check_role("x: list[", Role::Annotation);
        check_role("x: dict[str, t.Callable[[", Role::Annotation);
        check_role("x: int = ", Role::Value);
        check_role("x: int | ", Role::Annotation);
        check_role("def f(x: ", Role::Annotation);
        check_role("def f[T](x: ", Role::Annotation);
        check_role("def f(x: int = ", Role::Value);
        check_role("def f(x, y: Optional[", Role::Annotation);
        check_role("def f(x) -> ", Role::Annotation);
        check_role("async def f(x) -> list[", Role::Annotation);
        check_role("type X = ", Role::Annotation);
        check_role("{x: ", Role::Value);
        check_role("x[a:", Role::Value);
        check_role("x[", Role::Value);
        check_role("except ", Role::Exception);
        check_role("except (A, ", Role::Exception);
        check_role("raise ", Role::Exception);
        check_role("raise A from ", Role::Value);
        check_role("raise A(", Role::Value);
        check_role("@", Role::Decorator);
        check_role("@a(", Role::Value);
        check_role("class A(", Role::Base);
        check_role("class A(B, ", Role::Base);
        check_role("class A(Generic[", Role::Annotation);
        check_role("class A(metaclass=", Role::Value);
        check_role("f(x=lambda y: ", Role::Value);
        check_role("lambda: ", Role::Value);
        check_role("if lambda: ", Role::Value);
        check_role("match ", Role::Value);
        check_role("f'{", Role::Value);
        check_role("[x for x in ", Role::Value);
        check_role("def f(x=g(", Role::Value);
        check_role(&"[".repeat(50_000), Role::Value);
    }

    #[test]
    fn new_names() {
        for text in [
            "class ",
            "def f(",
            "def f(a, b",
            "def f(*",
            "for ",
            "for x, ",
            "[y for ",
            "lambda ",
            "lambda a, ",
            "f(lambda ",
            "import x as ",
            "from x import y as ",
            "with x as ",
            "except E as ",
            "# x",
            "x = 1",
            "1.",
            "x = 1.",
            "import a as b",
        ] {
            check(text, Place::Nothing);
        }
        check("def ", Place::Definition);
        check("async def ", Place::Definition);
        check("global ", Place::Outer { is_global: true });
        check("nonlocal a, b", Place::Outer { is_global: false });
    }

    #[test]
    fn imports() {
        let module = |level, package: &str| Place::Module { level, package: package.to_owned() };
        check("import ", module(0, ""));
        check("import a.b.", module(0, "a.b"));
        check("import a.b.c", module(0, "a.b"));
        check("import a, b.", module(0, "b"));
        check("import a ", Place::Words(&["as"]));
        check("from ", module(0, ""));
        check("from .", module(1, ""));
        check("from ...a.", module(3, "a"));
        check("from . ", Place::Words(&["import"]));
        check("from a ", Place::Words(&["import"]));
        check("from a.b im", Place::Words(&["import"]));
        let imported = |level, module: &str, taken: &[&str]| Place::Imported {
            level,
            module: module.to_owned(),
            taken: taken.iter().map(|&name| name.to_owned()).collect(),
        };
        check("from a import ", imported(0, "a", &[]));
        check("from . import x", imported(1, "", &[]));
        check("from .a import x, y as z, (", imported(1, "a", &["x", "y"]));
        check("from a import (\n    x,\n    ", imported(0, "a", &["x"]));
        check("from a import x ", Place::Words(&["as"]));
    }

    #[test]
    fn what_goes_on() {
        check("x ", Place::Infix);
        check("f(x) ", Place::Infix);
        check("if x.y ", Place::Infix);
        check("'a' ", Place::Infix);
        check("x not ", Place::Words(&["in"]));
        check_role("not ", Role::Value);
        check("async ", Place::Words(&["def", "for", "with"]));
        check("x.", Place::Attribute { dot: 1, role: Role::Value });
        check("x: t.", Place::Attribute { dot: 4, role: Role::Annotation });
        check("f(a, 'b", Place::String { start: 5, content: 6 });
    }
}
