//! What the tests share: Python files lowered by the core, as the plugin's view of them, and a workspace of such files.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use sawtooth::plugin::PythonFile;
use sawtooth::syntax::SourceKind;
use sawtooth::table::{self, Table};
use sawtooth_plugin::mock::MockHost;
use sawtooth_plugin::sdk::{Definition, Member};

use crate::plugin::Odoo;

/// The table of a text.
pub(crate) fn lower(text: &str) -> Table {
    Table::archive(&table::lower(text, SourceKind::Module, 2000))
}

/// A small Odoo: `base`, a mixin, and modules that extend one another.
pub(crate) const ODOO: &str = r#"
#- /o/odoo/release.py
version_info = (17, 0, 0, FINAL, 0, '')
#- /o/odoo/addons/base/__manifest__.py
{'name': 'Base', 'depends': []}
#- /o/odoo/addons/base/__init__.py
from . import models
#- /o/odoo/addons/base/models/__init__.py
from . import ir_model, res_partner
#- /o/odoo/addons/base/models/ir_model.py
from odoo import models
class Base(models.AbstractModel):
    _name = 'base'
    _description = 'Base'
#- /o/odoo/addons/base/models/res_partner.py
from odoo import api, fields, models
class Partner(models.Model):
    _name = "res.partner"
    _description = 'Contact'
    name = fields.Char(index=True)
    parent_id = fields.Many2one('res.partner', string='Related Company')
    child_ids = fields.One2many('res.partner', 'parent_id', string='Contact', help="People of the company")
    parent_name = fields.Char(related='parent_id.name', string='Parent name')
    self = fields.Many2one(comodel_name=_name, compute='_compute_self')
    def _compute_self(self): pass
    @api.model
    def name_create(self, name): pass
class Users(models.Model):
    _name = 'res.users'
    _inherits = {'res.partner': 'partner_id'}
    partner_id = fields.Many2one('res.partner', required=True)
    login = fields.Char(required=True)
    @property
    def key(self): pass
class Company(models.Model):
    _name = 'res.company'
    partner_id = fields.Many2one('res.partner', delegate=True)
#- /o/addons/mail/__manifest__.py
{'name': 'Discuss', 'depends': ['base']}
#- /o/addons/mail/__init__.py
from . import models
#- /o/addons/mail/models/__init__.py
from . import mail_thread
from . import res_partner
#- /o/addons/mail/models/mail_thread.py
from odoo import fields, models
class MailThread(models.AbstractModel):
    _name = 'mail.thread'
    _description = 'Email Thread'
    message_ids = fields.One2many('mail.message', 'res_id')
    def message_post(self): pass
class Message(models.Model):
    _name = 'mail.message'
    _log_access = False
    res_id = fields.Many2oneReference('Related Document ID')
    body = fields.Html('Contents')
#- /o/addons/mail/models/res_partner.py
from odoo import fields, models
class Partner(models.Model):
    _name = 'res.partner'
    _inherit = ['res.partner', 'mail.thread']
    name = fields.Char(tracking=1)
    email = fields.Char()
    def name_create(self, name): pass
    def message_post(self): pass
#- /o/addons/sale/__manifest__.py
{'name': 'Sales', 'depends': ['mail'], 'data': ['views/sale.xml']}
#- /o/addons/sale/__init__.py
from . import models
from . import wizard
#- /o/addons/sale/models/__init__.py
from . import sale_order
from . import res_partner
#- /o/addons/sale/models/sale_order.py
from odoo import api, fields, models
class SaleOrder(models.Model):
    _name = 'sale.order'
    _inherit = ('mail.thread',)
    _description = 'Sales Order'
    partner_id = fields.Many2one(comodel_name='res.partner', string="Customer", required=True)
    email = fields.Char(related='partner_id.email')
    company_ids = fields.Many2many('res.company')
    parent_id = fields.Many2one(related='partner_id.parent_id')
    amount = fields.Monetary(compute=lambda self: 0)
    when = fields.Datetime()
    line_ids = fields.One2many('sale.order.line', 'order_id')
    @api.depends('partner_id.name')
    def _compute_x(self):
        return super()._compute_x()
class SaleOrderLine(models.Model):
    _name = 'sale.order.line'
    order_id = fields.Many2one('sale.order')
#- /o/addons/sale/models/res_partner.py
from odoo import fields, models
class ResPartner(models.Model):
    _inherit = 'res.partner'
    sale_order_ids = fields.One2many('sale.order', 'partner_id')
    def name_create(self, name): pass
#- /o/addons/sale/wizard/__init__.py
from .cancel import Cancel
#- /o/addons/sale/wizard/cancel.py
from odoo import fields, models
class Cancel(models.TransientModel):
    _name = 'sale.cancel'
    order_id = fields.Many2one('sale.order')
