//! Reads and writes of names: what a piece of code does to the variables of the scope it stands in.

use crate::syntax::ast::visitor::source_order::{
    SourceOrderVisitor, TraversalSignal, walk_arguments, walk_body, walk_except_handler, walk_expr, walk_pattern,
    walk_stmt,
};
use crate::syntax::ast::{
    Alias, Comprehension, ExceptHandler, Expr, ExprContext, Identifier, Parameters, Pattern, Stmt,
};
use crate::syntax::range;
use crate::text::TextRange;

/// What is done to a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Act {
    Load,
    Store,
    Del,
    /// `global` or `nonlocal`: from here on it is another scope's.
    Declare,
}

/// When it is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Moment {
    /// Where it stands.
    Now,
    /// For each element of a comprehension.
    Repeatedly,
    /// When a function is called that is defined here.
    Later,
}

/// One use of a name of the scope.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use<'t> {
    pub(super) name: &'t str,
    pub(super) range: TextRange,
    pub(super) act: Act,
    pub(super) moment: Moment,
}

impl Use<'_> {
    /// Whether it gives the scope's variable a value, or takes it away.
    pub(super) fn changes(&self) -> bool {
        matches!(self.act, Act::Store | Act::Del)
    }
}

/// The uses of names in statements of one scope, in source order. Names of scopes inside are left out.
pub(super) fn in_body(body: &[Stmt]) -> Vec<Use<'_>> {
    let mut collector = Collector::default();
    walk_body(&mut collector, body);
    collector.uses
}

/// The uses of names in one statement.
pub(super) fn in_statement(statement: &Stmt) -> Vec<Use<'_>> {
    in_body(std::slice::from_ref(statement))
}

/// The uses of names in an expression.
pub(super) fn in_expression(expression: &Expr) -> Vec<Use<'_>> {
    let mut collector = Collector::default();
    collector.visit_expr(expression);
    collector.uses
}

/// The names that a pattern captures and reads.
pub(super) fn in_pattern(pattern: &Pattern) -> Vec<Use<'_>> {
    let mut collector = Collector::default();
    collector.visit_pattern(pattern);
    collector.uses
}

/// The names of all parameters.
pub(super) fn parameters(parameters: &Parameters) -> impl Iterator<Item = &str> {
    parameters.iter().map(|parameter| parameter.name().as_str())
}

#[derive(Default)]
struct Collector<'t> {
    uses: Vec<Use<'t>>,
}

impl<'t> Collector<'t> {
    fn add(&mut self, name: &'t Identifier, act: Act) {
        self.uses.push(Use { name: name.as_str(), range: range(name), act, moment: Moment::Now });
    }

    /// Takes over the uses of a scope inside, but for its own names.
    fn take(&mut self, inner: Vec<Use<'t>>, own: &[&str], moment: Moment) {
        let free = inner.into_iter().filter(|found| !own.contains(&found.name) && found.act != Act::Declare);
        self.uses.extend(free.map(|found| match found.moment {
            Moment::Later => found,
            _ => Use { moment, ..found },
        }));
    }

    /// The free names of a function's body. Stores of what it declares `nonlocal` or `global` are stores outside.
    fn function(&mut self, inner: Vec<Use<'t>>, parameters: Option<&'t Parameters>) {
        let declared: Vec<&str> =
            inner.iter().filter(|found| found.act == Act::Declare).map(|found| found.name).collect();
        let bound = inner.iter().filter(|found| found.changes() && found.moment != Moment::Later);
        let mut own: Vec<&str> = bound.map(|found| found.name).filter(|name| !declared.contains(name)).collect();
        own.extend(parameters.into_iter().flat_map(self::parameters));
        self.take(inner, &own, Moment::Later);
    }

    fn comprehension(&mut self, generators: &'t [Comprehension], elements: &[&'t Expr]) {
        let mut inner = Collector::default();
        let mut own = Vec::new();
        for (index, generator) in generators.iter().enumerate() {
            // The first iterable is evaluated outside, before anything else.
            let outside = if index == 0 { &mut *self } else { &mut inner };
            outside.visit_expr(&generator.iter);
            own.extend(in_expression(&generator.target).into_iter().filter(Use::changes).map(|target| target.name));
            inner.visit_expr(&generator.target);
            generator.ifs.iter().for_each(|test| inner.visit_expr(test));
        }
        elements.iter().for_each(|element| inner.visit_expr(element));
        self.take(inner.uses, &own, Moment::Repeatedly);
    }

    /// Defaults and annotations, which are evaluated where the function is defined.
    fn header(&mut self, parameters: &'t Parameters) {
        for parameter in parameters {
            parameter.annotation().into_iter().chain(parameter.default()).for_each(|part| self.visit_expr(part));
        }
    }
}

