from odoo import fields, models


class Stage(models.Model):
    _name = "crm.stage"
    _description = "Stage"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=1)
    is_won = fields.Boolean("Won")
    team_id = fields.Many2one("crm.team")
