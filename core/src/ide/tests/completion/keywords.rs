//! Words of the language, and statements to be filled in.

use super::*;

#[test]
fn at_the_start_of_a_statement() {
    check_some(
        "$0",
        &["def", "class", "import", "if", "None"],
        &["return", "break", "else", "elif", "except", "await"],
    );
    check_some("def f():\n    $0", &["return", "yield", "nonlocal"], &["break", "await"]);
    check_some("async def f():\n    $0", &["return", "await"], &[]);
    check_some("for x in y:\n    $0", &["break", "continue"], &["return"]);
    check_some("while x:\n    if y:\n        $0", &["break", "continue"], &[]);
    check_some("for x in y:\n    def f():\n        $0", &["return"], &["break"]);
    check_some("if x: $0", &["pass", "raise"], &["else"]);
}

#[test]
fn what_goes_on_with_the_statement_above() {
    check_some("if x:\n    pass\n$0", &["elif", "else"], &["except", "finally", "case"]);
    check_some("if x:\n    pass\nelif y:\n    pass\n$0", &["elif", "else"], &[]);
    check_some("if x:\n    pass\nelse:\n    pass\n$0", &[], &["elif", "else"]);
    check_some("if x:\n    pass\ny = 1\n$0", &[], &["elif", "else"]);
    check_some("if x:\n    pass\n    $0", &[], &["elif", "else"]);
    check_some("def f():\n    if x:\n        if y:\n            pass\n    $0", &["elif", "else"], &[]);
    check_some("for x in y:\n    pass\n$0", &["else"], &["elif"]);
    check_some("try:\n    pass\n$0", &["except", "finally"], &["else"]);
    check_some("try:\n    pass\nexcept E:\n    pass\n$0", &["except", "else", "finally"], &["elif"]);
    check_some("try:\n    pass\nexcept E:\n    pass\nelse:\n    pass\n$0", &["finally"], &["else", "except"]);
    check_some("match x:\n    $0", &["case"], &[]);
    check_some("match x:\n    case 1:\n        pass\n    $0", &["case"], &[]);
}

#[test]
fn in_expressions() {
    check_some("x = $0", &["not", "lambda", "None", "True"], &["def", "import", "and", "pass", "yield", "await"]);
    check_some("async def f():\n    x = $0", &["await", "yield"], &["return"]);
    check_some("f($0)", &["not", "lambda"], &["def", "for"]);
    check_some("x = y $0", &["and", "or", "if", "is", "in", "not"], &["None", "else", "for", "print"]);
    check_some("x = y if z $0", &["else", "and"], &["print"]);
    check_some("x = [y $0]", &["for", "async", "if"], &[]);
    check_some("x = [y for z $0]", &["in"], &["and", "for"]);
    check_some("x = [y for z in w $0]", &["if", "for"], &[]);
    check_some("for x $0", &["in"], &["and"]);
    check_some("if x $0", &["and", "in", "is"], &["else", "if"]);
    check_some("with x $0", &["as"], &[]);
    check_some("raise x $0", &["from"], &[]);
    check_some("async $0", &["def", "for", "with"], &["if"]);
    check_only("x not $0", &["in"]);
}

#[test]
fn statements_to_be_filled_in() {
    check_taken("for$0", "for … in …:", "for ${1:item} in ${2:items}:\n    |");
    check_taken("class A:\n    de$0", "def …(self):", "class A:\n    def ${1:name}(self$2):\n        |");
    check_taken("if$0", "if __name__ == '__main__':", "if __name__ == '__main__':\n    |");
    check_some("for$0", &["for"], &["for … in …:"]);
    let inside = complete_in(&Fixture::new("x = fo$0"), ABLE).items;
    assert!(!labels(&inside).contains(&"for … in …:"));
}
