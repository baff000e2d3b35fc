from odoo import api, fields, models
from odoo.tools import float_compare, float_is_zero, float_round


class Currency(models.Model):
    _name = "res.currency"
    _description = "Currency"
    _order = "active desc, name"

    name = fields.Char("Code", size=3, required=True)
    symbol = fields.Char(required=True)
    active = fields.Boolean(default=True)
    decimal_places = fields.Integer(default=2)
    position = fields.Selection([("after", "After the amount"), ("before", "Before the amount")], default="after")
    rate_ids = fields.One2many("res.currency.rate", "currency_id", string="Rates")
    rate = fields.Float(compute="_compute_rate", digits=(12, 6))

    @api.depends("rate_ids.rate")
    @api.depends_context("company", "date")
    def _compute_rate(self):
        date = self.env.context.get("date") or fields.Date.today()
        for currency in self:
            rates = currency.rate_ids.filtered(lambda rate: rate.name <= date)
            currency.rate = rates[:1].rate or 1.0

    def round(self, amount):
        """The amount with as many decimals as the currency has."""
        self.ensure_one()
        return float_round(amount, self.decimal_places)

    def is_zero(self, amount):
        return float_is_zero(amount, self.decimal_places)

    def compare_amounts(self, first, second):
        return float_compare(first, second, self.decimal_places)

    def _convert(self, amount, to_currency, company=None, date=None):
        """The amount in another currency at the rate of a day."""
        if self == to_currency:
            return to_currency.round(amount)
        source = self.with_context(date=date)
        return to_currency.round(amount * to_currency.with_context(date=date).rate / source.rate)


class CurrencyRate(models.Model):
    _name = "res.currency.rate"
    _description = "Currency rate"
    _order = "name desc"

    name = fields.Date("Date", required=True, default=fields.Date.context_today)
    rate = fields.Float(digits=(12, 6), default=1.0)
    currency_id = fields.Many2one("res.currency", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
