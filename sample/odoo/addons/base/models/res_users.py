"""Users and their groups."""

from odoo import SUPERUSER_ID, api, fields, models, _
from odoo.exceptions import AccessError


class Groups(models.Model):
    _name = "res.groups"
    _description = "Access groups"

    name = fields.Char(required=True, translate=True)
    users = fields.Many2many("res.users", "res_groups_users_rel", "gid", "uid")
    implied_ids = fields.Many2many("res.groups", "res_groups_implied_rel", "gid", "hid", string="Implies")
    category_id = fields.Many2one("res.groups.category")


class GroupsCategory(models.Model):
    _name = "res.groups.category"
    _description = "Category of groups"

    name = fields.Char(required=True)
    group_ids = fields.One2many("res.groups", "category_id")


class Users(models.Model):
    """A login. What is not found here is read from its contact."""

    _name = "res.users"
    _description = "User"
    _inherits = {"res.partner": "partner_id"}

    partner_id = fields.Many2one("res.partner", required=True, ondelete="restrict", auto_join=True)
    login = fields.Char(required=True)
    password = fields.Char(compute="_compute_password", inverse="_set_password", copy=False)
    signature = fields.Html()
    groups_id = fields.Many2many("res.groups", "res_groups_users_rel", "uid", "gid", string="Groups")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    company_ids = fields.Many2many("res.company", "res_company_users_rel", "user_id", "cid", string="Companies")
    login_date = fields.Datetime(readonly=True)
    share = fields.Boolean(compute="_compute_share", store=True)

    _sql_constraints = [("login_key", "unique (login)", "Two users have the same login.")]

    def _compute_password(self):
        for user in self:
            user.password = ""

    def _set_password(self):
        for user in self:
            user.env.cr.update("res_users", user.ids, {"password": hash(user.password)})

    @api.depends("groups_id")
    def _compute_share(self):
        internal = self.env.ref("base.group_user")
        for user in self:
            user.share = internal not in user.groups_id

    def has_group(self, xml_id):
        """Whether the user is in the group, by itself or implied."""
        self.ensure_one()
        group = self.env.ref(xml_id)
        return group in self.groups_id or group in self.groups_id.implied_ids

    def _is_admin(self):
        self.ensure_one()
        return self.id == SUPERUSER_ID or self.has_group("base.group_system")

    def unlink(self):
        if SUPERUSER_ID in self.ids:
            raise AccessError(_("The first user cannot be deleted."))
        return super().unlink()
