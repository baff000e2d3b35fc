//! What came first, or came and went, must not show.

use proptest::prelude::*;

use crate::testing::{ODOO, Workspace, files};

#[test]
fn what_is_not_loaded_has_an_order_that_does_not_depend_on_what_came_first() {
    let model = "from odoo import models\nclass A(models.Model):\n    _name = 'a'\n    def f(self): pass\n";
    let found = |paths: [&str; 2]| {
        let mut workspace = Workspace::new("");
        paths.iter().for_each(|path| workspace.set(path, model));
        workspace.member("a", "f", None)
    };
    let (one, other) = ("/o/addons/a/models/one.py", "/o/addons/b/models/other.py");
    assert_eq!(found([one, other]).len(), 2);
    assert_eq!(found([one, other]), found([other, one]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever comes, goes and changes, and in whatever order, the result is that of linking what is there in the end.
    #[test]
    fn history_does_not_matter(changes in proptest::collection::vec((any::<prop::sample::Index>(), 0..4u8), 0..60)) {
        let all = files(ODOO);
        let (mut workspace, mut fresh) = (Workspace::new(""), Workspace::new(""));
        for (path, _) in &all {
            assert_eq!(workspace.file(path), fresh.file(path));
        }
        let mut now: Vec<Option<String>> = vec![None; all.len()];
        for (index, change) in changes {
            let index = index.index(all.len());
            let (path, text) = all[index];
            now[index] = match change {
                0 => None,
                1 => Some(text.replace("_inherit", "_x")),
                _ => Some(text.to_owned()),
            };
            match &now[index] {
                Some(text) => workspace.set(path, text),
                None => workspace.remove(path),
            }
            if change == 3 {
                workspace.host.link();
            }
        }
        for ((path, _), text) in all.iter().zip(&now) {
            if let Some(text) = text {
                fresh.set(path, text);
            }
        }
        for model in ["base", "res.partner", "res.users", "sale.order", "mail.thread", "sale.cancel", "crm.lead"] {
            prop_assert_eq!(workspace.members(model), fresh.members(model), "{}", model);
        }
    }
}
