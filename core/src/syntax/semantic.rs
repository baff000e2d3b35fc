//! What the compiler refuses though the parser does not: `return` outside of functions, parameters named twice, and so
//! on.

use super::ast::visitor::{Visitor, walk_expr, walk_pattern, walk_stmt};
use super::ast::{self, Expr, ExprContext, Pattern, PythonVersion, Stmt};
use super::{SourceKind, SyntaxError, range_of};
use rustpython_parser::semantic_errors::{
    LazyImportContext, SemanticSyntaxChecker, SemanticSyntaxContext, SemanticSyntaxError,
};
use rustpython_text_size::TextRange;
use std::cell::RefCell;

/// The errors that compiling a module without parse errors would raise.
pub(super) fn errors(body: &[Stmt], text: &str, kind: SourceKind) -> Vec<SyntaxError> {
    // Few files have any such declaration, and only those need a look ahead.
    let declares = memchr::memmem::find(text.as_bytes(), b"global ").is_some();
    let mut check = Check {
        text,
        kind,
        declares,
        checker: SemanticSyntaxChecker::new(),
        scopes: Vec::new(),
        found: RefCell::default(),
    };
    check.inside(ScopeKind::Module, body, |check| check.visit_body(body));
    let found = check.found.into_inner();
    found.into_iter().map(|error| SyntaxError { range: range_of(error.range), message: error.to_string() }).collect()
}

struct Check<'a> {
    text: &'a str,
    kind: SourceKind,
    /// Whether the text has global declarations.
    declares: bool,
    checker: SemanticSyntaxChecker,
    /// The scopes around, the innermost last.
    scopes: Vec<Scope<'a>>,
    found: RefCell<Vec<SemanticSyntaxError>>,
}

struct Scope<'a> {
    kind: ScopeKind<'a>,
    /// Names that it declares global, and where.
    globals: Vec<(&'a str, TextRange)>,
    /// Loops around the present statement.
    loops: u32,
}

#[derive(Clone, Copy)]
enum ScopeKind<'a> {
    Module,
    Class,
    Function(&'a ast::StmtFunctionDef),
    Lambda(&'a ast::ExprLambda),
    /// A list, set or dictionary comprehension.
    Comprehension {
        is_async: bool,
    },
    Generator,
}

impl<'a> Check<'a> {
    /// Visits something inside a scope of its own, whose statements are `body`.
    fn inside(&mut self, kind: ScopeKind<'a>, body: &'a [Stmt], visit: impl FnOnce(&mut Self)) {
        let mut globals = Globals(Vec::new());
        if self.declares {
            globals.visit_body(body);
        }
        self.scopes.push(Scope { kind, globals: globals.0, loops: 0 });
        visit(self);
        self.scopes.pop();
    }

    fn with_checker(&mut self, check: impl FnOnce(&mut SemanticSyntaxChecker, &Self)) {
        let mut checker = std::mem::take(&mut self.checker);
        check(&mut checker, self);
        self.checker = checker;
    }

    fn kinds(&self) -> impl Iterator<Item = ScopeKind<'a>> {
        self.scopes.iter().rev().map(|scope| scope.kind)
    }

    fn looping(&mut self, by: i32) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.loops = scope.loops.saturating_add_signed(by);
        }
    }

    fn loop_body(&mut self, body: &'a [Stmt], orelse: &'a [Stmt]) {
        self.looping(1);
        self.visit_body(body);
        self.looping(-1);
        self.visit_body(orelse);
    }

    fn comprehension(&mut self, kind: ScopeKind<'a>, elements: &[&'a Expr], generators: &'a [ast::Comprehension]) {
        // The first iterable is evaluated outside.
        if let Some(first) = generators.first() {
            self.visit_expr(&first.iter);
        }
        self.inside(kind, &[], |check| {
            for (index, generator) in generators.iter().enumerate() {
                check.visit_expr(&generator.target);
                if index > 0 {
                    check.visit_expr(&generator.iter);
                }
                generator.ifs.iter().for_each(|condition| check.visit_expr(condition));
            }
            elements.iter().for_each(|element| check.visit_expr(element));
        });
    }
}

