from odoo import api, fields, models


class Users(models.Model):
    _inherit = "res.users"

    employee_ids = fields.One2many("hr.employee", "user_id", "Employees")
    employee_id = fields.Many2one("hr.employee", compute="_compute_employee_id")
    job_title = fields.Char(related="employee_id.job_title")

    @api.depends("employee_ids")
    def _compute_employee_id(self):
        for user in self:
            user.employee_id = user.employee_ids[:1]
