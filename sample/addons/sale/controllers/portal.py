from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError
from odoo.http import request


class SalePortal(CustomerPortal):
    def _prepare_home_values(self, counters):
        values = super()._prepare_home_values(counters)
        values["orders"] = request.env["sale.order"].search([("partner_id", "=", values["partner"].id)])
        return values

    @http.route("/my/orders/<int:order_id>", auth="public", website=True)
    def order(self, order_id, access_token=None, **kwargs):
        try:
            order = self._document_check_access("sale.order", order_id, access_token)
        except AccessError:
            return request.redirect("/my")
        return request.render("sale.portal_order", {"order": order})
