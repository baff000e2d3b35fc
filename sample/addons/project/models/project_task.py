from odoo import api, fields, models, _
from odoo.exceptions import ValidationError


class Task(models.Model):
    _name = "project.task"
    _description = "Task"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]

    name = fields.Char("Title", required=True, tracking=True)
    description = fields.Html()
    project_id = fields.Many2one("project.project", index=True)
    partner_id = fields.Many2one("res.partner", compute="_compute_partner_id", store=True, readonly=False)
    stage_id = fields.Many2one("project.task.type", tracking=True)
    user_ids = fields.Many2many("res.users", relation="project_task_user_rel", column1="task_id", column2="user_id")
    parent_id = fields.Many2one("project.task", "Part of")
    child_ids = fields.One2many("project.task", "parent_id", "Parts")
    depend_on_ids = fields.Many2many("project.task", "task_dependencies_rel", "task_id", "depends_on_id")
    date_deadline = fields.Datetime()
    planned_hours = fields.Float()
    progress = fields.Float(compute="_compute_progress", store=True, recursive=True)

    @api.depends("project_id.partner_id", "parent_id.partner_id")
    def _compute_partner_id(self):
        for task in self:
            task.partner_id = task.parent_id.partner_id or task.project_id.partner_id

    @api.depends("stage_id.fold", "child_ids.progress")
    def _compute_progress(self):
        for task in self:
            parts = task.child_ids.mapped("progress")
            task.progress = sum(parts) / len(parts) if parts else 100.0 * task.stage_id.fold

    @api.constrains("depend_on_ids")
    def _check_no_cycle(self):
        for task in self:
            if task in task.depend_on_ids:
                raise ValidationError(_("A task cannot wait for itself."))

    def write(self, vals):
        if "stage_id" in vals and "date_deadline" not in vals:
            self.activity_ids.action_done(feedback=_("The stage was changed."))
        return super().write(vals)

    def action_assign_to_me(self):
        self.write({"user_ids": [fields.Command.link(self.env.user.id)]})
