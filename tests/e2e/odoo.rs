//! What the Odoo plugin makes of the sample workspace, as an editor sees it.

use crate::Outcome;
use sawtooth_tests::session::{command, initialize};
use sawtooth_tests::{Cursor, Fixture, Session, Workspace};
use std::io;

/// A server on the sample, and a file of the module `sale` that is typed anew for every question.
struct Editor<'w> {
    session: Session<'w>,
}

const FILE: &str = "addons/sale/models/typed.py";

impl<'w> Editor<'w> {
    fn start(workspace: &'w Workspace) -> io::Result<Self> {
        let mut session = Session::start(workspace)?;
        session.open_text(FILE, "")?;
        Ok(Self { session })
    }

    /// Types a method of a class that extends `sale.order`; the text is its body.
    fn body(&mut self, body: &str) -> io::Result<Cursor> {
        let body: String = body.lines().map(|line| format!("        {line}\n")).collect();
        self.text(&format!(
            "from odoo import api, fields, models\n\n\nclass SaleOrder(models.Model):\n    _inherit = 'sale.order'\n\n    def action_confirm(self):\n{body}"
        ))
    }

    fn text(&mut self, text: &str) -> io::Result<Cursor> {
        let fixture = Fixture::parse(&format!("//- {FILE}\n{text}"));
        self.session.change(FILE, serde_json::json!([{ "text": fixture.files[0].1 }]))?;
        Ok(fixture.cursor.unwrap())
    }

    #[track_caller]
    fn expect_completions(&mut self, cursor: &Cursor, with: &[&str], without: &[&str], about: &str) {
        let labels = self.session.completions(cursor).unwrap();
        for label in with {
            assert!(labels.iter().any(|found| found == label), "{about}: no {label} in {labels:?}");
        }
        for label in without {
            assert!(!labels.iter().any(|found| found == label), "{about}: {label} in {labels:?}");
        }
    }
}

#[test]
fn members_of_recordsets_are_completed() -> Outcome {
    let workspace = Workspace::sample()?;
    let mut editor = Editor::start(&workspace)?;
    editor.session.wait_for_index()?;
    let partner = ["name", "email", "commercial_partner_id", "address_get", "message_post", "id", "ids", "browse"];
    let order = ["order_line", "partner_id", "action_confirm", "amount_total", "opportunity_id", "warehouse_id"];
    let cases: [(&str, &[&str], &[&str]); 14] = [
        ("self.partner_id.$0", &partner, &["order_line"]),
        ("self.partner_id.na$0", &["name"], &["order_line"]),
        ("self.$0", &order, &["nothing_like_it"]),
        ("for order in self:\n    order.$0", &order, &["street"]),
        ("for order in self:\n    order.partner_id.$0\n    x = 1", &partner, &["order_line"]),
        ("self.env['res.partner'].$0", &partner, &["order_line"]),
        ("self.env[\"res.partner\"].search([]).$0", &partner, &["order_line"]),
        ("self.order_line[0].product_id.$0", &["name", "list_price"], &["order_line"]),
        ("self.mapped('order_line.product_id').$0", &["list_price"], &["order_line"]),
        ("self.filtered(lambda order: order.$0)", &["partner_id"], &["street"]),
        ("[order.partner_id.$0 for order in self]", &["street"], &["order_line"]),
        ("partner = self.partner_id or self.env.user.partner_id\npartner.$0", &["street"], &["order_line"]),
        ("self.env.company.$0", &["name"], &["order_line"]),
        ("self.with_context(lang='de').sudo().partner_id.$0", &["street"], &["order_line"]),
    ];
    for (body, with, without) in cases {
        let cursor = editor.body(body)?;
        editor.expect_completions(&cursor, with, without, body);
    }
    Ok(())
}

#[test]
fn names_of_models_are_completed_in_strings() -> Outcome {
    let workspace = Workspace::sample()?;
    let mut editor = Editor::start(&workspace)?;
    editor.session.wait_for_index()?;
    for body in
        ["self.env['$0']", "self.env['res.par$0']", "self.env['$0", "self.env[\"res.$0", "self.env['res.$0'].name"]
    {
        let cursor = editor.body(body)?;
        editor.expect_completions(&cursor, &["res.partner"], &["ResPartner"], body);
    }
    let class = "from odoo import fields, models\n\n\nclass A(models.Model):\n    ";
    for line in [
        "_inherit = '$0'",
        "_inherit = '$0",
        "_inherit = ['mail.thread', 'res.$0']",
        "x_id = fields.Many2one('$0')",
        "x_id = fields.Many2one('res.$0",
        "x_id = fields.Many2one(comodel_name='res.$0')",
        "x_ids = fields.One2many('res.$0', 'order_id')",
    ] {
        let cursor = editor.text(&format!("{class}{line}\n"))?;
        editor.expect_completions(&cursor, &["res.partner"], &[], line);
    }
    let cursor = editor.text(&format!("{class}_inherit = 'res.$0'\n"))?;
    editor.expect_completions(&cursor, &["res.partner"], &["res."], "what is being typed is no model");
    let cursor = editor.body("name = 'res.$0'")?;
    editor.expect_completions(&cursor, &[], &["res.partner"], "a string that is nothing to Odoo");
    Ok(())
}

