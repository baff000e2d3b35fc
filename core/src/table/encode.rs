//! Writing of the code stream.
//!
//! A root is the varint of its start, then a node. A node is a head byte (six bits of [`Kind`], [`GAP`], [`TAIL`]); the
//! gap from the running position to its start if it is not zero; what its shape says; its children; and the tail from
//! its last child's end to its own end where that is not the kind's usual one. The running position is the end of what
//! was written last, so that positions cost a byte or nothing.

use super::kind::Kind;
use super::varint;
use crate::text::TextRange;

/// Head flag: a gap follows.
pub(super) const GAP: u8 = 0x40;
/// Head flag: a tail follows the children.
pub(super) const TAIL: u8 = 0x80;

/// The stream under construction.
#[derive(Default)]
pub(super) struct Encoder {
    code: Vec<u8>,
    position: u32,
}

/// A node whose children are being written.
pub(super) struct Open {
    head: usize,
    kind: Kind,
    range: TextRange,
    name_len: Option<u32>,
}

impl Encoder {
    /// Starts a root at `start` and gives the reference to it.
    pub(super) fn root(&mut self, start: u32) -> u32 {
        // Texts are limited to 4 GiB, and the stream is smaller than its text.
        let reference = self.code.len() as u32;
        varint::write(&mut self.code, start);
        self.position = start;
        reference
    }

    /// Starts a node; `name` is the string id and length in bytes.
    pub(super) fn open(&mut self, kind: Kind, range: TextRange, fields: Fields<'_>) -> Open {
        let shape = kind.shape();
        let head = self.code.len();
        let gap = range.start.saturating_sub(self.position);
        self.code.push(kind as u8 | if gap > 0 { GAP } else { 0 });
        if gap > 0 {
            varint::write(&mut self.code, gap);
            self.position = range.start;
        }
        if shape.name {
            varint::write(&mut self.code, fields.name.map_or(0, |(id, _)| id + 1));
        }
        if shape.op {
            varint::write(&mut self.code, fields.op);
        }
        if shape.raw {
            varint::write(&mut self.code, range.len());
        }
        if shape.children.is_none() {
            varint::write(&mut self.code, fields.children);
        }
        self.code.extend_from_slice(fields.extra);
        let name_len = fields.name.map(|(_, len)| len);
        if kind.name_comes_first() {
            self.position += name_len.unwrap_or(0);
        }
        Open { head, kind, range, name_len }
    }

    /// Ends a node whose children were written.
    pub(super) fn close(&mut self, open: Open) {
        let Open { head, kind, range, name_len } = open;
        let shape = kind.shape();
        let usual_end = match kind {
            _ if shape.raw => range.end,
            // Here the tail is what stands between the value and the attribute's name.
            Kind::Attribute => self.position + shape.tail + name_len.unwrap_or(0),
            Kind::Name => range.start + name_len.unwrap_or(0),
            _ => self.position + shape.tail,
        };
        if usual_end != range.end {
            let tail = (range.end + shape.tail).saturating_sub(usual_end);
            self.code[head] |= TAIL;
            varint::write(&mut self.code, tail);
        }
        self.position = range.end;
    }

    /// A node without children.
    pub(super) fn leaf(&mut self, kind: Kind, range: TextRange, fields: Fields<'_>) {
        let open = self.open(kind, range, fields);
        self.close(open);
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.code
    }
}

/// What a node carries beside its children; each is written only where the kind's shape has it.
#[derive(Default)]
pub(super) struct Fields<'a> {
    /// String id and length in bytes.
    pub name: Option<(u32, u32)>,
    pub op: u32,
    pub children: u32,
    pub extra: &'a [u8],
}
