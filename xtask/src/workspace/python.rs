//! Classes of models: fields first, then methods, until the text has the size asked for.

use super::model::{Field, Kind, Model};
use super::names::{NOUNS, THINGS, VERBS, camel};
use crate::rng::Rng;
use std::fmt::{self, Write};

/// The head of a file with models.
pub(super) const IMPORTS: &str = "from odoo import api, fields, models, _\nfrom odoo.exceptions import UserError, ValidationError\nfrom odoo.tools import float_compare, float_is_zero, groupby\n";

const DATA: [&str; 9] = ["Char", "Text", "Boolean", "Integer", "Float", "Monetary", "Date", "Datetime", "Html"];

/// A class that defines or extends `model`, about `size` bytes long. `others` are the models it may link to.
pub(super) fn class(
    out: &mut String,
    rng: &mut Rng,
    model: &mut Model,
    new: bool,
    others: &[String],
    size: usize,
) -> fmt::Result {
    let end = out.len() + size;
    let name = model.name.clone();
    writeln!(out, "\n\nclass {}(models.{}):", camel(&name), model.base())?;
    if new {
        writeln!(out, "    \"\"\"The {} of the {}.\"\"\"\n", rng.pick(&THINGS), name.replace('.', " "))?;
        writeln!(out, "    _name = \"{name}\"\n    _description = \"{}\"", camel(&name))?;
        if model.kind == Kind::Stored && rng.chance(50) {
            writeln!(out, "    _order = \"sequence, id\"\n    _inherit = [\"format.address.mixin\"]")?;
        }
    } else {
        // Odoo takes a name, a list and a tuple alike.
        match rng.below(8) {
            0 => writeln!(out, "    _inherit = [\"{name}\"]")?,
            1 => writeln!(out, "    _inherit = (\"{name}\",)")?,
            _ => writeln!(out, "    _inherit = \"{name}\"")?,
        }
    }
    out.push('\n');
    let overridden = if new { None } else { model.methods.get(rng.below(model.methods.len())).cloned() };
    let fields_end = out.len() + size / 3;
    loop {
        field(out, rng, model, others)?;
        if out.len() >= fields_end {
            break;
        }
    }
    if let Some(method) = overridden {
        writeln!(out, "\n    def {method}(self):\n        done = super().{method}()")?;
        statements(out, rng, model, others)?;
        writeln!(out, "        return done")?;
    }
    loop {
        method(out, rng, model, others)?;
        if out.len() >= end {
            return Ok(());
        }
    }
}

fn field(out: &mut String, rng: &mut Rng, model: &mut Model, others: &[String]) -> fmt::Result {
    let label = *rng.pick(&THINGS);
    let added = match rng.below(10) {
        0..2 => {
            let comodel = rng.pick(others).clone();
            let name = model.free(format!("{}_id", comodel.rsplit('.').next().unwrap_or(&comodel)));
            write!(out, "    {name} = fields.Many2one(\"{comodel}\", string=\"{label}\"")?;
            let decoration = rng.pick(&["", ", required=True", ", ondelete=\"cascade\"", ", index=True"]);
            out.push_str(decoration);
            Field { name, class: "Many2one", comodel: Some(comodel) }
        }
        2 => {
            let comodel = rng.pick(others).clone();
            let name = model.free(format!("{}_ids", comodel.rsplit('.').next().unwrap_or(&comodel)));
            let class = *rng.pick(&["Many2many", "One2many"]);
            let inverse = if class == "One2many" { ", \"parent_id\"" } else { "" };
            write!(out, "    {name} = fields.{class}(\"{comodel}\"{inverse}, string=\"{label}\"")?;
            Field { name, class, comodel: Some(comodel) }
        }
        3 => {
            let name = model.field_name(rng, "_type");
            let (first, second) = (rng.pick(&NOUNS), rng.pick(&VERBS));
            let pairs = format!("(\"{first}\", \"{}\"), (\"{second}\", \"{}\")", camel(first), camel(second));
            write!(out, "    {name} = fields.Selection([{pairs}], default=\"{first}\"")?;
            Field { name, class: "Selection", comodel: None }
        }
        4 if model.some_field(rng, |field| field.class == "Many2one").is_some() => {
            let name = model.field_name(rng, "");
            let via = model.some_field(rng, |field| field.class == "Many2one").map_or("id", |field| &field.name);
            write!(out, "    {name} = fields.Char(related=\"{via}.display_name\", string=\"{label}\"")?;
            Field { name, class: "Char", comodel: None }
        }
        _ => {
            let name = model.field_name(rng, "");
            let class = *rng.pick(&DATA);
            write!(out, "    {name} = fields.{class}(\"{label}\"")?;
            let decoration =
                rng.pick(&["", ", tracking=True", ", copy=False", ", help=\"Shown to the people in charge.\""]);
            out.push_str(decoration);
            Field { name, class, comodel: None }
        }
    };
    out.push_str(")\n");
    model.fields.push(added);
    Ok(())
}

