//! Byte offsets to lines and columns and back, without the text, in about one byte per line.
//!
//! The map is one flat string of bytes, so that it can lie inside a larger archive:
//!
//! ```text
//! flags | text length | line count | bytes of `lengths` | checkpoints | lengths | wide
//! ```
//!
//! * `flags`: bits 0–1 say how many bytes end a line (0: it differs, and the lowest bit of each length says), bit 2
//!   whether `wide` exists. All numbers but the checkpoints' are LEB128 varints.
//! * `lengths`: one number per line, its bytes without the line end. The last line has no line end, and may be empty.
//! * `wide`: runs of non-ASCII characters of equal size, as the bytes between them and `(count - 1) * 4 + size - 2`.
//! * `checkpoints`: the state of both readers before each [`STRIDE`]th line, so that a query scans one stride at most.

use super::{Encoding, Position, TextRange};

/// Lines between two checkpoints.
const STRIDE: u32 = 128;
/// The flag that says that the text is not all ASCII.
const WIDE: u8 = 4;

/// An owned line map.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineMap(Box<[u8]>);

impl LineMap {
    /// The map of `text`, which must be shorter than 2 GiB.
    pub fn new(text: &str) -> Self {
        Self(Self::encode(text).into())
    }

    /// The bytes that [`LineMapRef`] reads.
    pub fn encode(text: &str) -> Vec<u8> {
        encode(text)
    }

    /// The map, to be asked.
    pub fn view(&self) -> LineMapRef<'_> {
        LineMapRef(&self.0)
    }
}

/// A line map within borrowed bytes. Answers never panic; bytes that [`LineMap::encode`] did not write give wrong ones.
#[derive(Clone, Copy, Debug)]
pub struct LineMapRef<'a>(pub &'a [u8]);

impl<'a> LineMapRef<'a> {
    /// The positions of offsets that come in ascending order, without a search for each.
    pub fn positions(self, encoding: Encoding) -> Positions<'a> {
        let header = Header::read(self.0);
        let mut at = 0;
        let (len, line_end) = header.length(&mut at);
        let line = Line { number: 0, start: 0, len, wide: WideReader::default() };
        Positions { header, encoding, line, next: len.saturating_add(line_end), at }
    }

    /// Length of the text in bytes.
    pub fn text_len(self) -> u32 {
        Header::read(self.0).text_len
    }

    /// Number of lines: one more than there are line ends.
    pub fn line_count(self) -> u32 {
        Header::read(self.0).lines
    }

    /// The line without its line end; lines after the last one are empty, at the end of the text.
    pub fn line(self, line: u32) -> TextRange {
        let header = Header::read(self.0);
        let Line { number, start, len, .. } = header.line(line);
        if number < line {
            return TextRange::new(header.text_len, header.text_len);
        }
        TextRange::new(start, start.saturating_add(len))
    }

    /// The position of byte `offset`, taken back to the start of the character it is in, to the end of the line if it is
    /// inside a line end, and to the end of the text if it is after it.
    pub fn position(self, offset: u32, encoding: Encoding) -> Position {
        let header = Header::read(self.0);
        header.line_at(offset).position(&header, offset, encoding)
    }

    /// The byte offset of a position, clamped to its line, to the start of the character it is in, and to the text.
    pub fn offset(self, position: Position, encoding: Encoding) -> u32 {
        let header = Header::read(self.0);
        let mut line = header.line(position.line);
        if line.number < position.line {
            return header.text_len;
        }
        let (mut at, mut left) = (0u32, position.column);
        while let Some(run) = line.next_run(&header) {
            let ascii = run.start.saturating_sub(at);
            if left <= ascii {
                break;
            }
            left -= ascii;
            let chars = (left / encoding.width(run.size)).min(run.count);
            left -= chars * encoding.width(run.size);
            at = run.start.saturating_add(chars.saturating_mul(run.size));
            if chars < run.count {
                left = 0;
                break;
            }
        }
        line.start.saturating_add(at.saturating_add(left).min(line.len))
    }
}

/// The fixed part of a map and where its streams lie.
struct Header<'a> {
    text_len: u32,
    lines: u32,
    /// Bytes of a line end; 0 when they differ.
    line_end: u32,
    checkpoints: &'a [u8],
    checkpoint_size: usize,
    lengths: &'a [u8],
    wide: &'a [u8],
}

/// One line, with the reader of its non-ASCII runs.
#[derive(Clone, Copy)]
struct Line {
    number: u32,
    start: u32,
    /// Bytes without the line end.
    len: u32,
    wide: WideReader,
}

/// Where the stream of non-ASCII runs is being read.
#[derive(Clone, Copy, Default)]
struct WideReader {
    /// Position in the stream.
    at: usize,
    /// Offset in the text where the run before ended.
    offset: u32,
}

