//! The tokens of a statement up to the cursor: what half-typed code still is when no parser can read it.

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TokenKind {
    /// A name or keyword.
    Word,
    Number,
    /// A string literal, prefix and quotes included.
    String,
    /// An operator or bracket.
    Operator,
}

/// A token; positions are those of the text that was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Token<'t> {
    pub(super) kind: TokenKind,
    pub(super) text: &'t str,
    pub(super) start: usize,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is this operator or keyword.
    pub(super) fn is(&self, text: &str) -> bool {
        self.text == text && matches!(self.kind, TokenKind::Word | TokenKind::Operator)
    }

    fn opens(&self) -> bool {
        self.kind == TokenKind::Operator && matches!(self.text, "(" | "[" | "{")
    }

    fn closes(&self) -> bool {
        self.kind == TokenKind::Operator && matches!(self.text, ")" | "]" | "}")
    }

    /// Whether an expression may end with it.
    pub(super) fn ends_operand(&self) -> bool {
        match self.kind {
            TokenKind::Word => !is_operator_word(self.text),
            TokenKind::Number | TokenKind::String => true,
            TokenKind::Operator => self.closes() || self.text == "...",
        }
    }
}

/// What the end of the text is inside of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Inside {
    Code,
    /// Code between the braces of an f-string.
    Interpolation,
    Comment,
    /// A string literal that starts there and whose content starts there.
    String {
        start: usize,
        content: usize,
    },
}

/// The statement at the end of a text.
#[derive(Debug)]
pub(super) struct Statement<'t> {
    /// Its tokens; of an interpolation those between the braces.
    pub(super) tokens: Vec<Token<'t>>,
    /// The brackets that are open at the end, as indices of their tokens, the outermost first.
    pub(super) open: Vec<usize>,
    pub(super) inside: Inside,
}

/// Reads a text from the start of a statement, and gives the last statement in it.
pub(super) fn last_statement(text: &str) -> Statement<'_> {
    let mut lexer = Lexer { text, at: 0, depth: 0 };
    let mut statement = Statement { tokens: Vec::new(), open: Vec::new(), inside: Inside::Code };
    lexer.run(&mut statement, false);
    statement
}

/// Interpolations within interpolations that are looked into; those deeper inside count as text.
const MAX_DEPTH: u32 = 16;

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// Interpolations around the present position.
    depth: u32,
}

