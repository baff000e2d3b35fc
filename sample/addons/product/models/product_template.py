from odoo import api, fields, models, _
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    """What is sold and bought, in all its variants."""

    _name = "product.template"
    _inherit = ("mail.thread", "mail.activity.mixin")
    _description = "Product"
    _order = "name"

    def _get_default_category_id(self):
        return self.env.ref("product.product_category_all")

    name = fields.Char(required=True, index=True, translate=True)
    active = fields.Boolean(default=True)
    description_sale = fields.Text("Text for quotations", translate=True)
    detailed_type = fields.Selection([("consu", "Consumable"), ("service", "Service")], default="consu", required=True)
    categ_id = fields.Many2one("product.category", required=True, default=_get_default_category_id)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    list_price = fields.Float("Sales price", default=1.0, tracking=True)
    standard_price = fields.Float("Cost", compute="_compute_standard_price", inverse="_set_standard_price")
    uom_id = fields.Many2one("uom.uom", "Unit", required=True, default=lambda self: self.env.ref("uom.product_uom_unit"))
    company_id = fields.Many2one("res.company", index=True)
    product_variant_ids = fields.One2many("product.product", "product_tmpl_id", "Variants")
    product_variant_id = fields.Many2one("product.product", compute="_compute_product_variant_id")
    product_variant_count = fields.Integer(compute="_compute_product_variant_id")

    @api.depends("company_id")
    def _compute_currency_id(self):
        for template in self:
            template.currency_id = (template.company_id or self.env.company).currency_id

    @api.depends("product_variant_ids.standard_price")
    def _compute_standard_price(self):
        for template in self:
            template.standard_price = template.product_variant_id.standard_price

    def _set_standard_price(self):
        for template in self:
            template.product_variant_id.standard_price = template.standard_price

    @api.depends("product_variant_ids")
    def _compute_product_variant_id(self):
        for template in self:
            template.product_variant_id = template.product_variant_ids[:1]
            template.product_variant_count = len(template.product_variant_ids)

    @api.constrains("list_price")
    def _check_list_price(self):
        for template in self:
            if template.list_price < 0:
                raise ValidationError(_("%s has a negative price.", template.name))

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        for template in templates:
            self.env["product.product"].create({"product_tmpl_id": template.id})
        return templates

    def _price_compute(self, kind, uom=None, currency=None):
        """The price of that kind for each id."""
        prices = {}
        for template in self.sudo(kind == "standard_price"):
            price = template[kind]
            price = template.uom_id._compute_price(price, uom) if uom else price
            prices[template.id] = template.currency_id._convert(price, currency) if currency else price
        return prices
