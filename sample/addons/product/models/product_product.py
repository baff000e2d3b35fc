from odoo import api, fields, models


class ProductProduct(models.Model):
    """One variant. What is not found here is read from its template."""

    _name = "product.product"
    _description = "Product variant"
    _inherits = {"product.template": "product_tmpl_id"}
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "default_code, id"

    product_tmpl_id = fields.Many2one("product.template", "Product", required=True, ondelete="cascade")
    default_code = fields.Char("Internal reference", index=True)
    barcode = fields.Char(copy=False)
    standard_price = fields.Float("Cost", company_dependent=True)
    lst_price = fields.Float("Price", compute="_compute_lst_price")
    price_extra = fields.Float()

    _sql_constraints = [("barcode_uniq", "unique (barcode)", "Two products have the same barcode.")]

    @api.depends("list_price", "price_extra")
    def _compute_lst_price(self):
        for product in self:
            product.lst_price = product.list_price + product.price_extra

    @api.depends("default_code", "product_tmpl_id.name")
    def _compute_display_name(self):
        for product in self:
            code = f"[{product.default_code}] " if product.default_code else ""
            product.display_name = code + product.product_tmpl_id.name

    def get_product_multiline_description_sale(self):
        """The text of a line of a quotation."""
        self.ensure_one()
        return "\n".join(filter(None, (self.display_name, self.description_sale)))
