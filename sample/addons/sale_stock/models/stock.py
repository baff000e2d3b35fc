from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    sale_line_id = fields.Many2one("sale.order.line", "Sales line", index=True)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    sale_id = fields.Many2one("sale.order", "Sales order", index=True)

    def _action_done(self):
        moves = super()._action_done()
        for picking in self.filtered("sale_id"):
            picking.sale_id.message_post(body=f"{picking.name} is on its way.")
        return moves
