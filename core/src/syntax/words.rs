//! Words: what can be a name.

/// Words that are never names.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Whether `word` is made like a name; keywords are.
pub fn is_identifier(word: &str) -> bool {
    let good = |c: char| c == '_' || c.is_alphanumeric();
    word.chars().all(good) && word.chars().next().is_some_and(|c| !c.is_numeric())
}

/// Whether `word` has a meaning of its own in Python, and can be no name.
pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        assert!(is_identifier("_a1") && is_identifier("été") && is_identifier("class"));
        assert!(!is_identifier("") && !is_identifier("1a") && !is_identifier("a-b") && !is_identifier("a.b"));
        assert!(KEYWORDS.is_sorted() && KEYWORDS.iter().all(|word| is_keyword(word)));
        assert!(!is_keyword("match") && !is_keyword("self"));
    }
}
