from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _description = "Line of a sales order"
    _order = "order_id, sequence, id"

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    order_partner_id = fields.Many2one(related="order_id.partner_id", store=True)
    salesman_id = fields.Many2one(related="order_id.user_id", store=True)
    state = fields.Selection(related="order_id.state", store=True)
    product_id = fields.Many2one("product.product", domain="[('sale_ok', '=', True)]")
    product_template_id = fields.Many2one("product.template", related="product_id.product_tmpl_id")
    name = fields.Text("Description", compute="_compute_name", store=True, readonly=False)
    product_uom_qty = fields.Float("Quantity", default=1.0, required=True)
    product_uom = fields.Many2one("uom.uom", "Unit", compute="_compute_product_uom", store=True, readonly=False)
    price_unit = fields.Float(compute="_compute_price_unit", store=True, readonly=False)
    discount = fields.Float("Discount (%)")
    tax_id = fields.Many2many("account.tax", compute="_compute_tax_id", store=True, readonly=False)
    price_subtotal = fields.Monetary(compute="_compute_amount", store=True)
    price_total = fields.Monetary(compute="_compute_amount", store=True)
    qty_delivered = fields.Float(compute="_compute_qty_delivered", store=True)
    qty_invoiced = fields.Float(compute="_compute_qty_invoiced", store=True)
    qty_to_invoice = fields.Float(compute="_compute_qty_to_invoice", store=True)
    invoice_lines = fields.Many2many("account.move.line", "sale_order_line_invoice_rel", "order_line_id", "invoice_line_id")

    @api.depends("product_id")
    def _compute_name(self):
        for line in self.filtered("product_id"):
            line.name = line.product_id.get_product_multiline_description_sale()

    @api.depends("product_id")
    def _compute_product_uom(self):
        for line in self:
            line.product_uom = line.product_uom or line.product_id.uom_id

    @api.depends("product_id", "product_uom", "product_uom_qty")
    def _compute_price_unit(self):
        for line in self.filtered("product_id"):
            pricelist = line.order_id.pricelist_id
            line.price_unit = pricelist._get_product_price(line.product_id, line.product_uom_qty, line.product_uom)

    @api.depends("product_id", "company_id")
    def _compute_tax_id(self):
        for line in self:
            line.tax_id = line.product_id.taxes_id.filtered(lambda tax: tax.company_id == line.company_id)

    @api.depends("product_uom_qty", "price_unit", "discount", "tax_id")
    def _compute_amount(self):
        for line in self:
            totals = line.tax_id.compute_all(line._discounted_price(), line.currency_id, line.product_uom_qty)
            line.price_subtotal, line.price_total = totals["total_excluded"], totals["total_included"]

    def _discounted_price(self):
        return self.price_unit * (1 - (self.discount or 0.0) / 100)

    def _compute_qty_delivered(self):
        for line in self:
            line.qty_delivered = 0.0

    @api.depends("invoice_lines.quantity", "invoice_lines.parent_state")
    def _compute_qty_invoiced(self):
        for line in self:
            lines = line.invoice_lines.filtered(lambda invoiced: invoiced.parent_state != "cancel")
            line.qty_invoiced = sum(lines.mapped("quantity"))

    @api.depends("product_uom_qty", "qty_invoiced", "state")
    def _compute_qty_to_invoice(self):
        for line in self:
            line.qty_to_invoice = line.product_uom_qty - line.qty_invoiced if line.state == "sale" else 0.0

    def _prepare_invoice_line(self, **optional_values):
        self.ensure_one()
        return {
            "name": self.name,
            "product_id": self.product_id.id,
            "quantity": self.qty_to_invoice,
            "price_unit": self.price_unit,
            "discount": self.discount,
            "tax_ids": [fields.Command.set(self.tax_id.ids)],
            **optional_values,
        }