impl<'t> Lexer<'t> {
    /// Reads to the end of the text, or of the interpolation that it is in; says whether the end of the text was reached.
    fn run(&mut self, statement: &mut Statement<'t>, interpolation: bool) -> bool {
        if interpolation {
            *statement = Statement { tokens: Vec::new(), open: Vec::new(), inside: Inside::Interpolation };
        }
        let code = statement.inside;
        while let Some(c) = self.peek() {
            let start = self.at;
            match c {
                '\n' if statement.open.is_empty() && !interpolation => {
                    self.at += 1;
                    statement.tokens.clear();
                }
                ';' if statement.open.is_empty() => {
                    self.at += 1;
                    statement.tokens.clear();
                }
                '\\' => self.at += 1 + self.text[self.at + 1..].chars().next().map_or(0, char::len_utf8),
                '#' => {
                    self.at = self.text[start..].find('\n').map_or(self.text.len(), |end| start + end);
                    if self.at == self.text.len() {
                        statement.inside = Inside::Comment;
                        return true;
                    }
                }
                '}' if interpolation && statement.open.is_empty() => {
                    self.at += 1;
                    return false;
                }
                // What follows formats the value.
                ':' | '!' if interpolation && statement.open.is_empty() && !self.text[start..].starts_with("!=") => {
                    self.at += 1;
                    return self.format(statement, start);
                }
                c if c.is_whitespace() => self.at += c.len_utf8(),
                '"' | '\'' => {
                    if self.string(statement, start, false) {
                        return true;
                    }
                }
                c if c.is_ascii_digit() => {
                    self.number();
                    self.push(statement, TokenKind::Number, start);
                }
                '.' if self.text[start + 1..].starts_with(|c: char| c.is_ascii_digit()) => {
                    self.number();
                    self.push(statement, TokenKind::Number, start);
                }
                c if c.is_alphabetic() || c == '_' => {
                    let end = self.text[start..].find(|c: char| !c.is_alphanumeric() && c != '_');
                    self.at = end.map_or(self.text.len(), |end| start + end);
                    let word = &self.text[start..self.at];
                    if self.text[self.at..].starts_with(['"', '\'']) && is_prefix(word) {
                        if self.string(statement, start, word.contains(['f', 'F', 't', 'T'])) {
                            return true;
                        }
                    } else {
                        self.word(statement, start);
                    }
                }
                _ => self.operator(statement, start),
            }
        }
        statement.inside = code;
        true
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn push(&self, statement: &mut Statement<'t>, kind: TokenKind, start: usize) {
        statement.tokens.push(Token { kind, text: &self.text[start..self.at], start });
    }

    fn word(&self, statement: &mut Statement<'t>, start: usize) {
        let line = self.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let begins_line = self.text[line..start].trim().is_empty();
        if begins_line && !statement.open.is_empty() && begins_statement(&self.text[start..self.at]) {
            // A bracket was left open: no expression goes on across a statement.
            statement.tokens.clear();
            statement.open.clear();
        }
        self.push(statement, TokenKind::Word, start);
    }

    fn number(&mut self) {
        let rest = &self.text[self.at..];
        let mut before = ' ';
        let end = rest.find(|c: char| {
            let exponent = matches!(before, 'e' | 'E') && matches!(c, '+' | '-') && !rest.starts_with("0x");
            before = c;
            !(c.is_alphanumeric() || c == '_' || c == '.' || exponent)
        });
        let mut number = &rest[..end.unwrap_or(rest.len())];
        // Only the first dot is part of it: `1..real`.
        if let Some((second, _)) = number.match_indices('.').nth(1) {
            number = &number[..second];
        }
        self.at += number.len();
    }

    fn operator(&mut self, statement: &mut Statement<'t>, start: usize) {
        const LONG: [&str; 24] = [
            "**=", "//=", ">>=", "<<=", "...", "==", "!=", "<=", ">=", "->", ":=", "+=", "-=", "*=", "/=", "%=", "&=",
            "|=", "^=", "@=", "**", "//", "<<", ">>",
        ];
        let rest = &self.text[start..];
        let long = LONG.iter().find(|operator| rest.starts_with(**operator));
        self.at += long.map_or_else(|| self.peek().map_or(1, char::len_utf8), |operator| operator.len());
        self.push(statement, TokenKind::Operator, start);
        let Some(token) = statement.tokens.last() else { return };
        if token.opens() {
            statement.open.push(statement.tokens.len() - 1);
        } else if token.closes() {
            statement.open.pop();
        }
    }

    /// Reads a string literal that starts at `start`, with its quote at the present position.
    fn string(&mut self, statement: &mut Statement<'t>, start: usize, interpolates: bool) -> bool {
        let rest = &self.text[self.at..];
        let quote = &rest[..1];
        let is_triple = rest.starts_with(&quote.repeat(3));
        let mark = if is_triple { &rest[..3] } else { quote };
        self.at += mark.len();
        let content = self.at;
        while let Some(c) = self.peek() {
            let rest = &self.text[self.at..];
            match c {
                _ if rest.starts_with(mark) => {
                    self.at += mark.len();
                    self.push(statement, TokenKind::String, start);
                    return false;
                }
                '\\' => self.at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
                // It was never closed; what follows is on its own.
                '\n' if !is_triple => {
                    self.push(statement, TokenKind::String, start);
                    return false;
                }
                '{' if interpolates && rest.starts_with("{{") => self.at += 2,
                '{' if interpolates && self.depth < MAX_DEPTH => {
                    self.at += 1;
                    if self.interpolation(statement) {
                        return true;
                    }
                }
                c => self.at += c.len_utf8(),
            }
        }
        statement.inside = Inside::String { start, content };
        true
    }

    /// Reads an interpolation behind its brace; if the text ends in it, it is what the text ends with.
    fn interpolation(&mut self, statement: &mut Statement<'t>) -> bool {
        let mut inner = Statement { tokens: Vec::new(), open: Vec::new(), inside: Inside::Code };
        self.depth += 1;
        let ended = self.run(&mut inner, true);
        self.depth -= 1;
        if ended {
            *statement = inner;
        }
        ended
    }

    /// Reads the rest of an interpolation that says how to format it; values may be interpolated there again.
    fn format(&mut self, statement: &mut Statement<'t>, start: usize) -> bool {
        while let Some(c) = self.peek() {
            self.at += c.len_utf8();
            match c {
                '}' => return false,
                '{' if self.depth < MAX_DEPTH && self.interpolation(statement) => return true,
                _ => {}
            }
        }
        statement.inside = Inside::String { start, content: start + 1 };
        true
    }
}

fn is_prefix(word: &str) -> bool {
    word.len() <= 2 && word.chars().all(|c| "rRbBuUfFtT".contains(c))
}

/// Words that no expression goes on across when they begin a line.
fn begins_statement(word: &str) -> bool {
    const WORDS: [&str; 16] = [
        "assert", "break", "class", "continue", "def", "del", "elif", "except", "finally", "global", "import",
        "nonlocal", "raise", "return", "try", "while",
    ];
    WORDS.contains(&word)
}

/// Words that an expression goes on behind, or that begin one.
pub(super) fn is_operator_word(word: &str) -> bool {
    const WORDS: [&str; 31] = [
        "and", "as", "assert", "async", "await", "case", "class", "def", "del", "elif", "else", "except", "finally",
        "for", "from", "global", "if", "import", "in", "is", "lambda", "match", "nonlocal", "not", "or", "raise",
        "return", "try", "while", "with", "yield",
    ];
    WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of the last statement with the open brackets marked, and what the end is in.
    #[track_caller]
    fn check(text: &str, tokens: &str, inside: &str) {
        let found = last_statement(text);
        let show = |(index, token): (usize, &Token<'_>)| {
            let open = if found.open.contains(&index) { "!" } else { "" };
            format!("{}{open}", token.text)
        };
        let shown: Vec<_> = found.tokens.iter().enumerate().map(show).collect();
        let place = match found.inside {
            Inside::String { start, content } => format!("string {}|{}", &text[start..content], &text[content..]),
            other => format!("{other:?}"),
        };
        assert_eq!((shown.join(" ").as_str(), place.as_str()), (tokens, inside), "{text}");
    }

    #[test]
    fn statements_end_with_their_line() {
        check("x = 1\ny.z", "y . z", "Code");
        check("f(a,\n  b", "f (! a , b", "Code");
        check("x = 1; y", "y", "Code");
        check("a \\\n + b", "a + b", "Code");
        check("f(a\nreturn x.", "return x .", "Code");
        check("f(a\nif x", "f (! a if x", "Code");
        check("(a)[b", "( a ) [! b", "Code");
    }

    #[test]
    fn numbers_keep_their_dot() {
        check("1.", "1.", "Code");
        check("1.5e-3 .x", "1.5e-3 . x", "Code");
        check("1..real", "1. . real", "Code");
        check("x1.y", "x1 . y", "Code");
        check("...", "...", "Code");
        check("from .. import", "from . . import", "Code");
    }

    #[test]
    fn strings_and_comments() {
        check("f('a', b\"c", "f (! 'a' ,", "string b\"|c");
        check("x = '''a\n'b", "x =", "string '''|a\n'b");
        check("x = 'a\\'b", "x =", "string '|a\\'b");
        check("'a\nb", "b", "Code");
        check("x # y", "x", "Comment");
        check("x  # y\nz", "z", "Code");
        check("x = '#'", "x = '#'", "Code");
    }

    #[test]
    fn interpolations_are_code() {
        check("f'{a.b", "a . b", "Interpolation");
        check("f'{{a", "", "string f'|{{a");
        check("f'{a}b", "", "string f'|{a}b");
        check("f'{a:>{b.c", "b . c", "Interpolation");
        check("f'{a!r", "a", "string !|r");
        check("f'{f(x, y", "f (! x , y", "Interpolation");
        check("f'{a != b", "a != b", "Interpolation");
        check("x = f'{a}' + b", "x = f'{a}' + b", "Code");
        check("f'{d[\"k", "d [!", "string \"|k");
        last_statement(&"f'{".repeat(100_000));
        last_statement(&"f'{a:{".repeat(100_000));
    }
}
