//! The rules of diagnostics: their names, what they weigh by default, and what users are told about them.
//!
//! Only words and numbers; what finds the mistakes is in [`check`](crate::check). It comes early in the order of modules
//! so that the configuration can be checked against it.

use serde::Deserialize;

/// How much a finding matters. The order is that of weight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Nothing is said.
    Off,
    /// It may be of interest; editors show it discreetly.
    Hint,
    /// It is good to know.
    Information,
    /// It is likely to be wrong.
    Warning,
    /// It does not work.
    Error,
}

impl Severity {
    /// Its name in the configuration.
    pub fn name(self) -> &'static str {
        ["off", "hint", "information", "warning", "error"][self as usize]
    }
}

/// What editors may do with a finding besides showing it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tag {
    /// Nothing uses this: it may be faded out.
    Unnecessary,
    /// This should not be used any more: it may be struck through.
    Deprecated,
}

macro_rules! rules {
    ($($variant:ident $name:literal $severity:ident $tag:expr, $summary:literal;)*) => {
        /// A rule that findings come from.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Deserialize)]
        #[repr(u8)]
        #[serde(try_from = "String")]
        pub enum Rule {
            $(
                #[doc = $summary]
                $variant,
            )*
        }

        impl Rule {
            /// All rules, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            fn facts(self) -> &'static Facts {
                const FACTS: &[Facts] = &[$(Facts {
                    name: $name,
                    severity: Severity::$severity,
                    tag: $tag,
                    summary: $summary,
                    text: include_str!(concat!("docs/", $name, ".md")),
                }),*];
                &FACTS[self as usize]
            }
        }
    };
}

struct Facts {
    name: &'static str,
    severity: Severity,
    tag: Option<Tag>,
    summary: &'static str,
    text: &'static str,
}

rules! {
    SyntaxError "syntax-error" Error None, "Python refuses to compile the file";
    UndefinedName "undefined-name" Error None, "A name that nothing defines";
    UnboundName "unbound-name" Error None, "A variable that has no value yet, or none any more";
    PossiblyUnbound "possibly-unbound" Hint None, "A variable that has no value on some ways to this place";
    UnresolvedImport "unresolved-import" Warning None, "A module that is not found";
    UnknownImportName "unknown-import-name" Error None, "A name that the module does not have";
    UnknownAttribute "unknown-attribute" Error None, "An attribute that the value does not have";
    CallArguments "call-arguments" Error None, "Arguments that the function does not take, or that it lacks";
    NotCallable "not-callable" Error None, "A call of what cannot be called";
    NotIterable "not-iterable" Error None, "A loop over what cannot be iterated";
    NotSubscriptable "not-subscriptable" Error None, "A subscript of what has no items";
    UnpackMismatch "unpack-mismatch" Error None, "A tuple unpacked into another number of names";
    UnsupportedOperator "unsupported-operator" Error None, "An operator between values that do not have it";
    MissingSelf "missing-self" Warning None, "A method that has no parameter for its instance";
    DuplicateKey "duplicate-key" Warning None, "A key that a dictionary is given twice";
    LiteralIdentity "literal-identity" Warning None, "A literal compared by identity";
    AssertTuple "assert-tuple" Warning None, "An assertion that is always true";
    Deprecated "deprecated" Hint Some(Tag::Deprecated), "Use of what is declared deprecated";
    Unreachable "unreachable" Hint Some(Tag::Unnecessary), "Code that is never run";
    UnusedImport "unused-import" Hint Some(Tag::Unnecessary), "An import that nothing uses";
    UnusedVariable "unused-variable" Hint Some(Tag::Unnecessary), "A local variable that nothing reads";
    Redefinition "redefinition" Off None, "A function or class that another takes the place of, unused";
    MutableDefault "mutable-default" Off None, "A default value that all calls share and may change";
    EmptyFString "empty-f-string" Off None, "An f-string without placeholders";
    UnknownRule "unknown-rule" Warning None, "A suppression of a rule that does not exist";
    UnusedSuppression "unused-suppression" Off Some(Tag::Unnecessary), "A suppression that suppresses nothing";
}

/// Where the rules are documented for readers.
const DOCUMENTATION: &str = "https://github.com/sawtooth-ls/sawtooth/blob/main/docs/rules.md";

