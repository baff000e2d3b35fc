from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SaleCommon


@tagged("post_install", "-at_install")
class TestSaleOrder(SaleCommon):
    def test_confirm(self):
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self.order.invoice_status, "to invoice")

    def test_empty_order(self):
        order = self.env["sale.order"].create({"partner_id": self.partner.id})
        with self.assertRaises(UserError):
            order.action_confirm()

    def test_invoice(self):
        self.order.action_confirm()
        move = self.order._create_invoices()
        move.action_post()
        self.assertEqual(move.invoice_line_ids.sale_line_ids, self.order.order_line)
