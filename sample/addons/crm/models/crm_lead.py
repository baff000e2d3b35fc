from odoo import api, fields, models, _


class Lead(models.Model):
    _name = "crm.lead"
    _description = "Opportunity"
    _inherit = ["mail.thread", "mail.activity.mixin", "format.address.mixin"]
    _order = "priority desc, id desc"

    name = fields.Char("Opportunity", required=True, index=True)
    active = fields.Boolean(default=True)
    priority = fields.Selection([("0", "Low"), ("1", "Medium"), ("2", "High")], default="0")
    partner_id = fields.Many2one("res.partner", "Customer", tracking=True)
    email_from = fields.Char(compute="_compute_contact", store=True, readonly=False)
    phone = fields.Char(compute="_compute_contact", store=True, readonly=False)
    street = fields.Char()
    zip = fields.Char()
    city = fields.Char()
    country_id = fields.Many2one("res.country")
    user_id = fields.Many2one("res.users", "Salesperson", default=lambda self: self.env.user, tracking=True)
    team_id = fields.Many2one("crm.team", compute="_compute_team_id", store=True, readonly=False)
    stage_id = fields.Many2one("crm.stage", group_expand="_read_group_stage_ids", tracking=True)
    company_currency = fields.Many2one("res.currency", related="user_id.company_id.currency_id")
    expected_revenue = fields.Monetary(currency_field="company_currency")
    probability = fields.Float(default=10.0)
    prorated_revenue = fields.Monetary(currency_field="company_currency", compute="_compute_prorated_revenue")
    lost_reason = fields.Char(readonly=True)
    tag_ids = fields.Many2many("res.partner.category", "crm_tag_rel", "lead_id", "tag_id")

    @api.depends("partner_id.email", "partner_id.phone")
    def _compute_contact(self):
        for lead in self:
            lead.email_from = lead.email_from or lead.partner_id.email
            lead.phone = lead.phone or lead.partner_id.phone

    @api.depends("user_id")
    def _compute_team_id(self):
        for lead in self:
            lead.team_id = self.env["crm.team"]._get_default_team_id(lead.user_id)

    @api.depends("expected_revenue", "probability")
    def _compute_prorated_revenue(self):
        for lead in self:
            lead.prorated_revenue = lead.expected_revenue * lead.probability / 100

    @api.model
    def _read_group_stage_ids(self, stages, domain, order):
        return stages.search([], order=order)

    def action_set_won(self):
        stage = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        return self.write({"stage_id": stage.id, "probability": 100})

    def action_set_lost(self, reason=None):
        return self.write({"active": False, "probability": 0, "lost_reason": reason})

    def handle_partner_assignment(self):
        """Makes a contact for each opportunity that has none."""
        for lead in self.filtered(lambda lead: not lead.partner_id):
            lead.partner_id = self.env["res.partner"].find_or_create(lead.email_from)
            lead.message_post(body=_("The contact %s was added.", lead.partner_id.name))