#[test]
fn addons_outside_of_the_workspace_count() -> Outcome {
    let odoo = Workspace::sample()?;
    let text = "from odoo import models\n\n\nclass SaleOrder(models.Model):\n    _inherit = 'sale.order'\n\n    def own(self):\n        self.partner_id.nam$0e\n";
    let fixture = Fixture::parse(&format!(
        "//- own/__manifest__.py\n{{'name': 'Own', 'depends': ['sale']}}\n//- own/__init__.py\nfrom . import order\n//- own/order.py\n{text}"
    ));
    let workspace = Workspace::of(&fixture)?;
    let mut params = initialize(&workspace);
    params["initializationOptions"] = serde_json::json!({
        "plugin": { "odoo": { "addons-paths": [odoo.path("addons"), odoo.path("odoo/addons")] } },
        "python": { "extra-paths": [odoo.root()] },
    });
    let mut session = Session::start_as(&workspace, command(&workspace)?, params)?;
    session.open("own/order.py")?;
    session.wait_for_index()?;
    let cursor = fixture.cursor.unwrap();
    assert!(session.hover(&cursor)?.contains("name: str"), "{}", session.hover(&cursor)?);
    assert_ne!(session.definitions(&cursor)?, "");
    Ok(())
}

#[test]
fn hovers_tell_models_fields_and_methods() -> Outcome {
    let workspace = Workspace::sample()?;
    let mut editor = Editor::start(&workspace)?;
    editor.session.wait_for_index()?;
    for (body, expected) in [
        ("self.env[\"res.par$0tner\"]", &["res.partner"][..]),
        ("partner = self.env[\"res.partner\"]\npart$0ner", &["res.partner"]),
        ("self.par$0tner_id", &["partner_id", "res.partner", "Customer"]),
        ("self.amount_to$0tal", &["amount_total", "float"]),
        ("self.partner_id.nam$0e", &["name: str"]),
        ("for order in self:\n    ord$0er", &["sale.order"]),
        ("self.order_li$0ne", &["sale.order.line"]),
        ("self.i$0d", &["id: int"]),
        ("self.env.us$0er", &["res.users"]),
    ] {
        let cursor = editor.body(body)?;
        let hover = editor.session.hover(&cursor)?;
        for words in expected {
            assert!(hover.contains(words), "{body}: no {words:?} in {hover:?}");
        }
    }
    Ok(())
}

/// Where definitions lead to, without columns: lines in files that the test knows by their content.
#[track_caller]
fn check_definitions(editor: &mut Editor<'_>, workspace: &Workspace, cursor: &Cursor, expected: &[(&str, &str)]) {
    let found = editor.session.definitions(cursor).unwrap();
    let shown: Vec<(String, String)> = found
        .lines()
        .map(|line| {
            let (path, place) = line.split_once(':').unwrap();
            let number: usize = place.split(':').next().unwrap().parse().unwrap();
            let text = if path == FILE { String::new() } else { workspace.read(path).unwrap() };
            (path.to_owned(), text.lines().nth(number - 1).unwrap_or_default().trim().to_owned())
        })
        .collect();
    let shown: Vec<(&str, &str)> = shown.iter().map(|(path, line)| (&**path, &**line)).collect();
    assert_eq!(shown, expected);
}

