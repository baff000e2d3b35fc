from odoo import api, fields, models


class Location(models.Model):
    _name = "stock.location"
    _description = "Location"
    _parent_name = "location_id"
    _parent_store = True
    _rec_name = "complete_name"

    name = fields.Char(required=True)
    complete_name = fields.Char(compute="_compute_complete_name", store=True, recursive=True)
    location_id = fields.Many2one("stock.location", "Inside of", index=True)
    child_ids = fields.One2many("stock.location", "location_id", "Contains")
    usage = fields.Selection(
        [("supplier", "Vendor"), ("internal", "Internal"), ("customer", "Customer"), ("inventory", "Loss")],
        default="internal",
        required=True,
    )
    quant_ids = fields.One2many("stock.quant", "location_id")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)

    @api.depends("name", "location_id.complete_name")
    def _compute_complete_name(self):
        for location in self:
            parent = location.location_id
            location.complete_name = f"{parent.complete_name}/{location.name}" if parent else location.name

    def should_bypass_reservation(self):
        self.ensure_one()
        return self.usage in ("supplier", "customer", "inventory")