impl<'a> Visitor<'a> for Check<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.with_checker(|checker, context| checker.visit_stmt(stmt, context));
        match stmt {
            Stmt::FunctionDef(node) => {
                node.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                node.type_params.iter().for_each(|parameters| self.visit_type_params(parameters));
                self.visit_parameters(&node.parameters);
                node.returns.iter().for_each(|returns| self.visit_annotation(returns));
                self.inside(ScopeKind::Function(node), &node.body, |check| check.visit_body(&node.body));
            }
            Stmt::ClassDef(node) => {
                node.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                node.type_params.iter().for_each(|parameters| self.visit_type_params(parameters));
                node.arguments.iter().for_each(|arguments| self.visit_arguments(arguments));
                self.inside(ScopeKind::Class, &node.body, |check| check.visit_body(&node.body));
            }
            Stmt::For(node) => {
                self.visit_expr(&node.iter);
                self.visit_expr(&node.target);
                self.loop_body(&node.body, &node.orelse);
            }
            Stmt::While(node) => {
                self.visit_expr(&node.test);
                self.loop_body(&node.body, &node.orelse);
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.with_checker(|checker, context| checker.visit_expr(expr, context));
        let is_async = |generators: &[ast::Comprehension]| generators.iter().any(|generator| generator.is_async);
        match expr {
            Expr::Lambda(node) => {
                node.parameters.iter().for_each(|parameters| self.visit_parameters(parameters));
                self.inside(ScopeKind::Lambda(node), &[], |check| check.visit_expr(&node.body));
            }
            Expr::ListComp(ast::ExprListComp { elt, generators, .. })
            | Expr::SetComp(ast::ExprSetComp { elt, generators, .. }) => {
                let kind = ScopeKind::Comprehension { is_async: is_async(generators) };
                self.comprehension(kind, &[elt], generators);
            }
            Expr::DictComp(ast::ExprDictComp { key, value, generators, .. }) => {
                let kind = ScopeKind::Comprehension { is_async: is_async(generators) };
                self.comprehension(kind, &[key, value], generators);
            }
            Expr::Generator(ast::ExprGenerator { elt, generators, .. }) => {
                self.comprehension(ScopeKind::Generator, &[elt], generators);
            }
            _ => walk_expr(self, expr),
        }
    }
}

impl SemanticSyntaxContext for Check<'_> {
    fn future_annotations_or_stub(&self) -> bool {
        self.kind == SourceKind::Stub
    }

    fn lazy_import_context(&self) -> Option<LazyImportContext> {
        None
    }

    /// What newer versions refuse is another matter, and what older ones refused is none any more.
    fn python_version(&self) -> PythonVersion {
        PythonVersion::PY313
    }

    fn source(&self) -> &str {
        self.text
    }

    fn global(&self, name: &str) -> Option<TextRange> {
        use ScopeKind::{Class, Function, Module};
        let scope = self.scopes.iter().rev().find(|scope| matches!(scope.kind, Module | Class | Function(_)))?;
        scope.globals.iter().find(|(declared, _)| *declared == name).map(|(_, range)| *range)
    }

    fn has_nonlocal_binding(&self, name: &str) -> bool {
        // Classes bind this one themselves.
        let is_implicit = name == "__class__" && self.scopes.len() > 2;
        is_implicit
            || self.kinds().skip(1).any(|kind| match kind {
                ScopeKind::Function(function) => {
                    let mut binds = Binds { name, found: function.parameters.includes(name) };
                    binds.visit_body(&function.body);
                    binds.found
                }
                ScopeKind::Lambda(lambda) => lambda.parameters.as_ref().is_some_and(|it| it.includes(name)),
                _ => false,
            })
    }

    fn in_async_context(&self) -> bool {
        let function = self.kinds().find_map(|kind| match kind {
            ScopeKind::Function(function) => Some(function.is_async),
            ScopeKind::Class | ScopeKind::Lambda(_) => Some(false),
            _ => None,
        });
        function.unwrap_or(false)
    }

    fn in_await_allowed_context(&self) -> bool {
        let allowed = self.kinds().find_map(|kind| match kind {
            ScopeKind::Function(_) | ScopeKind::Lambda(_) => Some(true),
            ScopeKind::Class => Some(false),
            _ => None,
        });
        allowed.unwrap_or(false)
    }

    fn in_yield_allowed_context(&self) -> bool {
        matches!(self.kinds().next(), Some(ScopeKind::Function(_) | ScopeKind::Lambda(_)))
    }

    fn in_sync_comprehension(&self) -> bool {
        self.kinds().any(|kind| matches!(kind, ScopeKind::Comprehension { is_async: false }))
    }

    fn in_module_scope(&self) -> bool {
        matches!(self.kinds().next(), Some(ScopeKind::Module))
    }

    fn in_function_scope(&self) -> bool {
        matches!(self.kinds().next(), Some(ScopeKind::Function(_) | ScopeKind::Lambda(_)))
    }

    fn in_generator_context(&self) -> bool {
        self.kinds().any(|kind| matches!(kind, ScopeKind::Generator))
    }

    fn in_notebook(&self) -> bool {
        false
    }

    fn report_semantic_error(&self, error: SemanticSyntaxError) {
        self.found.borrow_mut().push(error);
    }

    fn in_loop_context(&self) -> bool {
        self.scopes.last().is_some_and(|scope| scope.loops > 0)
    }

    fn is_bound_parameter(&self, name: &str) -> bool {
        match self.scopes.last().map(|scope| scope.kind) {
            Some(ScopeKind::Function(function)) => function.parameters.includes(name),
            _ => false,
        }
    }
}

