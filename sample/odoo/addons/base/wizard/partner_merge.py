from odoo import api, fields, models, _
from odoo.exceptions import UserError


class PartnerMerge(models.TransientModel):
    _name = "base.partner.merge"
    _description = "Merge contacts"

    partner_ids = fields.Many2many("res.partner", string="Contacts")
    dst_partner_id = fields.Many2one("res.partner", string="Keep")

    @api.model
    def default_get(self, fields_list):
        defaults = super().default_get(fields_list)
        partners = self.env["res.partner"].browse(self.env.context.get("active_ids", []))
        defaults.update(partner_ids=partners.ids, dst_partner_id=partners[:1].id)
        return defaults

    def action_merge(self):
        """Keeps one of the contacts and gives the others' children to it."""
        self.ensure_one()
        others = self.partner_ids - self.dst_partner_id
        if not others:
            raise UserError(_("Choose at least two contacts."))
        others.child_ids.write({"parent_id": self.dst_partner_id.id})
        others.write({"active": False})
        return {"type": "ir.actions.act_window_close"}
