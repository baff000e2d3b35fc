from odoo import fields, models


class PaymentTerm(models.Model):
    _name = "account.payment.term"
    _description = "Payment terms"

    name = fields.Char(required=True, translate=True)
    days = fields.Integer("Due after", default=30)
    note = fields.Html()

    def due_date(self, date):
        return fields.Date.add(date, days=self.days)
