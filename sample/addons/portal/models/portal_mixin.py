import uuid

from odoo import fields, models


class PortalMixin(models.AbstractModel):
    _name = "portal.mixin"
    _description = "Shown to customers"

    access_url = fields.Char("Address", compute="_compute_access_url")
    access_token = fields.Char(copy=False)

    def _compute_access_url(self):
        for record in self:
            record.access_url = "#"

    def _portal_ensure_token(self):
        self.ensure_one()
        if not self.access_token:
            self.access_token = str(uuid.uuid4())
        return self.access_token

    def get_portal_url(self, suffix=None):
        """The address that a customer opens without a login."""
        return f"{self.access_url}{suffix or ''}?access_token={self._portal_ensure_token()}"
