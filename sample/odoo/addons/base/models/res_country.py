from odoo import api, fields, models


class Country(models.Model):
    _name = "res.country"
    _description = "Country"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    code = fields.Char("Code", size=2)
    phone_code = fields.Integer()
    currency_id = fields.Many2one("res.currency")
    state_ids = fields.One2many("res.country.state", "country_id", string="States")

    _sql_constraints = [("code_unique", "unique (code)", "Two countries have the same code.")]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("code"):
                vals["code"] = vals["code"].upper()
        return super().create(vals_list)


class CountryState(models.Model):
    _name = "res.country.state"
    _description = "State"

    country_id = fields.Many2one("res.country", required=True)
    name = fields.Char(required=True)
    code = fields.Char(required=True)
