"""Units and the conversion between them."""

from odoo import api, fields, models, tools, _
from odoo.exceptions import UserError


class UomCategory(models.Model):
    _name = "uom.category"
    _description = "Category of units"

    name = fields.Char(required=True, translate=True)
    uom_ids = fields.One2many("uom.uom", "category_id", string="Units")
    reference_uom_id = fields.Many2one("uom.uom", compute="_compute_reference_uom_id")

    @api.depends("uom_ids.uom_type")
    def _compute_reference_uom_id(self):
        for category in self:
            category.reference_uom_id = category.uom_ids.filtered(lambda uom: uom.uom_type == "reference")[:1]


class Uom(models.Model):
    _name = "uom.uom"
    _description = "Unit of measure"
    _order = "factor desc, id"

    name = fields.Char(required=True, translate=True)
    category_id = fields.Many2one("uom.category", required=True, ondelete="restrict")
    factor = fields.Float("Ratio", default=1.0, required=True)
    rounding = fields.Float(default=0.01)
    active = fields.Boolean(default=True)
    uom_type = fields.Selection(
        [("bigger", "Bigger than the reference"), ("reference", "Reference"), ("smaller", "Smaller")],
        default="reference",
    )

    _sql_constraints = [("factor_positive", "CHECK (factor > 0)", "The ratio of a unit is positive.")]

    def _compute_quantity(self, quantity, to_unit, round=True):
        """The quantity in another unit of the same category."""
        self.ensure_one()
        if self.category_id != to_unit.category_id:
            raise UserError(_("%s and %s measure different things.", self.name, to_unit.name))
        amount = quantity / self.factor * to_unit.factor
        return tools.float_round(amount) if round else amount

    def _compute_price(self, price, to_unit):
        return price * self.factor / to_unit.factor if to_unit else price