impl Rule {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// The rule with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.name() == name)
    }

    /// What is said of a name that no rule has.
    pub fn unknown(name: &str) -> String {
        let similarity = |rule: &&Rule| {
            let part = name.len() > 3 && (rule.name().contains(name) || name.contains(rule.name()));
            if part { 1.0 } else { strsim::normalized_damerau_levenshtein(rule.name(), &name.to_ascii_lowercase()) }
        };
        let likeness = Self::ALL.iter().max_by(|a, b| similarity(a).total_cmp(&similarity(b)));
        let proposal = likeness.filter(|rule| similarity(rule) > 0.6);
        let proposal = proposal.map_or_else(String::new, |rule| format!(" Did you mean `{}`?", rule.name()));
        format!("there is no rule `{name}`.{proposal}")
    }

    /// What it weighs unless the configuration says otherwise.
    pub fn severity(self) -> Severity {
        self.facts().severity
    }

    /// What editors may do with its findings.
    pub fn tag(self) -> Option<Tag> {
        self.facts().tag
    }

    /// What it finds, in one line.
    pub fn summary(self) -> &'static str {
        self.facts().summary
    }

    /// Everything about it, as Markdown.
    pub fn explanation(self) -> String {
        let Facts { name, severity, summary, text, .. } = self.facts();
        format!("## {name}\n\n{summary}. By default: {}.\n\n{}\n", severity.name(), text.trim())
    }

    /// Where its documentation is to be read.
    pub fn url(self) -> String {
        format!("{DOCUMENTATION}#{}", self.name())
    }
}

impl TryFrom<String> for Rule {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Self::named(&name).ok_or_else(|| Self::unknown(&name))
    }
}

/// The weight of every rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Severities([Severity; Rule::ALL.len()]);

impl Default for Severities {
    fn default() -> Self {
        let mut severities = [Severity::Off; Rule::ALL.len()];
        Rule::ALL.iter().for_each(|&rule| severities[rule as usize] = rule.severity());
        Self(severities)
    }
}

impl Severities {
    /// One rule alone.
    pub fn only(rule: Rule, severity: Severity) -> Self {
        let mut severities = Self([Severity::Off; Rule::ALL.len()]);
        severities.set(rule, severity);
        severities
    }

    /// The weight of a rule.
    pub fn of(&self, rule: Rule) -> Severity {
        self.0[rule as usize]
    }

    /// Whether findings of a rule are shown at all.
    pub fn shows(&self, rule: Rule) -> bool {
        self.of(rule) != Severity::Off
    }

    /// Gives a rule another weight.
    pub fn set(&mut self, rule: Rule, severity: Severity) {
        self.0[rule as usize] = severity;
    }
}

/// The page about all rules, `docs/rules.md`.
pub fn documentation() -> String {
    let mut page = include_str!("docs/introduction.md").to_owned();
    page.push_str("\n| Rule | Default | What it finds |\n| --- | --- | --- |\n");
    for rule in Rule::ALL {
        let name = rule.name();
        page.push_str(&format!("| [{name}](#{name}) | {} | {} |\n", rule.severity().name(), rule.summary()));
    }
    for rule in Rule::ALL {
        page.push('\n');
        page.push_str(&rule.explanation());
    }
    page
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn names_lead_to_rules() {
        for (index, &rule) in Rule::ALL.iter().enumerate() {
            assert_eq!((rule as usize, Rule::named(rule.name())), (index, Some(rule)));
            let well_formed = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(rule.name().chars().all(well_formed), "{}", rule.name());
        }
        assert_eq!(Rule::named("no-such-rule"), None);
        assert_eq!(Rule::unknown("undefned-name"), "there is no rule `undefned-name`. Did you mean `undefined-name`?");
        assert_eq!(Rule::unknown("Unused"), "there is no rule `Unused`.");
        assert_eq!(Rule::unknown("xyz"), "there is no rule `xyz`.");
    }

    #[test]
    fn every_rule_is_explained_with_an_example() {
        for rule in Rule::ALL {
            let text = rule.explanation();
            assert!(text.contains("```python"), "{}: no example", rule.name());
            assert!(text.len() > 250, "{}: too short to explain anything", rule.name());
        }
    }

    #[test]
    fn the_page_is_that_of_the_repository() {
        let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules.md");
        expect_test::expect_file![page].assert_eq(&documentation());
    }
}
