//! Facts as bytes: a table of the file's strings, then numbers of seven bits a byte.
//!
//! The core keeps the bytes by a key that holds [`SCHEMA`], so other layouts never meet. Decoding checks everything all the
//! same: bytes that are not ours give `None`, never a panic.

use rustc_hash::FxHashMap;

use crate::facts::{
    Class, Facts, Field, FieldKind, Import, ManifestFacts, Member, MemberKind, ModelKind, PythonFacts, Version,
};

/// Changes whenever the bytes or the meaning of the facts change.
pub(crate) const SCHEMA: u64 = 1;

/// Strings that most files hold; they cost no room in a table.
const COMMON: &[&str] = &[
    "",
    "_name",
    "_inherit",
    "_description",
    "_order",
    "_rec_name",
    "_inherits",
    "_sql_constraints",
    "_check_company_auto",
    "_auto",
    "name",
    "Name",
    "active",
    "Active",
    "sequence",
    "Sequence",
    "state",
    "type",
    "company_id",
    "Company",
    "res.company",
    "currency_id",
    "Currency",
    "res.currency",
    "partner_id",
    "res.partner",
    "Partner",
    "user_id",
    "res.users",
    "company_id.currency_id",
    "create",
    "write",
    "unlink",
    "copy",
    "default_get",
    "init",
    "models",
    "product.product",
    "product.template",
    "product_id",
    "account.move",
    "account.move.line",
    "sale.order",
    "sale.order.line",
    "stock.move",
    "stock.picking",
    "res.config.settings",
    "ResConfigSettings",
    "account.journal",
    "mail.thread",
    "mail.activity.mixin",
];

const PYTHON: u8 = 1;
const MANIFEST: u8 = 2;
const RELEASE: u8 = 3;

/// The facts as bytes.
pub(crate) fn encode(facts: &Facts<'_>) -> Vec<u8> {
    let mut writer = Writer::default();
    let tag = match facts {
        Facts::Python(facts) => {
            writer.python(facts);
            PYTHON
        }
        Facts::Manifest(facts) => {
            writer.text(facts.name);
            writer.list(&facts.depends, |writer, name| writer.text(name));
            writer.number(u32::from(facts.auto_install) | u32::from(facts.installable) << 1);
            MANIFEST
        }
        Facts::Release(version) => {
            writer.number(version.major);
            writer.number(version.minor);
            RELEASE
        }
    };
    let mut head = Writer { bytes: vec![tag], ..Writer::default() };
    head.number(writer.strings.len() as u32);
    for text in &writer.strings {
        head.number(text.len() as u32);
    }
    for text in &writer.strings {
        head.bytes.extend_from_slice(text.as_bytes());
    }
    head.bytes.extend_from_slice(&writer.bytes);
    head.bytes
}

/// The facts in `bytes`, or `None` if these are no facts.
pub(crate) fn decode(bytes: &[u8]) -> Option<Facts<'_>> {
    let (&tag, rest) = bytes.split_first()?;
    let mut reader = Reader { bytes: rest, strings: Vec::new() };
    let lengths = reader.list(Reader::number)?;
    for length in lengths {
        let (text, rest) = reader.bytes.split_at_checked(length as usize)?;
        reader.bytes = rest;
        reader.strings.push(std::str::from_utf8(text).ok()?);
    }
    let facts = match tag {
        PYTHON => Facts::Python(reader.python()?),
        MANIFEST => {
            let name = reader.text()?;
            let depends = reader.list(Reader::text)?;
            let bits = reader.number()?;
            Facts::Manifest(ManifestFacts { name, depends, auto_install: bits & 1 != 0, installable: bits & 2 != 0 })
        }
        RELEASE => Facts::Release(Version { major: reader.number()?, minor: reader.number()? }),
        _ => return None,
    };
    reader.bytes.is_empty().then_some(facts)
}

#[derive(Default)]
struct Writer<'a> {
    bytes: Vec<u8>,
    strings: Vec<&'a str>,
    known: FxHashMap<&'a str, u32>,
    /// The last offset written: offsets grow through a file, so their distances are short.
    offset: u32,
    item: u32,
}

