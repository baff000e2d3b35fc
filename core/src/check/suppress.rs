//! Comments that silence findings: our own, and those of other tools where they plainly mean the same.

mod comments;

use super::finding::Finding;
use super::names::identifiers;
use crate::rules::{Rule, Severities};
use crate::text::TextRange;
use comments::{Comments, Line};

/// What a text must contain for any comment in it to matter.
const MARKERS: [&str; 5] = ["sawtooth:", "type:", "noqa", "NOQA", "pyright:"];

/// Codes of other linters and the rules that find the same.
const CODES: [(&str, Rule); 10] = [
    ("F401", Rule::UnusedImport),
    ("F541", Rule::EmptyFString),
    ("F601", Rule::DuplicateKey),
    ("F631", Rule::AssertTuple),
    ("F632", Rule::LiteralIdentity),
    ("F811", Rule::Redefinition),
    ("F821", Rule::UndefinedName),
    ("F823", Rule::UnboundName),
    ("F841", Rule::UnusedVariable),
    ("B006", Rule::MutableDefault),
];

/// A comment that silences rules in a part of the text.
struct Directive {
    comment: TextRange,
    covers: TextRange,
    /// `None` for all rules.
    rules: Option<Vec<Rule>>,
    /// Whether it is written for us.
    own: bool,
}

/// What a comment asks for.
#[derive(PartialEq, Debug)]
struct Request {
    /// `None` for all rules.
    rules: Option<Vec<Rule>>,
    /// Names that no rule has.
    unknown: Vec<String>,
    whole_file: bool,
    own: bool,
}

/// Takes out the findings that comments in `text` silence; adds comments of ours that silence nothing.
pub(super) fn suppress(text: &str, severities: &Severities, mut findings: Vec<Finding>) -> Vec<Finding> {
    if !MARKERS.iter().any(|marker| memchr::memmem::find(text.as_bytes(), marker.as_bytes()).is_some()) {
        return findings;
    }
    let comments = Comments::new(text);
    drop_typed_imports(text, &comments, &mut findings);
    for directive in directives(text, &comments) {
        let mut silenced = Vec::new();
        findings.retain(|finding| {
            let hit = directive.hits(finding);
            if hit {
                silenced.push(finding.rule);
            }
            !hit
        });
        if directive.own && severities.shows(Rule::UnusedSuppression) {
            findings.extend(directive.unused(&silenced, severities));
        }
    }
    if severities.shows(Rule::UnknownRule) {
        findings.extend(unknown_rules(text, &comments));
    }
    findings.sort_by_key(|finding| (finding.range, finding.rule));
    findings
}

/// The rules that comments name and that there are not.
fn unknown_rules(text: &str, comments: &Comments) -> Vec<Finding> {
    let mut found = Vec::new();
    for &(comment, _) in &comments.list {
        let request = text.get(comment.start as usize..comment.end as usize).and_then(request);
        for name in request.into_iter().flat_map(|request| request.unknown) {
            found.push(Finding { rule: Rule::UnknownRule, range: comment, message: Rule::unknown(&name) });
        }
    }
    found
}

impl Directive {
    fn hits(&self, finding: &Finding) -> bool {
        let named = self.rules.as_ref().is_none_or(|rules| rules.contains(&finding.rule));
        let TextRange { start, end } = finding.range;
        let inside = start < self.covers.end && self.covers.start < end.max(start + 1);
        named && inside && !matches!(finding.rule, Rule::SyntaxError | Rule::UnknownRule | Rule::UnusedSuppression)
    }

    fn unused(&self, silenced: &[Rule], severities: &Severities) -> Option<Finding> {
        let message = match &self.rules {
            None if silenced.is_empty() => "nothing is suppressed here".to_owned(),
            None => return None,
            Some(rules) => {
                let idle = rules.iter().filter(|rule| severities.shows(**rule) && !silenced.contains(rule));
                let names: Vec<_> = idle.map(|rule| format!("`{}`", rule.name())).collect();
                if names.is_empty() {
                    return None;
                }
                format!("nothing of {} is suppressed here", names.join(", "))
            }
        };
        Some(Finding { rule: Rule::UnusedSuppression, range: self.comment, message })
    }
}