fn method(out: &mut String, rng: &mut Rng, model: &mut Model, others: &[String]) -> fmt::Result {
    let noun = *rng.pick(&NOUNS);
    match rng.below(7) {
        0..2 => compute(out, rng, model, others)?,
        2 => {
            let watched = model.some_field(rng, |_| true).map_or("id", |field| &field.name).to_owned();
            let name = model.free(format!("_onchange_{watched}"));
            writeln!(out, "\n    @api.onchange(\"{watched}\")\n    def {name}(self):")?;
            statements(out, rng, model, others)?;
            model.methods.push(name);
        }
        3 => {
            let watched = model.some_field(rng, |_| true).map_or("id", |field| &field.name).to_owned();
            let name = model.free(format!("_check_{watched}"));
            writeln!(out, "\n    @api.constrains(\"{watched}\")\n    def {name}(self):\n        for record in self:")?;
            write!(out, "            if not record.{watched}:\n                ")?;
            writeln!(out, "raise ValidationError(_(\"The {noun} of %s is missing.\", record.display_name))")?;
            model.methods.push(name);
        }
        4 => {
            let name = model.free(format!("_prepare_{noun}_values"));
            writeln!(out, "\n    def {name}(self):\n        \"\"\"The values of one more {noun}.\"\"\"")?;
            writeln!(
                out,
                "        self.ensure_one()\n        return {{\n            \"name\": f\"{{self.display_name}}/{noun}\","
            )?;
            for field in model.fields.iter().filter(|field| field.comodel.is_none()).take(2 + rng.below(5)) {
                writeln!(out, "            \"{0}\": self.{0},", field.name)?;
            }
            writeln!(out, "        }}")?;
            model.methods.push(name);
        }
        _ => {
            let name = model.free(format!("action_{}_{noun}", rng.pick(&VERBS)));
            writeln!(out, "\n    def {name}(self):\n        \"\"\"Lets the user {} it.\"\"\"", rng.pick(&VERBS))?;
            statements(out, rng, model, others)?;
            if rng.chance(50) {
                statements(out, rng, model, others)?;
            }
            writeln!(out, "        return True")?;
            model.methods.push(name);
        }
    }
    Ok(())
}

/// A computed field and its method.
fn compute(out: &mut String, rng: &mut Rng, model: &mut Model, others: &[String]) -> fmt::Result {
    let field = model.field_name(rng, "_computed");
    let method = model.free(format!("_compute_{field}"));
    let number = model.some_field(rng, Field::is_number).map_or("id", |field| &field.name).to_owned();
    writeln!(out, "\n    {field} = fields.Float(compute=\"{method}\", store=True)")?;
    writeln!(out, "\n    @api.depends(\"{number}\")\n    def {method}(self):\n        for record in self:")?;
    writeln!(out, "            amount = record.{number} or 0.0")?;
    if rng.chance(50) {
        let other = rng.pick(others);
        writeln!(out, "            lines = self.env[\"{other}\"].search([(\"id\", \"in\", record.ids)])")?;
        writeln!(out, "            amount += sum(line.id for line in lines if line.display_name)")?;
    }
    writeln!(out, "            record.{field} = amount if not float_is_zero(amount) else {}.0", rng.below(90))?;
    model.fields.push(Field { name: field, class: "Float", comodel: None });
    model.methods.push(method);
    Ok(())
}

/// Some statements of a method's body.
fn statements(out: &mut String, rng: &mut Rng, model: &Model, others: &[String]) -> fmt::Result {
    let field = model.some_field(rng, |field| field.comodel.is_none()).map_or("id", |field| &field.name);
    let link = model.some_field(rng, |field| field.comodel.is_some()).map_or("create_uid", |field| &field.name);
    let other = rng.pick(others);
    let (verb, noun) = (rng.pick(&VERBS), rng.pick(&NOUNS));
    match rng.below(6) {
        0 => {
            writeln!(
                out,
                "        {noun}s = self.env[\"{other}\"].search([(\"create_uid\", \"=\", self.env.uid)], limit={})",
                1 + rng.below(80)
            )?;
            writeln!(out, "        for {noun} in {noun}s.sorted(lambda each: each.display_name):")?;
            writeln!(out, "            {noun}.write({{\"active\": bool(self.mapped(\"{link}\"))}})")
        }
        1 => {
            writeln!(out, "        if any(not record.{field} for record in self):")?;
            writeln!(
                out,
                "            raise UserError(_(\"Fill in the {} before you {verb}.\"))",
                field.replace('_', " ")
            )
        }
        2 => {
            writeln!(out, "        {verb}ed = self.filtered(lambda record: record.{field} and record.{link})")?;
            writeln!(out, "        for key, records in groupby({verb}ed, lambda record: record.{link}):")?;
            writeln!(out, "            records[0].with_context(active_id=key.id, {noun}=len(records)).{link}.sudo()")
        }
        3 => {
            writeln!(out, "        partner = self.env[\"res.partner\"].browse(self.env.context.get(\"partner_id\"))")?;
            writeln!(out, "        values = [{{\"name\": partner.name, \"ref\": record.{field}}} for record in self]")?;
            writeln!(out, "        self.env[\"{other}\"].sudo().create(values)")
        }
        4 => {
            writeln!(out, "        # The {noun} is kept when somebody else has to {verb} it first.")?;
            writeln!(out, "        with self.env.protecting([\"{field}\"], self):")?;
            writeln!(out, "            self.write({{\"{field}\": self[:1].{field}}})")
        }
        _ => {
            writeln!(
                out,
                "        try:\n            total = sum(record.id * {} for record in self)",
                2 + rng.below(9)
            )?;
            writeln!(out, "        except (TypeError, ValueError) as error:")?;
            writeln!(out, "            raise UserError(_(\"Cannot {verb}: %s\", error)) from error")?;
            writeln!(
                out,
                "        if float_compare(total, {}.5) > 0:\n            self.{link}.ensure_one()",
                rng.below(500)
            )
        }
    }
}
