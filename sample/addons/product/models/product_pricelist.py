from odoo import api, fields, models


class Pricelist(models.Model):
    _name = "product.pricelist"
    _description = "Price list"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    item_ids = fields.One2many("product.pricelist.item", "pricelist_id", "Rules")

    def _get_product_price(self, product, quantity, uom=None):
        """The price of one unit of the product, by the first rule that fits."""
        self.ensure_one()
        rule = self.item_ids.filtered(lambda item: item._applies_to(product, quantity))[:1]
        price = product._price_compute("list_price", uom, self.currency_id)[product.id]
        return rule._apply(price) if rule else price


class PricelistItem(models.Model):
    _name = "product.pricelist.item"
    _description = "Rule of a price list"
    _order = "min_quantity desc, id"

    pricelist_id = fields.Many2one("product.pricelist", required=True, ondelete="cascade")
    categ_id = fields.Many2one("product.category")
    product_tmpl_id = fields.Many2one("product.template", string="Product")
    min_quantity = fields.Float()
    compute_price = fields.Selection([("fixed", "Fixed"), ("percentage", "Discount")], default="fixed")
    fixed_price = fields.Float()
    percent_price = fields.Float()

    def _applies_to(self, product, quantity):
        self.ensure_one()
        fits = not self.product_tmpl_id or self.product_tmpl_id == product.product_tmpl_id
        return fits and quantity >= self.min_quantity and (not self.categ_id or self.categ_id == product.categ_id)

    def _apply(self, price):
        return self.fixed_price if self.compute_price == "fixed" else price * (1 - self.percent_price / 100)
