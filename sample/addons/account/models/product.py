from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    taxes_id = fields.Many2many("account.tax", string="Sales taxes", default=lambda self: self.env.company.account_sale_tax_id)
    supplier_taxes_id = fields.Many2many("account.tax", "product_supplier_taxes_rel", "prod_id", "tax_id")
    property_account_income_id = fields.Many2one("account.account", company_dependent=True)

    def _get_product_accounts(self):
        return {"income": self.property_account_income_id}
