from odoo import api, fields, models, _
from odoo.exceptions import ValidationError


class Tax(models.Model):
    _name = "account.tax"
    _description = "Tax"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=1)
    type_tax_use = fields.Selection([("sale", "Sales"), ("purchase", "Purchases")], default="sale", required=True)
    amount_type = fields.Selection([("fixed", "Fixed"), ("percent", "Percentage"), ("group", "Group")], default="percent")
    amount = fields.Float(digits=(16, 4))
    price_include = fields.Boolean("Included in the price")
    children_tax_ids = fields.Many2many("account.tax", "account_tax_filiation_rel", "parent_tax", "child_tax")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)

    @api.constrains("amount_type", "children_tax_ids")
    def _check_children(self):
        for tax in self:
            if tax.amount_type == "group" and tax in tax.children_tax_ids:
                raise ValidationError(_("A group of taxes cannot contain itself."))

    def flatten_taxes_hierarchy(self):
        """The taxes with each group replaced by its children."""
        groups = self.filtered(lambda tax: tax.amount_type == "group")
        children = groups.mapped("children_tax_ids")
        return (self - groups) | self.browse(child.id for child in children)

    def compute_all(self, price_unit, currency=None, quantity=1.0):
        """Totals without and with taxes, and each tax's part."""
        currency = currency or self.env.company.currency_id
        base = currency.round(price_unit * quantity)
        parts = [{"id": tax.id, "amount": currency.round(tax._amount_of(base, quantity))} for tax in self.flatten_taxes_hierarchy()]
        return {"total_excluded": base, "taxes": parts, "total_included": base + sum(part["amount"] for part in parts)}

    def _amount_of(self, base, quantity):
        self.ensure_one()
        if self.amount_type == "fixed":
            return self.amount * quantity
        return base - base / (1 + self.amount / 100) if self.price_include else base * self.amount / 100
