//! One of several values: what is unknown is a part of the answer, what leads back to the question is none.
//!
//! `x = 1` and `x = f()` make `x` an `int` or anything, but of `x = 1` and `x = x` the second says nothing new.

use super::definition::Definition;
use super::frame::Frame;
use super::types::Type;
use super::world::World;
use crate::table::{ItemKind, ItemRef};

impl<'w> World<'w> {
    /// One of several values that something may have; `None` if it is unknown because it leads back to that very thing, to which
    /// it adds nothing.
    pub(super) fn alternative(&self, infer: impl FnOnce() -> Type) -> Option<Type> {
        let circles = self.circles.get();
        let value = infer();
        let leads_back = self.circles.replace(circles) != circles;
        (value != Type::Unknown || !leads_back).then_some(value)
    }

    /// One of several such values.
    pub(super) fn any_of(&self, alternatives: &[Option<Type>]) -> Type {
        let leads_back = alternatives.contains(&None);
        match self.types.either(alternatives.iter().copied().flatten()) {
            // What begins as `None` does not stay it.
            Type::Unknown | Type::None if leads_back && !alternatives.contains(&Some(Type::Unknown)) => self.led_back(),
            found => found,
        }
    }

    /// One of several values, each found by itself.
    pub(super) fn either_of<T>(&self, several: impl IntoIterator<Item = T>, infer: impl Fn(T) -> Type) -> Type {
        let found: Vec<_> = several.into_iter().map(|one| self.alternative(|| infer(one))).collect();
        self.any_of(&found)
    }

    /// Notes that something is unknown because it leads back to what is asked for.
    pub(super) fn led_back(&self) -> Type {
        self.circles.set(self.circles.get() + 1);
        Type::Unknown
    }

    /// The types of several definitions of one name together. What is defined beside an import stands in for what the import
    /// does not find.
    pub(super) fn type_of_each(
        &self,
        definitions: &[Definition<'w>],
        frame: impl Fn(&Definition<'w>) -> Frame,
    ) -> Type {
        let is_missing = |definition: &Definition<'w>, value: Option<Type>| match definition {
            Definition::Item(symbol) if value == Some(Type::Unknown) => {
                self.bare_item(*symbol).is_some_and(|item| is_import(item))
            }
            _ => false,
        };
        let of_one = |definition| (definition, self.alternative(|| self.type_of(definition, frame(definition))));
        let all: Vec<_> = definitions.iter().map(of_one).collect();
        let found: Vec<_> =
            all.iter().filter(|(one, value)| !is_missing(one, *value)).map(|(_, value)| *value).collect();
        match self.any_of(&found) {
            // That only says that the import is not there.
            Type::None if found.len() < all.len() => Type::Unknown,
            found => found,
        }
    }
}

/// Whether an item binds its name by an import.
pub(super) fn is_import(item: ItemRef<'_>) -> bool {
    matches!(item.kind(), ItemKind::Import | ItemKind::ImportFrom)
}
