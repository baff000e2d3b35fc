from odoo import fields, models


class Users(models.Model):
    _inherit = "res.users"

    crm_team_ids = fields.Many2many("crm.team", string="Sales teams")
    target_sales_won = fields.Integer("Target")
