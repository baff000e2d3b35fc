//! Views, data and access rights of the generated models.

use super::model::Model;
use crate::rng::Rng;
use std::fmt::{self, Write};

/// A form, a list and an action for one model; with `parent`, a view that extends it as well.
pub(super) fn views(out: &mut String, rng: &mut Rng, model: &Model) -> fmt::Result {
    let id = model.name.replace('.', "_");
    out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<odoo>\n");
    for kind in ["form", "tree"] {
        writeln!(out, "    <record id=\"view_{id}_{kind}\" model=\"ir.ui.view\">")?;
        writeln!(out, "        <field name=\"name\">{}.{kind}</field>", model.name)?;
        writeln!(out, "        <field name=\"model\">{}</field>", model.name)?;
        writeln!(out, "        <field name=\"arch\" type=\"xml\">\n            <{kind} string=\"{}\">", model.name)?;
        for field in model.fields.iter().take(8 + rng.below(40)) {
            let label = field.name.replace('_', " ");
            writeln!(out, "                <field name=\"{}\" string=\"{label}\" invisible=\"not id\"/>", field.name)?;
        }
        writeln!(out, "            </{kind}>\n        </field>\n    </record>")?;
    }
    writeln!(out, "    <record id=\"action_{id}\" model=\"ir.actions.act_window\">")?;
    writeln!(out, "        <field name=\"name\">{}</field>", model.name)?;
    writeln!(out, "        <field name=\"res_model\">{}</field>\n    </record>\n</odoo>", model.name)
}

/// A view that adds fields to another module's form.
pub(super) fn extension(out: &mut String, rng: &mut Rng, model: &Model, owner: &str) -> fmt::Result {
    let id = model.name.replace('.', "_");
    writeln!(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<odoo>")?;
    writeln!(out, "    <record id=\"view_{id}_form_extended\" model=\"ir.ui.view\">")?;
    writeln!(out, "        <field name=\"model\">{}</field>", model.name)?;
    writeln!(out, "        <field name=\"inherit_id\" ref=\"{owner}.view_{id}_form\"/>")?;
    writeln!(
        out,
        "        <field name=\"arch\" type=\"xml\">\n            <xpath expr=\"//form\" position=\"inside\">"
    )?;
    for field in model.fields.iter().rev().take(2 + rng.below(6)) {
        writeln!(out, "                <field name=\"{}\"/>", field.name)?;
    }
    writeln!(out, "            </xpath>\n        </field>\n    </record>\n</odoo>")
}

/// `ir.model.access.csv` for these models.
pub(super) fn access<'m>(models: impl Iterator<Item = &'m Model>) -> Result<String, fmt::Error> {
    let mut out = "id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink\n".to_owned();
    for model in models {
        let id = model.name.replace('.', "_");
        writeln!(out, "access_{id},{},model_{id},base.group_user,1,1,1,1", model.name)?;
    }
    Ok(out)
}
