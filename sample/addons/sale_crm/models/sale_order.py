from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    opportunity_id = fields.Many2one("crm.lead", domain="[('partner_id', '=', partner_id)]")
    team_id = fields.Many2one("crm.team", related="opportunity_id.team_id", store=True)

    def action_confirm(self):
        confirmed = super().action_confirm()
        self.opportunity_id.action_set_won()
        return confirmed
