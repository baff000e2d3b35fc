from odoo.tests import TransactionCase


class TestPicking(TransactionCase):
    def test_nothing_moved(self):
        picking = self.env["stock.picking"].create({"picking_type_id": self.env.ref("stock.picking_type_out").id})
        self.assertEqual(picking.state, "draft")
        self.assertFalse(picking.move_ids)

    def test_quants(self):
        product = self.env["product.product"].create({"name": "Bolt"})
        location = self.env.ref("stock.stock_location_stock")
        self.env["stock.quant"]._update_available_quantity(product, location, 10)
        self.assertEqual(product.qty_available, 10)
