from odoo import api, fields, models


class Warehouse(models.Model):
    _name = "stock.warehouse"
    _description = "Warehouse"

    name = fields.Char(required=True)
    code = fields.Char(size=5, required=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one("res.partner", "Address")
    lot_stock_id = fields.Many2one("stock.location", "Stock", required=True)
    in_type_id = fields.Many2one("stock.picking.type", "Receipts")
    out_type_id = fields.Many2one("stock.picking.type", "Deliveries")

    @api.model
    def _of_company(self, company):
        return self.search([("company_id", "=", company.id)], limit=1)


class PickingType(models.Model):
    _name = "stock.picking.type"
    _description = "Kind of transfer"

    name = fields.Char(required=True)
    code = fields.Selection([("incoming", "Receipt"), ("outgoing", "Delivery"), ("internal", "Internal")], required=True)
    warehouse_id = fields.Many2one("stock.warehouse")
    default_location_src_id = fields.Many2one("stock.location", "From")
    default_location_dest_id = fields.Many2one("stock.location", "To")
