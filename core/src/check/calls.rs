//! Calls: `call-arguments`, `not-callable`, `deprecated`.

use super::context::Checker;
use super::expected::Place;
use crate::arena::SymbolId;
use crate::python::{Arguments, Callee, Definition, Misfit, Site, Type};
use crate::rules::Rule;
use crate::table::{ItemRef, Kind, Node, ScopeRef};
use crate::text::TextRange;

impl<'w> Checker<'_, 'w> {
    /// Looks at one call.
    pub(super) fn call(&mut self, site: Site<'w>, place: Place<'w>, call: Node<'w>) {
        let callee = call.first();
        let value = self.certain(site, callee);
        if value == Type::Unknown || self.not_callable(place, callee, value) {
            return;
        }
        if let Type::Function(symbol, _) | Type::Class(symbol, _) = value {
            self.deprecated_use(place.scope, place.item, callee.name_range(), symbol);
        }
        let known = match value {
            Type::Function(symbol, _) => !is_dunder(callee.name()) && !self.is_internal(symbol),
            // What annotations mean for the fields of data classes may depend on more than they say.
            Type::Class(class, _) => {
                self.makes_instances(class)
                    && self.world.dataclass_options(class).is_none()
                    && !self.is_foreign_exception(class)
            }
            _ => false,
        };
        let starred = |argument: &Node<'_>| {
            argument.kind == Kind::Starred || argument.kind == Kind::Keyword && argument.name().is_empty()
        };
        if !known || call.children().skip(1).any(|argument| starred(&argument)) {
            return;
        }
        let callees = self.world.callees(value);
        let arguments = Arguments::of_call(self.world, site, call);
        let misfits: Vec<Vec<Misfit>> = callees
            .iter()
            .map(|callee| self.world.pair(callee, &arguments))
            .map(|pairing| if pairing.is_open { Vec::new() } else { pairing.misfits })
            .collect();
        if misfits.is_empty()
            || misfits.iter().any(Vec::is_empty)
            || callees.iter().any(|callee| self.has_other_code(callee))
            || matches!(value, Type::Function(symbol, _) | Type::Class(symbol, _) if self.has_substitute(symbol))
            || self.reshapes_functions()
            || callee.kind == Kind::Attribute && self.asks_for_attribute(callee.name())
        {
            return;
        }
        let name = callee.name();
        let wrong: Vec<(TextRange, String)> = match (callees.as_slice(), misfits.as_slice()) {
            ([callee], [misfits]) => self.told(call, name, callee, misfits),
            _ => vec![(call.first().name_range(), format!("no overload of `{name}` takes these arguments"))],
        };
        for (range, message) in wrong {
            self.complain(Rule::CallArguments, place, &["TypeError"], callee, range, || message);
        }
    }

    /// Whether the file changes the parameters of functions that exist already, or has them replaced.
    fn reshapes_functions(&self) -> bool {
        let ways = ["__defaults__", "__kwdefaults__", "__code__", "monkey", "monkey_patch", "patch_all"];
        ways.iter().any(|name| self.table.find_string(name).is_some())
    }

    /// Whether what is called may take more than is known: it is behind overloads that say less, or in a file that does.
    fn has_other_code(&self, callee: &Callee<'w>) -> bool {
        let stub = |symbol: SymbolId| self.world.files.path(symbol.file()).map(|path| self.world.modules.is_stub(path));
        callee.origin.is_some_and(|symbol| {
            !self.is_exact(symbol) || stub(symbol) == Some(false) && !self.world.overloads(symbol).is_empty()
        })
    }

    /// Whether a class is an exception that a stub tells of: most take any arguments, whatever it says.
    fn is_foreign_exception(&self, class: SymbolId) -> bool {
        let path = self.world.files.path(class.file());
        !self.is_of_builtins(class)
            && path.is_some_and(|path| self.world.modules.is_stub(path))
            && self.world.order(class).iter().any(|&base| self.world.is_named(base, "builtins.BaseException"))
    }

    /// Whether a function is of an internal module of the interpreter, whose stubs are not that exact.
    fn is_internal(&self, symbol: SymbolId) -> bool {
        let path = self.world.files.path(symbol.file()).filter(|&path| self.world.modules.is_stub(path));
        let module = path.and_then(|path| self.world.modules.name_of(path)).unwrap_or_default();
        module.split('.').any(|part| part.starts_with('_') && !is_dunder(part))
    }

    fn told(&self, call: Node<'w>, name: &str, callee: &Callee<'w>, misfits: &[Misfit]) -> Vec<(TextRange, String)> {
        let argument = |index: usize| call.child(index + 1);
        // Stubs leave out parameters that are not public.
        let stub = callee.origin.and_then(|symbol| self.world.files.path(symbol.file()));
        let may_leave_out =
            |name: &str| name.starts_with('_') && stub.is_some_and(|path| self.world.modules.is_stub(path));
        let mut told = Vec::new();
        let mut missing = Vec::new();
        for misfit in misfits {
            match *misfit {
                Misfit::TooMany(index) => {
                    told.extend(argument(index).map(|node| (node.range(), format!("`{name}` takes no argument here"))));
                }
                Misfit::UnknownKeyword(index) => told.extend(
                    argument(index)
                        .filter(|node| !may_leave_out(node.name()))
                        .map(|node| (node.name_range(), format!("`{name}` has no parameter `{}`", node.name()))),
                ),
                Misfit::Repeated(index) => told.extend(argument(index).map(|node| {
                    (node.name_range(), format!("`{name}` is given `{}` already, by position", node.name()))
                })),
                Misfit::Missing(index) => {
                    missing.extend(
                        callee.formals.get(index).map(|formal| format!("`{}`", self.world.types.text(formal.name))),
                    );
                }
            }
        }
        if !missing.is_empty() {
            told.push((call.first().name_range(), format!("`{name}` lacks {}", missing.join(", "))));
        }
        told
    }

    /// Reports an import of something that is declared deprecated.
    pub(super) fn deprecated_import(&mut self, scope: ScopeRef<'w>, item: ItemRef<'w>) {
        let Some((file, _)) = self.world.table(self.path).filter(|_| self.shows(Rule::Deprecated)) else { return };
        let Some(symbol) = file.symbol(item.index) else { return };
        if let [Definition::Item(target)] = self.world.chase(Definition::Item(symbol)).as_slice()
            && let Some(import) = item.import().filter(|import| import.name().is_some())
        {
            self.deprecated_use(scope, item, import.name_range(), *target);
        }
    }

    /// Reports a name that stands for something that is declared deprecated.
    fn deprecated_use(&mut self, scope: ScopeRef<'w>, item: ItemRef<'w>, range: TextRange, symbol: SymbolId) {
        if !self.shows(Rule::Deprecated) || !self.world.overloads(symbol).is_empty() {
            return;
        }
        let Some((_, target)) = self.world.item(symbol) else { return };
        if let Some(why) = target.scope().and_then(deprecation)
            && !self.is_dead(scope, item)
        {
            let name = target.name();
            let message = if why.is_empty() { format!("`{name}` is deprecated") } else { format!("`{name}`: {why}") };
            self.report(Rule::Deprecated, range, message);
        }
    }
}

fn is_dunder(name: &str) -> bool {
    name.starts_with("__") && name.ends_with("__")
}

/// What the deprecation of a function or class says.
fn deprecation<'w>(scope: ScopeRef<'w>) -> Option<&'w str> {
    let call = scope
        .decorators()
        .find(|decorator| decorator.kind == Kind::Call && decorator.first().name() == "deprecated")?;
    Some(call.child(1).filter(|text| text.kind == Kind::Str).map_or("", |text| text.name()))
}
