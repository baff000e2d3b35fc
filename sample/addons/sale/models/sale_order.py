"""Quotations and the orders they become."""

from odoo import api, fields, models, _
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_is_zero, formatLang, groupby

READONLY_STATES = {"sale", "done", "cancel"}


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Sales order"
    _order = "date_order desc, id desc"

    name = fields.Char("Number", required=True, copy=False, default=lambda self: _("New"))
    origin = fields.Char("Source document")
    client_order_ref = fields.Char("Customer's reference", copy=False)
    state = fields.Selection(
        [("draft", "Quotation"), ("sent", "Sent"), ("sale", "Order"), ("cancel", "Cancelled")],
        default="draft",
        tracking=True,
        copy=False,
    )
    date_order = fields.Datetime("Ordered on", required=True, default=fields.Datetime.now)
    validity_date = fields.Date("Valid until", compute="_compute_validity_date", store=True, readonly=False)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, tracking=True)
    partner_invoice_id = fields.Many2one("res.partner", "Invoice to", compute="_compute_partner_addresses", store=True)
    partner_shipping_id = fields.Many2one("res.partner", "Deliver to", compute="_compute_partner_addresses", store=True)
    user_id = fields.Many2one("res.users", "Salesperson", compute="_compute_user_id", store=True, readonly=False)
    pricelist_id = fields.Many2one("product.pricelist", compute="_compute_pricelist_id", store=True, readonly=False)
    currency_id = fields.Many2one("res.currency", related="pricelist_id.currency_id", store=True)
    payment_term_id = fields.Many2one("account.payment.term", "Payment terms")
    order_line = fields.One2many("sale.order.line", "order_id", string="Lines", copy=True)
    tag_ids = fields.Many2many("res.partner.category", string="Tags")
    invoice_ids = fields.Many2many("account.move", compute="_compute_invoices", string="Invoices")
    invoice_count = fields.Integer(compute="_compute_invoices")
    invoice_status = fields.Selection(
        [("no", "Nothing to invoice"), ("to invoice", "To invoice"), ("invoiced", "Invoiced")],
        compute="_compute_invoice_status",
        store=True,
    )
    amount_untaxed = fields.Monetary(compute="_compute_amounts", store=True)
    amount_tax = fields.Monetary(compute="_compute_amounts", store=True)
    amount_total = fields.Monetary(compute="_compute_amounts", store=True, tracking=True)
    country_code = fields.Char(related="company_id.country_id.code")
    note = fields.Html("Terms")

    _sql_constraints = [("date_order_set", "CHECK (date_order IS NOT NULL)", "An order has a date.")]

    @api.depends("order_line.price_subtotal", "order_line.price_total")
    def _compute_amounts(self):
        for order in self:
            order.amount_untaxed = sum(order.order_line.mapped("price_subtotal"))
            order.amount_total = sum(order.order_line.mapped("price_total"))
            order.amount_tax = order.amount_total - order.amount_untaxed

    @api.depends("date_order")
    def _compute_validity_date(self):
        for order in self:
            order.validity_date = fields.Date.add(order.date_order, days=30)

    @api.depends("partner_id")
    def _compute_partner_addresses(self):
        for order in self:
            addresses = order.partner_id.address_get(("invoice", "delivery"))
            order.partner_invoice_id = addresses["invoice"]
            order.partner_shipping_id = addresses["delivery"]

    @api.depends("partner_id")
    def _compute_user_id(self):
        for order in self:
            order.user_id = order.partner_id.user_id or order.partner_id.commercial_partner_id.user_id or self.env.user

    @api.depends("partner_id", "company_id")
    def _compute_pricelist_id(self):
        for order in self:
            order.pricelist_id = order.partner_id.property_product_pricelist or self.env.ref("product.list0")

    @api.depends("order_line.invoice_lines")
    def _compute_invoices(self):
        for order in self:
            order.invoice_ids = order.order_line.invoice_lines.move_id
            order.invoice_count = len(order.invoice_ids)

    @api.depends("state", "order_line.qty_to_invoice")
    def _compute_invoice_status(self):
        for order in self:
            if order.state != "sale":
                order.invoice_status = "no"
            elif any(not float_is_zero(line.qty_to_invoice) for line in order.order_line):
                order.invoice_status = "to invoice"
            else:
                order.invoice_status = "invoiced"

    def _compute_access_url(self):
        super()._compute_access_url()
        for order in self:
            order.access_url = f"/my/orders/{order.id}"

    @api.constrains("partner_id", "company_id")
    def _check_company(self):
        for order in self:
            company = order.partner_id.company_id
            if company and company != order.company_id:
                raise ValidationError(_("%s belongs to another company.", order.partner_id.display_name))

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        self.payment_term_id = self.partner_id.property_payment_term_id

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", _("New")) == _("New"):
                vals["name"] = self.env["ir.sequence"].next_by_code("sale.order") or _("New")
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        if any(order.state in READONLY_STATES for order in self):
            raise UserError(_("A confirmed order cannot be deleted. Cancel it first."))

    def action_quotation_send(self):
        """Opens the window in which the mail to the customer is written."""
        self.ensure_one()
        composer = self.env["mail.compose.message"].create(
            {"model": self._name, "res_id": self.id, "partner_ids": [fields.Command.set(self.partner_id.ids)]}
        )
        return {"type": "ir.actions.act_window", "res_model": composer._name, "res_id": composer.id, "target": "new"}

    def action_confirm(self):
        """Makes orders of the quotations."""
        for order in self:
            if not order.order_line:
                raise UserError(_("An order needs a line."))
        self.write({"state": "sale", "date_order": fields.Datetime.now()})
        self._action_confirm()
        return True

    def _action_confirm(self):
        """What else happens when an order is confirmed: for other modules to extend."""
        self.message_subscribe(self.partner_id.ids)

    def action_cancel(self):
        self.invoice_ids.filtered(lambda move: move.state == "draft").button_cancel()
        return self.write({"state": "cancel"})

    def _prepare_invoice(self):
        """The values of the order's invoice, without its lines."""
        self.ensure_one()
        return {
            "move_type": "out_invoice",
            "partner_id": self.partner_invoice_id.id,
            "currency_id": self.currency_id.id,
            "invoice_user_id": self.user_id.id,
            "invoice_origin": self.name,
            "invoice_payment_term_id": self.payment_term_id.id,
            "invoice_line_ids": [],
        }

    def _create_invoices(self, grouped=False):
        """Invoices for what has not been invoiced; one per customer if `grouped`."""
        key = (lambda order: order.partner_invoice_id) if grouped else (lambda order: order)
        moves = self.env["account.move"]
        for _key, orders in groupby(self, key):
            values = orders[0]._prepare_invoice()
            for order in orders:
                for line in order.order_line:
                    values["invoice_line_ids"].append(fields.Command.create(line._prepare_invoice_line()))
            moves |= moves.create(values)
        return moves

    def _customer_summary(self):
        partner = self.env["res.partner"].browse(self.partner_id.id)
        total = formatLang(self.env, self.amount_total, self.currency_id)
        return f"{partner.display_name}: {total}"
