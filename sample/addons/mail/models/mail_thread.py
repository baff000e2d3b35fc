"""What makes a model's records conversations."""

from odoo import api, fields, models


class MailThread(models.AbstractModel):
    _name = "mail.thread"
    _description = "Conversation"
    _mail_post_access = "write"

    message_ids = fields.One2many("mail.message", "res_id", string="Messages")
    message_follower_ids = fields.One2many("mail.followers", "res_id", string="Followers")
    message_partner_ids = fields.Many2many("res.partner", compute="_compute_message_partner_ids")
    message_is_follower = fields.Boolean(compute="_compute_message_partner_ids")

    @api.depends("message_follower_ids.partner_id")
    def _compute_message_partner_ids(self):
        for thread in self:
            thread.message_partner_ids = thread.message_follower_ids.partner_id
            thread.message_is_follower = self.env.user.partner_id in thread.message_partner_ids

    @api.model_create_multi
    def create(self, vals_list):
        threads = super().create(vals_list)
        if not self.env.context.get("mail_create_nosubscribe"):
            threads.message_subscribe(self.env.user.partner_id.ids)
        return threads

    def write(self, vals):
        before = {thread.id: {name: thread[name] for name in self._tracked(vals)} for thread in self}
        done = super().write(vals)
        for thread in self:
            thread._message_track(before[thread.id])
        return done

    def _tracked(self, names):
        return [name for name in names if self._fields[name].attributes.get("tracking")]

    def _message_track(self, before):
        """Posts what changed since `before`."""
        changed = [name for name, value in before.items() if self[name] != value]
        if changed:
            self.message_post(body=", ".join(changed), message_type="notification")

    def message_post(self, *, body="", subject=None, message_type="comment", partner_ids=(), attachment_ids=()):
        """Posts a message on the record and gives it back."""
        self.ensure_one()
        return self.env["mail.message"].create(
            {
                "body": body,
                "subject": subject,
                "message_type": message_type,
                "model": self._name,
                "res_id": self.id,
                "partner_ids": [fields.Command.set(partner_ids)],
                "attachment_ids": [fields.Command.set(attachment_ids)],
            }
        )

    def message_subscribe(self, partner_ids):
        followers = self.env["mail.followers"]
        for thread in self:
            for partner in self.env["res.partner"].browse(partner_ids) - thread.message_partner_ids:
                followers.create({"res_model": self._name, "res_id": thread.id, "partner_id": partner.id})

    def message_unsubscribe(self, partner_ids):
        self.message_follower_ids.filtered(lambda follower: follower.partner_id.id in partner_ids).unlink()
