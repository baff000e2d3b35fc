from odoo import api, fields, models


class Project(models.Model):
    _name = "project.project"
    _description = "Project"
    _inherit = ["portal.mixin", "mail.thread"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, tracking=True)
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one("res.partner", "Customer")
    user_id = fields.Many2one("res.users", "Manager", default=lambda self: self.env.user)
    task_ids = fields.One2many("project.task", "project_id", "Tasks")
    type_ids = fields.Many2many("project.task.type", "project_task_type_rel", "project_id", "type_id", "Stages")
    task_count = fields.Integer(compute="_compute_task_count")
    date_start = fields.Date()
    date = fields.Date("Ends on")

    @api.depends("task_ids")
    def _compute_task_count(self):
        for project in self:
            project.task_count = len(project.task_ids)

    def _compute_access_url(self):
        super()._compute_access_url()
        for project in self:
            project.access_url = f"/my/projects/{project.id}"


class TaskType(models.Model):
    _name = "project.task.type"
    _description = "Stage of a task"

    name = fields.Char(required=True)
    fold = fields.Boolean()
    project_ids = fields.Many2many("project.project", "project_task_type_rel", "type_id", "project_id")
