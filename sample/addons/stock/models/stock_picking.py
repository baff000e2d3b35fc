from odoo import api, fields, models, _
from odoo.exceptions import UserError


class Picking(models.Model):
    _name = "stock.picking"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Transfer"
    _order = "scheduled_date, id"

    name = fields.Char(default="/", copy=False, readonly=True)
    origin = fields.Char("Source document")
    partner_id = fields.Many2one("res.partner", "Contact")
    picking_type_id = fields.Many2one("stock.picking.type", required=True)
    picking_type_code = fields.Selection(related="picking_type_id.code")
    location_id = fields.Many2one("stock.location", compute="_compute_locations", store=True, readonly=False)
    location_dest_id = fields.Many2one("stock.location", compute="_compute_locations", store=True, readonly=False)
    scheduled_date = fields.Datetime(default=fields.Datetime.now)
    move_ids = fields.One2many("stock.move", "picking_id", string="Moves")
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Waiting"), ("assigned", "Ready"), ("done", "Done")],
        compute="_compute_state",
        store=True,
    )

    @api.depends("picking_type_id")
    def _compute_locations(self):
        for picking in self:
            picking.location_id = picking.picking_type_id.default_location_src_id
            picking.location_dest_id = picking.picking_type_id.default_location_dest_id

    @api.depends("move_ids.state")
    def _compute_state(self):
        for picking in self:
            states = set(picking.move_ids.mapped("state"))
            picking.state = states.pop() if len(states) == 1 else "draft" if not states else "confirmed"

    def action_confirm(self):
        self.move_ids._action_confirm()
        return True

    def action_assign(self):
        self.move_ids._action_assign()
        return True

    def button_validate(self):
        """Does the transfer."""
        for picking in self:
            if not any(picking.move_ids.mapped("quantity")):
                raise UserError(_("Nothing was moved."))
        self._action_done()
        return True

    def _action_done(self):
        return self.move_ids._action_done()
