from odoo import api, fields, models


class SupplierInfo(models.Model):
    _name = "product.supplierinfo"
    _description = "Vendor's price"
    _order = "sequence, price"

    partner_id = fields.Many2one("res.partner", "Vendor", required=True)
    product_tmpl_id = fields.Many2one("product.template", required=True, ondelete="cascade")
    sequence = fields.Integer(default=1)
    price = fields.Float(required=True)
    delay = fields.Integer("Days to deliver", default=1)
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    purchase_ok = fields.Boolean("Can be bought", default=True)
    seller_ids = fields.One2many("product.supplierinfo", "product_tmpl_id", "Vendors", depends_context=("company",))

    def _select_seller(self, partner=None):
        """The first vendor, or what this one asks."""
        return self.seller_ids.filtered(lambda seller: not partner or seller.partner_id == partner)[:1]
