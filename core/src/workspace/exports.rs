//! What the modules of the standard library export, known without loading any stub.

/// Made by `build.rs`; `build/exports.rs` describes it.
static EXPORTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/exports.zst"));

/// What an exported name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum ExportKind {
    Class,
    Function,
    Variable,
}

/// The index, unpacked for one search: it is small, and not worth keeping.
pub struct Exports(Vec<u8>);

impl Exports {
    /// Unpacks the index.
    pub fn read() -> Self {
        Self(zstd::decode_all(EXPORTS).unwrap_or_default())
    }

    /// The public modules, sorted by name, each with what Python 3.`minor` finds in it.
    pub fn modules(&self, minor: u32) -> impl Iterator<Item = (&str, impl Iterator<Item = (&str, ExportKind)>)> {
        let text = std::str::from_utf8(&self.0).unwrap_or_default();
        text.split("\n=").skip(1).map(move |module| {
            let mut lines = module.lines();
            (lines.next().unwrap_or_default(), lines.filter_map(move |line| export(line, minor)))
        })
    }
}

fn export(line: &str, minor: u32) -> Option<(&str, ExportKind)> {
    let (head, name) = line.split_at_checked(3)?;
    let &[kind, since, until] = head.as_bytes() else { return None };
    let version = |byte: u8| u32::from(byte.saturating_sub(b'0'));
    let kind = match kind {
        b'c' => ExportKind::Class,
        b'f' => ExportKind::Function,
        _ => ExportKind::Variable,
    };
    (version(since) <= minor && (until == b'~' || minor < version(until))).then_some((name, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_standard_library_exports() {
        let exports = Exports::read();
        let find = |minor: u32, module: &str, name: &str| {
            let mut found = exports.modules(minor).find(|(other, _)| *other == module)?.1;
            found.find(|(other, _)| *other == name).map(|(_, kind)| kind)
        };
        assert_eq!(find(12, "json", "dumps"), Some(ExportKind::Function));
        assert_eq!(find(12, "collections.abc", "Mapping"), Some(ExportKind::Class), "by a star import");
        assert_eq!(find(12, "asyncio", "gather"), Some(ExportKind::Function), "by `__all__` of another module");
        assert_eq!(find(12, "os.path", "join"), Some(ExportKind::Function), "defined in each of two branches");
        assert_eq!(find(12, "itertools", "batched"), Some(ExportKind::Class));
        assert_eq!(find(11, "itertools", "batched"), None, "not there yet");
        assert_eq!(find(12, "json", "Any"), None, "only imported there");
        assert_eq!(find(12, "threading", "_T"), None);
        assert!(exports.modules(12).all(|(module, _)| !module.starts_with('_')));
    }
}
