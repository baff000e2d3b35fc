//! Dataclasses, and what `dataclass_transform` makes like them.

use super::declaration::Declaration;
use super::field::{Declared, Field};
use super::made::Maker;
use crate::arena::SymbolId;
use crate::python::call::Arguments;
use crate::python::site::Site;
use crate::python::types::Type;
use crate::python::world::World;
use crate::table::kind::ConstantKind;
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};

/// How the fields of a class are made.
#[derive(Clone, Debug)]
pub(crate) struct DataclassOptions {
    /// Whether it gets an `__init__`.
    pub(crate) init: bool,
    /// Whether its fields are passed by name only.
    pub(crate) keyword_only: bool,
    /// Names of the functions that describe fields.
    specifiers: Vec<String>,
    /// Whether a field may be declared by such a function alone.
    takes_bare: bool,
}

impl DataclassOptions {
    fn new(specifiers: Vec<String>, takes_bare: bool) -> Self {
        Self { init: true, keyword_only: false, specifiers, takes_bare }
    }

    /// Whether `_x` is passed as `x`, as with `attr.ib`.
    fn hides_underscores(&self) -> bool {
        self.specifiers.iter().any(|name| name == "attrib")
    }

    /// With what keywords of the decorator or the class say.
    fn with<'w>(mut self, keywords: impl Iterator<Item = Node<'w>>) -> Self {
        for keyword in keywords.filter(|part| part.kind == Kind::Keyword) {
            let value = keyword.first();
            match keyword.name() {
                "init" => self.init = !is_false(value),
                "kw_only" | "kw_only_default" => self.keyword_only = is_true(value),
                _ => {}
            }
        }
        self
    }
}

impl<'w> World<'w> {
    /// How the fields of a class are made; `None` for a class that is no dataclass itself.
    pub(crate) fn dataclass_options(&self, class: SymbolId) -> Option<DataclassOptions> {
        let (site, scope) = match self.declaration(class)? {
            Declaration::Statement(site, scope) => (site, scope),
            Declaration::Call(_, call, Maker::Dataclass) => {
                return Some(DataclassOptions::new(vec!["field".to_owned()], false).with(call.children().skip(1)));
            }
            Declaration::Call(..) => return None,
        };
        let decorated = scope.decorators().find_map(|decorator| self.options_of_decorator(site, decorator));
        decorated.or_else(|| self.inherited_options(class))
    }

    fn options_of_decorator(&self, site: Site<'w>, decorator: Node<'w>) -> Option<DataclassOptions> {
        let is_call = decorator.kind == Kind::Call;
        let callee = if is_call { decorator.first() } else { decorator };
        let (symbol, name) = self.referent(site, callee)?;
        let base = match name.as_str() {
            "dataclasses.dataclass" => DataclassOptions::new(vec!["field".to_owned()], false),
            _ => self.transform_of(symbol).or_else(|| match self.infer(site, callee) {
                // `attr.s` is another name of `attr.attrs`.
                Type::Function(named, _) if named != symbol => self.transform_of(named),
                _ => None,
            })?,
        };
        Some(base.with(decorator.children().skip(1).filter(|_| is_call)))
    }

    /// Options that a base class or metaclass gives to all that inherit from it.
    fn inherited_options(&self, class: SymbolId) -> Option<DataclassOptions> {
        let order = self.order(class);
        let bases = order.iter().skip(1);
        let plain = self.class_named("builtins.type");
        let metaclasses = self.metaclass(class).filter(|&metaclass| Some(metaclass) != plain);
        let metaclasses = metaclasses.map(|metaclass| self.order(metaclass)).unwrap_or_default();
        let base = bases.chain(metaclasses.iter()).find_map(|&ancestor| self.transform_of(ancestor))?;
        Some(base.with(self.class_keywords(class).map(|(_, keyword)| keyword)))
    }

