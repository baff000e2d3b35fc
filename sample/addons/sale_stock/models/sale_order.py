from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    warehouse_id = fields.Many2one("stock.warehouse", compute="_compute_warehouse_id", store=True, readonly=False)
    picking_ids = fields.One2many("stock.picking", "sale_id", string="Transfers")
    delivery_count = fields.Integer(compute="_compute_picking_ids")

    @api.depends("company_id")
    def _compute_warehouse_id(self):
        for order in self:
            order.warehouse_id = self.env["stock.warehouse"]._of_company(order.company_id)

    @api.depends("picking_ids")
    def _compute_picking_ids(self):
        for order in self:
            order.delivery_count = len(order.picking_ids)

    def _action_confirm(self):
        self.order_line._launch_stock_moves()
        return super()._action_confirm()

    def action_cancel(self):
        self.picking_ids.move_ids.filtered(lambda move: move.state != "done").write({"state": "cancel"})
        return super().action_cancel()


class SaleOrderLine(models.Model):
    _inherit = ["sale.order.line"]

    move_ids = fields.One2many("stock.move", "sale_line_id", string="Moves")

    @api.depends("move_ids.state", "move_ids.quantity")
    def _compute_qty_delivered(self):
        super()._compute_qty_delivered()
        for line in self:
            done = line.move_ids.filtered(lambda move: move.state == "done")
            line.qty_delivered = sum(done.mapped("quantity"))

    def _launch_stock_moves(self):
        """One transfer per order with a move per line."""
        for order, lines in self.grouped("order_id").items():
            kind = order.warehouse_id.out_type_id
            picking = self.env["stock.picking"].create(
                {"picking_type_id": kind.id, "partner_id": order.partner_shipping_id.id, "sale_id": order.id}
            )
            for line in lines:
                self.env["stock.move"].create(line._prepare_move_values(picking))
            picking.action_confirm()

    def _prepare_move_values(self, picking):
        return {
            "name": self.name,
            "picking_id": picking.id,
            "sale_line_id": self.id,
            "product_id": self.product_id.id,
            "product_uom_qty": self.product_uom_qty,
            "product_uom": self.product_uom.id,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
        }