#- /o/addons/sale/tests/test_sale.py
from odoo import fields, models
class TestPartner(models.Model):
    _inherit = 'res.partner'
    only_in_tests = fields.Char()
#- /o/addons/crm/__manifest__.py
{'name': 'CRM', 'depends': ['mail']}
#- /o/addons/crm/__init__.py
from . import crm_lead
#- /o/addons/crm/crm_lead.py
from odoo import fields, models
class Lead(models.Model):
    _name = 'crm.lead'
    user_id = fields.Many2one('res.users')
"#;

/// Path and text of the files in a listing.
pub(crate) fn files(listing: &str) -> Vec<(&str, &str)> {
    listing.split("\n#- ").skip(1).filter_map(|file| file.split_once('\n')).collect()
}

/// A workspace with the plugin in it.
pub(crate) struct Workspace {
    pub(crate) host: MockHost,
    paths: Vec<String>,
}

impl Workspace {
    /// The files of a listing, linked.
    pub(crate) fn new(listing: &str) -> Self {
        let mut workspace = Self { host: MockHost::new::<Odoo>(), paths: Vec::new() };
        for (path, text) in files(listing) {
            workspace.set(path, text);
        }
        workspace.host.link();
        workspace
    }

    /// The number of a file.
    pub(crate) fn file(&mut self, path: &str) -> u32 {
        let known = self.paths.iter().position(|known| known == path);
        known.unwrap_or_else(|| {
            self.paths.push(path.to_owned());
            self.paths.len() - 1
        }) as u32
    }

    /// Gives a file a text.
    pub(crate) fn set(&mut self, path: &str, text: &str) {
        let facts = extract(&self.host, path, text);
        let file = self.file(path);
        self.host.link_file(file, path, Some(&facts)).unwrap();
    }

    /// Removes a file.
    pub(crate) fn remove(&mut self, path: &str) {
        let file = self.file(path);
        self.host.link_file(file, path, None).unwrap();
    }

    /// The class of this name in a file.
    pub(crate) fn class(&mut self, path: &str, text: &str, name: &str) -> Definition {
        let table = lower(text);
        let item = table.module().items().find(|item| item.name() == name).unwrap().index;
        Definition { file: self.file(path), item }
    }

    /// The type of the recordset of a model.
    pub(crate) fn model(&self, name: &str) -> String {
        self.host.infer_subscript("odoo.api.Environment", name).unwrap().unwrap_or_default()
    }

    /// A type with the names of models for their numbers.
    pub(crate) fn show(&self, type_text: &str) -> String {
        let mut parts = type_text.split('@');
        let mut shown = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            let Ok(number) = part[..end].parse() else {
                shown += &format!("@{part}");
                continue;
            };
            let mut name = "?".to_owned();
            self.host.virtual_info(number, |info| name = info.name.to_owned()).unwrap();
            shown += &format!("@{name}{}", &part[end..]);
        }
        shown
    }

    /// One line for a member, its type as the plugin writes it.
    fn line(&self, member: &Member<'_>) -> String {
        let place =
            member.location.map_or("-", |place| self.paths[place.file as usize].rsplit("addons/").next().unwrap());
        format!("{} {:?} {} {} {place}", member.name, member.kind, member.type_text, member.detail)
    }

    /// All members of a model.
    pub(crate) fn members(&self, model: &str) -> Vec<String> {
        self.members_of(number(&self.model(model)))
    }

    /// All members of a virtual class.
    pub(crate) fn members_of(&self, class: u64) -> Vec<String> {
        let mut lines = Vec::new();
        self.host.virtual_members(class, |member| lines.push(self.line(&member))).unwrap();
        // Not within the push: hooks never run two at a time.
        lines.iter().map(|line| self.show(line)).collect()
    }

    /// All definitions of one member.
    pub(crate) fn member(&self, model: &str, name: &str, after: Option<Definition>) -> Vec<String> {
        let mut lines = Vec::new();
        let class = number(&self.model(model));
        self.host.virtual_member(class, name, after, |member| lines.push(self.line(&member))).unwrap();
        lines.iter().map(|line| self.show(line)).collect()
    }
}

/// The number in the type of a recordset, 0 if it is none.
pub(crate) fn number(type_text: &str) -> u64 {
    type_text.strip_prefix('@').and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// The facts of a text.
pub(crate) fn extract(host: &MockHost, path: &str, text: &str) -> Vec<u8> {
    let extractor = host.extractor().unwrap().unwrap();
    extractor.extract(&PythonFile { path, text, table: &lower(text) }).unwrap()
}
