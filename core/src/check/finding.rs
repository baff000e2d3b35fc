//! What a rule has found.

use crate::rules::Rule;
use crate::text::TextRange;

/// One remark on a range of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The rule that makes it.
    pub rule: Rule,
    /// What it is about.
    pub range: TextRange,
    /// What is wrong.
    pub message: String,
}
