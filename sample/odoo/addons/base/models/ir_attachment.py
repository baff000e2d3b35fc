"""Files that belong to records."""

import base64

from odoo import api, fields, models


class IrAttachment(models.Model):
    _name = "ir.attachment"
    _description = "Attachment"

    name = fields.Char(required=True)
    res_model = fields.Char("Of model", index=True)
    res_id = fields.Many2oneReference("Of record", model_field="res_model")
    datas = fields.Binary("Content")
    file_size = fields.Integer(compute="_compute_file_size", store=True)
    mimetype = fields.Char(readonly=True)

    @api.depends("datas")
    def _compute_file_size(self):
        for attachment in self:
            attachment.file_size = len(base64.b64decode(attachment.datas or b""))

    def record(self):
        """The record it belongs to."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)