fn directives(text: &str, comments: &Comments) -> Vec<Directive> {
    let whole = TextRange::new(0, text.len() as u32);
    let directive = |&(comment, line): &(TextRange, Line)| {
        let words = &text[comment.start as usize..comment.end as usize];
        let request = request(words)?;
        let before_all_code = line == Line::Own && comments.starts_before_code(comment.start);
        let covers = match line {
            _ if request.whole_file => whole,
            // Of other tools, a comment on a line of its own means the file, or nothing.
            Line::Own if !request.own && before_all_code && words.contains("type:") => whole,
            Line::Own if !request.own => return None,
            Line::Own => comments.statement_below(text, comment.start)?,
            Line::Behind(logical) => logical,
        };
        Some(Directive { comment, covers, rules: request.rules, own: request.own })
    };
    comments.list.iter().filter_map(directive).collect()
}

/// What a comment, with its `#`, asks for.
fn request(comment: &str) -> Option<Request> {
    let of_parts = |part: &str| part_request(part.trim());
    comment.trim_start_matches('#').split('#').find_map(of_parts)
}

fn part_request(part: &str) -> Option<Request> {
    let after = |prefix: &str| part.strip_prefix(prefix).map(str::trim_start);
    if let Some(rest) = after("sawtooth:") {
        let (whole_file, rest) = match rest.strip_prefix("ignore-file") {
            Some(rest) => (true, rest),
            None => (false, rest.strip_prefix("ignore")?),
        };
        let list = rest.trim_start().strip_prefix('[').and_then(|list| list.split(']').next());
        let names = || list.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty());
        let rules = list.map(|_| names().filter_map(Rule::named).collect());
        let unknown = names().filter(|name| Rule::named(name).is_none()).map(str::to_owned).collect();
        return Some(Request { rules, unknown, whole_file, own: true });
    }
    if after("type:").or_else(|| after("pyright:")).is_some_and(|rest| rest.starts_with("ignore")) {
        return Some(Request { rules: None, unknown: Vec::new(), whole_file: false, own: false });
    }
    let (whole_file, part) = match after("flake8:").or_else(|| after("ruff:")) {
        Some(rest) => (true, rest),
        None => (false, part),
    };
    let rest = part.get(..4).filter(|word| word.eq_ignore_ascii_case("noqa")).map(|_| part[4..].trim_start())?;
    let rules = rest.strip_prefix(':').map(|codes| {
        let codes = codes.split([',', ' ']).filter(|code| !code.is_empty());
        codes.filter_map(|code| CODES.iter().find(|(known, _)| *known == code).map(|(_, rule)| *rule)).collect()
    });
    Some(Request { rules, unknown: Vec::new(), whole_file, own: false })
}

/// Imports that only `# type:` comments use are used.
fn drop_typed_imports(text: &str, comments: &Comments, findings: &mut Vec<Finding>) {
    let part = |range: TextRange| text.get(range.start as usize..range.end as usize).unwrap_or_default();
    let typed: Vec<&str> = comments
        .list
        .iter()
        .filter_map(|&(comment, _)| part(comment).split_once("type:"))
        .flat_map(|(_, code)| identifiers(code))
        .collect();
    let is_typed = |name: &str| typed.contains(&name.split('.').next().unwrap_or(name));
    findings.retain(|finding| finding.rule != Rule::UnusedImport || !is_typed(part(finding.range)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests() {
        let check = |comment: &str, rules: Option<&[Rule]>, whole_file: bool, own: bool| {
            let expect = Request { rules: rules.map(<[Rule]>::to_vec), unknown: Vec::new(), whole_file, own };
            assert_eq!(request(comment), Some(expect), "{comment}");
        };
        check("# sawtooth: ignore", None, false, true);
        check("#sawtooth:ignore[unused-import]", Some(&[Rule::UnusedImport]), false, true);
        let both = [Rule::UnusedImport, Rule::UndefinedName];
        check("# sawtooth: ignore[unused-import, undefined-name] as it is generated", Some(&both), false, true);
        check("# sawtooth: ignore-file", None, true, true);
        check("# sawtooth: ignore-file[unreachable]", Some(&[Rule::Unreachable]), true, true);
        check("# why # sawtooth: ignore", None, false, true);
        check("# type: ignore", None, false, false);
        check("# type: ignore[attr-defined]", None, false, false);
        check("# pyright: ignore[reportMissingImports]", None, false, false);
        check("# noqa", None, false, false);
        check("# NoQA : F401", Some(&[Rule::UnusedImport]), false, false);
        check("# noqa: F401, F821", Some(&both), false, false);
        check("# noqa: E501", Some(&[]), false, false);
        check("# flake8: noqa", None, true, false);
        check("# ruff: noqa: F841", Some(&[Rule::UnusedVariable]), true, false);
        assert_eq!(request("# about noqa"), None);
        assert_eq!(request("# type: int"), None);
    }
}
