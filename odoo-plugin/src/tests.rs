//! The plugin as a whole, on small Odoo trees: members, resolution order, inference, strings, changes.
#![allow(clippy::unwrap_used)]

mod history;

use expect_test::{Expect, expect};
use sawtooth_plugin::mock::Effect;
use sawtooth_plugin::sdk::{Arg, Call, Container, Definition, Linked, Role, StringContext};

use crate::testing::{ODOO, Workspace, extract, files, number};

fn check_lines(lines: &[String], expect: &Expect) {
    expect.assert_eq(&lines.iter().map(|line| format!("{}\n", line.trim_end())).collect::<String>());
}

#[test]
fn members_come_from_all_modules_and_mixins() {
    let check = |model: &str, expect: Expect| check_lines(&Workspace::new(ODOO).members(model), &expect);
    check(
        "res.partner",
        expect![[r#"
            _inherit Attribute   sale/models/res_partner.py
            sale_order_ids Field @sale.order fields.One2many("sale.order", "partner_id") sale/models/res_partner.py
            name_create Method   sale/models/res_partner.py
            _name Attribute   mail/models/res_partner.py
            name Field builtins.str fields.Char() mail/models/res_partner.py
            email Field builtins.str fields.Char() mail/models/res_partner.py
            message_post Method   mail/models/res_partner.py
            _description Attribute   base/models/res_partner.py
            parent_id Field @res.partner fields.Many2one("res.partner", string="Related Company") base/models/res_partner.py
            child_ids Field @res.partner fields.One2many("res.partner", "parent_id", string="Contact") base/models/res_partner.py
            parent_name Field builtins.str fields.Char(string="Parent name", related="parent_id.name") base/models/res_partner.py
            self Field @res.partner fields.Many2one("res.partner", compute="_compute_self") base/models/res_partner.py
            _compute_self Method   base/models/res_partner.py
            message_ids Field @mail.message fields.One2many("mail.message", "res_id") mail/models/mail_thread.py
            id Field builtins.int fields.Id(string="ID") -
            display_name Field builtins.str fields.Char(string="Display Name") -
            create_uid Field @res.users fields.Many2one("res.users", string="Created by") -
            create_date Field datetime.datetime fields.Datetime(string="Created on") -
            write_uid Field @res.users fields.Many2one("res.users", string="Last Updated by") -
            write_date Field datetime.datetime fields.Datetime(string="Last Updated on") -
        "#]],
    );
    check(
        "res.users",
        expect![[r#"
            _name Attribute   base/models/res_partner.py
            _inherits Attribute   base/models/res_partner.py
            partner_id Field @res.partner fields.Many2one("res.partner", required=True) base/models/res_partner.py
            login Field builtins.str fields.Char(required=True) base/models/res_partner.py
            key Property   base/models/res_partner.py
            _description Attribute   base/models/ir_model.py
            id Field builtins.int fields.Id(string="ID") -
            display_name Field builtins.str fields.Char(string="Display Name") -
            create_uid Field @res.users fields.Many2one("res.users", string="Created by") -
            create_date Field datetime.datetime fields.Datetime(string="Created on") -
            write_uid Field @res.users fields.Many2one("res.users", string="Last Updated by") -
            write_date Field datetime.datetime fields.Datetime(string="Last Updated on") -
            sale_order_ids Field @sale.order fields.One2many("sale.order", "partner_id") sale/models/res_partner.py
            name Field builtins.str fields.Char() mail/models/res_partner.py
            email Field builtins.str fields.Char() mail/models/res_partner.py
            parent_id Field @res.partner fields.Many2one("res.partner", string="Related Company") base/models/res_partner.py
            child_ids Field @res.partner fields.One2many("res.partner", "parent_id", string="Contact") base/models/res_partner.py
            parent_name Field builtins.str fields.Char(string="Parent name", related="parent_id.name") base/models/res_partner.py
            self Field @res.partner fields.Many2one("res.partner", compute="_compute_self") base/models/res_partner.py
            message_ids Field @mail.message fields.One2many("mail.message", "res_id") mail/models/mail_thread.py
        "#]],
    );
    check(
        "sale.order",
        expect![[r#"
            _name Attribute   sale/models/sale_order.py
            _inherit Attribute   sale/models/sale_order.py
            _description Attribute   sale/models/sale_order.py
            partner_id Field @res.partner fields.Many2one("res.partner", string="Customer", required=True) sale/models/sale_order.py
            email Field builtins.str fields.Char(related="partner_id.email") sale/models/sale_order.py
            company_ids Field @res.company fields.Many2many("res.company") sale/models/sale_order.py
            parent_id Field @res.partner fields.Many2one(related="partner_id.parent_id") sale/models/sale_order.py
            amount Field builtins.float fields.Monetary() sale/models/sale_order.py
            when Field datetime.datetime fields.Datetime() sale/models/sale_order.py
            line_ids Field @sale.order.line fields.One2many("sale.order.line", "order_id") sale/models/sale_order.py
            _compute_x Method  @api.depends sale/models/sale_order.py
            message_ids Field @mail.message fields.One2many("mail.message", "res_id") mail/models/mail_thread.py
            message_post Method   mail/models/mail_thread.py
            id Field builtins.int fields.Id(string="ID") -
            display_name Field builtins.str fields.Char(string="Display Name") -
            create_uid Field @res.users fields.Many2one("res.users", string="Created by") -
            create_date Field datetime.datetime fields.Datetime(string="Created on") -
            write_uid Field @res.users fields.Many2one("res.users", string="Last Updated by") -
            write_date Field datetime.datetime fields.Datetime(string="Last Updated on") -
        "#]],
    );
    check(
        "mail.message",
        expect![[r#"
            _name Attribute   mail/models/mail_thread.py
            _log_access Attribute   mail/models/mail_thread.py
            res_id Field builtins.int fields.Many2oneReference(string="Related Document ID") mail/models/mail_thread.py
            body Field markupsafe.Markup fields.Html(string="Contents") mail/models/mail_thread.py
            _description Attribute   base/models/ir_model.py
            id Field builtins.int fields.Id(string="ID") -
            display_name Field builtins.str fields.Char(string="Display Name") -
        "#]],
    );
    check(
        "mail.thread",
        expect![[r#"
            _name Attribute   mail/models/mail_thread.py
            _description Attribute   mail/models/mail_thread.py
            message_ids Field @mail.message fields.One2many("mail.message", "res_id") mail/models/mail_thread.py
            message_post Method   mail/models/mail_thread.py
            id Field builtins.int fields.Id(string="ID") -
            display_name Field builtins.str fields.Char(string="Display Name") -
        "#]],
    );
    check("nothing", expect![[""]]);
}

#[test]
fn definitions_stand_in_resolution_order() {
    let mut workspace = Workspace::new(ODOO);
    let path = "/o/addons/mail/models/res_partner.py";
    let (_, text) = files(ODOO).into_iter().find(|(known, _)| *known == path).unwrap();
    let after = workspace.class(path, text, "Partner");
    let check = |name, after, expect: Expect| check_lines(&workspace.member("res.partner", name, after), &expect);
    check(
        "name_create",
        None,
        expect![[r#"
        name_create Method   sale/models/res_partner.py
        name_create Method   mail/models/res_partner.py
        name_create Method  @api.model base/models/res_partner.py
    "#]],
    );
    check(
        "name_create",
        Some(after),
        expect![[r#"
        name_create Method  @api.model base/models/res_partner.py
    "#]],
    );
    check(
        "message_post",
        None,
        expect![[r#"
        message_post Method   mail/models/res_partner.py
        message_post Method   mail/models/mail_thread.py
    "#]],
    );
    check(
        "message_post",
        Some(after),
        expect![[r#"
        message_post Method   mail/models/mail_thread.py
    "#]],
    );
    check(
        "name",
        None,
        expect![[r#"
        name Field builtins.str fields.Char() mail/models/res_partner.py
        name Field builtins.str fields.Char() base/models/res_partner.py
    "#]],
    );
    check(
        "id",
        None,
        expect![[r#"
        id Field builtins.int fields.Id(string="ID") -
    "#]],
    );
    check("write", None, expect![[""]]);
}

#[test]
fn a_class_that_is_not_loaded_sees_itself_and_the_model() {
    let mut workspace = Workspace::new(ODOO);
    let path = "/o/addons/sale/tests/test_sale.py";
    let (_, text) = files(ODOO).into_iter().find(|(known, _)| *known == path).unwrap();
    let class = workspace.class(path, text, "TestPartner");
    let view = workspace.host.class_virtual(class);
    let lines = workspace.members_of(view);
    assert!(lines.iter().any(|line| line.starts_with("only_in_tests ")));
    assert!(lines.iter().any(|line| line.starts_with("sale_order_ids ")));
    assert!(!workspace.members("res.partner").iter().any(|line| line.starts_with("only_in_tests ")));
    // Once the class is gone its number means the model without it, and never another one.
    workspace.remove(path);
    assert_eq!(workspace.members_of(view), workspace.members("res.partner"));
    workspace.set(path, "");
    assert_eq!(workspace.host.class_virtual(class), 0);
}

#[test]
fn types_follow_from_the_api() {
    let workspace = Workspace::new(ODOO);
    let env = "odoo.api.Environment";
    let order = workspace.model("sale.order");
    let partner = workspace.model("res.partner");
    let both = format!("{order}|{partner}|None");
    let attribute = |receiver: &str, name, expect| {
        let found = workspace.host.infer_attr(receiver, name).unwrap().unwrap_or_default();
        assert_eq!(workspace.show(&found), expect, "{receiver}.{name}");
    };
    attribute(env, "user", "@res.users");
    attribute(env, "company", "@res.company");
    attribute(env, "companies", "@res.company");
    attribute(env, "lang", "builtins.str");
    attribute(env, "cr", "odoo.sql_db.Cursor");
    attribute(env, "ref", "");
    attribute(&order, "env", env);
    attribute(&both, "_uid", "builtins.int");
    attribute(&both, "_origin", "@sale.order|@res.partner");
    attribute("odoo.models.BaseModel", "env", env);
    attribute("werkzeug.local.LocalProxy", "env", env);
    attribute("builtins.str", "env", "");
    attribute("@999999", "partner_id", "");

    let subscript = |receiver: &str, key, expect| {
        let found = workspace.host.infer_subscript(receiver, key).unwrap().unwrap_or_default();
        assert_eq!(workspace.show(&found), expect, "{receiver}[{key}]");
    };
    subscript(env, "sale.order", "@sale.order");
    subscript(env, "no.model", "");
    subscript(env, "", "");
    subscript(&order, "", "@sale.order");
    subscript(&order, "partner_id", "@res.partner");
    subscript(&order, "when", "datetime.datetime");
    subscript("@0", "", "");

    let call = |receiver: &str, method, args: &[Arg<'_>], expect| {
        let call = Call { receiver, method, callee_fqn: "", args, class: None };
        let found = workspace.host.infer_call(&call).unwrap().unwrap_or_default();
        assert_eq!(workspace.show(&found), expect, "{receiver}.{method}");
    };
    let text = |text| [Arg { keyword: "", text, type_text: "" }];
    for method in ["browse", "search", "sudo", "with_context", "create", "filtered", "sorted", "exists", "__iter__"] {
        call(&order, method, &[], "@sale.order");
    }
    call(&both, "sudo", &[], "@sale.order|@res.partner");
    call(&order, "search", &[Arg { keyword: "count", text: "True", type_text: "" }], "builtins.int");
    call(&order, "search_count", &[], "builtins.int");
    call(&order, "mapped", &text("partner_id"), "@res.partner");
    call(&order, "mapped", &text("partner_id.child_ids.parent_id"), "@res.partner");
    call(&order, "mapped", &text("partner_id.name"), "builtins.list[builtins.str]");
    call(&order, "mapped", &text("partner_id.nothing"), "");
    call(&order, "mapped", &[], "");
    call(&order, "unlink", &[], "");
    call(env, "__call__", &[], env);
    call(env, "browse", &[], "");
}

#[test]
fn the_environment_moved_in_18_1() {
    let check = |version: &str, expect: &str| {
        let workspace = Workspace::new(&ODOO.replace("(17, 0,", version));
        let order = workspace.model("sale.order");
        assert_eq!(workspace.host.infer_attr(&order, "env").unwrap().unwrap(), expect, "{version}");
    };
    check("(18, 0,", "odoo.api.Environment");
    check("('saas~18', 2,", "odoo.orm.environments.Environment");
    check("(19, 0,", "odoo.orm.environments.Environment");
    check("(nonsense,", "odoo.api.Environment");
}

/// A string in `sale_order.py`, `|` for the cursor.
fn string_context<'a>(written: &'a str, text: &'a mut String) -> StringContext<'a> {
    let cursor = written.find('|').unwrap();
    *text = written.replace('|', "");
    StringContext { offset: 100 + cursor as u32, start: 100, end: 100 + text.len() as u32, text, ..Default::default() }
}

struct Asked {
    complete: Vec<String>,
    hover: String,
    definition: Vec<String>,
}

/// Asks everything about a string in the class `SaleOrder`; `place` says where in the class it stands.
fn ask(written: &str, place: impl Fn(StringContext<'_>, &mut dyn FnMut(&StringContext<'_>))) -> Asked {
    let mut workspace = Workspace::new(ODOO);
    let path = "/o/addons/sale/models/sale_order.py";
    let (_, source) = files(ODOO).into_iter().find(|(known, _)| *known == path).unwrap();
    let class = workspace.class(path, source, "SaleOrder");
    let receiver = workspace.model("sale.order");
    let mut text = String::new();
    let mut context = string_context(written, &mut text);
    (context.file, context.class, context.receiver) = (class.file, Some(class), &receiver);
    let mut asked = Asked { complete: Vec::new(), hover: String::new(), definition: Vec::new() };
    place(context, &mut |context| {
        let host = &workspace.host;
        host.string_complete(context, |completion| {
            let place = (completion.start - 100, completion.end - 100);
            asked.complete.push(format!("{} {:?} {} {}", completion.label, place, completion.detail, completion.sort));
        })
        .unwrap();
        asked.hover = host.string_hover(context).unwrap().map_or(String::new(), |hover| hover.text);
        host.string_definition(context, |place| asked.definition.push(format!("{place:?}"))).unwrap();
    });
    asked.complete.sort();
    asked
}

#[test]
fn model_names_are_completed_where_they_stand() {
    type Place = fn(StringContext<'_>, &mut dyn FnMut(&StringContext<'_>));
    let places: [(&str, Place); 9] = [
        ("env[…]", |context, ask| {
            ask(&StringContext {
                role: Role::Subscript,
                callee: "self.env",
                receiver: "odoo.api.Environment",
                ..context
            });
        }),
        ("env[…] of unknown type", |context, ask| {
            ask(&StringContext { role: Role::Subscript, callee: "x.env", receiver: "", ..context });
        }),
        ("_inherit", |context, ask| ask(&StringContext { role: Role::Assigned, target: "_inherit", ..context })),
        ("_inherit list", |context, ask| {
            ask(&StringContext { role: Role::Assigned, target: "_inherit", container: Container::List, ..context });
        }),
        ("_inherits key", |context, ask| {
            ask(&StringContext { role: Role::Assigned, target: "_inherits", container: Container::DictKey, ..context });
        }),
        ("Many2one first", |context, ask| {
            let argument = Some(0);
            ask(&StringContext { role: Role::Argument, callee: "fields.Many2one", argument, ..context });
        }),
        ("comodel_name", |context, ask| {
            let keyword = "comodel_name";
            ask(&StringContext { role: Role::Argument, callee: "fields.Many2many", keyword, ..context });
        }),
        ("resolved class", |context, ask| {
            let (callee_fqn, argument) = ("odoo.fields.One2many", Some(0));
            ask(&StringContext { role: Role::Argument, callee: "One2many", callee_fqn, argument, ..context });
        }),
        ("api.returns", |context, ask| {
            ask(&StringContext { role: Role::Argument, callee: "api.returns", argument: Some(0), ..context });
        }),
    ];
    for (name, place) in places {
        let asked = ask("res.part|ner", place);
        assert_eq!(asked.complete.len(), 10, "{name}");
        assert_eq!(asked.complete[1], "crm.lead (0, 11) needs crm 1crm.lead", "{name}");
        assert_eq!(asked.complete[5], "res.partner (0, 11) Contact 0res.partner", "{name}");
        assert_eq!(asked.definition.len(), 3, "{name}");
        assert!(
            asked.hover.contains("Contact\n\n`models.Model` of module `base`, extended by `mail`, `sale`"),
            "{name}"
        );
        assert_eq!(ask("no.mo|del", place).hover, "", "{name}");
    }
    let elsewhere =
        ask("res.partner|", |context, ask| ask(&StringContext { role: Role::Argument, callee: "print", ..context }));
    assert!(elsewhere.complete.is_empty() && elsewhere.hover.is_empty() && elsewhere.definition.is_empty());
}

#[test]
fn field_paths_are_followed_part_by_part() {
    let depends = |context: StringContext<'_>, ask: &mut dyn FnMut(&StringContext<'_>)| {
        ask(&StringContext { role: Role::Argument, callee: "api.depends", argument: Some(0), ..context });
    };
    let asked = ask("partner_id.pa|.name", depends);
    assert!(asked.complete.iter().any(|line| line.starts_with("parent_id (11, 13) fields.Many2one(\"res.partner\"")));
    assert!(!asked.complete.iter().any(|line| line.starts_with("company_ids")));
    let asked = ask("partner_id.parent_id.na|me", depends);
    assert_eq!(asked.hover, "```python\n(field) res.partner.name = fields.Char()\n```\n\nModule `mail`");
    assert_eq!(asked.definition.len(), 2);
    let asked = ask("part|ner_id.parent_id", depends);
    let expected =
        "(field) sale.order.partner_id = fields.Many2one(\"res.partner\", string=\"Customer\", required=True)";
    assert!(asked.hover.contains(expected), "{}", asked.hover);
    assert!(ask("nothing.na|me", depends).complete.is_empty());
    assert!(ask("partner_id..na|me", depends).hover.is_empty());
    assert!(!ask("|", depends).complete.is_empty());

    let mapped = |context: StringContext<'_>, ask: &mut dyn FnMut(&StringContext<'_>)| {
        ask(&StringContext { role: Role::Argument, callee: "order.mapped", argument: Some(0), class: None, ..context });
    };
    assert_eq!(ask("company_ids.partner_id.ema|il", mapped).definition.len(), 1);
}

#[test]
fn fields_and_methods_are_named_by_arguments() {
    let check = |callee: &str, keyword: &str, argument: Option<u32>, written: &str, found: usize| {
        let asked = ask(written, |context, ask| {
            let args = [Arg { keyword: "", text: "sale.order.line", type_text: "" }];
            ask(&StringContext { role: Role::Argument, callee, keyword, argument, args: &args, ..context });
        });
        assert_eq!(asked.definition.len(), found, "{callee} {keyword} {written}");
        assert_eq!(!asked.complete.is_empty(), found > 0, "{callee} {keyword} {written}");
    };
    check("fields.One2many", "", Some(1), "order_id|", 1);
    check("fields.One2many", "inverse_name", None, "order_id|", 1);
    check("fields.Many2many", "", Some(1), "order_id|", 0);
    check("fields.Char", "related", None, "partner_id.name|", 2);
    check("fields.Char", "compute", None, "_compute_x|", 1);
    check("fields.Char", "string", None, "_compute_x|", 0);
    check("fields.Char", "", Some(0), "_compute_x|", 0);
    check("api.onchange", "", Some(2), "amount|", 1);
    check("api.constrains", "", Some(0), "amount|", 1);
    check("orders.sorted", "", Some(0), "amount|", 1);
    check("orders.filtered", "", Some(0), "amount|", 1);
    check("orders.write", "", Some(0), "amount|", 0);
}

#[test]
fn half_typed_files_never_fail() {
    let workspace = Workspace::new("");
    for (path, text) in files(ODOO) {
        for (end, _) in text.char_indices() {
            extract(&workspace.host, path, &text[..end]);
        }
    }
    let check = |text: &str, expect: &str| {
        let mut workspace = Workspace::new(ODOO);
        let text = format!("from odoo import fields, models\nclass X(models.Model):\n    {text}\n");
        workspace.set("/o/addons/sale/models/sale_order.py", &text);
        let class = workspace.class("/o/addons/sale/models/sale_order.py", &text, "X");
        assert_eq!(workspace.show(&format!("@{}", workspace.host.class_virtual(class))), expect, "{text}");
    };
    check("_inherit =", "@?");
    check("_inherit = ''", "@?");
    check("_inherit = 'res.partner", "@res.partner");
    check("_inherit = ['res.partner',", "@res.partner");
    check("_name =", "@?");
    check("_name = 'a.b'\n    _inherit =", "@a.b");
    check("_name = 'a.b'\n    x = fields.", "@a.b");
    check("pass", "@X");
}

#[test]
fn models_of_other_frameworks_are_none() {
    let check = |text: &str, expect: &str| {
        let mut workspace = Workspace::new(ODOO);
        workspace.set("/o/addons/sale/models/sale_order.py", text);
        let class = workspace.class("/o/addons/sale/models/sale_order.py", text, "X");
        assert_eq!(workspace.show(&format!("@{}", workspace.host.class_virtual(class))), expect, "{text}");
    };
    check("from django.db import models\nclass X(models.Model):\n    pass\n", "@?");
    check(
        "try:\n    from odoo import models\nexcept ImportError:\n    from openerp import models\nclass X(models.Model): pass\n",
        "@X",
    );
    check("class X(models.Model): pass\n", "@X");
}

#[test]
fn circles_and_strangers_end() {
    let workspace = Workspace::new(
        r"
#- /m/a/__manifest__.py
{'depends': ['a', 'nowhere']}
#- /m/a/models.py
from odoo import fields, models
class A(models.Model):
    _name = 'a'
    _inherit = ['b', 'gone']
    _inherits = {'b': 'b_id', 'a': 'a_id'}
    b_id = fields.Many2one('b', related='a_id.b_id.a_id')
    a_id = fields.Many2one(related='b_id.a_id')
class B(models.Model):
    _name = 'b'
    _inherit = 'a'
    _inherits = {'a': 'x'}
    def f(self): pass
",
    );
    check_lines(
        &workspace.members("a"),
        &expect![[r#"
            _name Attribute   /m/a/models.py
            _inherit Attribute   /m/a/models.py
            _inherits Attribute   /m/a/models.py
            b_id Field @b fields.Many2one("b", related="a_id.b_id.a_id") /m/a/models.py
            a_id Field  fields.Many2one(related="b_id.a_id") /m/a/models.py
            f Method   /m/a/models.py
            id Field builtins.int fields.Id(string="ID") -
            display_name Field builtins.str fields.Char(string="Display Name") -
            create_uid Field  fields.Many2one("res.users", string="Created by") -
            create_date Field datetime.datetime fields.Datetime(string="Created on") -
            write_uid Field  fields.Many2one("res.users", string="Last Updated by") -
            write_date Field datetime.datetime fields.Datetime(string="Last Updated on") -
        "#]],
    );
    assert_eq!(workspace.member("a", "f", None).len(), 1);
}

#[test]
fn addons_directories_are_announced_and_opened_modules_go_first() {
    let mut workspace = Workspace::new("");
    workspace.host.configure("addons-paths = ['extra']").unwrap();
    workspace.host.roots(&["/o"], &[]).unwrap();
    workspace.host.effects();
    let manifests: Vec<&str> =
        files(ODOO).into_iter().map(|(path, _)| path).filter(|path| path.contains("__manifest__")).collect();
    workspace.host.files_found(&manifests).unwrap();
    let effects = workspace.host.effects();
    let package = |directory: &str| Effect::ExtendPackage("odoo.addons".into(), directory.into());
    assert_eq!(effects, [package("/o/odoo/addons"), package("/o/addons")]);
    workspace.host.focus("/o/addons/sale/models/sale_order.py").unwrap();
    for (path, text) in files(ODOO) {
        workspace.set(path, text);
    }
    workspace.host.effects();
    workspace.host.link();
    let mut ranked: Vec<(u32, String)> = Vec::new();
    for effect in workspace.host.effects() {
        let Effect::Prioritize(prefix, rank) = effect else { continue };
        ranked.push((rank, prefix));
    }
    ranked.sort();
    let ranked: Vec<String> = ranked.into_iter().map(|(rank, prefix)| format!("{rank} {prefix}")).collect();
    check_lines(
        &ranked,
        &expect![[r#"
            0 /o/odoo/addons/base/__init__.py
            0 /o/odoo/addons/base/models
            1 /o/addons/mail/__init__.py
            1 /o/addons/mail/models
            2 /o/addons/sale/__init__.py
            2 /o/addons/sale/models
            3 /o/odoo/addons/base
            4 /o/addons/mail
            5 /o/addons/sale
            2000 /o/addons/mail/tests
            2000 /o/addons/sale/tests
            2000 /o/odoo/addons/base/tests
        "#]],
    );
    assert!(workspace.host.configure("addons = 1").is_err());
}

#[test]
fn strange_facts_and_ids_give_nothing() {
    let mut workspace = Workspace::new(ODOO);
    let before = workspace.members("res.partner");
    workspace.host.link_file(4000, "/o/addons/sale/models/strange.py", Some(b"\x01\xff\xff\xff")).unwrap();
    workspace.host.link();
    assert_eq!(workspace.members("res.partner"), before);
    for number in [0, 1 << 21, u64::MAX, 1 << 43, number(&workspace.model("res.partner")) | 5 << 22 | 5 << 43] {
        workspace.members_of(number);
    }
    assert_eq!(workspace.host.class_virtual(Definition { file: u32::MAX, item: u32::MAX }), 0);
}

#[test]
fn symbols_are_models() {
    let workspace = Workspace::new(ODOO);
    let mut found = Vec::new();
    workspace
        .host
        .workspace_symbols("ResPart", |symbol| found.push(format!("{} {}", symbol.name, symbol.container)))
        .unwrap();
    assert_eq!(found, ["res.partner base"]);
}

#[test]
fn linking_stops_when_asked_and_answers_in_between() {
    let mut workspace = Workspace::new("");
    for (path, text) in files(ODOO) {
        workspace.set(path, text);
    }
    workspace.host.set_yielding(true);
    assert_eq!(workspace.host.link_step(), Ok(Linked::More));
    assert_eq!(workspace.members("sale.order"), Workspace::new(ODOO).members("sale.order"));
    workspace.host.set_yielding(false);
    workspace.host.link();
    workspace.host.trim(true).unwrap();
    assert_eq!(workspace.members("sale.order"), Workspace::new(ODOO).members("sale.order"));
}
