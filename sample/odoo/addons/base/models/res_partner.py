"""People and companies one deals with."""

from odoo import api, fields, models, _
from odoo.exceptions import ValidationError

ADDRESS_FIELDS = ("street", "zip", "city", "state_id", "country_id")


class FormatAddressMixin(models.AbstractModel):
    _name = "format.address.mixin"
    _description = "Address formatting"

    def _format_address(self, separator="\n"):
        """The address as it is written on a letter."""
        self.ensure_one()
        parts = (self.street, f"{self.zip or ''} {self.city or ''}".strip(), self.country_id.name)
        return separator.join(part for part in parts if part)


class PartnerCategory(models.Model):
    _name = "res.partner.category"
    _description = "Partner tag"
    _parent_store = True

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()
    parent_id = fields.Many2one("res.partner.category", string="Parent tag", ondelete="cascade")
    child_ids = fields.One2many("res.partner.category", "parent_id", string="Child tags")
    partner_ids = fields.Many2many("res.partner", column1="category_id", column2="partner_id")


class Partner(models.Model):
    """A contact: a company, one of its addresses or a person."""

    _name = "res.partner"
    _description = "Contact"
    _inherit = ["format.address.mixin"]
    _order = "name, id"

    name = fields.Char(index=True)
    active = fields.Boolean(default=True)
    ref = fields.Char("Reference")
    email = fields.Char()
    phone = fields.Char()
    lang = fields.Char("Language")
    vat = fields.Char("Tax ID", index=True)
    comment = fields.Html("Notes")
    street = fields.Char()
    zip = fields.Char()
    city = fields.Char()
    state_id = fields.Many2one("res.country.state", string="State", domain="[('country_id', '=', country_id)]")
    country_id = fields.Many2one("res.country", string="Country")
    country_code = fields.Char(related="country_id.code", string="Country code")
    is_company = fields.Boolean("Is a company")
    company_type = fields.Selection(
        [("person", "Individual"), ("company", "Company")],
        compute="_compute_company_type",
        inverse="_inverse_company_type",
    )
    parent_id = fields.Many2one("res.partner", string="Company", index=True)
    child_ids = fields.One2many("res.partner", "parent_id", string="Contacts")
    commercial_partner_id = fields.Many2one(
        "res.partner", compute="_compute_commercial_partner", store=True, recursive=True
    )
    company_id = fields.Many2one("res.company", index=True)
    user_id = fields.Many2one("res.users", string="Salesperson")
    user_ids = fields.One2many("res.users", "partner_id", string="Users")
    category_id = fields.Many2many("res.partner.category", column1="partner_id", column2="category_id", string="Tags")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")

    @api.depends("is_company")
    def _compute_company_type(self):
        for partner in self:
            partner.company_type = "company" if partner.is_company else "person"

    def _inverse_company_type(self):
        for partner in self:
            partner.is_company = partner.company_type == "company"

    @api.depends("is_company", "parent_id.commercial_partner_id")
    def _compute_commercial_partner(self):
        for partner in self:
            if partner.is_company or not partner.parent_id:
                partner.commercial_partner_id = partner
            else:
                partner.commercial_partner_id = partner.parent_id.commercial_partner_id

    @api.depends_context("company")
    def _compute_currency_id(self):
        for partner in self:
            partner.currency_id = partner.company_id.currency_id or self.env.company.currency_id

    @api.depends("name", "parent_id.name")
    def _compute_display_name(self):
        for partner in self:
            parent = partner.parent_id
            partner.display_name = f"{parent.name}, {partner.name}" if parent else partner.name

    @api.constrains("parent_id")
    def _check_parent_id(self):
        for partner in self:
            ancestor = partner.parent_id
            while ancestor:
                if ancestor == partner:
                    raise ValidationError(_("A contact cannot be its own company."))
                ancestor = ancestor.parent_id

    @api.onchange("parent_id")
    def _onchange_parent_id(self):
        if self.parent_id:
            self.update_address(self.parent_id)

    @api.onchange("country_id")
    def _onchange_country_id(self):
        if self.country_id and self.state_id.country_id != self.country_id:
            self.state_id = False

    def update_address(self, other):
        """Takes over the address of another contact."""
        self.write({name: other[name] for name in ADDRESS_FIELDS})

    def address_get(self, kinds=("contact",)):
        """For each kind of address, the id of the contact to use."""
        self.ensure_one()
        return {kind: (self.child_ids.filtered(lambda child: child.ref == kind)[:1] or self).id for kind in kinds}

    @api.model
    def find_or_create(self, email):
        """The contact with this mail address, made if need be."""
        partner = self.search([("email", "=ilike", email)], limit=1)
        return partner or self.create({"name": email.partition("@")[0], "email": email})