impl<'a> Writer<'a> {
    fn number(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    fn text(&mut self, text: &'a str) {
        let number = match COMMON.iter().position(|common| *common == text) {
            Some(index) => index as u32,
            None => *self.known.entry(text).or_insert_with(|| {
                self.strings.push(text);
                (COMMON.len() + self.strings.len() - 1) as u32
            }),
        };
        self.number(number);
    }

    fn list<T>(&mut self, values: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.number(values.len() as u32);
        for value in values {
            write(self, value);
        }
    }

    fn place(&mut self, item: u32, at: u32) {
        self.number(zigzag(item.wrapping_sub(self.item)));
        self.number(zigzag(at.wrapping_sub(self.offset)));
        (self.item, self.offset) = (item, at);
    }

    fn python(&mut self, facts: &PythonFacts<'a>) {
        self.list(&facts.imports, |writer, import| {
            writer.number(import.level);
            writer.text(import.module);
            writer.list(&import.names, |writer, name| writer.text(name));
        });
        self.list(&facts.classes, |writer, class| writer.class(class));
    }

    fn class(&mut self, class: &Class<'a>) {
        self.place(class.item, class.at);
        self.text(class.name);
        self.number(class.kind as u32 | u32::from(class.log_access) << 2);
        self.text(class.model);
        self.list(&class.inherit, |writer, name| writer.text(name));
        self.list(&class.inherits, |writer, (model, field)| {
            writer.text(model);
            writer.text(field);
        });
        self.text(class.description);
        self.list(&class.members, |writer, member| writer.member(member));
    }

    fn member(&mut self, member: &Member<'a>) {
        self.place(member.item, member.at);
        self.text(member.name);
        match &member.kind {
            MemberKind::Attribute => self.number(0),
            MemberKind::Property => self.number(1),
            MemberKind::Method { api: 0 } => self.number(2),
            MemberKind::Method { api } => {
                self.number(3);
                self.number(u32::from(*api));
            }
            MemberKind::Field(field) => {
                self.number(4 + field.kind as u32);
                let texts = texts(field);
                let present = texts.iter().enumerate().filter(|(_, text)| !text.is_empty());
                let bits = present.fold(u32::from(field.flags != 0) << 7, |bits, (index, _)| bits | 1 << index);
                self.number(bits);
                for text in texts.into_iter().filter(|text| !text.is_empty()) {
                    self.text(text);
                }
                if field.flags != 0 {
                    self.number(u32::from(field.flags));
                }
            }
        }
    }
}

/// The strings of a field, in the order of their presence bits: those most often there come first.
fn texts<'a>(field: &Field<'a>) -> [&'a str; 7] {
    [field.label, field.comodel, field.inverse, field.compute, field.related, field.help, field.class]
}

