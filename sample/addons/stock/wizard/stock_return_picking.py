from odoo import fields, models


class ReturnPicking(models.TransientModel):
    _name = "stock.return.picking"
    _description = "Return a transfer"

    picking_id = fields.Many2one("stock.picking", required=True)
    location_id = fields.Many2one("stock.location", "Return to")

    def create_returns(self):
        """A transfer of everything the other way."""
        back = self.picking_id.copy({"origin": self.picking_id.name, "move_ids": []})
        for move in self.picking_id.move_ids:
            move.copy(
                {
                    "picking_id": back.id,
                    "location_id": move.location_dest_id.id,
                    "location_dest_id": self.location_id.id or move.location_id.id,
                    "origin_returned_move_id": move.id,
                }
            )
        back.action_confirm()
        return back
