from odoo import api, fields, models


class Team(models.Model):
    _name = "crm.team"
    _description = "Sales team"
    _inherit = ["mail.thread"]

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company")
    user_id = fields.Many2one("res.users", "Leader")
    member_ids = fields.Many2many("res.users", string="Members")
    lead_ids = fields.One2many("crm.lead", "team_id")
    expected_revenue = fields.Float(compute="_compute_expected_revenue")

    @api.depends("lead_ids.expected_revenue")
    def _compute_expected_revenue(self):
        for team in self:
            team.expected_revenue = sum(team.lead_ids.mapped("expected_revenue"))

    @api.model
    def _get_default_team_id(self, user=None):
        user = user or self.env.user
        return self.search(["|", ("user_id", "=", user.id), ("member_ids", "in", user.ids)], limit=1)