/// Neighbouring non-ASCII characters of `size` bytes each; `start` is relative to the line.
struct Run {
    start: u32,
    size: u32,
    count: u32,
}

impl<'a> Header<'a> {
    fn read(bytes: &'a [u8]) -> Self {
        let flags = bytes.first().copied().unwrap_or(1);
        let mut at = 1;
        let text_len = varint(bytes, &mut at);
        let lines = varint(bytes, &mut at).max(1);
        let lengths_len = varint(bytes, &mut at) as usize;
        let checkpoint_size = if flags & WIDE == 0 { 8 } else { 16 };
        let rest = bytes.get(at..).unwrap_or_default();
        let checkpoints_len = ((lines - 1) / STRIDE) as usize * checkpoint_size;
        let (checkpoints, rest) = rest.split_at_checked(checkpoints_len).unwrap_or_default();
        let (lengths, wide) = rest.split_at_checked(lengths_len).unwrap_or_default();
        // Each line has a byte at least: foreign bytes cannot make a query run for long.
        let lines = lines.min(lengths.len().max(1) as u32);
        Self { text_len, lines, line_end: u32::from(flags & 3), checkpoints, checkpoint_size, lengths, wide }
    }

    fn line(&self, line: u32) -> Line {
        let line = line.min(self.lines - 1);
        self.scan((line / STRIDE) as usize, |number, _| number == line)
    }

    fn line_at(&self, offset: u32) -> Line {
        let (mut low, mut high) = (0, self.checkpoints.len() / self.checkpoint_size);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.checkpoint(middle, 0) <= offset {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        self.scan(low, |_, next| next > offset)
    }

    /// Reads lines from checkpoint `stride` (0 is the start of the text) until `found(number, start of the next line)`.
    fn scan(&self, stride: usize, found: impl Fn(u32, u32) -> bool) -> Line {
        let (mut start, mut at, mut wide) = (0, 0, WideReader::default());
        if let Some(checkpoint) = stride.checked_sub(1) {
            start = self.checkpoint(checkpoint, 0);
            at = self.checkpoint(checkpoint, 1) as usize;
            if !self.wide.is_empty() {
                wide =
                    WideReader { at: self.checkpoint(checkpoint, 2) as usize, offset: self.checkpoint(checkpoint, 3) };
            }
        }
        let mut number = stride as u32 * STRIDE;
        loop {
            let (len, line_end) = self.length(&mut at);
            let next = start.saturating_add(len).saturating_add(line_end);
            if number + 1 >= self.lines || found(number, next) {
                return Line { number, start, len, wide };
            }
            start = next;
            number += 1;
        }
    }

    /// The lengths of the line at `at` and of its line end.
    fn length(&self, at: &mut usize) -> (u32, u32) {
        let raw = varint(self.lengths, at);
        if self.line_end == 0 { (raw >> 1, 1 + (raw & 1)) } else { (raw, self.line_end) }
    }

    fn checkpoint(&self, index: usize, field: usize) -> u32 {
        let at = index * self.checkpoint_size + field * 4;
        self.checkpoints.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
    }
}

/// Positions of offsets in ascending order; see [`LineMapRef::positions`].
pub struct Positions<'a> {
    header: Header<'a>,
    encoding: Encoding,
    /// The line of the last offset, its runs not read yet.
    line: Line,
    /// Where the next one starts.
    next: u32,
    /// Position behind it in the stream of lengths.
    at: usize,
}

impl Positions<'_> {
    /// As [`LineMapRef::position`]. Of an offset that lies before the line of the last one, the start of that line.
    pub fn position(&mut self, offset: u32) -> Position {
        while offset >= self.next && self.line.number + 1 < self.header.lines {
            let (len, line_end) = self.header.length(&mut self.at);
            self.line = Line { number: self.line.number + 1, start: self.next, len, wide: self.line.wide };
            self.next = self.next.saturating_add(len).saturating_add(line_end);
            self.line.skip_runs(&self.header);
        }
        self.line.position(&self.header, offset, self.encoding)
    }
}

impl Line {
    /// Steps over the runs of the lines before it.
    fn skip_runs(&mut self, header: &Header<'_>) {
        loop {
            let before = self.wide;
            if self.wide.next(header).is_none_or(|(start, ..)| start >= self.start) {
                self.wide = before;
                return;
            }
        }
    }

    fn position(mut self, header: &Header<'_>, offset: u32, encoding: Encoding) -> Position {
        let bytes = offset.saturating_sub(self.start).min(self.len);
        let (mut at, mut column) = (0u32, 0u32);
        while let Some(run) = self.next_run(header) {
            if run.start >= bytes {
                break;
            }
            let chars = ((bytes - run.start) / run.size).min(run.count);
            column = column
                .saturating_add(run.start.saturating_sub(at))
                .saturating_add(chars.saturating_mul(encoding.width(run.size)));
            at = run.start.saturating_add(chars.saturating_mul(run.size));
            if chars < run.count {
                return Position::new(self.number, column);
            }
        }
        Position::new(self.number, column.saturating_add(bytes.saturating_sub(at)))
    }

