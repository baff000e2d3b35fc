from odoo import api, fields, models


class ComposeMessage(models.TransientModel):
    _name = "mail.compose.message"
    _description = "Write a message"

    subject = fields.Char(compute="_compute_subject", store=True, readonly=False)
    body = fields.Html()
    model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    partner_ids = fields.Many2many("res.partner", string="To")

    @api.depends("model", "res_id")
    def _compute_subject(self):
        for composer in self:
            composer.subject = self.env[composer.model].browse(composer.res_id).display_name

    def action_send_mail(self):
        for composer in self:
            record = self.env[composer.model].browse(composer.res_id)
            record.message_post(body=composer.body, subject=composer.subject, partner_ids=composer.partner_ids.ids)
        return {"type": "ir.actions.act_window_close"}
