from odoo import http
from odoo.http import request


class MailController(http.Controller):
    @http.route("/mail/view", auth="public")
    def mail_view(self, model, res_id, **kwargs):
        record = request.env[model].browse(int(res_id)).exists()
        return request.redirect(f"/web#model={model}&id={record.id}") if record else request.not_found()

    @http.route("/mail/inbox", type="json")
    def mail_inbox(self):
        messages = request.env["mail.message"].unread_for(request.env.user.partner_id)
        return messages.read(["subject", "body", "author_id"])
