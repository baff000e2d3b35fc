from odoo import api, fields, models


class Followers(models.Model):
    _name = "mail.followers"
    _description = "Follower"
    _rec_name = "partner_id"

    res_model = fields.Char(required=True, index=True)
    res_id = fields.Many2oneReference(model_field="res_model", index=True)
    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    subtype_ids = fields.Many2many("mail.message.subtype", string="Wants")
    email = fields.Char(related="partner_id.email")

    @api.model
    def _of(self, record):
        return self.sudo().search([("res_model", "=", record._name), ("res_id", "in", record.ids)])
