"""Models, fields and XML ids as records."""

from odoo import api, fields, models, _
from odoo.exceptions import UserError


class IrModel(models.Model):
    _name = "ir.model"
    _description = "Models"
    _order = "model"

    name = fields.Char("Description", required=True)
    model = fields.Char(required=True, index=True)
    transient = fields.Boolean()
    field_ids = fields.One2many("ir.model.fields", "model_id", string="Fields")
    access_ids = fields.One2many("ir.model.access", "model_id", string="Access rights")

    @api.model
    def _get(self, name):
        """The record of the model called `name`."""
        return self.sudo().search([("model", "=", name)], limit=1)


class IrModelFields(models.Model):
    _name = "ir.model.fields"
    _description = "Fields"
    _order = "name"

    name = fields.Char(required=True)
    model_id = fields.Many2one("ir.model", required=True, ondelete="cascade")
    model = fields.Char(related="model_id.model", store=True)
    ttype = fields.Selection([("char", "Text"), ("integer", "Number"), ("many2one", "Link")], required=True)
    relation = fields.Char("Related model")


class IrModelAccess(models.Model):
    _name = "ir.model.access"
    _description = "Access rights"

    name = fields.Char(required=True)
    model_id = fields.Many2one("ir.model", required=True)
    group_id = fields.Many2one("res.groups")
    perm_read = fields.Boolean()
    perm_write = fields.Boolean()
    perm_create = fields.Boolean()
    perm_unlink = fields.Boolean()

    @api.model
    def check(self, model, mode="read", raise_exception=True):
        allowed = self.sudo().search_count([("model_id.model", "=", model), (f"perm_{mode}", "=", True)])
        if not allowed and raise_exception:
            raise UserError(_("You may not %s %s.", mode, model))
        return bool(allowed)


class IrModelData(models.Model):
    _name = "ir.model.data"
    _description = "XML ids"

    module = fields.Char(required=True)
    name = fields.Char(required=True)
    model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="model")
    complete_name = fields.Char(compute="_compute_complete_name")

    @api.depends("module", "name")
    def _compute_complete_name(self):
        for data in self:
            data.complete_name = f"{data.module}.{data.name}"

    @api.model
    def _xmlid_to_record(self, xml_id, raise_if_not_found=True):
        module, _dot, name = xml_id.partition(".")
        data = self.sudo().search([("module", "=", module), ("name", "=", name)], limit=1)
        if not data and raise_if_not_found:
            raise UserError(_("There is no %s.", xml_id))
        return self.env[data.model].browse(data.res_id)
