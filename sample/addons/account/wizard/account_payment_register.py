from odoo import api, fields, models


class PaymentRegister(models.TransientModel):
    _name = "account.payment.register"
    _description = "Register a payment"

    move_ids = fields.Many2many("account.move", default=lambda self: self._default_move_ids())
    journal_id = fields.Many2one("account.journal", domain=[("type", "=", "bank")])
    currency_id = fields.Many2one("res.currency", related="move_ids.currency_id")
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    payment_date = fields.Date(default=fields.Date.context_today)

    @api.model
    def _default_move_ids(self):
        return self.env["account.move"].browse(self._context.get("active_ids", []))

    @api.depends("move_ids.amount_total")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = sum(wizard.move_ids.mapped("amount_total"))

    def action_create_payments(self):
        self.move_ids.write({"payment_state": "paid"})
        for move in self.move_ids:
            move.message_post(body="Paid")
        return {"type": "ir.actions.act_window_close"}
