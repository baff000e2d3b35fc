from odoo import api, fields, models


class Quant(models.Model):
    """How much of a product lies in one place."""

    _name = "stock.quant"
    _description = "Quantity"
    _rec_name = "product_id"

    product_id = fields.Many2one("product.product", required=True, index=True)
    product_uom_id = fields.Many2one("uom.uom", related="product_id.uom_id")
    location_id = fields.Many2one("stock.location", required=True, index=True)
    quantity = fields.Float(readonly=True)
    reserved_quantity = fields.Float(readonly=True)
    available_quantity = fields.Float(compute="_compute_available_quantity")

    @api.depends("quantity", "reserved_quantity")
    def _compute_available_quantity(self):
        for quant in self:
            quant.available_quantity = quant.quantity - quant.reserved_quantity

    @api.model
    def _gather(self, product, location):
        return self.search([("product_id", "=", product.id), ("location_id", "child_of", location.id)])

    @api.model
    def _update_available_quantity(self, product, location, quantity):
        quant = self._gather(product, location)[:1]
        if quant:
            quant.quantity += quantity
        else:
            self.create({"product_id": product.id, "location_id": location.id, "quantity": quantity})