#[test]
fn definitions_lead_to_classes_fields_and_overrides() -> Outcome {
    let workspace = Workspace::sample()?;
    let mut editor = Editor::start(&workspace)?;
    editor.session.wait_for_index()?;
    for body in ["self.env['res.part$0ner']", "self.env.get('x')\nself.env[\"res.partn$0er\"].browse(1)"] {
        let cursor = editor.body(body)?;
        let found = editor.session.definitions(&cursor)?;
        assert!(
            found.starts_with("odoo/addons/base/models/res_partner.py:32:"),
            "{body}: the class that defines it first: {found}"
        );
        assert!(
            found.contains("addons/mail/models/res_partner.py:4:"),
            "{body}: those that extend it as well: {found}"
        );
    }
    for line in [
        "_inherit = 'res.part$0ner'",
        "x_id = fields.Many2one('res.part$0ner')",
        "x_id = fields.Many2one(comodel_name='res.part$0ner')",
    ] {
        let cursor =
            editor.text(&format!("from odoo import fields, models\n\n\nclass A(models.Model):\n    {line}\n"))?;
        let found = editor.session.definitions(&cursor)?;
        assert!(found.starts_with("odoo/addons/base/models/res_partner.py:32:"), "{line}: {found}");
    }

    let cursor = editor.body("self.partner_i$0d")?;
    check_definitions(
        &mut editor,
        &workspace,
        &cursor,
        &[(
            "addons/sale/models/sale_order.py",
            "partner_id = fields.Many2one(\"res.partner\", string=\"Customer\", required=True, tracking=True)",
        )],
    );
    // From a module that nothing of this depends on: the override that is loaded last comes first.
    let cursor = editor.body("self.env['crm.lead'].search([]).order_ids.action_conf$0irm()")?;
    let found = editor.session.definitions(&cursor)?;
    let places: Vec<&str> = found.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(places.last(), Some(&"addons/sale/models/sale_order.py"), "{found}");
    assert!(places.contains(&"addons/sale_crm/models/sale_order.py"), "{found}");
    Ok(())
}

#[test]
fn super_leads_to_the_next_definition_in_another_module() -> Outcome {
    let workspace = Workspace::sample()?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    let path = "addons/sale_crm/models/sale_order.py";
    let text = workspace.read(path)?;
    let (line, character) = text
        .lines()
        .enumerate()
        .find_map(|(line, text)| Some((line, text.find("super().action_confirm")? + "super().act".len())))
        .unwrap();
    let cursor = Cursor { path: path.to_owned(), line, character };
    let found = session.definitions(&cursor)?;
    assert!(found.starts_with("addons/sale/models/sale_order.py:133:"), "{found}");
    assert!(!found.contains(path), "not to itself: {found}");
    Ok(())
}

#[test]
fn models_are_found_among_the_symbols() -> Outcome {
    let workspace = Workspace::sample()?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    assert_eq!(session.symbols("sale.order")?[0], "sale.order addons/sale/models/sale_order.py:10");
    assert_eq!(session.symbols("res.partner")?[0], "res.partner odoo/addons/base/models/res_partner.py:32");
    let found = session.symbols("_compute_amounts")?;
    assert!(
        found.iter().any(|symbol| symbol.starts_with("_compute_amounts addons/sale/models/sale_order.py:")),
        "{found:?}"
    );
    Ok(())
}

#[test]
fn questions_are_answered_right_before_the_index_is_complete() -> Outcome {
    let workspace = Workspace::sample()?;
    // What is asked for is one of a thousand files, and the plugin has to be told of it in time.
    for number in 0..800 {
        workspace.write(
            &format!("other/file{number}.py"),
            "class C:\n    def method(self):\n        return 1\n".repeat(20),
        )?;
    }
    let mut session = Session::start(&workspace)?;
    let path = "addons/sale/models/sale_order.py";
    session.open(path)?;
    let line = session.workspace_line(path, "        self.payment_term_id = self.partner_id.")?;
    let cursor = Cursor { path: path.to_owned(), line, character: "        self.payment_term_id = self.part".len() };
    let hover =
        session.eventually(|session| session.hover(&cursor), |hover| hover.contains("partner_id: res.partner"))?;
    session.wait_for_index()?;
    assert_eq!(session.hover(&cursor)?, hover);
    Ok(())
}

#[test]
fn a_model_that_is_typed_is_known_at_once() -> Outcome {
    let workspace = Workspace::sample()?;
    let mut editor = Editor::start(&workspace)?;
    editor.session.wait_for_index()?;
    editor.text("from odoo import fields, models\n\n\nclass New(models.Model):\n    _name = 'brand.new'\n    shiny = fields.Char()\n$0")?;
    let other = "addons/sale/models/other.py";
    let fixture = Fixture::parse(&format!(
        "//- {other}\nfrom odoo import models\n\n\nclass A(models.Model):\n    _name = 'a.a'\n\n    def f(self):\n        self.env['brand.new'].$0\n"
    ));
    editor.session.open_text(other, &fixture.files[0].1)?;
    let cursor = fixture.cursor.unwrap();
    editor
        .session
        .eventually(|session| session.completions(&cursor), |labels| labels.iter().any(|label| label == "shiny"))?;
    editor.session.close(FILE)?;
    editor
        .session
        .eventually(|session| session.completions(&cursor), |labels| !labels.iter().any(|label| label == "shiny"))?;
    Ok(())
}