    /// What the `dataclass_transform` that decorates a function or class says.
    fn transform_of(&self, symbol: SymbolId) -> Option<DataclassOptions> {
        let item = self.bare_item(symbol)?;
        let transform = |item: ItemRef<'w>| {
            let scope = item.scope()?;
            scope.decorators().find(|decorator| {
                let callee = if decorator.kind == Kind::Call { decorator.first() } else { *decorator };
                callee.name() == "dataclass_transform"
            })
        };
        // Any overload may carry it.
        let name = item.name_id()?;
        let decorator = match item.scope()?.kind() {
            ScopeKind::Function => item.containing_scope().named(name).find_map(transform)?,
            _ => transform(item)?,
        };
        let keywords = || decorator.children().skip(1).filter(|part| part.kind == Kind::Keyword);
        let specifiers = keywords().find(|keyword| keyword.name() == "field_specifiers");
        let names = specifiers.into_iter().flat_map(|keyword| keyword.first().children());
        let names = names.map(|name| name.name().to_owned()).collect();
        Some(DataclassOptions::new(names, true).with(keywords()))
    }

    /// The fields of a dataclass in the order of its constructor, those of ancestors included.
    pub(crate) fn dataclass_fields(&self, class: SymbolId) -> Vec<Field<'w>> {
        let mut found: Vec<Field<'w>> = Vec::new();
        for &ancestor in self.order(class).iter().rev() {
            let Some(options) = self.dataclass_options(ancestor) else { continue };
            for field in self.own_dataclass_fields(ancestor, &options) {
                // A field keeps the place of the one it replaces.
                match found.iter_mut().find(|known| known.name == field.name) {
                    Some(known) => *known = field,
                    None => found.push(field),
                }
            }
        }
        found
    }

    fn own_dataclass_fields(&self, class: SymbolId, options: &DataclassOptions) -> Vec<Field<'w>> {
        let (site, scope) = match self.declaration(class) {
            Some(Declaration::Statement(site, scope)) => (site.at_end(scope), scope),
            Some(Declaration::Call(site, call, maker)) => {
                let mut fields = self.made_fields(class, site, call, maker);
                for field in &mut fields {
                    field.keyword_only = options.keyword_only;
                    if let Some(default) = field.default {
                        describe(field, default, options);
                    }
                }
                return fields;
            }
            None => return Vec::new(),
        };
        let mut keyword_only = options.keyword_only;
        let mut found = Vec::new();
        for item in scope.items() {
            let Some(mut field) = field_of(class, site, scope, item, options) else { continue };
            if let Declared::Annotation(annotation) = field.declared {
                let head = if annotation.kind == Kind::Subscript { annotation.first() } else { annotation };
                match head.name() {
                    "KW_ONLY" => {
                        keyword_only = true;
                        continue;
                    }
                    "ClassVar" => continue,
                    text if head.kind == Kind::Str && (text.contains("ClassVar")) => continue,
                    // It is passed on to `__post_init__`.
                    "InitVar" => {
                        let inner = annotation.last().filter(|_| annotation.kind == Kind::Subscript);
                        field.declared = inner.map_or(Declared::Nothing, Declared::Annotation);
                    }
                    _ => {}
                }
            }
            field.keyword_only = keyword_only;
            if options.hides_underscores() {
                field.passed_as = Some(field.name.trim_start_matches('_'));
            }
            if let Some(default) = field.default {
                describe(&mut field, default, options);
            }
            found.push(field);
        }
        found
    }

    /// What a class variable of a dataclass is read as: the value that a specifier such as `field(default=1)` stands for.
    pub(crate) fn specified_value(&self, class: SymbolId, site: Site<'w>, value: Node<'w>) -> Option<Type> {
        let options = self.dataclass_options(class)?;
        if !is_specifier(value, &options) {
            return None;
        }
        let keyword =
            |name: &str| value.children().skip(1).find(|part| part.kind == Kind::Keyword && part.name() == name);
        if let Some(default) = keyword("default") {
            return Some(self.infer(site, default.first()));
        }
        let factory = keyword("factory").or_else(|| keyword("default_factory"));
        Some(factory.map_or(Type::Unknown, |factory| {
            self.call_value(self.infer(site, factory.first()), &Arguments::of_types(&[]))
        }))
    }
}

fn field_of<'w>(
    class: SymbolId,
    site: Site<'w>,
    scope: ScopeRef<'w>,
    item: ItemRef<'w>,
    options: &DataclassOptions,
) -> Option<Field<'w>> {
    let root = item.node()?;
    let (declared, default) = match item.kind() {
        ItemKind::AnnAssign => (Declared::Annotation(root.child(1)?), root.child(2)),
        // `x = attr.ib()`.
        ItemKind::Assign if options.takes_bare && root.child_count() == 2 => {
            let value = root.last().filter(|value| is_specifier(*value, options))?;
            (Declared::Nothing, Some(value))
        }
        _ => return None,
    };
    Some(Field {
        class,
        site: site.at_end(scope).at_item(item),
        name: item.name(),
        range: item.name_range(),
        item: site.symbol(item),
        declared,
        default,
        required: default.is_none(),
        keyword_only: false,
        in_constructor: true,
        passed_as: None,
    })
}

/// Applies what `field(...)` says of a field.
fn describe<'w>(field: &mut Field<'w>, value: Node<'w>, options: &DataclassOptions) {
    field.required = false;
    if !is_specifier(value, options) {
        return;
    }
    field.required = true;
    field.default = None;
    for (index, argument) in value.children().skip(1).enumerate() {
        if argument.kind != Kind::Keyword {
            let is_dots =
                argument.kind == Kind::Constant && ConstantKind::from_op(argument.op) == ConstantKind::Ellipsis;
            field.required &= index > 0 || is_dots;
            continue;
        }
        let given = argument.first();
        match argument.name() {
            "default" | "default_factory" | "factory" => field.required = false,
            "init" => field.in_constructor = !is_false(given),
            "kw_only" => field.keyword_only = is_true(given),
            // What is passed is something else than what is stored.
            "converter" => field.declared = Declared::Nothing,
            "alias" if given.kind == Kind::Str => field.passed_as = Some(given.name()),
            "type" if matches!(field.declared, Declared::Nothing) => field.declared = Declared::Annotation(given),
            // Anything may be in what is unpacked.
            "" => field.required = false,
            _ => {}
        }
    }
}

fn is_specifier(value: Node<'_>, options: &DataclassOptions) -> bool {
    value.kind == Kind::Call && options.specifiers.iter().any(|name| name == value.first().name())
        // `attr.ib` is a short name of `attr.attrib`.
        || value.kind == Kind::Call && value.first().name() == "ib" && options.specifiers.iter().any(|name| name == "attrib")
}

fn is_true(node: Node<'_>) -> bool {
    node.kind == Kind::Constant && ConstantKind::from_op(node.op) == ConstantKind::True
}

/// Whether a node is the constant `False`.
pub(super) fn is_false(node: Node<'_>) -> bool {
    node.kind == Kind::Constant && ConstantKind::from_op(node.op) == ConstantKind::False
}
