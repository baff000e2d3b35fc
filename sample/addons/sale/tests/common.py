from odoo.tests import TransactionCase


class SaleCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Customer"})
        cls.product = cls.env["product.product"].create({"name": "Chair", "list_price": 40.0})
        cls.order = cls._new_order()

    @classmethod
    def _new_order(cls):
        return cls.env["sale.order"].create(
            {"partner_id": cls.partner.id, "order_line": [(0, 0, {"product_id": cls.product.id, "product_uom_qty": 5})]}
        )
