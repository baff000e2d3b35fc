"""Employees: a public part that everyone sees, and the rest."""

from odoo import api, fields, models


class EmployeeBase(models.AbstractModel):
    _name = "hr.employee.base"
    _description = "What everyone sees of an employee"

    name = fields.Char()
    department_id = fields.Many2one("hr.department")
    job_title = fields.Char(compute="_compute_job_title", store=True, readonly=False)
    work_email = fields.Char()
    user_id = fields.Many2one("res.users")
    parent_id = fields.Many2one("hr.employee", "Manager", compute="_compute_parent_id", store=True, readonly=False)

    def _compute_job_title(self):
        for employee in self:
            employee.job_title = employee.job_title or "Staff"

    @api.depends("department_id.manager_id")
    def _compute_parent_id(self):
        for employee in self:
            manager = employee.department_id.manager_id
            employee.parent_id = manager if manager != employee else manager.parent_id


class Employee(models.Model):
    _name = "hr.employee"
    _description = "Employee"
    _inherit = ["hr.employee.base", "mail.thread", "mail.activity.mixin"]
    _inherits = {"res.partner": "work_contact_id"}

    name = fields.Char(related="work_contact_id.name", store=True, readonly=False, tracking=True)
    work_contact_id = fields.Many2one("res.partner", required=True, ondelete="restrict")
    user_partner_id = fields.Many2one(related="user_id.partner_id")
    child_ids = fields.One2many("hr.employee", "parent_id", "Reports")
    birthday = fields.Date(groups="hr.group_hr_user")
    children_count = fields.Integer("Children", groups="hr.group_hr_user")

    _sql_constraints = [("user_uniq", "unique (user_id)", "A user is one employee only.")]

    @api.onchange("user_id")
    def _onchange_user_id(self):
        self.work_contact_id = self.user_id.partner_id
        self.work_email = self.user_id.email
