//! The members of a model: what its definitions bind, fields put together from all that define them, the automatic
//! fields, and those of delegation (`_inherits`).

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::record::{Field, MemberData};
use super::{DefId, Member, ModelId, Registry, View};
use crate::facts::{FieldKind, ModelKind, Version, flag};
use crate::intern::Sym;

/// Where a member is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The class.
    pub(crate) definition: DefId,
    position: u32,
}

/// A member of a model as an instance has it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Access {
    /// The name.
    pub(crate) name: Sym,
    /// The definition that wins; `None` for automatic fields.
    pub(crate) found: Option<Found>,
    /// The field, if it is one.
    pub(crate) field: Option<FieldInfo>,
}

/// A field as Odoo sets it up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldInfo {
    /// Its arguments, those that an override leaves out taken from what it overrides.
    pub(crate) args: Field,
    /// The model whose definitions it was found in: another one for delegated fields.
    pub(crate) model: View,
    /// The many2one field that delegates to `model`.
    pub(crate) via: Sym,
    /// Added by Odoo, not written anywhere.
    pub(crate) automatic: bool,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// A recordset.
    Model(ModelId),
    /// An instance of a Python class.
    Class(&'static str),
    /// Anything.
    Unknown,
}

/// Steps of `related` and of delegation that are followed: more is a circle.
const MAX_DEPTH: u32 = 12;

/// Name, kind, comodel and label of the fields that Odoo adds to a model, the first two to every one.
pub(super) const AUTOMATIC: [(&str, FieldKind, &str, &str); 7] = [
    ("id", FieldKind::Id, "", "ID"),
    ("display_name", FieldKind::Char, "", "Display Name"),
    ("create_uid", FieldKind::Many2one, "res.users", "Created by"),
    ("create_date", FieldKind::Datetime, "", "Created on"),
    ("write_uid", FieldKind::Many2one, "res.users", "Last Updated by"),
    ("write_date", FieldKind::Datetime, "", "Last Updated on"),
    ("__last_update", FieldKind::Datetime, "", "Last Modified on"),
];

impl Registry {
    /// All members of a model, each once: first the bound ones in resolution order, then the automatic and delegated.
    pub(crate) fn members(&mut self, view: View) -> Vec<Access> {
        self.collect(view, None, 0)
    }

    /// One member of a model.
    pub(crate) fn member(&mut self, view: View, name: Sym) -> Option<Access> {
        self.collect(view, Some(name), 0).pop()
    }

    /// One field of a model, by its name's text.
    pub(crate) fn field(&mut self, view: View, name: &str) -> Option<FieldInfo> {
        let name = self.names.get(name)?;
        self.member(view, name)?.field
    }

    /// All places that bind a member, in resolution order.
    pub(crate) fn all_found(&mut self, view: View, name: Sym) -> Vec<Found> {
        let order = self.resolution_order(view);
        order.into_iter().flat_map(|definition| self.find_in(definition, name)).collect()
    }

    /// The last binding of `name` in one class.
    pub(crate) fn find_in(&self, definition: DefId, name: Sym) -> Option<Found> {
        let members = &self.definition(definition).members;
        let position = members.iter().rposition(|member| member.name == name)?;
        Some(Found { definition, position: position as u32 })
    }

    /// The member that was found, and what it is.
    pub(crate) fn found_member(&self, found: Found) -> (&Member, MemberData<'_>) {
        let definition = self.definition(found.definition);
        let member = &definition.members[found.position as usize];
        (member, definition.data(member))
    }

    /// The definition to show for a model: the first loaded that does not extend another.
    pub(crate) fn main_definition(&mut self, id: ModelId) -> Option<DefId> {
        let order = self.load_order(id);
        order.iter().copied().find(|id| !self.definition(*id).is_extension()).or(order.first().copied())
    }

    /// Table, wizard or mixin.
    pub(crate) fn kind(&mut self, id: ModelId) -> ModelKind {
        self.main_definition(id).map_or(ModelKind::Model, |id| self.definition(id).kind)
    }

    /// The models a model delegates to, with the field that leads there; the last one prevails.
    pub(crate) fn delegates(&mut self, view: View) -> Vec<(Sym, Sym)> {
        let mut delegates: Vec<(Sym, Sym)> = Vec::new();
        for definition in self.resolution_order(view).into_iter().rev() {
            for (model, field) in &self.definition(definition).inherits {
                match delegates.iter_mut().find(|(known, _)| known == model) {
                    Some(known) => known.1 = *field,
                    None => delegates.push((*model, *field)),
                }
            }
        }
        delegates
    }

