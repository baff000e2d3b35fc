//! Conditions that are known before the program runs: versions, platforms, type checking.

use super::world::PythonVersion;
use crate::table::kind::{CompareOp, ConstantKind, UnaryOp};
use crate::table::model::ArchivedFileTable;
use crate::table::{ItemKind, Kind, Node, StrId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;

/// What conditions may depend on without depending on the run.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    pub(crate) version: PythonVersion,
    /// The values of variables that a module gives the result of such a condition.
    pub(crate) variables: &'a FxHashMap<StrId, bool>,
}

/// The variables of a module that hold, once and for all, whether the version or platform is a certain one, as in
/// `PY2 = sys.version_info[0] == 2`.
pub(crate) fn variables(table: &ArchivedFileTable, version: PythonVersion) -> FxHashMap<StrId, bool> {
    let mut found = FxHashMap::default();
    if !["version_info", "platform"].iter().any(|word| table.find_string(word).is_some()) {
        return found;
    }
    let module = table.module();
    for item in module.items().filter(|item| item.kind() == ItemKind::Assign) {
        let none = FxHashMap::default();
        let value = item.node().filter(|root| root.kind == Kind::Assign && root.child_count() == 2);
        let value = value.and_then(|root| root.last()).filter(|value| matches!(value.kind, Kind::Compare | Kind::Call));
        let value = value.and_then(|value| truth(value, Known { version, variables: &none }));
        found.extend(item.name_id().zip(value));
    }
    // Neither may another assignment change one, nor a parameter or local variable take its name.
    let mut seen = FxHashSet::default();
    if !found.is_empty() {
        let items = (0..table.items.len() as u32).filter_map(|index| table.item(index));
        for name in items.filter(|item| item.kind().binds()).filter_map(|item| item.name_id()) {
            if !seen.insert(name) {
                found.remove(&name);
            }
        }
    }
    found
}

/// The value of a condition, if it does not depend on the run.
pub(crate) fn truth(test: Node<'_>, known: Known<'_>) -> Option<bool> {
    let version = known.version;
    match test.kind {
        Kind::Constant => match ConstantKind::from_op(test.op) {
            ConstantKind::True => Some(true),
            ConstantKind::False | ConstantKind::None => Some(false),
            ConstantKind::Ellipsis => None,
        },
        Kind::Int => Some(test.op != 0),
        Kind::Name | Kind::Attribute if test.name() == "TYPE_CHECKING" => Some(true),
        Kind::Name => test.name_id().and_then(|name| known.variables.get(&name)).copied(),
        Kind::UnaryOp if UnaryOp::from_op(test.op) == UnaryOp::Not => truth(test.first(), known).map(|value| !value),
        Kind::BoolOp => {
            // One operand with this value settles it; otherwise all must be known.
            let settles = test.op == 1;
            let values: Vec<_> = test.children().map(|part| truth(part, known)).collect();
            if values.contains(&Some(settles)) {
                Some(settles)
            } else {
                values.iter().all(Option::is_some).then_some(!settles)
            }
        }
        Kind::Compare if test.child_count() == 2 => {
            let (left, right) = (test.first(), test.last()?);
            let op = test.compare_ops().next()?;
            if let Some(length) = first_parts(left)
                && right.kind == Kind::Tuple
            {
                let wanted = right.children().map(|part| (part.kind == Kind::Int).then_some(part.op));
                let wanted: Vec<u32> = wanted.collect::<Option<_>>()?;
                return compare(op, [version.0, version.1][..length].cmp(&wanted));
            }
            if left.kind == Kind::Subscript {
                return version_part(left, version)
                    .filter(|_| right.kind == Kind::Int)
                    .and_then(|own| compare(op, own.cmp(&right.op)));
            }
            match left.dotted()?.as_str() {
                "sys.version_info" if right.kind == Kind::Tuple => {
                    let wanted: Vec<u32> = right
                        .children()
                        .take(2)
                        .map(|part| (part.kind == Kind::Int).then_some(part.op))
                        .collect::<Option<_>>()?;
                    let known = [version.0, version.1];
                    // `version_info` has five parts: it is more than any shorter tuple it begins with.
                    match known[..wanted.len().min(2)].cmp(&wanted) {
                        Ordering::Equal if right.child_count() > 2 => None,
                        order => compare(op, order.then(Ordering::Greater)),
                    }
                }
                "sys.version_info.major" if right.kind == Kind::Int => compare(op, version.0.cmp(&right.op)),
                "sys.version_info.minor" if right.kind == Kind::Int => compare(op, version.1.cmp(&right.op)),
                "sys.platform" => is_text(op, PLATFORM, right),
                "os.name" => is_text(op, if cfg!(windows) { "nt" } else { "posix" }, right),
                _ => None,
            }
        }
        Kind::Call if test.child_count() == 2 => {
            let prefix = test.last().filter(|prefix| prefix.kind == Kind::Str)?;
            (test.first().dotted()?.as_str() == "sys.platform.startswith").then(|| PLATFORM.starts_with(prefix.name()))
        }
        _ => None,
    }
}

