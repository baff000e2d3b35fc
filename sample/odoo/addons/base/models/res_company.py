from odoo import api, fields, models


class Company(models.Model):
    _name = "res.company"
    _description = "Companies"
    _order = "sequence, name"

    name = fields.Char(related="partner_id.name", store=True, readonly=False)
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one("res.partner", required=True)
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self._default_currency_id())
    user_ids = fields.Many2many("res.users", "res_company_users_rel", "cid", "user_id", string="Users")
    parent_id = fields.Many2one("res.company", string="Parent company")
    child_ids = fields.One2many("res.company", "parent_id", string="Branches")
    street = fields.Char(related="partner_id.street", readonly=False)
    city = fields.Char(related="partner_id.city", readonly=False)
    country_id = fields.Many2one("res.country", related="partner_id.country_id", readonly=False)
    email = fields.Char(related="partner_id.email", store=True, readonly=False)

    _sql_constraints = [("name_uniq", "unique (name)", "Two companies have the same name.")]

    def _default_currency_id(self):
        return self.env.ref("base.EUR", raise_if_not_found=False)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("partner_id"):
                partner = self.env["res.partner"].create({"name": vals["name"], "is_company": True})
                vals["partner_id"] = partner.id
        return super().create(vals_list)
