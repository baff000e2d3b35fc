//! Reading of the code stream: nodes decoded where they are looked at.
//!
//! Nothing here trusts the bytes: a stream that was damaged reads as [`Kind::Invalid`] nodes without children.

use super::encode::{GAP, TAIL};
use super::kind::{CompareOp, Kind};
use super::model::StrId;
use super::varint;
use crate::text::TextRange;

/// Where a node is: its offset in the stream and the running position before it. Fits 64 bits, so that it can cross
/// to a plugin as an opaque number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct NodeId {
    pub(super) offset: u32,
    pub(super) position: u32,
}

impl NodeId {
    /// As one number.
    pub fn to_bits(self) -> u64 {
        u64::from(self.offset) << 32 | u64::from(self.position)
    }

    /// From [`NodeId::to_bits`]. A number from elsewhere gives a node that reads as nonsense, never a panic.
    pub fn from_bits(bits: u64) -> Self {
        Self { offset: (bits >> 32) as u32, position: bits as u32 }
    }
}

/// The code and strings of a file.
#[derive(Clone, Copy)]
pub struct Code<'t> {
    bytes: &'t [u8],
    strings: &'t str,
}

/// A decoded node.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    code: Code<'t>,
    /// Where it is.
    pub id: NodeId,
    /// What it is.
    pub kind: Kind,
    /// Its first byte in the source.
    pub start: u32,
    /// See [`Kind`].
    pub op: u32,
    name: u32,
    raw: u32,
    children: u32,
    tail: bool,
    /// Offset and running position of the first child.
    body: NodeId,
}

impl<'t> Code<'t> {
    pub(super) fn new(bytes: &'t [u8], strings: &'t str) -> Self {
        Self { bytes, strings }
    }

    /// The string with this id, empty for a stranger.
    pub fn string(self, id: StrId) -> &'t str {
        let Some(rest) = self.strings.get(id.0 as usize..) else { return "" };
        let mut chars = rest.chars();
        let len = chars.next().map_or(0, |len| len as usize);
        chars.as_str().get(..len).unwrap_or("")
    }

    /// The root at a reference held by an item, block or scope.
    pub fn root(self, reference: u32) -> Node<'t> {
        let mut at = reference as usize;
        let start = varint::read(self.bytes, &mut at);
        self.node(NodeId { offset: at as u32, position: start })
    }

    /// The node at `id`.
    pub fn node(self, id: NodeId) -> Node<'t> {
        let mut at = id.offset as usize;
        let head = self.bytes.get(at).copied().unwrap_or(0);
        at += 1;
        let kind = Kind::from_u8(head & 0x3f);
        let shape = kind.shape();
        let gap = if head & GAP != 0 { varint::read(self.bytes, &mut at) } else { 0 };
        let start = id.position.wrapping_add(gap);
        let name = if shape.name { varint::read(self.bytes, &mut at) } else { 0 };
        let op = if shape.op { varint::read(self.bytes, &mut at) } else { 0 };
        let raw = if shape.raw { varint::read(self.bytes, &mut at) } else { 0 };
        let children = match shape.children {
            Some(number) => u32::from(number),
            // A child takes a byte at least: what claims more children than there are bytes is damaged.
            None => varint::read(self.bytes, &mut at).min(self.bytes.len().saturating_sub(at) as u32),
        };
        if kind == Kind::Compare {
            at += children.saturating_sub(1) as usize;
        }
        let mut node = Node {
            code: self,
            id,
            kind,
            start,
            op,
            name,
            raw,
            children,
            tail: head & TAIL != 0,
            body: NodeId { offset: at as u32, position: start },
        };
        if kind.name_comes_first() {
            node.body.position = start.wrapping_add(node.name_len());
        }
        node
    }
}

impl<'t> Node<'t> {
    /// The name or short text it carries.
    pub fn name_id(&self) -> Option<StrId> {
        self.name.checked_sub(1).map(StrId)
    }

