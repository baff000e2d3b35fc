//! Comments and logical lines of a text, without parsing it.

use crate::text::TextRange;

/// What a comment shares its line with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Line {
    /// Nothing.
    Own,
    /// Code: the part of the text that the comment is about. Behind the end of a logical line this is all of it, and
    /// inside of brackets the one physical line.
    Behind(TextRange),
}

/// A logical line with code in it.
struct Logical {
    start: u32,
    end: u32,
    indentation: u32,
}

/// The comments of a text.
pub(super) struct Comments {
    /// Each with its `#`, in order.
    pub(super) list: Vec<(TextRange, Line)>,
    lines: Vec<Logical>,
}

impl Comments {
    pub(super) fn new(text: &str) -> Self {
        let mut scan = Scan { bytes: text.as_bytes(), at: 0, list: Vec::new(), lines: Vec::new() };
        while scan.at < scan.bytes.len() {
            scan.logical_line();
        }
        Self { list: scan.list, lines: scan.lines }
    }

    /// Whether no code stands before `offset`.
    pub(super) fn starts_before_code(&self, offset: u32) -> bool {
        self.lines.first().is_none_or(|first| offset < first.start)
    }

    /// The statement that begins below `offset`, with all its clauses and decorators.
    pub(super) fn statement_below(&self, text: &str, offset: u32) -> Option<TextRange> {
        let first = self.lines.partition_point(|line| line.start < offset);
        let head = self.lines.get(first)?;
        let mut end = head.end;
        let mut decorated = is_decorator(text, head);
        for line in &self.lines[first + 1..] {
            let goes_on = line.indentation > head.indentation
                || line.indentation == head.indentation && (decorated || is_clause(text, line));
            if !goes_on {
                break;
            }
            if line.indentation == head.indentation {
                decorated = is_decorator(text, line);
            }
            end = line.end;
        }
        Some(TextRange::new(head.start, end))
    }
}

fn is_decorator(text: &str, line: &Logical) -> bool {
    text[line.start as usize..].starts_with('@')
}

fn is_clause(text: &str, line: &Logical) -> bool {
    let code = &text[line.start as usize..];
    let word: &str = code.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    matches!(word, "else" | "elif" | "except" | "finally")
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    list: Vec<(TextRange, Line)>,
    lines: Vec<Logical>,
}

impl Scan<'_> {
    /// Reads up to the end of a logical line.
    fn logical_line(&mut self) {
        let line_start = self.at;
        let mut physical = self.at;
        let mut code_start = None;
        let mut depth = 0_u32;
        let mut last_comment = None;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'#' => {
                    let end = memchr::memchr2(b'\n', b'\r', &self.bytes[self.at..]);
                    let end = end.map_or(self.bytes.len(), |length| self.at + length);
                    let range = TextRange::new(self.at as u32, end as u32);
                    let alone = self.bytes[physical..self.at].iter().all(u8::is_ascii_whitespace);
                    let line =
                        if alone { Line::Own } else { Line::Behind(TextRange::new(physical as u32, end as u32)) };
                    last_comment = Some(self.list.len());
                    self.list.push((range, line));
                    self.at = end;
                    continue;
                }
                b'\n' => {
                    self.at += 1;
                    if depth == 0 {
                        break;
                    }
                    physical = self.at;
                    last_comment = None;
                    continue;
                }
                b'\\' => {
                    // Also the end of a line: it goes on.
                    self.at += 2;
                    if self.bytes.get(self.at - 1) == Some(&b'\n') {
                        physical = self.at;
                    }
                    continue;
                }
                b' ' | b'\t' | b'\r' | 0x0c => {
                    self.at += 1;
                    continue;
                }
                _ => {}
            }
            code_start.get_or_insert(self.at);
            match byte {
                b'"' | b'\'' => self.string(byte),
                b'(' | b'[' | b'{' => {
                    depth += 1;
                    self.at += 1;
                }
                b')' | b']' | b'}' => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(self.bytes.len());
        let Some(start) = code_start else { return };
        let end = self.at as u32;
        if let Some((_, line @ Line::Behind(_))) = last_comment.and_then(|index| self.list.get_mut(index)) {
            *line = Line::Behind(TextRange::new(start as u32, end));
        }
        self.lines.push(Logical { start: start as u32, end, indentation: (start - line_start) as u32 });
    }

    /// Passes a string literal, whose quote is at the present place.
    fn string(&mut self, quote: u8) {
        let rest = &self.bytes[self.at..];
        let triple = rest.starts_with(&[quote; 3]);
        let width = if triple { 3 } else { 1 };
        self.at += width;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\\' => self.at += 1,
                b'\n' if !triple => return,
                _ if byte == quote && (!triple || self.bytes[self.at..].starts_with(&[quote; 3])) => {
                    self.at += width;
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
    }
}
