from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    sale_order_count = fields.Integer(compute="_compute_sale_order_count")

    def _compute_sale_order_count(self):
        for move in self:
            move.sale_order_count = len(move.line_ids.sale_line_ids.order_id)

    def _post(self, soft=True):
        posted = super()._post(soft)
        for order in posted.line_ids.sale_line_ids.order_id:
            order.message_post(body=f"Invoiced for {order.amount_total}")
        return posted


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    sale_line_ids = fields.Many2many("sale.order.line", "sale_order_line_invoice_rel", "invoice_line_id", "order_line_id")
