//! Lowering of statements.

use super::{End, Lowering};
use crate::syntax::ast::{self, Expr, Stmt};
use crate::syntax::range;
use crate::table::encode::Fields;
use crate::table::kind::Kind;
use crate::table::lower::expression::binary;
use crate::table::model::{Block, BlockKind, Import, ItemKind, NONE, ScopeKind, block_flags, item_flags};
use crate::text::TextRange;

impl<'a> Lowering<'a> {
    pub(super) fn module(&mut self, body: &'a [Stmt], end: u32) {
        self.open_scope(ScopeKind::Module, 0, end, NONE);
        self.scope_body(body);
        self.close_scope();
    }

    /// The body of the innermost scope.
    pub(super) fn scope_body(&mut self, body: &'a [Stmt]) {
        let index = self.scopes.last().map_or(0, |scope| scope.index as usize);
        if let Some(first) = body.first() {
            self.table.scopes[index].body = range(first).start;
        }
        let mut rest = body;
        if let Some(doc) = docstring(body) {
            self.table.scopes[index].doc = doc.start;
            self.table.scopes[index].doc_len = doc.len();
            rest = &body[1..];
        }
        let end = self.statements(rest);
        if let Some(root) = self.scopes.last_mut().and_then(|scope| scope.blocks.first_mut()) {
            root.flags |= end_flags(end);
        }
    }

    fn statements(&mut self, body: &'a [Stmt]) -> End {
        let mut end = End::Reached;
        for statement in body {
            let this = self.statement(statement);
            if end == End::Reached {
                end = this;
            }
        }
        end
    }

    fn statement(&mut self, statement: &'a Stmt) -> End {
        let at = range(statement);
        match statement {
            Stmt::FunctionDef(node) => self.function(node),
            Stmt::ClassDef(node) => self.class(node),
            Stmt::Return(node) => {
                self.leaf_statement(ItemKind::Return, Kind::Return, at, node.value.iter().map(|value| &**value));
                return End::Leaves;
            }
            Stmt::Raise(node) => {
                let parts = node.exc.iter().chain(&node.cause).map(|part| &**part);
                self.leaf_statement(ItemKind::Raise, Kind::Raise, at, parts);
                return End::Leaves;
            }
            Stmt::Break(_) => {
                self.item(ItemKind::Break, NONE, NONE, at.start);
                return End::Breaks;
            }
            Stmt::Continue(_) => {
                self.item(ItemKind::Continue, NONE, NONE, at.start);
                return End::Breaks;
            }
            Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => {}
            Stmt::Delete(node) => self.delete(node, at),
            Stmt::TypeAlias(node) => self.type_alias(node),
            Stmt::Assign(node) if self.commented_assignment(node) => {}
            Stmt::Assign(node) => {
                let root = self.root(at.start);
                self.counted(Kind::Assign, at, 0, &[], node.targets.iter().chain([&*node.value]));
                node.targets.iter().for_each(|target| self.bind(ItemKind::Assign, target, root, 0));
            }
            Stmt::AnnAssign(node) => {
                let root = self.root(at.start);
                let parts = [&*node.target, &*node.annotation].into_iter();
                self.counted(Kind::AnnAssign, at, 0, &[], parts.chain(node.value.iter().map(|value| &**value)));
                self.bind(ItemKind::AnnAssign, &node.target, root, 0);
            }
            Stmt::AugAssign(node) => {
                let root = self.root(at.start);
                self.fixed(Kind::AugAssign, at, binary(node.op) as u32, &[&node.target, &node.value]);
                self.bind(ItemKind::AugAssign, &node.target, root, 0);
            }
            Stmt::For(node) => return self.for_loop(node, at),
            Stmt::While(node) => return self.while_loop(node, at),
            Stmt::If(node) => return self.if_else(node, at),
            Stmt::With(node) => return self.with(node, at),
            Stmt::Match(node) => return self.match_cases(node, at),
            Stmt::Try(node) => return self.try_except(node, at),
            Stmt::Assert(node) => {
                let parts = std::iter::once(&*node.test).chain(node.msg.iter().map(|message| &**message));
                self.leaf_statement(ItemKind::Assert, Kind::Assert, at, parts);
            }
            Stmt::Import(node) => node.names.iter().for_each(|alias| self.import(alias)),
            Stmt::ImportFrom(node) => self.import_from(node, at),
            Stmt::Global(node) => self.declare(ItemKind::Global, &node.names),
            Stmt::Nonlocal(node) => self.declare(ItemKind::Nonlocal, &node.names),
            Stmt::Expr(node) => {
                let root = self.root(at.start);
                self.expression(&node.value);
                self.item(ItemKind::Expr, NONE, root, at.start);
            }
        }
        End::Reached
    }

