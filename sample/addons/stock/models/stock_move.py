from odoo import api, fields, models


class StockMove(models.Model):
    _name = "stock.move"
    _description = "Move of a product"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    picking_id = fields.Many2one("stock.picking", "Transfer", index=True)
    product_id = fields.Many2one("product.product", required=True)
    product_uom_qty = fields.Float("Demand", required=True)
    quantity = fields.Float("Done")
    product_uom = fields.Many2one("uom.uom", "Unit", required=True)
    location_id = fields.Many2one("stock.location", "From", required=True)
    location_dest_id = fields.Many2one("stock.location", "To", required=True)
    move_dest_ids = fields.Many2many("stock.move", "stock_move_move_rel", "move_orig_id", "move_dest_id")
    move_orig_ids = fields.Many2many("stock.move", "stock_move_move_rel", "move_dest_id", "move_orig_id")
    origin_returned_move_id = fields.Many2one("stock.move", "Returns")
    state = fields.Selection(
        [("draft", "New"), ("confirmed", "Waiting"), ("assigned", "Ready"), ("done", "Done"), ("cancel", "Cancelled")],
        default="draft",
    )
    availability = fields.Float(compute="_compute_availability")

    @api.depends("product_id", "location_id")
    def _compute_availability(self):
        for move in self:
            quants = self.env["stock.quant"]._gather(move.product_id, move.location_id)
            move.availability = sum(quants.mapped("available_quantity"))

    def _action_confirm(self):
        self.write({"state": "confirmed"})
        return self

    def _action_assign(self):
        for move in self:
            if move.location_id.should_bypass_reservation() or move.availability >= move.product_uom_qty:
                move.state = "assigned"

    def _action_done(self):
        """Changes the quantities of both locations."""
        quants = self.env["stock.quant"]
        for move in self:
            quantity = move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
            quants._update_available_quantity(move.product_id, move.location_id, -quantity)
            quants._update_available_quantity(move.product_id, move.location_dest_id, quantity)
        self.write({"state": "done"})
        return self
