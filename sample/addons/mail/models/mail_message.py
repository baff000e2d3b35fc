from odoo import api, fields, models


class MessageSubtype(models.Model):
    _name = "mail.message.subtype"
    _description = "Kind of message"

    name = fields.Char(required=True, translate=True)
    internal = fields.Boolean()
    res_model = fields.Char("Only for")


class Message(models.Model):
    _name = "mail.message"
    _description = "Message"
    _order = "id desc"
    _rec_name = "subject"

    subject = fields.Char()
    date = fields.Datetime(default=fields.Datetime.now)
    body = fields.Html(default="")
    model = fields.Char("Of model", index=True)
    res_id = fields.Many2oneReference("Of record", model_field="model", index=True)
    author_id = fields.Many2one("res.partner", "Author", default=lambda self: self.env.user.partner_id)
    partner_ids = fields.Many2many("res.partner", string="Recipients")
    parent_id = fields.Many2one("mail.message", "In reply to", ondelete="set null")
    child_ids = fields.One2many("mail.message", "parent_id", "Replies")
    subtype_id = fields.Many2one("mail.message.subtype")
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments")
    message_type = fields.Selection([("email", "Mail"), ("comment", "Comment"), ("notification", "System")], required=True)

    def _record(self):
        """The record it was posted on."""
        self.ensure_one()
        return self.env[self.model].browse(self.res_id)

    @api.model
    def unread_for(self, partner):
        return self.search([("partner_ids", "in", partner.ids)])