    /// The name or short text it carries, empty if none.
    pub fn name(&self) -> &'t str {
        self.name_id().map_or("", |id| self.code.string(id))
    }

    fn name_len(&self) -> u32 {
        self.name().len() as u32
    }

    /// Number of children.
    pub fn child_count(&self) -> u32 {
        self.children
    }

    /// Its children in source order.
    pub fn children(&self) -> Children<'t> {
        Children { code: self.code, next: self.body, left: self.children }
    }

    /// The child with this index.
    pub fn child(&self, index: usize) -> Option<Node<'t>> {
        self.children().nth(index)
    }

    /// The first child; for kinds that always have one. A damaged stream gives an invalid node.
    pub fn first(&self) -> Node<'t> {
        self.code.node(self.body)
    }

    /// The last child.
    pub fn last(&self) -> Option<Node<'t>> {
        self.children().last()
    }

    /// Its range in the source.
    pub fn range(&self) -> TextRange {
        TextRange::new(self.start, self.skip().position)
    }

    /// Range of the name of an attribute, keyword, parameter or name.
    pub fn name_range(&self) -> TextRange {
        match self.kind {
            Kind::Attribute => {
                let end = self.skip().position;
                TextRange::new(end.saturating_sub(self.name_len()), end)
            }
            _ => TextRange::new(self.start, self.start.wrapping_add(self.name_len())),
        }
    }

    /// Operators of a comparison; one less than operands.
    pub fn compare_ops(&self) -> impl Iterator<Item = CompareOp> + use<'t> {
        let end = self.body.offset as usize;
        let count = if self.kind == Kind::Compare { self.children.saturating_sub(1) as usize } else { 0 };
        let ops = self.code.bytes.get(end.saturating_sub(count)..end).unwrap_or(&[]);
        ops.iter().map(|&op| CompareOp::from_op(u32::from(op)))
    }

    /// The text of a chain of names, `a.b.c`.
    pub fn dotted(&self) -> Option<String> {
        match self.kind {
            Kind::Name => Some(self.name().to_owned()),
            Kind::Attribute => {
                let mut text = self.first().dotted()?;
                text.push('.');
                text.push_str(self.name());
                Some(text)
            }
            _ => None,
        }
    }

    /// The innermost nodes around `offset`, outermost first. A node whose end is at `offset` counts, as a cursor
    /// stands between characters; of two that touch there, the earlier wins if it is a name.
    pub fn path_to(&self, offset: u32) -> Vec<Node<'t>> {
        let mut path = Vec::new();
        let mut node = *self;
        if !node.range().touches(offset) {
            return path;
        }
        loop {
            path.push(node);
            let mut found: Option<Node<'t>> = None;
            let mut next = node.body;
            for _ in 0..node.children {
                let child = self.code.node(next);
                if child.start > offset {
                    break;
                }
                // Read through only once: that tells both where the child ends and where the next one is.
                next = child.skip();
                if TextRange::new(child.start, next.position).touches(offset) {
                    let keeps = found.is_some_and(|earlier| matches!(earlier.kind, Kind::Name | Kind::Attribute));
                    if !keeps {
                        found = Some(child);
                    }
                }
            }
            match found {
                Some(child) => node = child,
                None => return path,
            }
        }
    }

    /// Visits it and everything inside, parents first, in one pass.
    pub fn walk(&self, visit: &mut impl FnMut(&Node<'t>)) {
        self.walk_on(visit);
    }

    fn walk_on(&self, visit: &mut impl FnMut(&Node<'t>)) -> NodeId {
        visit(self);
        let mut next = self.body;
        for _ in 0..self.children {
            next = self.code.node(next).walk_on(visit);
        }
        self.end_after(next)
    }

    /// Tells `visitor` of it and everything inside, in one pass.
    pub fn traverse(&self, visitor: &mut impl Visitor<'t>) {
        self.traverse_on(visitor);
    }

    fn traverse_on(&self, visitor: &mut impl Visitor<'t>) -> NodeId {
        visitor.enter(self);
        let mut next = self.body;
        for _ in 0..self.children {
            next = self.code.node(next).traverse_on(visitor);
        }
        let end = self.end_after(next);
        visitor.leave(self, end.position);
        end
    }

    /// Where the node behind this one would start.
    fn skip(&self) -> NodeId {
        let mut next = self.body;
        for _ in 0..self.children {
            if next.offset as usize >= self.code.bytes.len() {
                break;
            }
            next = self.code.node(next).skip();
        }
        self.end_after(next)
    }

    /// The end of the node, given where its last child ended.
    fn end_after(&self, children: NodeId) -> NodeId {
        let shape = self.kind.shape();
        let mut at = children.offset as usize;
        let tail = if self.tail { varint::read(self.code.bytes, &mut at) } else { shape.tail };
        let position = match self.kind {
            _ if shape.raw => self.start.wrapping_add(self.raw),
            Kind::Attribute => children.position.wrapping_add(tail).wrapping_add(self.name_len()),
            Kind::Name => self.start.wrapping_add(tail).wrapping_add(self.name_len()),
            _ => children.position.wrapping_add(tail),
        };
        NodeId { offset: at as u32, position }
    }
}

/// Is told of nodes as [`Node::traverse`] comes to them.
pub trait Visitor<'t> {
    /// Before everything inside the node.
    fn enter(&mut self, node: &Node<'t>);

    /// After everything inside the node, which ends at `end` in the source.
    fn leave(&mut self, node: &Node<'t>, end: u32);
}

/// Children of a node.
pub struct Children<'t> {
    code: Code<'t>,
    next: NodeId,
    left: u32,
}

impl<'t> Iterator for Children<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        self.left = self.left.checked_sub(1)?;
        let node = self.code.node(self.next);
        if self.left > 0 {
            self.next = node.skip();
        }
        Some(node)
    }
}
