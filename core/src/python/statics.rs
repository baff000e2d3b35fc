//! Conditions that are known before the program runs: versions, platforms, type checking.

use super::world::PythonVersion;
use crate::table::kind::{CompareOp, ConstantKind, UnaryOp};
use crate::table::{Kind, Node};
use std::cmp::Ordering;

/// The value of a condition, if it does not depend on the run.
pub(crate) fn truth(test: Node<'_>, version: PythonVersion) -> Option<bool> {
    match test.kind {
        Kind::Constant => match ConstantKind::from_op(test.op) {
            ConstantKind::True => Some(true),
            ConstantKind::False | ConstantKind::None => Some(false),
            ConstantKind::Ellipsis => None,
        },
        Kind::Int => Some(test.op != 0),
        Kind::Name | Kind::Attribute if test.name() == "TYPE_CHECKING" => Some(true),
        Kind::UnaryOp if UnaryOp::from_op(test.op) == UnaryOp::Not => truth(test.first(), version).map(|value| !value),
        Kind::BoolOp => {
            // One operand with this value settles it; otherwise all must be known.
            let settles = test.op == 1;
            let values: Vec<_> = test.children().map(|part| truth(part, version)).collect();
            if values.contains(&Some(settles)) {
                Some(settles)
            } else {
                values.iter().all(Option::is_some).then_some(!settles)
            }
        }
        Kind::Compare if test.child_count() == 2 => {
            let (left, right) = (test.first(), test.last()?);
            let op = test.compare_ops().next()?;
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
            assert_eq!(truth(node, (3, 11)), expect, "{test}");
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