/// Collects the global declarations of one scope.
struct Globals<'a>(Vec<(&'a str, TextRange)>);

impl<'a> Visitor<'a> for Globals<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Global(node) => self.0.extend(node.names.iter().map(|name| (name.as_str(), name.range))),
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}

/// Looks for what binds a name in the body of a function.
struct Binds<'n> {
    name: &'n str,
    found: bool,
}

impl Binds<'_> {
    fn note(&mut self, name: &str) {
        self.found |= name == self.name;
    }
}

impl<'a> Visitor<'a> for Binds<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(node) => self.note(&node.name),
            Stmt::ClassDef(node) => self.note(&node.name),
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Name(node) = expr
            && node.ctx != ExprContext::Load
        {
            self.note(&node.id);
        }
        walk_expr(self, expr);
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(node) = handler;
        if let Some(name) = &node.name {
            self.note(name);
        }
        ast::visitor::walk_except_handler(self, handler);
    }

    fn visit_alias(&mut self, alias: &'a ast::Alias) {
        let name = alias.asname.as_ref().unwrap_or(&alias.name);
        self.note(name.split('.').next().unwrap_or(name));
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(node) => node.name.as_ref(),
            Pattern::MatchStar(node) => node.name.as_ref(),
            Pattern::MatchMapping(node) => node.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.note(name);
        }
        walk_pattern(self, pattern);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::syntax::parse;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let parsed = parse(text, SourceKind::Module, 1000);
        let messages: Vec<_> = parsed.errors().iter().map(|error| error.message.as_str()).collect();
        assert_eq!(messages.join("; "), expect, "{text}");
    }

    #[test]
    fn what_the_compiler_refuses() {
        check("return 1", "`return` statement outside of a function");
        check("class A:\n    return 1", "`return` statement outside of a function");
        check("yield 1", "`yield` statement outside of a function");
        check("def f():\n    [(yield 1) for x in y]", "`yield` statement outside of a function");
        check("def f():\n    await x", "`await` outside of an asynchronous function");
        check("async def f():\n    yield from x", "`yield from` statement in async function; use `async for` instead");
        check("async def f():\n    yield 1\n    return 2", "`return` with value in async generator");
        check("def f(a, a): pass", "Duplicate parameter \"a\"");
        check("break", "`break` outside loop");
        check("for x in y:\n    def f():\n        continue", "`continue` outside loop");
        check("while x: pass\nelse: break", "`break` outside loop");
        check("nonlocal x", "nonlocal declaration not allowed at module level");
        check("def f():\n    nonlocal x", "no binding for nonlocal `x` found");
        check("x = 1\ndef f():\n    nonlocal x", "no binding for nonlocal `x` found");
        check("def f(x):\n    global x", "name `x` is parameter and global");
        check("def f():\n    print(x)\n    global x", "name `x` is used prior to global declaration");
        check("x = 1\nfrom __future__ import annotations", "__future__ imports must be at the top of the file");
        check("def f():\n    from m import *", "`from m import *` only allowed at module level");
    }

    #[test]
    fn what_it_takes() {
        check("def f():\n    yield 1\n    return 2", "");
        check("async def f():\n    return [await x async for y in z]", "");
        check("def f():\n    return (await x for y in z)", "");
        check("def f():\n    lambda: (yield)", "");
        check("def f(x):\n    def g():\n        nonlocal x", "");
        check("def f():\n    def g():\n        nonlocal x\n    for x in y: pass", "");
        check("class A:\n    def f(self):\n        nonlocal __class__", "");
        check("def f():\n    global x\n    x = 1\n    def g(x): pass", "");
        check("for x in y:\n    for z in x: pass\n    else: break", "");
        check("'doc'\nfrom __future__ import annotations", "");
    }
}