    fn leaf_statement(
        &mut self,
        item: ItemKind,
        kind: Kind,
        at: TextRange,
        parts: impl Iterator<Item = &'a Expr> + Clone,
    ) {
        let root = self.root(at.start);
        self.counted(kind, at, 0, &[], parts);
        self.item(item, NONE, root, at.start);
    }

    /// A root that is one expression, evaluated in the current block.
    fn test(&mut self, expression: &'a Expr) -> u32 {
        let start = range(expression).start;
        let root = self.root(start);
        self.expression(expression);
        self.item(ItemKind::Test, NONE, root, start);
        root
    }

    /// Adds an item for every name, attribute and subscript that `target` stores to.
    pub(super) fn bind(&mut self, kind: ItemKind, target: &'a Expr, root: u32, flags: u8) {
        match target {
            Expr::Name(name) if !name.id.is_empty() => {
                let (id, _) = self.strings.id(name.id.as_str());
                self.item_with(kind, id, root, range(name).start, flags);
            }
            Expr::Attribute(attribute) => {
                let (id, _) = self.strings.id(attribute.attr.as_str());
                self.item_with(ItemKind::StoreAttribute, id, root, range(&attribute.attr).start, flags);
            }
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                elts.iter().for_each(|element| self.bind(kind, element, root, flags));
            }
            Expr::Starred(starred) => self.bind(kind, &starred.value, root, flags),
            // Subscripts and what makes no sense as a target: the root still wants an item to be found by.
            _ => self.item_with(ItemKind::StoreSubscript, NONE, root, range(target).start, flags),
        }
    }

    fn delete(&mut self, node: &'a ast::StmtDelete, at: TextRange) {
        let root = self.root(at.start);
        self.counted(Kind::Del, at, 0, &[], node.targets.iter());
        node.targets.iter().for_each(|target| match target {
            Expr::Name(_) | Expr::Tuple(_) | Expr::List(_) => self.bind(ItemKind::Del, target, root, 0),
            _ => self.item(ItemKind::Expr, NONE, root, at.start),
        });
    }

    fn declare(&mut self, kind: ItemKind, names: &'a [ast::Identifier]) {
        for name in names {
            let (id, _) = self.strings.id(name.as_str());
            self.item(kind, id, NONE, range(name).start);
        }
    }

    fn block(&mut self, kind: BlockKind, test: u32, statement: u32, flags: u8, body: &'a [Stmt]) -> End {
        self.block_with(kind, test, statement, flags, |lowering| lowering.statements(body))
    }

    fn block_with(
        &mut self,
        kind: BlockKind,
        test: u32,
        statement: u32,
        flags: u8,
        body: impl FnOnce(&mut Self) -> End,
    ) -> End {
        let Some(scope) = self.scopes.last_mut() else { return End::Reached };
        let parent = scope.block;
        let index = scope.blocks.len();
        let Ok(block) =
            u16::try_from(index).map_err(|_| ()).and_then(|block| if block == u16::MAX { Err(()) } else { Ok(block) })
        else {
            scope.block = u16::MAX;
            let end = body(self);
            self.set_block(parent);
            return end;
        };
        scope.blocks.push(Block { test, statement, parent, kind: kind as u8, flags });
        scope.block = block;
        let end = body(self);
        if let Some(block) = self.scopes.last_mut().and_then(|scope| scope.blocks.get_mut(index)) {
            block.flags |= end_flags(end);
        }
        self.set_block(parent);
        end
    }

    fn set_block(&mut self, block: u16) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.block = block;
        }
    }

    fn if_else(&mut self, node: &'a ast::StmtIf, at: TextRange) -> End {
        let test = self.test(&node.test);
        let mut end = self.block(BlockKind::If, test, at.start, 0, &node.body);
        let mut exhaustive = false;
        for clause in &node.elif_else_clauses {
            let this = match &clause.test {
                Some(test) => {
                    let test = self.test(test);
                    self.block(BlockKind::Elif, test, at.start, 0, &clause.body)
                }
                None => {
                    exhaustive = true;
                    self.block(BlockKind::Else, NONE, at.start, block_flags::EXHAUSTIVE, &clause.body)
                }
            };
            end = end.both(this);
        }
        if exhaustive { end } else { End::Reached }
    }

    fn for_loop(&mut self, node: &'a ast::StmtFor, at: TextRange) -> End {
        let header = TextRange::new(range(&*node.target).start, range(&*node.iter).end);
        let root = self.root(header.start);
        let parts = [&*node.target, &*node.iter].into_iter();
        self.commented(Kind::For, header, node.is_async, parts);
        let flags = if node.is_async { item_flags::ASYNC } else { 0 };
        self.block_with(BlockKind::For, NONE, at.start, 0, |lowering| {
            lowering.bind(ItemKind::For, &node.target, root, flags);
            lowering.statements(&node.body)
        });
        if !node.orelse.is_empty() {
            self.block(BlockKind::LoopElse, NONE, at.start, 0, &node.orelse);
        }
        End::Reached
    }

    fn while_loop(&mut self, node: &'a ast::StmtWhile, at: TextRange) -> End {
        let test = self.test(&node.test);
        self.block(BlockKind::While, test, at.start, 0, &node.body);
        if !node.orelse.is_empty() {
            self.block(BlockKind::LoopElse, NONE, at.start, 0, &node.orelse);
        }
        End::Reached
    }

    fn with(&mut self, node: &'a ast::StmtWith, statement: TextRange) -> End {
        for item in &node.items {
            let at = range(item);
            let root = self.root(at.start);
            let parts = std::iter::once(&item.context_expr).chain(item.optional_vars.iter().map(|target| &**target));
            self.commented(Kind::With, at, node.is_async, parts);
            let flags = if node.is_async { item_flags::ASYNC } else { 0 };
            match &item.optional_vars {
                Some(target) => self.bind(ItemKind::With, target, root, flags),
                None => self.item(ItemKind::Test, NONE, root, at.start),
            }
        }
        self.block(BlockKind::With, NONE, statement.start, 0, &node.body)
    }

    fn match_cases(&mut self, node: &'a ast::StmtMatch, at: TextRange) -> End {
        self.test(&node.subject);
        let mut end: Option<End> = None;
        let mut exhaustive = false;
        for case in &node.cases {
            let header = TextRange::new(
                range(&case.pattern).start,
                case.guard.as_ref().map_or(range(&case.pattern).end, |guard| range(&**guard).end),
            );
            let root = self.root(header.start);
            let fields = Fields { children: 1 + u32::from(case.guard.is_some()), ..Fields::default() };
            let open = self.code.open(Kind::Case, header, fields);
            let mut captures = Vec::new();
            self.pattern(&case.pattern, &mut captures);
            if let Some(guard) = &case.guard {
                self.expression(guard);
            }
            self.code.close(open);
            exhaustive |= case.guard.is_none() && case.pattern.is_irrefutable();
            let flags = if exhaustive { block_flags::EXHAUSTIVE } else { 0 };
            self.item(ItemKind::Case, NONE, root, header.start);
            let this = self.block_with(BlockKind::Case, root, at.start, flags, |lowering| {
                for (name, start) in captures {
                    lowering.item(ItemKind::Capture, name, root, start);
                }
                lowering.statements(&case.body)
            });
            end = Some(end.map_or(this, |end| end.both(this)));
        }
        if exhaustive { end.unwrap_or(End::Reached) } else { End::Reached }
    }

    fn try_except(&mut self, node: &'a ast::StmtTry, at: TextRange) -> End {
        let mut end = self.block(BlockKind::Try, NONE, at.start, 0, &node.body);
        if !node.orelse.is_empty() {
            let this = self.block(BlockKind::TryElse, NONE, at.start, 0, &node.orelse);
            end = if end == End::Reached { this } else { end };
        }
        for handler in &node.handlers {
            let ast::ExceptHandler::ExceptHandler(handler) = handler;
            let header = handler.type_.as_ref().map_or_else(
                || TextRange::new(range(handler).start, range(handler).start),
                |exception| range(&**exception),
            );
            let root = self.root(header.start);
            let name = handler.name.as_ref().map(|name| (self.strings.id(name.as_str()), range(name).start));
            let fields = Fields {
                name: name.map(|(name, _)| name),
                op: u32::from(node.is_star),
                children: u32::from(handler.type_.is_some()),
                extra: &[],
            };
            let open = self.code.open(Kind::Except, header, fields);
            handler.type_.iter().for_each(|exception| self.expression(exception));
            self.code.close(open);
            let this = self.block_with(BlockKind::Except, NONE, at.start, 0, |lowering| {
                match name {
                    Some(((name, _), start)) => lowering.item(ItemKind::Except, name, root, start),
                    None => lowering.item(ItemKind::Test, NONE, root, header.start),
                }
                lowering.statements(&handler.body)
            });
            end = end.both(this);
        }
        if !node.finalbody.is_empty() {
            let this = self.block(BlockKind::Finally, NONE, at.start, 0, &node.finalbody);
            end = if this == End::Reached { end } else { this };
        }
        end
    }

    fn import(&mut self, alias: &'a ast::Alias) {
        let module = alias.name.as_str();
        let start = range(&alias.name).start;
        let (module_id, _) = self.strings.id(module);
        let import =
            self.add_import(Import { module: module_id, name: NONE, module_start: start, name_start: start, level: 0 });
        match &alias.asname {
            Some(name) => {
                let (id, _) = self.strings.id(name.as_str());
                self.item_with(ItemKind::Import, id, import, range(name).start, item_flags::ALIASED);
            }
            None => {
                let (id, _) = self.strings.id(module.split('.').next().unwrap_or(module));
                self.item(ItemKind::Import, id, import, start);
            }
        }
    }

    fn import_from(&mut self, node: &'a ast::StmtImportFrom, at: TextRange) {
        let module = node.module.as_ref().map_or("", |module| module.as_str());
        let (module, _) = self.strings.id(module);
        let from = "from ".len() as u32;
        let module_start = node.module.as_ref().map_or(at.start + from, |module| range(module).start);
        for alias in &node.names {
            let start = range(&alias.name).start;
            let mut import = Import { module, name: NONE, module_start, name_start: start, level: node.level };
            if alias.name.as_str() == "*" {
                let import = self.add_import(import);
                self.item(ItemKind::ImportStar, NONE, import, start);
                continue;
            }
            let (name, _) = self.strings.id(alias.name.as_str());
            import.name = name;
            let import = self.add_import(import);
            let (bound, bound_start) = match &alias.asname {
                Some(bound) => (self.strings.id(bound.as_str()).0, range(bound).start),
                None => (name, start),
            };
            self.item(ItemKind::ImportFrom, bound, import, bound_start);
        }
    }
}

fn end_flags(end: End) -> u8 {
    match end {
        End::Reached => 0,
        End::Leaves => block_flags::LEAVES,
        End::Breaks => block_flags::BREAKS,
    }
}

fn docstring(body: &[Stmt]) -> Option<TextRange> {
    match body.first()? {
        Stmt::Expr(node) if matches!(&*node.value, Expr::StringLiteral(_)) => Some(range(&*node.value)),
        _ => None,
    }
}
