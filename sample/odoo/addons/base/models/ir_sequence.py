"""Numbers for documents."""

from odoo import api, fields, models


class IrSequence(models.Model):
    _name = "ir.sequence"
    _description = "Sequence"

    name = fields.Char(required=True)
    code = fields.Char(index=True)
    prefix = fields.Char()
    padding = fields.Integer(default=5)
    number_next = fields.Integer(default=1)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)

    def _next(self):
        self.ensure_one()
        number = self.number_next
        self.number_next = number + 1
        return f"{self.prefix or ''}{number:0{self.padding}d}"

    @api.model
    def next_by_code(self, code):
        """The next number of the company's sequence with this code; false when there is none."""
        sequence = self.search([("code", "=", code), ("company_id", "in", (self.env.company.id, False))], limit=1)
        return sequence._next() if sequence else False
