from odoo import api, fields, models


class Users(models.Model):
    _inherit = "res.users"

    notification_type = fields.Selection([("email", "By mail"), ("inbox", "In the inbox")], default="email", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        for user in users:
            user.partner_id.message_post(body="Welcome!", message_type="notification")
        return users
