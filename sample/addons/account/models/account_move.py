"""Invoices and all other entries."""

from odoo import api, fields, models, _
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Journal entry"
    _order = "date desc, name desc, id desc"

    name = fields.Char("Number", compute="_compute_name", store=True, readonly=False, copy=False)
    date = fields.Date(required=True, default=fields.Date.context_today)
    invoice_date = fields.Date()
    invoice_date_due = fields.Date(compute="_compute_invoice_date_due", store=True)
    state = fields.Selection(
        [("draft", "Draft"), ("posted", "Posted"), ("cancel", "Cancelled")], default="draft", required=True, tracking=True
    )
    move_type = fields.Selection(
        [("entry", "Entry"), ("out_invoice", "Invoice"), ("out_refund", "Credit note"), ("in_invoice", "Bill")],
        default="entry",
        required=True,
    )
    journal_id = fields.Many2one("account.journal", compute="_compute_journal_id", store=True, readonly=False)
    company_id = fields.Many2one("res.company", related="journal_id.company_id", store=True)
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    partner_id = fields.Many2one("res.partner", tracking=True, check_company=True)
    commercial_partner_id = fields.Many2one("res.partner", related="partner_id.commercial_partner_id", store=True)
    invoice_user_id = fields.Many2one("res.users", "Salesperson", default=lambda self: self.env.user)
    invoice_payment_term_id = fields.Many2one("account.payment.term", "Payment terms")
    invoice_origin = fields.Char("Origin")
    line_ids = fields.One2many("account.move.line", "move_id", string="Items")
    invoice_line_ids = fields.One2many("account.move.line", "move_id", domain=[("display_type", "=", "product")])
    amount_untaxed = fields.Monetary(compute="_compute_amount", store=True)
    amount_tax = fields.Monetary(compute="_compute_amount", store=True)
    amount_total = fields.Monetary(compute="_compute_amount", store=True)
    payment_state = fields.Selection([("not_paid", "Not paid"), ("paid", "Paid")], default="not_paid", copy=False)

    @api.depends("state")
    def _compute_name(self):
        for move in self:
            if move.state == "posted" and not move.name:
                move.name = self.env["ir.sequence"].next_by_code(f"account.{move.move_type}")

    @api.depends("move_type")
    def _compute_journal_id(self):
        for move in self:
            move.journal_id = move.journal_id or self.env["account.journal"]._default_for(move.move_type)

    @api.depends("invoice_date", "invoice_payment_term_id")
    def _compute_invoice_date_due(self):
        for move in self:
            date = move.invoice_date or fields.Date.today()
            move.invoice_date_due = move.invoice_payment_term_id.due_date(date) if move.invoice_payment_term_id else date

    @api.depends("invoice_line_ids.price_subtotal", "invoice_line_ids.price_total")
    def _compute_amount(self):
        for move in self:
            move.amount_untaxed = sum(move.invoice_line_ids.mapped("price_subtotal"))
            move.amount_total = sum(move.invoice_line_ids.mapped("price_total"))
            move.amount_tax = move.amount_total - move.amount_untaxed

    def _compute_access_url(self):
        super()._compute_access_url()
        for move in self.filtered(lambda move: move.is_invoice()):
            move.access_url = f"/my/invoices/{move.id}"

    def is_invoice(self):
        return self.move_type != "entry"

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        self.invoice_payment_term_id = self.partner_id.property_payment_term_id

    def action_post(self):
        """Makes the entries final."""
        for move in self:
            if not move.line_ids:
                raise UserError(_("An entry needs a line."))
        self._post()
        return True

    def _post(self, soft=True):
        self.write({"state": "posted", "invoice_date": fields.Date.today()})
        return self

    def button_cancel(self):
        self.write({"state": "cancel"})

    def button_draft(self):
        self.filtered(lambda move: move.state != "draft").write({"state": "draft"})
