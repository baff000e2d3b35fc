from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request


class CustomerPortal(http.Controller):
    _items_per_page = 20

    @http.route(["/my", "/my/home"], website=True)
    def home(self, **kwargs):
        return request.render("portal.portal_my_home", self._prepare_home_values(kwargs))

    def _prepare_home_values(self, counters):
        return {"partner": request.env.user.partner_id, "counters": counters}

    def _document_check_access(self, model_name, document_id, access_token=None):
        """The document, if the token opens it."""
        document = request.env[model_name].sudo().browse(document_id)
        if not access_token or document.access_token != access_token:
            raise AccessError("This link is no longer valid.")
        return document
