from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    credit = fields.Monetary("Owes us", compute="_compute_credit")
    property_account_receivable_id = fields.Many2one("account.account", company_dependent=True)
    property_payment_term_id = fields.Many2one("account.payment.term", company_dependent=True)
    invoice_ids = fields.One2many("account.move", "partner_id", string="Invoices", readonly=True)

    @api.depends("invoice_ids.payment_state")
    def _compute_credit(self):
        for partner in self:
            unpaid = partner.invoice_ids.filtered(lambda move: move.payment_state == "not_paid")
            partner.credit = sum(unpaid.mapped("amount_total"))

    def write(self, vals):
        if "vat" in vals:
            self.mapped("invoice_ids")
        return super().write(vals)
