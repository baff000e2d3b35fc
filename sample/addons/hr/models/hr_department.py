from odoo import fields, models


class Department(models.Model):
    _name = "hr.department"
    _description = "Department"
    _inherit = "mail.thread"

    name = fields.Char(required=True, translate=True)
    parent_id = fields.Many2one("hr.department", "Part of")
    child_ids = fields.One2many("hr.department", "parent_id")
    manager_id = fields.Many2one("hr.employee", tracking=True)
    member_ids = fields.One2many("hr.employee", "department_id", "Members", readonly=True)
