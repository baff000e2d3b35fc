from odoo import api, fields, models


class MailActivityMixin(models.AbstractModel):
    _name = "mail.activity.mixin"
    _description = "Activities of a record"

    activity_ids = fields.One2many("mail.activity", "res_id", string="Activities")
    activity_state = fields.Selection(related="activity_ids.state", string="Urgency")
    activity_user_id = fields.Many2one("res.users", related="activity_ids.user_id", readonly=False)
    activity_date_deadline = fields.Date("Next due", compute="_compute_activity_date_deadline")

    @api.depends("activity_ids.date_deadline")
    def _compute_activity_date_deadline(self):
        for record in self:
            record.activity_date_deadline = record.activity_ids[:1].date_deadline

    def activity_schedule(self, xml_id, date_deadline=None, summary="", user_id=None):
        """Plans an activity of the type that the XML id names."""
        kind = self.env.ref(xml_id)
        activities = self.env["mail.activity"]
        for record in self:
            activities |= activities.create(
                {
                    "res_model_id": self.env["ir.model"]._get(record._name).id,
                    "res_id": record.id,
                    "activity_type_id": kind.id,
                    "summary": summary,
                    "date_deadline": date_deadline or fields.Date.today(),
                    "user_id": user_id or self.env.uid,
                }
            )
        return activities
