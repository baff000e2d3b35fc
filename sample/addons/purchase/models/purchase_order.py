from odoo import api, fields, models, _
from odoo.exceptions import UserError


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Purchase order"
    _order = "date_order desc, id desc"

    name = fields.Char("Number", required=True, default="New", copy=False)
    partner_id = fields.Many2one("res.partner", "Vendor", required=True, tracking=True)
    date_order = fields.Datetime(default=fields.Datetime.now, required=True)
    date_approve = fields.Datetime("Confirmed on", readonly=True)
    state = fields.Selection([("draft", "Request"), ("purchase", "Order"), ("cancel", "Cancelled")], default="draft")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    user_id = fields.Many2one("res.users", "Buyer", default=lambda self: self.env.user)
    order_line = fields.One2many("purchase.order.line", "order_id", "Lines")
    amount_total = fields.Monetary(compute="_compute_amount_total", store=True)
    invoice_ids = fields.Many2many("account.move", string="Bills")

    @api.depends("order_line.price_subtotal")
    def _compute_amount_total(self):
        for order in self:
            order.amount_total = sum(order.order_line.mapped("price_subtotal"))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["name"] = self.env["ir.sequence"].next_by_code("purchase.order") or "New"
        return super().create(vals_list)

    def button_confirm(self):
        for order in self:
            if not order.order_line:
                raise UserError(_("An order needs a line."))
            order.activity_schedule("mail.mail_activity_data_todo", user_id=order.user_id.id, summary=_("Await delivery"))
        self.write({"state": "purchase", "date_approve": fields.Datetime.now()})

    def action_create_invoice(self):
        for order in self:
            bill = self.env["account.move"].create(
                {
                    "move_type": "in_invoice",
                    "partner_id": order.partner_id.id,
                    "invoice_line_ids": [fields.Command.create(line._prepare_bill_line()) for line in order.order_line],
                }
            )
            order.invoice_ids |= bill
