//! Python without any framework: names, imports, attributes of modules and classes, `self`.

use crate::Outcome;
use sawtooth_tests::{Fixture, Session, Workspace};

const FILES: &str = "
//- package/__init__.py
from .part import thing as renamed
CONSTANT = 1
//- package/part.py
\"\"\"About the part.\"\"\"


def thing(x: int) -> str:
    \"\"\"Makes a thing.\"\"\"
    return str(x)


class Base:
    def inherited(self):
        \"\"\"From the base.\"\"\"

    def overridden(self):
        return 1


class Left(Base):
    def overridden(self):
        return 2


class Right(Base):
    only_right = 3

    def overridden(self):
        return 3
";

/// Asks about `main.py` with this text; the server has it open and nothing of it on disk.
struct Asked<'w> {
    session: Session<'w>,
}

impl Asked<'_> {
    fn cursor(&mut self, text: &str) -> sawtooth_tests::Cursor {
        let fixture = Fixture::parse(&format!("//- main.py\n{text}"));
        self.session.change("main.py", serde_json::json!([{ "text": fixture.files[0].1 }])).unwrap();
        fixture.cursor.unwrap()
    }

    #[track_caller]
    fn definition(&mut self, text: &str, expected: &str) {
        let cursor = self.cursor(text);
        let found = self.session.definitions(&cursor).unwrap();
        assert_eq!(found.lines().next().unwrap_or_default(), expected, "{text}");
    }

    #[track_caller]
    fn hover(&mut self, text: &str, expected: &str) {
        let cursor = self.cursor(text);
        let hover = self.session.hover(&cursor).unwrap();
        assert!(hover.contains(expected), "{text}: no {expected:?} in {hover:?}");
    }

    #[track_caller]
    fn completion(&mut self, text: &str, with: &[&str], without: &[&str]) {
        let cursor = self.cursor(text);
        let labels = self.session.completions(&cursor).unwrap();
        let has = |label: &&&str| labels.iter().any(|found| found == *label);
        let missing: Vec<_> = with.iter().filter(|label| !has(label)).collect();
        let superfluous: Vec<_> = without.iter().filter(has).collect();
        assert!(
            missing.is_empty() && superfluous.is_empty(),
            "{text}: without {missing:?}, with {superfluous:?}: {labels:?}"
        );
    }
}

#[test]
fn features() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = Session::start(&workspace)?;
    session.open_text("main.py", "")?;
    session.wait_for_index()?;
    let mut asked = Asked { session };

    asked.definition("value = 1\nprint(val$0ue)\n", "main.py:1:1");
    asked.definition("def f(parameter):\n    return para$0meter\n", "main.py:1:7");
    asked.definition("from package.part import thi$0ng\n", "package/part.py:4:5");
    asked.definition("from package import rena$0med\nrenamed\n", "package/part.py:4:5");
    asked.definition("import package.part\npackage.part.thi$0ng\n", "package/part.py:4:5");
    asked.definition("import package.pa$0rt\n", "package/part.py:1:1");
    asked.definition("from package import part as p\np.Ba$0se\n", "package/part.py:9:7");
    let mro = "from package.part import Left, Right\n\nclass Both(Left, Right):\n    def own(self):\n        ";
    asked.definition(&format!("{mro}self.overrid$0den()\n"), "package/part.py:18:9");
    asked.definition(&format!("{mro}super().overrid$0den()\n"), "package/part.py:18:9");
    asked.definition(&format!("{mro}self.inheri$0ted()\n"), "package/part.py:10:9");
    asked.definition(&format!("{mro}pass\n\nBoth().only_ri$0ght\n"), "package/part.py:23:5");
    asked.definition(
        "class A:\n    def __init__(self):\n        self.attribute = 1\n\n    def f(self):\n        self.attri$0bute\n",
        "main.py:3:14",
    );
    asked.definition("nothing_li$0ke_it\n", "");

    asked.hover("from package.part import thing\nthi$0ng\n", "Makes a thing.");
    asked.hover("from package.part import thing\nx = thing(1)\nx$0\n", "str");
    asked.hover("from package import pa$0rt\n", "About the part.");
    asked.hover("len$0(())\n", "len");

    asked.completion("import package\npackage.$0\n", &["renamed", "CONSTANT", "part"], &["thing", "Base"]);
    asked.completion("from package.part import $0\n", &["thing", "Base", "Left"], &["renamed"]);
    asked.completion("from package import p$0\n", &["part"], &["print"]);
    asked.completion("import pack$0\n", &["package"], &[]);
    asked.completion("from $0\n", &["package"], &[]);
    asked.completion(
        "def f(parameter):\n    local = 1\n    $0\n",
        &["parameter", "local", "f", "len", "return"],
        &["thing"],
    );
    asked.completion(&format!("{mro}self.$0\n"), &["own", "inherited", "overridden", "only_right"], &["thing"]);
    asked.completion("'text'.$0\n", &["upper", "join"], &["append"]);
    asked.completion("# comm$0ent\n", &[], &["len"]);
    asked.completion("x = 'te$0xt'\n", &[], &["len"]);

    assert_eq!(asked.session.symbols("overridden")?.len(), 3);
    let (_, messages) = asked.session.finish()?;
    assert_eq!(messages, [""; 0]);
    Ok(())
}

#[test]
fn a_proposal_is_explained_once_it_is_selected() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = Session::start(&workspace)?;
    let fixture = Fixture::parse("//- main.py\nfrom package import part\npart.th$0\n");
    session.open_text("main.py", &fixture.files[0].1)?;
    let answer = session.at("textDocument/completion", &fixture.cursor.unwrap())?;
    let item = answer["items"].as_array().unwrap().iter().find(|item| item["label"] == "thing").unwrap().clone();
    assert_eq!(item["textEdit"]["range"]["start"], serde_json::json!({ "line": 1, "character": 5 }));
    let resolved = session.client.request("completionItem/resolve", item)?;
    assert!(
        resolved["documentation"]["value"].as_str().is_some_and(|text| text.contains("Makes a thing.")),
        "{resolved}"
    );
    Ok(())
}
