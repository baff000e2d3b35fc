//! Files that are being typed in: behind a syntax error, code may have been read as something else than it will be.

use super::finding::Finding;
use crate::rules::Rule;
use crate::table::ScopeRef;
use crate::table::model::ArchivedFileTable;
use crate::text::TextRange;

/// Takes out what may only have been found because the parser has lost its way: everything behind a syntax error, up to
/// the next function or class at the beginning of a line, and names whose definition may have been misread.
pub(super) fn drop_misread(table: &ArchivedFileTable, text: &str, findings: &mut Vec<Finding>) {
    // The parser stumbles over what comes next, which may be some lines further down.
    let errors: Vec<u32> = table.syntax_errors().map(|(range, _)| trimmed(text, range.start)).collect();
    let Some(&first) = errors.iter().min() else { return };
    let line = text[..first as usize].rfind('\n').map_or(0, |end| end as u32 + 1);
    let end_of_line = |offset: u32| {
        text.get(offset as usize..).and_then(|rest| rest.find('\n')).map_or(u32::MAX, |end| offset + end as u32)
    };
    let is_behind = |offset: u32| {
        offset >= line
            && definition_around(table, text, offset)
                .is_none_or(|start| errors.iter().any(|error| (start..=end_of_line(offset)).contains(error)))
    };
    findings.retain(|finding| match finding.rule {
        Rule::SyntaxError => true,
        // What leads nowhere may be half a statement.
        Rule::Unreachable => finding.range.start < line,
        Rule::UndefinedName => !is_behind(finding.range.start) && occurs_once(text, finding.range),
        _ => !is_behind(finding.range.start),
    });
}

/// The end of what stands before an offset.
fn trimmed(text: &str, offset: u32) -> u32 {
    text.get(..offset as usize).map_or(offset, |before| before.trim_end().len() as u32)
}

/// Where the function or class of the module starts that an offset is in, if that is at the beginning of a line.
fn definition_around(table: &ArchivedFileTable, text: &str, offset: u32) -> Option<u32> {
    let scopes = std::iter::successors(Some(table.scope_at(offset)), |scope| scope.parent());
    let outermost = scopes.take_while(|scope| scope.parent().is_some()).last()?;
    let start = start_of(outermost);
    (start == 0 || text.as_bytes().get(start as usize - 1) == Some(&b'\n')).then_some(start)
}

fn start_of(scope: ScopeRef<'_>) -> u32 {
    scope.header().map_or(scope.range().start, |header| header.start.min(scope.range().start))
}

/// Whether the word in a range is nowhere else in the text but in comments.
fn occurs_once(text: &str, range: TextRange) -> bool {
    let Some(word) = text.get(range.start as usize..range.end as usize).filter(|word| !word.is_empty()) else {
        return false;
    };
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let is_whole = |at: usize| {
        !text[..at].chars().next_back().is_some_and(is_part)
            && !text[at + word.len()..].chars().next().is_some_and(is_part)
    };
    let is_comment = |at: usize| text[..at].rsplit('\n').next().is_some_and(|line| line.contains('#'));
    text.match_indices(word).filter(|(at, _)| is_whole(*at) && !is_comment(*at)).nth(1).is_none()
}
