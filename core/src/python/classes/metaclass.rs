//! Metaclasses: what classes are instances of.

use crate::arena::SymbolId;
use crate::python::classes::class_symbol;
use crate::python::types::Type;
use crate::python::world::World;

/// What a class is an instance of; `None` if that cannot be told.
pub(super) type Metaclass = Option<SymbolId>;

impl<'w> World<'w> {
    /// The metaclass: the one that inherits from those of all ancestors. `None` if that cannot be told.
    pub(crate) fn metaclass(&self, class: SymbolId) -> Option<SymbolId> {
        let find = || self.apart(|| self.deeper(|| self.find_metaclass(class)));
        self.attempt(&self.classes.metaclasses, class, find).flatten()
    }

    fn find_metaclass(&self, class: SymbolId) -> Option<SymbolId> {
        let mut most_derived: Option<SymbolId> = None;
        for &ancestor in self.order(class).iter() {
            let keyword = self.class_keywords(ancestor).find(|(_, keyword)| keyword.name() == "metaclass");
            let Some((site, keyword)) = keyword else { continue };
            let metaclass = class_symbol(self.infer(site, keyword.first()))?;
            if most_derived.is_none_or(|known| metaclass != known && self.inherits(metaclass, known)) {
                most_derived = Some(metaclass);
            }
        }
        most_derived.or_else(|| self.class_named("builtins.type"))
    }

    /// Whether instances of a class are classes.
    pub(crate) fn is_metaclass(&self, class: SymbolId) -> bool {
        self.class_named("builtins.type").is_some_and(|plain| self.inherits(class, plain))
    }

    /// Whether the metaclass of a class is known, and makes nothing of it but what is written.
    pub(super) fn leaves_classes_alone(&self, class: SymbolId) -> bool {
        let Some(metaclass) = self.metaclass(class) else { return false };
        let named = self.order(class).iter().copied().all(|ancestor| {
            let mut keywords = self.class_keywords(ancestor).filter(|(_, keyword)| keyword.name() == "metaclass");
            keywords.all(|(site, keyword)| self.is_one_class(site, keyword.first()))
        });
        let changes = |ancestor: &SymbolId| {
            let written = self.item(*ancestor).is_none_or(|(site, _)| !self.modules.is_stub(site.path));
            let makes = |name: &str| !self.own_member(*ancestor, name).is_empty();
            written && ["__new__", "__init__", "__call__", "__prepare__"].into_iter().any(makes)
        };
        named && self.has_known_order(metaclass) && !self.order(metaclass).iter().any(changes)
    }

    /// The method that Python runs for an operator or statement on a value: that of the value's class, whatever the value
    /// itself has by this name.
    pub(crate) fn special_method(&self, receiver: Type, name: &str) -> Type {
        let Type::Class(class, _) = receiver else { return self.attribute(receiver, name) };
        let Some(metaclass) = self.metaclass(class) else { return Type::Unknown };
        let definitions = self.class_member(&self.order(metaclass), name);
        self.member_type(&definitions, receiver)
    }
}
