//! Lowering of classes, functions and type aliases.

use super::Lowering;
use crate::syntax::ast::{self, Expr, TypeParam};
use crate::syntax::range;
use crate::table::encode::Fields;
use crate::table::kind::Kind;
use crate::table::model::{ItemKind, ScopeKind, scope_flags};
use crate::text::TextRange;

impl<'a> Lowering<'a> {
    pub(super) fn function(&mut self, node: &'a ast::StmtFunctionDef) {
        let at = range(node);
        let header = self.root(at.start);
        let type_params = type_params(node.type_params.as_deref());
        let header_end = node.returns.as_ref().map_or(range(&*node.parameters).end, |returns| range(&**returns).end);
        let comment = self.type_comments.of_function(header_end);
        let returns = node.returns.is_some() || comment.result.is_some();
        let children = node.decorator_list.len() + type_params.len() + node.parameters.len() + usize::from(returns);
        let fields = Fields { children: children as u32, ..Fields::default() };
        let open = self.code.open(Kind::Function, TextRange::new(at.start, header_end), fields);
        self.decorators(&node.decorator_list);
        let mut items = Vec::new();
        self.type_params(type_params, &mut items);
        self.parameters(&node.parameters, &comment, &mut |_, name, start, flags| {
            items.push((ItemKind::Param, name, start, flags));
        });
        if let Some(returns) = &node.returns {
            self.fixed(Kind::Returns, range(&**returns), 0, &[returns]);
        } else if let Some(words) = comment.result {
            let at = TextRange::new(header_end, header_end);
            let open = self.code.open(Kind::Returns, at, Fields::default());
            self.written_type(words, header_end);
            self.code.close(open);
        }
        self.code.close(open);
        let scope = self.open_scope(ScopeKind::Function, at.start, at.end, header);
        for (kind, name, start, flags) in items {
            self.item_with(kind, name, header, start, flags);
        }
        self.scope_body(&node.body);
        if node.is_async
            && let Some(scope) = self.scopes.last_mut()
        {
            scope.flags |= scope_flags::ASYNC;
        }
        self.close_scope();
        let (name, _) = self.strings.id(node.name.as_str());
        self.item(ItemKind::Function, name, scope, range(&node.name).start);
    }

    pub(super) fn class(&mut self, node: &'a ast::StmtClassDef) {
        let at = range(node);
        let header = self.root(at.start);
        let type_params = type_params(node.type_params.as_deref());
        let arguments = node.arguments.as_deref();
        let children = node.decorator_list.len() + type_params.len() + arguments.map_or(0, ast::Arguments::len);
        let header_end = arguments.map_or(range(&node.name).end, |arguments| range(arguments).end);
        let fields = Fields { children: children as u32, ..Fields::default() };
        let open = self.code.open(Kind::Class, TextRange::new(at.start, header_end), fields);
        self.decorators(&node.decorator_list);
        let mut items = Vec::new();
        self.type_params(type_params, &mut items);
        if let Some(arguments) = arguments {
            self.arguments(arguments);
        }
        self.code.close(open);
        let scope = self.open_scope(ScopeKind::Class, at.start, at.end, header);
        for (kind, name, start, flags) in items {
            self.item_with(kind, name, header, start, flags);
        }
        self.scope_body(&node.body);
        self.close_scope();
        let (name, _) = self.strings.id(node.name.as_str());
        self.item(ItemKind::Class, name, scope, range(&node.name).start);
    }

    pub(super) fn type_alias(&mut self, node: &'a ast::StmtTypeAlias) {
        let Expr::Name(name) = &*node.name else { return };
        let id = self.strings.id(name.id.as_str());
        let name_range = range(name);
        let root = self.root(name_range.start);
        let type_params = type_params(node.type_params.as_deref());
        let at = TextRange::new(name_range.start, range(&*node.value).end);
        let fields = Fields { name: Some(id), children: type_params.len() as u32 + 1, ..Fields::default() };
        let open = self.code.open(Kind::TypeAlias, at, fields);
        self.type_params(type_params, &mut Vec::new());
        self.expression(&node.value);
        self.code.close(open);
        self.item(ItemKind::TypeAlias, id.0, root, name_range.start);
    }

    fn decorators(&mut self, decorators: &'a [ast::Decorator]) {
        for decorator in decorators {
            self.fixed(Kind::Decorator, range(decorator), 0, &[&decorator.expression]);
        }
    }

    fn type_params(&mut self, type_params: &'a [TypeParam], items: &mut Vec<(ItemKind, u32, u32, u8)>) {
        for type_param in type_params {
            let (name, op, bound, default) = match type_param {
                TypeParam::TypeVar(node) => (&node.name, 0, node.bound.as_deref(), node.default.as_deref()),
                TypeParam::TypeVarTuple(node) => (&node.name, 1, None, node.default.as_deref()),
                TypeParam::ParamSpec(node) => (&node.name, 2, None, node.default.as_deref()),
            };
            let op = op | if bound.is_some() { 4 } else { 0 } | if default.is_some() { 8 } else { 0 };
            let id = self.strings.id(name.as_str());
            let name_range = range(name);
            let end = default.or(bound).map_or(name_range.end, |last| range(last).end);
            let children = u32::from(bound.is_some()) + u32::from(default.is_some());
            let fields = Fields { name: Some(id), op, children, extra: &[] };
            let open = self.code.open(Kind::TypeParam, TextRange::new(name_range.start, end), fields);
            bound.into_iter().chain(default).for_each(|child| self.expression(child));
            self.code.close(open);
            items.push((ItemKind::TypeParam, id.0, name_range.start, 0));
        }
    }
}

fn type_params(type_params: Option<&ast::TypeParams>) -> &[TypeParam] {
    type_params.map_or(&[], |type_params| &type_params.type_params)
}