struct Reader<'a> {
    bytes: &'a [u8],
    strings: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    fn number(&mut self) -> Option<u32> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return u32::try_from(value).ok();
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a str> {
        let number = self.number()? as usize;
        match number.checked_sub(COMMON.len()) {
            None => Some(COMMON[number]),
            Some(index) => self.strings.get(index).copied(),
        }
    }

    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.number()? as usize;
        // Each entry takes a byte or more, so a length that lies is found before it allocates.
        if length > self.bytes.len() {
            return None;
        }
        (0..length).map(|_| read(self)).collect()
    }

    fn place(&mut self, last: &mut (u32, u32)) -> Option<(u32, u32)> {
        last.0 = last.0.wrapping_add(unzigzag(self.number()?));
        last.1 = last.1.wrapping_add(unzigzag(self.number()?));
        Some(*last)
    }

    fn python(&mut self) -> Option<PythonFacts<'a>> {
        let imports = self.list(|reader| {
            Some(Import { level: reader.number()?, module: reader.text()?, names: reader.list(Reader::text)? })
        })?;
        let mut last = (0, 0);
        let classes = self.list(|reader| reader.class(&mut last))?;
        Some(PythonFacts { imports, classes })
    }

    fn class(&mut self, last: &mut (u32, u32)) -> Option<Class<'a>> {
        let (item, at) = self.place(last)?;
        let name = self.text()?;
        let bits = self.number()?;
        let kind = match bits & 3 {
            0 => ModelKind::Model,
            1 => ModelKind::Transient,
            2 => ModelKind::Abstract,
            _ => return None,
        };
        Some(Class {
            item,
            name,
            at,
            kind,
            log_access: bits & 4 != 0,
            model: self.text()?,
            inherit: self.list(Reader::text)?,
            inherits: self.list(|reader| Some((reader.text()?, reader.text()?)))?,
            description: self.text()?,
            members: self.list(|reader| reader.member(last))?,
        })
    }

    fn member(&mut self, last: &mut (u32, u32)) -> Option<Member<'a>> {
        let (item, at) = self.place(last)?;
        let name = self.text()?;
        let kind = match self.number()? {
            0 => MemberKind::Attribute,
            1 => MemberKind::Property,
            2 => MemberKind::Method { api: 0 },
            3 => MemberKind::Method { api: u8::try_from(self.number()?).ok()? },
            number => {
                let kind = *FieldKind::ALL.get(number as usize - 4)?;
                let bits = self.number()?;
                let mut text = |bit: u32| if bits & bit == 0 { Some("") } else { self.text() };
                let [label, comodel, inverse, compute] = [text(1)?, text(2)?, text(4)?, text(8)?];
                let [related, help, class] = [text(16)?, text(32)?, text(64)?];
                let flags = if bits & 128 == 0 { 0 } else { u8::try_from(self.number()?).ok()? };
                let field = Field { kind, class, comodel, inverse, related, label, compute, help, flags };
                MemberKind::Field(Box::new(field))
            }
        };
        Some(Member { name, item, at, kind })
    }
}

fn zigzag(distance: u32) -> u32 {
    let distance = distance as i32;
    ((distance << 1) ^ (distance >> 31)) as u32
}

fn unzigzag(value: u32) -> u32 {
    (value >> 1) ^ 0u32.wrapping_sub(value & 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;
    use crate::facts::flag;

    fn sample() -> Facts<'static> {
        let field = Field {
            kind: FieldKind::Many2one,
            comodel: "res.partner",
            label: "Customer",
            compute: "_compute_partner",
            flags: flag::REQUIRED | flag::STORE,
            ..Field::default()
        };
        let members = vec![
            Member { name: "_name", item: 3, at: 120, kind: MemberKind::Attribute },
            Member { name: "partner_id", item: 4, at: 140, kind: MemberKind::Field(Box::new(field)) },
            Member { name: "write", item: 9, at: 80, kind: MemberKind::Method { api: 3 } },
            Member { name: "label", item: 10, at: 900, kind: MemberKind::Property },
        ];
        let class = Class {
            item: 2,
            name: "SaleOrder",
            at: 100,
            kind: ModelKind::Abstract,
            log_access: true,
            model: "sale.order",
            inherit: vec!["mail.thread", "portal.mixin"],
            inherits: vec![("res.partner", "partner_id")],
            description: "Order",
            members,
        };
        let imports = vec![Import { level: 1, module: "", names: vec!["a", "b"] }];
        Facts::Python(PythonFacts { imports, classes: vec![class.clone(), Class { item: 40, at: 2000, ..class }] })
    }

    #[test]
    fn facts_survive_the_bytes() {
        let manifest =
            ManifestFacts { name: "Sales", depends: vec!["base", "sale_x"], auto_install: true, installable: false };
        for facts in [sample(), Facts::Manifest(manifest), Facts::Release(Version { major: 18, minor: 2 })] {
            assert_eq!(decode(&encode(&facts)), Some(facts));
        }
    }

    #[test]
    fn a_cut_or_longer_text_is_refused() {
        let bytes = encode(&sample());
        for end in 0..bytes.len() {
            assert_eq!(decode(&bytes[..end]), None, "cut at {end}");
        }
        assert_eq!(decode(&[&bytes[..], &[0]].concat()), None);
    }

    proptest! {
        #[test]
        fn garbage_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            decode(&bytes);
        }

        #[test]
        fn damaged_facts_never_panic(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut bytes = encode(&sample());
            let at = at.index(bytes.len());
            bytes[at] = byte;
            decode(&bytes);
        }
    }
}