impl<'t> SourceOrderVisitor<'t> for Collector<'t> {
    fn enter_node(&mut self, _: crate::syntax::ast::AnyNodeRef<'t>) -> TraversalSignal {
        TraversalSignal::Traverse
    }

    fn visit_stmt(&mut self, statement: &'t Stmt) {
        match statement {
            Stmt::FunctionDef(node) => {
                node.decorator_list.iter().for_each(|decorator| self.visit_expr(&decorator.expression));
                self.header(&node.parameters);
                node.returns.iter().for_each(|returns| self.visit_expr(returns));
                self.add(&node.name, Act::Store);
                self.function(in_body(&node.body), Some(&node.parameters));
            }
            Stmt::ClassDef(node) => {
                node.decorator_list.iter().for_each(|decorator| self.visit_expr(&decorator.expression));
                node.arguments.iter().for_each(|arguments| walk_arguments(self, arguments));
                // What the body stores is the class's; what it reads may be ours all the same.
                let inner = in_body(&node.body);
                let passes = |found: &Use<'t>| found.act == Act::Load || found.moment == Moment::Later;
                self.uses.extend(inner.into_iter().filter(passes));
                self.add(&node.name, Act::Store);
            }
            Stmt::AugAssign(node) => {
                if let Expr::Name(name) = &*node.target {
                    let (name, range) = (name.id.as_str(), range(name));
                    self.uses.push(Use { name, range, act: Act::Load, moment: Moment::Now });
                }
                self.visit_expr(&node.value);
                self.visit_expr(&node.target);
            }
            // Not in source order, but in that of execution.
            Stmt::Assign(node) => {
                self.visit_expr(&node.value);
                node.targets.iter().for_each(|target| self.visit_expr(target));
            }
            Stmt::AnnAssign(node) => {
                self.visit_expr(&node.annotation);
                if let Some(value) = &node.value {
                    self.visit_expr(value);
                    self.visit_expr(&node.target);
                }
            }
            Stmt::For(node) => {
                self.visit_expr(&node.iter);
                self.visit_expr(&node.target);
                walk_body(self, &node.body);
                walk_body(self, &node.orelse);
            }
            Stmt::Global(node) => node.names.iter().for_each(|name| self.add(name, Act::Declare)),
            Stmt::Nonlocal(node) => node.names.iter().for_each(|name| self.add(name, Act::Declare)),
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'t Expr) {
        match expression {
            Expr::Name(node) => {
                let act = match node.ctx {
                    ExprContext::Store => Act::Store,
                    ExprContext::Del => Act::Del,
                    _ => Act::Load,
                };
                self.uses.push(Use { name: node.id.as_str(), range: range(node), act, moment: Moment::Now });
            }
            Expr::Named(node) => {
                self.visit_expr(&node.value);
                self.visit_expr(&node.target);
            }
            Expr::Lambda(node) => {
                node.parameters.iter().for_each(|parameters| self.header(parameters));
                self.function(in_expression(&node.body), node.parameters.as_deref());
            }
            Expr::ListComp(node) => self.comprehension(&node.generators, &[&node.elt]),
            Expr::SetComp(node) => self.comprehension(&node.generators, &[&node.elt]),
            Expr::Generator(node) => self.comprehension(&node.generators, &[&node.elt]),
            Expr::DictComp(node) => self.comprehension(&node.generators, &[&node.key, &node.value]),
            _ => walk_expr(self, expression),
        }
    }

    fn visit_alias(&mut self, alias: &'t Alias) {
        let name = match &alias.asname {
            Some(name) => name.as_str(),
            None => alias.name.split('.').next().unwrap_or_default(),
        };
        let at = alias.asname.as_ref().map_or(range(&alias.name), range);
        self.uses.push(Use { name, range: at, act: Act::Store, moment: Moment::Now });
    }

    fn visit_except_handler(&mut self, handler: &'t ExceptHandler) {
        let ExceptHandler::ExceptHandler(node) = handler;
        node.name.iter().for_each(|name| self.add(name, Act::Store));
        walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'t Pattern) {
        let captured = match pattern {
            Pattern::MatchAs(node) => node.name.as_ref(),
            Pattern::MatchStar(node) => node.name.as_ref(),
            Pattern::MatchMapping(node) => node.rest.as_ref(),
            _ => None,
        };
        captured.into_iter().for_each(|name| self.add(name, Act::Store));
        walk_pattern(self, pattern);
    }
}
