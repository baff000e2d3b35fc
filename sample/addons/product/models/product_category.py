from odoo import api, fields, models


class ProductCategory(models.Model):
    _name = "product.category"
    _description = "Product category"
    _parent_store = True
    _rec_name = "complete_name"

    name = fields.Char(required=True, index=True)
    complete_name = fields.Char(compute="_compute_complete_name", store=True, recursive=True)
    parent_id = fields.Many2one("product.category", "Parent category", ondelete="cascade")
    child_id = fields.One2many("product.category", "parent_id", "Child categories")
    product_count = fields.Integer("Products", compute="_compute_product_count")

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for category in self:
            parent = category.parent_id.complete_name
            category.complete_name = f"{parent} / {category.name}" if parent else category.name

    def _compute_product_count(self):
        for category in self:
            category.product_count = self.env["product.template"].search_count([("categ_id", "child_of", category.ids)])