    fn collect(&mut self, view: View, only: Option<Sym>, depth: u32) -> Vec<Access> {
        let mut members: Vec<Access> = Vec::new();
        let mut positions: FxHashMap<Sym, usize> = FxHashMap::default();
        // Fields whose overridden definitions are of another kind, and so have no say.
        let mut closed: Vec<bool> = Vec::new();
        let order = self.resolution_order(view);
        for &definition in &order {
            let class = self.definition(definition);
            for (position, member) in class.members.iter().enumerate() {
                if only.is_some_and(|only| only != member.name) {
                    continue;
                }
                let found = Found { definition, position: position as u32 };
                let field = match class.data(member) {
                    MemberData::Field(field) => Some(field),
                    _ => None,
                };
                let new = Access {
                    name: member.name,
                    found: Some(found),
                    field: field.map(|args| FieldInfo { args: *args, model: view, via: Sym::NONE, automatic: false }),
                };
                let index = match positions.entry(member.name) {
                    Entry::Vacant(entry) => {
                        entry.insert(members.len());
                        members.push(new);
                        closed.push(field.is_none());
                        continue;
                    }
                    Entry::Occupied(entry) => *entry.get(),
                };
                let known = &mut members[index];
                if known.found.is_some_and(|known| known.definition == definition) {
                    // The last binding in a class body wins.
                    *known = new;
                    closed[index] = field.is_none();
                } else if let (Some(field), Some(info), false) = (field, &mut known.field, closed[index]) {
                    match info.args.kind.extends(field.kind) {
                        true => info.args.inherit(field),
                        false => closed[index] = true,
                    }
                }
            }
        }
        self.automatic(view, only, &mut |access| {
            if let Entry::Vacant(entry) = positions.entry(access.name) {
                entry.insert(members.len());
                members.push(access);
            }
        });
        // Mixins do not delegate themselves, but the models that inherit from them do.
        let delegates = depth < MAX_DEPTH && self.kind(view.model) != ModelKind::Abstract;
        if delegates && (only.is_none() || members.is_empty()) {
            for (parent, via) in self.delegates(view).into_iter().rev() {
                let Some(parent) = self.model_of(parent).filter(|parent| *parent != view.model) else { continue };
                for access in self.collect(parent.into(), only, depth + 1) {
                    let Some(field) = access.field else { continue };
                    if let Entry::Vacant(entry) = positions.entry(access.name) {
                        entry.insert(members.len());
                        let via = via.or(field.via);
                        members.push(Access { field: Some(FieldInfo { via, ..field }), ..access });
                    }
                }
            }
        }
        members
    }

    fn automatic(&mut self, view: View, only: Option<Sym>, add: &mut dyn FnMut(Access)) {
        let main = self.main_definition(view.model);
        let class = main.map(|id| self.definition(id));
        let all = class.is_some_and(|class| class.kind != ModelKind::Abstract && class.log_access);
        let last_update = self.modules.version().is_some_and(|version| version < Version { major: 17, minor: 0 });
        let count = match (all, last_update) {
            (false, _) => 2,
            (true, false) => 6,
            (true, true) => 7,
        };
        for (name, kind, comodel, label) in AUTOMATIC.into_iter().take(count) {
            if only.is_some_and(|only| self.names.text(only) != name) {
                continue;
            }
            let args = Field {
                kind,
                comodel: self.names.intern(comodel),
                label: self.names.intern(label),
                flags: flag::READONLY,
                ..Field::default()
            };
            let field = Some(FieldInfo { args, model: view, via: Sym::NONE, automatic: true });
            add(Access { name: self.names.intern(name), found: None, field });
        }
    }

    /// The comodel of a relational field, the end of `related` if it names none itself.
    pub(crate) fn comodel(&mut self, field: &FieldInfo) -> Option<ModelId> {
        self.comodel_within(field, 0)
    }

    fn comodel_within(&mut self, field: &FieldInfo, depth: u32) -> Option<ModelId> {
        if !field.args.kind.is_relational() {
            return None;
        }
        if !field.args.comodel.is_none() {
            return self.model_of(field.args.comodel);
        }
        let path = self.names.text(field.args.related).to_owned();
        let end = self.follow(field.model, &path, depth + 1)?;
        self.comodel_within(&end, depth + 1)
    }

    /// The type of a field's value.
    pub(crate) fn field_type(&mut self, field: &FieldInfo) -> Type {
        let kind = field.args.kind;
        if kind.is_relational() {
            return self.comodel(field).map_or(Type::Unknown, Type::Model);
        }
        match kind.value_class() {
            "" => Type::Unknown,
            class => Type::Class(class),
        }
    }

    /// Follows a dotted path of fields to the last one.
    pub(crate) fn path(&mut self, view: View, path: &str) -> Option<FieldInfo> {
        self.follow(view, path, 0)
    }

    fn follow(&mut self, mut view: View, path: &str, depth: u32) -> Option<FieldInfo> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut parts = path.split('.').peekable();
        loop {
            let field = self.field(view, parts.next()?)?;
            if parts.peek().is_none() {
                return Some(field);
            }
            view = self.comodel_within(&field, depth)?.into();
        }
    }
}

impl Field {
    /// Takes what is missing from the definition that this one overrides.
    fn inherit(&mut self, base: &Field) {
        self.class = self.class.or(base.class);
        self.comodel = self.comodel.or(base.comodel);
        self.inverse = self.inverse.or(base.inverse);
        self.label = self.label.or(base.label);
        self.compute = self.compute.or(base.compute);
        self.help = self.help.or(base.help);
        if self.flags & flag::NOT_RELATED == 0 {
            self.related = self.related.or(base.related);
        }
        let stored = if self.flags & (flag::STORE | flag::NO_STORE) == 0 { flag::STORE | flag::NO_STORE } else { 0 };
        self.flags |= base.flags & (flag::REQUIRED | flag::READONLY | flag::TRANSLATE | flag::DELEGATE | stored);
    }
}