    /// The next run of this line, from the left.
    fn next_run(&mut self, header: &Header<'_>) -> Option<Run> {
        while let Some((start, size, count)) = self.wide.next(header) {
            if start >= self.start.saturating_add(self.len) {
                return None;
            }
            if start >= self.start {
                return Some(Run { start: start - self.start, size, count });
            }
        }
        None
    }
}

impl WideReader {
    /// Start in the text, size and number of the next characters.
    fn next(&mut self, header: &Header<'_>) -> Option<(u32, u32, u32)> {
        if self.at >= header.wide.len() {
            return None;
        }
        let start = self.offset.saturating_add(varint(header.wide, &mut self.at));
        let raw = varint(header.wide, &mut self.at);
        let (size, count) = ((raw & 3) + 2, (raw >> 2) + 1);
        self.offset = start.saturating_add(size.saturating_mul(count));
        Some((start, size, count))
    }
}

fn encode(text: &str) -> Vec<u8> {
    let line_end = uniform_line_end(text).unwrap_or(0);
    let ascii = text.is_ascii();

    let (mut lengths, mut wide, mut checkpoints) = (Vec::with_capacity(text.len() / 32), Vec::new(), Vec::new());
    let (mut number, mut start, mut wide_end) = (0u32, 0usize, 0usize);
    for (line, ending) in Lines(Some(text)) {
        if number > 0 && number.is_multiple_of(STRIDE) {
            let state = [start, lengths.len(), wide.len(), wide_end];
            for field in &state[..if ascii { 2 } else { 4 }] {
                checkpoints.extend_from_slice(&(*field as u32).to_le_bytes());
            }
        }
        let len = line.len() as u32;
        push_varint(&mut lengths, if line_end == 0 { len << 1 | u32::from(ending == 2) } else { len });
        if !line.is_ascii() {
            push_runs(line, start, &mut wide, &mut wide_end);
        }
        start += line.len() + ending;
        number += 1;
    }

    let mut bytes = Vec::with_capacity(16 + checkpoints.len() + lengths.len() + wide.len());
    bytes.push(line_end | if ascii { 0 } else { WIDE });
    push_varint(&mut bytes, text.len() as u32);
    push_varint(&mut bytes, number);
    push_varint(&mut bytes, lengths.len() as u32);
    bytes.append(&mut checkpoints);
    bytes.append(&mut lengths);
    bytes.append(&mut wide);
    bytes
}

/// Bytes of every line end of `text`, if they agree.
fn uniform_line_end(text: &str) -> Option<u8> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Some(1);
    }
    let mut ends = Lines(Some(text)).map(|(_, line_end)| line_end as u8).filter(|&line_end| line_end > 0);
    let first = ends.next()?;
    ends.all(|line_end| line_end == first).then_some(first)
}

/// Appends the non-ASCII runs of the line at `start`; `end` is where the run before ended, in the text.
fn push_runs(line: &str, start: usize, wide: &mut Vec<u8>, end: &mut usize) {
    let mut chars = line.char_indices().filter(|(_, c)| !c.is_ascii()).peekable();
    while let Some((at, first)) = chars.next() {
        let size = first.len_utf8();
        let mut count = 1;
        while chars.next_if(|&(next, c)| next == at + count * size && c.len_utf8() == size).is_some() {
            count += 1;
        }
        push_varint(wide, (start + at - *end) as u32);
        push_varint(wide, ((count - 1) << 2 | (size - 2)) as u32);
        *end = start + at + count * size;
    }
}

/// The lines of a text: each without its line end, and the bytes of that (0 for the last line, which always exists).
#[derive(Clone)]
struct Lines<'a>(Option<&'a str>);

impl<'a> Iterator for Lines<'a> {
    type Item = (&'a str, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0?;
        let Some(end) = memchr::memchr2(b'\n', b'\r', rest.as_bytes()) else {
            self.0 = None;
            return Some((rest, 0));
        };
        let line_end = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        self.0 = Some(&rest[end + line_end..]);
        Some((&rest[..end], line_end))
    }
}

fn push_varint(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Reads the number at `at` and steps behind it; 0 after the end.
fn varint(bytes: &[u8], at: &mut usize) -> u32 {
    let (mut value, mut shift) = (0, 0);
    while let Some(&byte) = bytes.get(*at) {
        *at += 1;
        value |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte < 0x80 {
            break;
        }
        shift += 7;
    }
    value
}
