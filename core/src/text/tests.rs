//! Line maps and documents against a model that does everything the slow way, on characters.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;

use super::{Document, Edit, Encoding, LineMap, LineMapRef, Position};

const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

/// The lines of `text` as (start, text without line end).
fn model_lines(text: &str) -> Vec<(usize, &str)> {
    let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let end = at;
        at += match bytes[at] {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
            b'\r' | b'\n' => 1,
            _ => {
                at += 1;
                continue;
            }
        };
        lines.push((start, &text[start..end]));
        start = at;
    }
    lines.push((start, &text[start..]));
    lines
}

fn model_width(c: char, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => c.len_utf8(),
        Encoding::Utf16 => c.len_utf16(),
        Encoding::Utf32 => 1,
    }
}

fn model_offset(text: &str, position: Position, encoding: Encoding) -> usize {
    let Some(&(start, line)) = model_lines(text).get(position.line as usize) else { return text.len() };
    let mut column = 0;
    for (at, c) in line.char_indices() {
        column += model_width(c, encoding);
        if column > position.column as usize {
            return start + at;
        }
    }
    start + line.len()
}

fn model_position(text: &str, offset: usize, encoding: Encoding) -> Position {
    let lines = model_lines(text);
    let number = lines.iter().rposition(|&(start, _)| start <= offset).unwrap();
    let (start, line) = lines[number];
    let before = line.char_indices().filter(|&(at, c)| start + at + c.len_utf8() <= offset);
    Position::new(number as u32, before.map(|(_, c)| model_width(c, encoding)).sum::<usize>() as u32)
}

/// Texts of up to `lines` lines, rich in characters of all sizes and in line ends of all kinds.
fn texts(lines: usize) -> impl Strategy<Value = String> {
    let ends = prop_oneof![Just("\n"), Just("\r\n"), Just("\r")];
    let line = prop_oneof![4 => "[a-z =]{0,8}", 2 => "[aé中😀𝒳\u{301}]{0,6}", 1 => "[x]{120,300}"];
    let mixed = prop::collection::vec((line.clone(), ends.clone()), 0..=lines.min(40));
    let uniform = (prop::collection::vec(line, 0..=lines), ends)
        .prop_map(|(lines, end)| lines.into_iter().map(|line| (line, end)).collect::<Vec<_>>());
    (prop_oneof![mixed, uniform], "[a中😀]{0,3}")
        .prop_map(|(lines, last)| lines.into_iter().map(|(line, end)| line + end).collect::<String>() + &last)
}

fn positions() -> impl Strategy<Value = Position> {
    let number = || prop_oneof![20 => 0..12u32, 5 => 0..700u32, 1 => Just(u32::MAX)];
    (number(), number()).prop_map(|(line, column)| Position::new(line, column))
}

proptest! {
    #[test]
    fn line_map_agrees_with_the_model(text in texts(600), position in positions(), offset in 0.0..1.1f64) {
        let map = LineMap::new(&text);
        let map = map.view();
        prop_assert_eq!(map.text_len() as usize, text.len());
        let lines = model_lines(&text);
        prop_assert_eq!(map.line_count() as usize, lines.len());
        let line = map.line(position.line);
        if let Some(&(start, expected)) = lines.get(position.line as usize) {
            prop_assert_eq!(&text[line.start as usize..line.end as usize], expected);
            prop_assert_eq!(line.start as usize, start);
        } else {
            prop_assert!(line.is_empty() && line.start as usize == text.len());
        }
        let offset = (text.len() as f64 * offset) as usize;
        for encoding in ENCODINGS {
            prop_assert_eq!(map.offset(position, encoding) as usize, model_offset(&text, position, encoding));
            let expected = model_position(&text, offset.min(text.len()), encoding);
            prop_assert_eq!(map.position(offset as u32, encoding), expected);
        }
    }

    #[test]
    fn positions_in_order_are_those_found_one_by_one(
        text in texts(400), mut offsets in prop::collection::vec(0u32..4000, 0..60),
    ) {
        let map = LineMap::new(&text);
        offsets.sort_unstable();
        for encoding in ENCODINGS {
            let mut in_order = map.view().positions(encoding);
            for &offset in &offsets {
                prop_assert_eq!(in_order.position(offset), map.view().position(offset, encoding));
            }
        }
    }

    #[test]
    fn foreign_bytes_do_no_harm(
        bytes in prop::collection::vec(any::<u8>(), 0..400), position in positions(), offset in any::<u32>(),
    ) {
        let map = LineMapRef(&bytes);
        map.positions(Encoding::Utf16).position(offset);
        for encoding in ENCODINGS {
            map.offset(position, encoding);
            map.position(offset, encoding);
        }
        map.line(position.line);
    }

    #[test]
    fn documents_agree_with_the_model(
        text in texts(300),
        batches in prop::collection::vec(
            prop::collection::vec((prop::option::weighted(0.95, (positions(), positions())), texts(4)), 0..5), 1..5),
        encoding in prop::sample::select(&ENCODINGS[..]),
    ) {
        let mut document = Document::new(text.clone(), 0);
        let mut model = text;
        for (version, batch) in batches.into_iter().enumerate() {
            let edits: Vec<_> = batch.into_iter().map(|(range, text)| Edit { range, text }).collect();
            document.apply(&edits, version as i32, encoding);
            for Edit { range, text } in edits {
                let Some((start, end)) = range else {
                    model = text;
                    continue;
                };
                let from = model_offset(&model, start, encoding);
                let to = model_offset(&model, end, encoding).max(from);
                model.replace_range(from..to, &text);
            }
            prop_assert_eq!(document.text(), &model);
            prop_assert_eq!(document.version(), version as i32);
            prop_assert_eq!(&Document::new(model.clone(), version as i32), &document);
        }
    }
}

#[test]
fn a_line_costs_little_more_than_a_byte() {
    let text = "    def name_get(self, arguments):\n        return self\n".repeat(500);
    let size = LineMap::encode(&text).len();
    assert!(size <= 1100, "{size} bytes for 1000 lines");
}
