from odoo import api, fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    detailed_type = fields.Selection(selection_add=[("product", "Storable")], ondelete={"product": "set default"})
    tracking = fields.Selection([("none", "None"), ("lot", "By lot")], default="none")


class ProductProduct(models.Model):
    _inherit = "product.product"

    stock_quant_ids = fields.One2many("stock.quant", "product_id")
    stock_move_ids = fields.One2many("stock.move", "product_id")
    qty_available = fields.Float("On hand", compute="_compute_quantities")
    virtual_available = fields.Float("Forecast", compute="_compute_quantities")

    @api.depends("stock_quant_ids.quantity", "stock_move_ids.product_uom_qty")
    @api.depends_context("location")
    def _compute_quantities(self):
        for product in self:
            product.qty_available = sum(product.stock_quant_ids.mapped("quantity"))
            outgoing = product.stock_move_ids.filtered(lambda move: move.location_dest_id.usage == "customer")
            product.virtual_available = product.qty_available - sum(outgoing.mapped("product_uom_qty"))
