from odoo import api, fields, models, _
from odoo.exceptions import UserError


class SaleAdvancePayment(models.TransientModel):
    _name = "sale.advance.payment"
    _description = "Invoice sales orders"

    sale_order_ids = fields.Many2many("sale.order", default=lambda self: self.env.context.get("active_ids"))
    method = fields.Selection([("delivered", "All of it"), ("percentage", "A part")], default="delivered", required=True)
    amount = fields.Float("Percentage")
    consolidated = fields.Boolean("One invoice per customer", default=True)
    has_invoices = fields.Boolean(compute="_compute_has_invoices")

    @api.depends("sale_order_ids.invoice_count")
    def _compute_has_invoices(self):
        for wizard in self:
            wizard.has_invoices = any(wizard.sale_order_ids.mapped("invoice_count"))

    @api.constrains("amount")
    def _check_amount(self):
        for wizard in self:
            if wizard.method == "percentage" and not 0 < wizard.amount <= 100:
                raise UserError(_("A percentage lies between 0 and 100."))

    def create_invoices(self):
        moves = self.sale_order_ids._create_invoices(grouped=self.consolidated)
        if self.method == "percentage":
            for line in moves.invoice_line_ids:
                line.price_unit *= self.amount / 100
        return {"type": "ir.actions.act_window", "res_model": "account.move", "domain": [("id", "in", moves.ids)]}
