from odoo import fields, models


class Partner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "mail.thread", "mail.activity.mixin"]

    email = fields.Char(tracking=True)
    parent_id = fields.Many2one(tracking=True)
    im_status = fields.Char("Chat status", compute="_compute_im_status")

    def _compute_im_status(self):
        for partner in self:
            partner.im_status = "online" if partner.user_ids else "offline"
