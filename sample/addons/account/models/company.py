from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    account_sale_tax_id = fields.Many2one("account.tax", string="Default sales tax")
    account_purchase_tax_id = fields.Many2one("account.tax", string="Default purchase tax")
