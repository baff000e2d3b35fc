from odoo import api, fields, models


class Account(models.Model):
    _name = "account.account"
    _description = "Account"
    _order = "code"

    name = fields.Char(required=True)
    code = fields.Char(size=64, required=True)
    account_type = fields.Selection(
        [("asset_receivable", "Receivable"), ("liability_payable", "Payable"), ("income", "Income"), ("expense", "Expense")],
        required=True,
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    current_balance = fields.Float(compute="_compute_current_balance")

    def _compute_current_balance(self):
        for account in self:
            lines = self.env["account.move.line"].search([("account_id", "=", account.id), ("parent_state", "=", "posted")])
            account.current_balance = sum(lines.mapped("balance"))


class Journal(models.Model):
    _name = "account.journal"
    _description = "Journal"
    _inherit = ["mail.thread"]

    name = fields.Char(required=True)
    code = fields.Char(size=5, required=True)
    type = fields.Selection([("sale", "Sales"), ("purchase", "Purchases"), ("bank", "Bank")], required=True)
    default_account_id = fields.Many2one("account.account", check_company=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)

    @api.model
    def _default_for(self, move_type):
        kind = "purchase" if move_type.startswith("in_") else "sale"
        return self.search([("type", "=", kind), ("company_id", "=", self.env.company.id)], limit=1)
