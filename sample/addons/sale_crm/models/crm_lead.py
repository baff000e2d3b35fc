from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    order_ids = fields.One2many("sale.order", "opportunity_id", "Orders")
    sale_amount_total = fields.Monetary(compute="_compute_sale_data", currency_field="company_currency")
    quotation_count = fields.Integer(compute="_compute_sale_data")

    @api.depends("order_ids.state", "order_ids.amount_total")
    def _compute_sale_data(self):
        for lead in self:
            confirmed = lead.order_ids.filtered(lambda order: order.state == "sale")
            lead.sale_amount_total = sum(confirmed.mapped("amount_total"))
            lead.quotation_count = len(lead.order_ids - confirmed)

    def action_new_quotation(self):
        self.handle_partner_assignment()
        return self.env["sale.order"].create({"partner_id": self.partner_id.id, "opportunity_id": self.id})
