from odoo import api, fields, models


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _description = "Line of a purchase order"

    order_id = fields.Many2one("purchase.order", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", related="order_id.partner_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    product_id = fields.Many2one("product.product", domain=[("purchase_ok", "=", True)])
    name = fields.Text(required=True)
    product_qty = fields.Float("Quantity", default=1.0)
    price_unit = fields.Float(compute="_compute_price_unit", store=True, readonly=False)
    price_subtotal = fields.Monetary(compute="_compute_price_subtotal", store=True)
    taxes_id = fields.Many2many("account.tax")

    @api.depends("product_id", "partner_id")
    def _compute_price_unit(self):
        for line in self:
            seller = line.product_id._select_seller(line.partner_id)
            line.price_unit = seller.price or line.product_id.standard_price

    @api.depends("product_qty", "price_unit")
    def _compute_price_subtotal(self):
        for line in self:
            line.price_subtotal = line.product_qty * line.price_unit

    def _prepare_bill_line(self):
        return {"name": self.name, "product_id": self.product_id.id, "quantity": self.product_qty}
