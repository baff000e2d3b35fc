from odoo import fields, models


class LeadLost(models.TransientModel):
    _name = "crm.lead.lost"
    _description = "Why an opportunity was lost"

    lead_ids = fields.Many2many("crm.lead", default=lambda self: self.env.context.get("active_ids"))
    reason = fields.Char(required=True)

    def action_lost_reason_apply(self):
        return self.lead_ids.action_set_lost(reason=self.reason)
