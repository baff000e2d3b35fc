from odoo.tests import TransactionCase, tagged


@tagged("post_install")
class TestPartner(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.partner"].create({"name": "Baker Ltd", "is_company": True})
        cls.person = cls.env["res.partner"].create({"name": "Ada", "parent_id": cls.company.id})

    def test_commercial_partner(self):
        self.assertEqual(self.person.commercial_partner_id, self.company)
        self.assertEqual(self.person.display_name, "Baker Ltd, Ada")

    def test_merge(self):
        merge = self.env["base.partner.merge"].create({"dst_partner_id": self.company.id})
        merge.partner_ids = self.company | self.person
        merge.action_merge()
        self.assertFalse(self.person.active)
