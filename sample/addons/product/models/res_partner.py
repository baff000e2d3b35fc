from odoo import fields, models


class Partner(models.Model):
    _inherit = "res.partner"

    property_product_pricelist = fields.Many2one("product.pricelist", "Price list", company_dependent=True)
