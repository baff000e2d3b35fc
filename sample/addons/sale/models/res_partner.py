from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    sale_order_ids = fields.One2many("sale.order", "partner_id", "Sales orders")
    sale_order_count = fields.Integer(compute="_compute_sale_order_count")

    @api.depends("sale_order_ids")
    def _compute_sale_order_count(self):
        for partner in self:
            partner.sale_order_count = len(partner.sale_order_ids | partner.child_ids.sale_order_ids)

    def _compute_display_name(self):
        super()._compute_display_name()
        if self.env.context.get("show_orders"):
            for partner in self:
                partner.display_name = f"{partner.display_name} ({partner.sale_order_count})"
