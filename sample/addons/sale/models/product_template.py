from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    sale_ok = fields.Boolean("Can be sold", default=True)
    invoice_policy = fields.Selection([("order", "What is ordered"), ("delivery", "What is delivered")], default="order")

    def action_view_sales(self):
        lines = self.env["sale.order.line"].search([("product_template_id", "in", self.ids)])
        return {"type": "ir.actions.act_window", "res_model": "sale.order", "domain": [("id", "in", lines.order_id.ids)]}
