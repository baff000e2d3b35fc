from odoo import api, fields, models


class ActivityType(models.Model):
    _name = "mail.activity.type"
    _description = "Kind of activity"

    name = fields.Char(required=True, translate=True)
    delay_count = fields.Integer("Due after", default=0)
    default_user_id = fields.Many2one("res.users")


class Activity(models.Model):
    _name = "mail.activity"
    _description = "Activity"
    _order = "date_deadline, id"
    _rec_name = "summary"

    res_model_id = fields.Many2one("ir.model", required=True, ondelete="cascade")
    res_model = fields.Char(related="res_model_id.model", store=True)
    res_id = fields.Many2oneReference(model_field="res_model")
    activity_type_id = fields.Many2one("mail.activity.type")
    summary = fields.Char()
    note = fields.Html()
    date_deadline = fields.Date("Due", default=fields.Date.context_today)
    user_id = fields.Many2one("res.users", "Assigned to", default=lambda self: self.env.user)
    state = fields.Selection([("overdue", "Late"), ("today", "Today"), ("planned", "Later")], compute="_compute_state")

    @api.depends("date_deadline")
    def _compute_state(self):
        today = fields.Date.today()
        for activity in self:
            late, now = activity.date_deadline < today, activity.date_deadline == today
            activity.state = "overdue" if late else "today" if now else "planned"

    @api.onchange("activity_type_id")
    def _onchange_activity_type_id(self):
        kind = self.activity_type_id
        self.summary = self.summary or kind.name
        self.date_deadline = fields.Date.add(fields.Date.today(), days=kind.delay_count)
        self.user_id = kind.default_user_id or self.env.user

    def action_done(self, feedback=None):
        """Reports the activity on its record and removes it."""
        messages = self.env["mail.message"]
        for activity in self:
            record = self.env[activity.res_model].browse(activity.res_id)
            messages |= record.message_post(body=feedback or activity.summary)
        self.unlink()
        return messages
