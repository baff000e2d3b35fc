//! What the generator remembers of a model, so that later modules can extend and link it.

use super::names::{ADJECTIVES, THINGS};
use crate::rng::Rng;

/// A model as all modules so far have made it.
pub(super) struct Model {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) fields: Vec<Field>,
    /// Methods that other modules may extend.
    pub(super) methods: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Stored,
    Abstract,
    Transient,
}

pub(super) struct Field {
    pub(super) name: String,
    pub(super) class: &'static str,
    pub(super) comodel: Option<String>,
}

impl Field {
    pub(super) fn is_number(&self) -> bool {
        matches!(self.class, "Integer" | "Float" | "Monetary")
    }
}

impl Model {
    pub(super) fn new(name: String, kind: Kind) -> Self {
        Self { name, kind, fields: Vec::new(), methods: Vec::new() }
    }

    /// A model of the hand-written core, with the fields that generated code may name.
    pub(super) fn of_the_core(name: &str, fields: &[(&str, &'static str)]) -> Self {
        let field = |&(name, class): &(&str, &'static str)| Field { name: name.to_owned(), class, comodel: None };
        let fields = fields.iter().map(field).collect();
        Self { fields, ..Self::new(name.to_owned(), Kind::Stored) }
    }

    /// The class that a definition of this model derives from.
    pub(super) fn base(&self) -> &'static str {
        match self.kind {
            Kind::Stored => "Model",
            Kind::Abstract => "AbstractModel",
            Kind::Transient => "TransientModel",
        }
    }

    /// A name that no field or method of the model has, from `name` on.
    pub(super) fn free(&self, name: String) -> String {
        let taken = |name: &str| {
            self.fields.iter().any(|field| field.name == name) || self.methods.iter().any(|method| method == name)
        };
        if !taken(&name) {
            return name;
        }
        (2..).map(|number| format!("{name}_{number}")).find(|name| !taken(name)).unwrap_or(name)
    }

    /// A name for one more field.
    pub(super) fn field_name(&self, rng: &mut Rng, suffix: &str) -> String {
        self.free(format!("{}_{}{suffix}", rng.pick(&ADJECTIVES), rng.pick(&THINGS)))
    }

    /// One of the fields for which `wanted` holds.
    pub(super) fn some_field(&self, rng: &mut Rng, wanted: impl Fn(&Field) -> bool) -> Option<&Field> {
        let count = self.fields.iter().filter(|field| wanted(field)).count();
        self.fields.iter().filter(|field| wanted(field)).nth(rng.below(count))
    }
}
