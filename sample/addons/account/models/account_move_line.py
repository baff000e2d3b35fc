from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _description = "Journal item"
    _order = "sequence, id"

    move_id = fields.Many2one("account.move", required=True, ondelete="cascade", index=True)
    parent_state = fields.Selection(related="move_id.state", store=True)
    currency_id = fields.Many2one(related="move_id.currency_id")
    partner_id = fields.Many2one("res.partner", related="move_id.partner_id", store=True)
    sequence = fields.Integer(default=10)
    display_type = fields.Selection([("product", "Product"), ("tax", "Tax"), ("line_note", "Note")], default="product")
    product_id = fields.Many2one("product.product")
    name = fields.Char("Label", compute="_compute_name", store=True, readonly=False)
    account_id = fields.Many2one("account.account", check_company=True)
    quantity = fields.Float(default=1.0)
    product_uom_id = fields.Many2one("uom.uom", "Unit")
    price_unit = fields.Float("Unit price")
    discount = fields.Float("Discount (%)")
    tax_ids = fields.Many2many("account.tax", string="Taxes")
    price_subtotal = fields.Monetary(compute="_compute_totals", store=True)
    price_total = fields.Monetary(compute="_compute_totals", store=True)
    debit = fields.Monetary()
    credit = fields.Monetary()
    balance = fields.Monetary(compute="_compute_balance", store=True)

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            line.name = line.name or line.product_id.get_product_multiline_description_sale()

    @api.depends("quantity", "price_unit", "discount", "tax_ids")
    def _compute_totals(self):
        for line in self:
            price = line.price_unit * (1 - line.discount / 100)
            totals = line.tax_ids.compute_all(price, line.currency_id, line.quantity)
            line.price_subtotal, line.price_total = totals["total_excluded"], totals["total_included"]

    @api.depends("debit", "credit")
    def _compute_balance(self):
        for line in self:
            line.balance = line.debit - line.credit