/// What `sys.platform` is here.
const PLATFORM: &str = if cfg!(windows) {
    "win32"
} else if cfg!(target_os = "macos") {
    "darwin"
} else {
    "linux"
};

/// Whether a text is, or is among, what it is compared with.
fn is_text(op: CompareOp, own: &str, right: Node<'_>) -> Option<bool> {
    let text = |node: Node<'_>| (node.kind == Kind::Str).then(|| node.name() == own);
    match op {
        CompareOp::Eq => text(right),
        CompareOp::NotEq => text(right).map(|same| !same),
        CompareOp::In | CompareOp::NotIn if matches!(right.kind, Kind::Tuple | Kind::List | Kind::Set) => {
            let found = right.children().map(text).collect::<Option<Vec<_>>>()?.contains(&true);
            Some(found == (op == CompareOp::In))
        }
        _ => None,
    }
}

/// `sys.version_info[0]`.
fn version_part(node: Node<'_>, version: PythonVersion) -> Option<u32> {
    if node.first().dotted()? != "sys.version_info" {
        return None;
    }
    match node.last().filter(|index| index.kind == Kind::Int)?.op {
        0 => Some(version.0),
        1 => Some(version.1),
        _ => None,
    }
}

/// How many of its parts `sys.version_info[:2]` takes, if no more than are known.
fn first_parts(node: Node<'_>) -> Option<usize> {
    let is_slice = |slice: &Node<'_>| node.kind == Kind::Subscript && slice.kind == Kind::Slice && slice.op == 2;
    let end = node.child(1).filter(is_slice)?.first();
    let is_whole = node.first().dotted().as_deref() == Some("sys.version_info");
    (is_whole && end.kind == Kind::Int && (1..=2).contains(&end.op)).then_some(end.op as usize)
}

fn compare(op: CompareOp, order: Ordering) -> Option<bool> {
    Some(match op {
        CompareOp::Eq => order.is_eq(),
        CompareOp::NotEq => order.is_ne(),
        CompareOp::Lt => order.is_lt(),
        CompareOp::LtE => order.is_le(),
        CompareOp::Gt => order.is_gt(),
        CompareOp::GtE => order.is_ge(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::syntax::SourceKind;
    use crate::table::{Table, lower};

    #[test]
    fn conditions() {
        let check = |test: &str, expect: Option<bool>| {
            let table = Table::archive(&lower(test, SourceKind::Module, 100));
            let node = table.module().items().next().unwrap().node().unwrap();
            let known = Known { version: (3, 11), variables: &FxHashMap::default() };
            assert_eq!(truth(node, known), expect, "{test}");
        };
        check("sys.version_info >= (3, 11)", Some(true));
        check("sys.version_info >= (3, 12)", Some(false));
        check("sys.version_info < (3,)", Some(false));
        check("sys.version_info > (3,)", Some(true));
        check("sys.version_info > (3, 11)", Some(true));
        check("sys.version_info <= (3, 11)", Some(false));
        check("sys.version_info == (3, 11)", Some(false));
        check("sys.version_info >= (3, 11, 4)", None);
        check("sys.version_info >= (3, 10, 4)", Some(true));
        check("sys.version_info[0] == 2", Some(false));
        check("sys.version_info[:2] >= (3, 11)", Some(true));
        check("sys.version_info[:2] == (3, 11)", Some(true));
        check("sys.version_info[:1] > (3,)", Some(false));
        check("sys.version_info[:3] >= (3, 11, 0)", None);
        check("sys.version_info.major >= 3", Some(true));
        check("sys.platform in ('plan9', 'riscos')", Some(false));
        check("sys.platform.startswith('plan9')", Some(false));
        check("os.name == 'riscos'", Some(false));
        check("sys.version_info >= (3, 11) and sys.platform != 'plan9'", Some(true));
        check("not TYPE_CHECKING", Some(false));
        check("typing.TYPE_CHECKING or x", Some(true));
        check("TYPE_CHECKING and x", None);
        check("sys.version_info >= x", None);
        check("sys.version_info in (3, 4)", None);
        check("x", None);
        check("0", Some(false));
        check("None", Some(false));
    }
}
