//! Extract function or method: statements, or an expression, move into a function of their own. What they read becomes
//! parameters, what is read of them afterwards its results. Where that would not do the same, the reason is said.

mod obstacles;
mod reindent;

use super::blocks::{self, Level};
use super::context::Context;
use super::evaluation::is_value;
use super::extract_variable::{expression_at, value_text, variable_name};
use super::flow::{self, Assigned, Flow};
use super::names::{self, Act, Moment, Use};
use super::offers::Offers;
use super::types::{ActionKind, FileEdit};
use crate::syntax::ast::visitor::source_order::{SourceOrderVisitor, walk_expr};
use crate::syntax::ast::{Expr, Stmt, StmtFunctionDef};
use crate::syntax::range;
use crate::text::TextRange;
use obstacles::Inside;
use reindent::reindent;
use std::collections::BTreeSet;

const ID: &str = "extract-function";

pub(super) fn offer(context: &Context<'_>, offers: &mut Offers<'_>) {
    if !offers.wants(ActionKind::Extract) || context.selection.is_empty() {
        return;
    }
    let Some(found) = Extraction::new(context) else { return };
    let title = if found.receiver.is_some() { "Extract method" } else { "Extract function" };
    match found.plan() {
        Ok(plan) => {
            offers.add(ActionKind::Extract, ID, title, || found.edits(&plan));
        }
        Err(reason) => offers.refuse(ActionKind::Extract, ID, title, reason),
    }
}

/// What is to be extracted, and where it stands.
struct Extraction<'c, 't> {
    context: &'c Context<'t>,
    part: Part<'t>,
    levels: Vec<Level<'t>>,
    /// The function around, and the level of its own statement.
    function: Option<(usize, &'t StmtFunctionDef)>,
    /// The first parameter of the method around, which the new method is called on.
    receiver: Option<Receiver<'t>>,
}

#[derive(Clone, Copy)]
enum Part<'t> {
    Statements(&'t [Stmt]),
    Expression(&'t Expr),
}

#[derive(Clone, Copy)]
struct Receiver<'t> {
    name: &'t str,
    is_class: bool,
}

/// How it goes in and out.
struct Plan<'t> {
    parameters: Vec<&'t str>,
    results: Vec<&'t str>,
    /// Whether the last statement returns, so that the call's value is to be returned.
    returns: bool,
    is_async: bool,
}

impl<'c, 't> Extraction<'c, 't> {
    fn new(context: &'c Context<'t>) -> Option<Self> {
        let at = skip_comments(context, context.selection);
        let (part, levels) = match statements(context, at) {
            Some(found) => found,
            None => {
                let (expression, _) = expression_at(context, context.selection)?;
                let trivial = matches!(expression, Expr::Name(_)) || expression.is_literal_expr();
                if trivial || is_value(expression).is_err() {
                    return None;
                }
                (Part::Expression(expression), blocks::levels(context.parsed.body(), range(expression)))
            }
        };
        levels.last()?;
        let function = blocks::function_around(&levels);
        let receiver = function.and_then(|(depth, function)| receiver(&levels, depth, function));
        Some(Self { context, part, levels, function, receiver })
    }

    /// The whole of what moves.
    fn range(&self) -> TextRange {
        match self.part {
            Part::Expression(expression) => range(expression),
            Part::Statements(statements) => {
                let all = statements.iter().map(range).reduce(TextRange::cover);
                all.unwrap_or_default()
            }
        }
    }

    fn uses(&self) -> Vec<Use<'t>> {
        match self.part {
            Part::Expression(expression) => names::in_expression(expression),
            Part::Statements(statements) => names::in_body(statements),
        }
    }

    /// The body of the function around, or of the module.
    fn scope(&self) -> &'t [Stmt] {
        self.function.map_or(self.context.parsed.body(), |(_, function)| &function.body)
    }

    /// The level whose suite is [`Self::scope`].
    fn depth(&self) -> usize {
        self.function.map_or(0, |(depth, _)| depth + 1)
    }

    fn plan(&self) -> Result<Plan<'t>, String> {
        let at = self.range();
        if self.context.is_broken(at) {
            return Err("there is a syntax error in it".to_owned());
        }
        if blocks::class_around(&self.levels, self.levels.len() - 1).is_some() {
            return Err("what stands in the body of a class makes its attributes".to_owned());
        }
        let mut inside = Inside::default();
        match self.part {
            Part::Expression(expression) => inside.visit_expr(expression),
            Part::Statements(statements) => statements.iter().for_each(|statement| inside.visit_stmt(statement)),
        }
        let returns = match self.part {
            Part::Statements([.., Stmt::Return(last)]) => inside.forgive(last),
            _ => false,
        };
        if let Some(reason) = inside.reason {
            return Err(reason);
        }
        if self.receiver.is_none() && self.function.is_some_and(|(depth, _)| depth != self.home()) && inside.is_private
        {
            return Err("names that begin with two underscores are known in the class only".to_owned());
        }
        if inside.uses_super && self.receiver.is_none() {
            return Err("`super()` works in a method only".to_owned());
        }
        let uses = self.uses();
        let all = names::in_body(self.scope());
        let own = self.own_names(&all);
        self.check_shared(&uses, &all, &own)?;
        let before = flow::assigned_before(self.function.map(|(_, function)| function), &self.levels, self.depth());
        let mut bound = Assigned::new();
        if let (Part::Expression(_), Some(level)) = (self.part, self.levels.last()) {
            Binders { at, found: &mut bound }.visit_stmt(level.statement());
        }
        let before: Assigned<'_> = before.union(&bound).copied().collect();
        let mut after = before.clone();
        let exposed = self.exposed(&mut after);
        let written: BTreeSet<&str> = uses.iter().filter(|found| found.changes()).map(|found| found.name).collect();
        if let Some(deleted) = uses.iter().find(|found| found.act == Act::Del && found.moment == Moment::Now) {
            return Err(format!("it deletes `{}`", deleted.name));
        }
        let results: Vec<&str> = match returns {
            true => Vec::new(),
            false => written.iter().copied().filter(|name| self.is_live(name, &all, &exposed)).collect(),
        };
        if matches!(self.part, Part::Expression(_)) && !written.is_empty() {
            return Err("it gives a name a value".to_owned());
        }
        self.check_exceptions(&results, &all)?;
        let local = |name: &str| match self.function {
            Some(_) => own.contains(name) || bound.contains(name),
            // Functions see the module's names by themselves, unless they have their own.
            None => written.contains(name) || bound.contains(name),
        };
        let mut parameters: BTreeSet<&str> = exposed.into_iter().filter(|name| local(name)).collect();
        for result in &results {
            if !after.contains(result) {
                return Err(format!("`{result}` may have no value at its end"));
            }
            let assigned = flow_from_nothing(self.part);
            if !assigned.contains(result) {
                parameters.insert(result);
            }
        }
        if let Some(receiver) = self.receiver {
            if written.contains(receiver.name) {
                return Err(format!("it changes `{}`", receiver.name));
            }
            parameters.remove(receiver.name);
        }
        if let Some(unbound) = parameters.iter().find(|name| !before.contains(*name)) {
            return Err(format!("`{unbound}` may have no value here"));
        }
        let mut parameters: Vec<&str> = parameters.into_iter().collect();
        let first_use = |name: &&str| uses.iter().position(|found| found.name == *name);
        parameters.sort_by_key(first_use);
        Ok(Plan { parameters, results, returns, is_async: inside.awaits })
    }

    /// The names that belong to the scope around.
    fn own_names(&self, all: &[Use<'t>]) -> BTreeSet<&'t str> {
        let parameters = self.function.into_iter().flat_map(|(_, function)| names::parameters(&function.parameters));
        let declared = |name: &str| all.iter().any(|found| found.act == Act::Declare && found.name == name);
        let stored = all.iter().filter(|found| found.changes() && found.moment != Moment::Later);
        let stored = stored.filter(|found| !declared(found.name));
        parameters.chain(stored.map(|found| found.name)).collect()
    }

    /// What is read that may come from outside; `assigned` is what has a value at the end.
    fn exposed(&self, assigned: &mut Assigned<'t>) -> BTreeSet<&'t str> {
        match self.part {
            Part::Expression(expression) => names::in_expression(expression)
                .into_iter()
                .filter(|found| found.act == Act::Load)
                .map(|it| it.name)
                .collect(),
            Part::Statements(statements) => {
                let mut flow = Flow::default();
                flow.suite(statements, &mut Assigned::new());
                Flow::default().suite(statements, assigned);
                flow.exposed
            }
        }
    }

    /// Variables that functions inside share with the code around cannot be torn apart, nor declared ones.
    fn check_shared(&self, uses: &[Use<'t>], all: &[Use<'t>], own: &BTreeSet<&str>) -> Result<(), String> {
        let at = self.range();
        let is_inside = |found: &Use<'_>| at.start <= found.range.start && found.range.end <= at.end;
        let declared = |name: &str| all.iter().any(|found| found.act == Act::Declare && found.name == name);
        if let Some(found) =
            uses.iter().find(|found| found.act == Act::Declare || found.changes() && declared(found.name))
        {
            return Err(format!("it sets `{}`, which belongs to another scope", found.name));
        }
        let outer_later = all.iter().filter(|found| found.moment == Moment::Later && !is_inside(found));
        for found in outer_later {
            if uses.iter().any(|inner| (inner.changes() || found.changes()) && inner.name == found.name) {
                return Err(format!("a function outside of it shares `{}`", found.name));
            }
        }
        for later in uses.iter().filter(|found| found.moment == Moment::Later && own.contains(found.name)) {
            let is_changed = all.iter().any(|found| found.changes() && found.name == later.name && !is_inside(found));
            let is_fixed = all.iter().filter(|found| found.changes() && found.name == later.name).count() <= 1;
            if later.changes() || is_changed && !is_fixed {
                return Err(format!("a function inside of it shares `{}`", later.name));
            }
        }
        Ok(())
    }

    /// Whether a name's value may be read once the part has run.
    fn is_live(&self, name: &str, all: &[Use<'t>], exposed: &BTreeSet<&str>) -> bool {
        let at = self.range();
        if self.function.is_none() {
            // Who knows who imports it.
            return true;
        }
        let repeats = flow::loop_around(&self.levels, self.depth()).map(range);
        if repeats.is_some() && exposed.contains(name) {
            return true;
        }
        let reads = |found: &&Use<'_>| found.act != Act::Store || found.moment == Moment::Later;
        all.iter().filter(|found| found.name == name).filter(reads).any(|found| {
            let is_before = found.range.end <= at.start;
            let again = repeats.is_some_and(|it| it.start <= found.range.start && found.range.end <= it.end);
            at.end <= found.range.start || is_before && again
        })
    }

    /// Where it raises half-way, what it has set by then is lost: somebody may look at it who catches that.
    fn check_exceptions(&self, results: &[&str], all: &[Use<'t>]) -> Result<(), String> {
        let Part::Statements(statements) = self.part else { return Ok(()) };
        let Some(tried) = flow::try_around(&self.levels, self.depth()) else { return Ok(()) };
        let is_single = matches!(statements, [one] if blocks::suites(one).is_empty());
        let Some(tried) = tried.iter().map(range).reduce(TextRange::cover).filter(|_| !is_single) else {
            return Ok(());
        };
        let outside = |found: &&Use<'_>| found.range.end <= tried.start || tried.end <= found.range.start;
        let mut reads = all.iter().filter(|found| found.act == Act::Load).filter(outside);
        match reads.find(|found| results.contains(&found.name)) {
            Some(found) => Err(format!("`{}` is needed even if it raises half-way", found.name)),
            None => Ok(()),
        }
    }

    fn edits(&self, plan: &Plan<'t>) -> Vec<FileEdit> {
        let context = self.context;
        let name = match self.receiver {
            Some(_) => context.fresh_attribute(&self.name()),
            None => context.fresh_name(&self.name()),
        };
        let at = self.moved();
        let arguments = plan.parameters.join(", ");
        let (prefix, awaits) = match self.receiver {
            Some(receiver) => (format!("{}.", receiver.name), plan.is_async),
            None => (String::new(), plan.is_async),
        };
        let call = format!("{}{prefix}{name}({arguments})", if awaits { "await " } else { "" });
        let call = match self.part {
            Part::Expression(_) if plan.is_async => format!("({call})"),
            Part::Expression(_) => call,
            Part::Statements(_) if plan.returns => format!("return {call}"),
            Part::Statements(_) if plan.results.is_empty() => call,
            Part::Statements(_) => format!("{} = {call}", plan.results.join(", ")),
        };
        let definition = self.definition(plan, &name, at);
        let mut edits = vec![context.replace(at, call)];
        edits.push(definition);
        edits
    }

    /// What is taken away: the selected comments in front and behind go along.
    fn moved(&self) -> TextRange {
        let context = self.context;
        let own = self.range();
        if matches!(self.part, Part::Expression(_)) {
            return own;
        }
        let mut moved = own;
        let mut start = context.selection.start;
        while start < own.start && !context.starts_line(start) {
            // The comment behind the statement before.
            start = context.trim(TextRange::new(context.next_line(start).min(own.start), own.end)).start;
        }
        if start < own.start && context.starts_line(own.start) {
            moved.start = start;
        }
        if context.selection.end > own.end && context.ends_line(own.end) {
            moved.end = context.line_end(context.selection.end.max(own.end));
            moved.end = moved.start + context.slice(moved).trim_end().len() as u32;
        }
        moved
    }

    fn name(&self) -> String {
        match self.part {
            Part::Expression(expression) => match variable_name(expression).as_str() {
                "value" => "extracted".to_owned(),
                name => format!("get_{name}"),
            },
            Part::Statements(_) => "extracted".to_owned(),
        }
    }

    fn definition(&self, plan: &Plan<'t>, name: &str, moved: TextRange) -> FileEdit {
        let context = self.context;
        let newline = context.newline();
        // Behind the function around, or in front of the module's statement.
        let statement = range(self.levels[self.home()].statement());
        let indentation = if self.function.is_some() { context.indentation(statement.start) } else { "" };
        let body_indentation = format!("{indentation}{}", context.indentation_unit());
        let mut text = String::new();
        let parameters = match self.receiver {
            Some(receiver) if receiver.is_class => {
                text += &format!("{indentation}@classmethod{newline}");
                std::iter::once(receiver.name).chain(plan.parameters.iter().copied()).collect()
            }
            Some(receiver) => std::iter::once(receiver.name).chain(plan.parameters.iter().copied()).collect(),
            None => plan.parameters.clone(),
        };
        let keyword = if plan.is_async { "async def" } else { "def" };
        let header: String = parameters.join(", ");
        text += &format!("{indentation}{keyword} {name}({header}):{newline}");
        match self.part {
            Part::Expression(expression) => {
                let value = value_text(context, expression);
                text += &format!("{body_indentation}return {value}{newline}");
            }
            Part::Statements(_) => {
                text += &reindent(context, moved, &body_indentation);
                text += newline;
                if !plan.results.is_empty() {
                    text += &format!("{body_indentation}return {}{newline}", plan.results.join(", "));
                }
            }
        }
        let blank = if indentation.is_empty() { newline.repeat(2) } else { newline.to_owned() };
        if self.function.is_none() {
            let at = context.line_start(self.comments_above(statement.start.min(moved.start)));
            let above = &context.text[..at as usize];
            let lines = above.lines().rev().take_while(|line| line.trim().is_empty()).count();
            let space = if above.trim().is_empty() { 0 } else { 2_usize.saturating_sub(lines) };
            return context.insert(at, format!("{}{text}{blank}", newline.repeat(space)));
        }
        let (at, text) = context.behind(statement.end, &format!("{blank}{text}"));
        context.insert(at, text)
    }

    /// The level that gets the new function: that of the function around, or of the module. What is not called on an
    /// object does not find its way into a class.
    fn home(&self) -> usize {
        let mut depth = self.function.map_or(0, |(depth, _)| depth);
        while self.receiver.is_none()
            && let Some(outer) = blocks::class_around(&self.levels, depth)
        {
            depth = outer;
        }
        depth
    }

    /// The start of the comment lines that stand directly above.
    fn comments_above(&self, start: u32) -> u32 {
        let context = self.context;
        let mut line = context.line_start(start);
        while line > 0 {
            let above = context.line_start(line - if context.text[..line as usize].ends_with("\r\n") { 2 } else { 1 });
            if !context.text[above as usize..line as usize].trim_start().starts_with('#') {
                break;
            }
            line = above;
        }
        line
    }
}

/// What has a value at the end of the part, whatever had one before.
fn flow_from_nothing(part: Part<'_>) -> Assigned<'_> {
    let mut assigned = Assigned::new();
    if let Part::Statements(statements) = part {
        Flow::default().suite(statements, &mut assigned);
    }
    assigned
}

/// The selection without the comment lines at its start.
fn skip_comments(context: &Context<'_>, selection: TextRange) -> TextRange {
    let mut at = selection;
    while context.slice(at).starts_with('#') {
        at = context.trim(TextRange::new(context.next_line(at.start).min(at.end), at.end));
    }
    at
}

/// The statements that are selected as a whole, with the levels around the first.
fn statements<'t>(context: &Context<'t>, at: TextRange) -> Option<(Part<'t>, Vec<Level<'t>>)> {
    let levels = blocks::levels(context.parsed.body(), at);
    let level = levels.last()?;
    let rest = &level.suite[level.index..];
    if range(rest.first()?).start != at.start {
        return None;
    }
    let count = rest.iter().take_while(|statement| range(*statement).start < at.end).count();
    let selected = &rest[..count];
    let last = selected.last()?;
    let behind = context.slice(TextRange::new(range(last).end, at.end));
    let is_whole = range(last).end <= at.end
        && behind
            .lines()
            .all(|line| line.trim_start_matches([';', ' ', '\t']).is_empty() || line.trim_start().starts_with('#'));
    is_whole.then_some((Part::Statements(selected), levels))
}

/// The first parameter of a method, by which the new one can be called.
fn receiver<'t>(levels: &[Level<'t>], depth: usize, function: &'t StmtFunctionDef) -> Option<Receiver<'t>> {
    blocks::class_around(levels, depth)?;
    let is = |name: &str| {
        function.decorator_list.iter().any(|it| matches!(&it.expression, Expr::Name(node) if node.id == name))
    };
    let first = function.parameters.posonlyargs.first().or_else(|| function.parameters.args.first())?;
    if is("staticmethod") {
        return None;
    }
    let is_class =
        is("classmethod") || matches!(function.name.as_str(), "__new__" | "__init_subclass__" | "__class_getitem__");
    Some(Receiver { name: first.name().as_str(), is_class })
}

/// Collects what comprehensions and lambdas around a place bind.
struct Binders<'f, 't> {
    at: TextRange,
    found: &'f mut Assigned<'t>,
}

impl<'t> SourceOrderVisitor<'t> for Binders<'_, 't> {
    fn visit_expr(&mut self, expression: &'t Expr) {
        let around = range(expression);
        if around == self.at || self.at.end <= around.start || around.end <= self.at.start {
            return;
        }
        let generators = match expression {
            Expr::ListComp(node) => node.generators.as_slice(),
            Expr::SetComp(node) => &node.generators,
            Expr::DictComp(node) => &node.generators,
            Expr::Generator(node) => &node.generators,
            Expr::Lambda(node) => {
                self.found.extend(node.parameters.iter().flat_map(|it| names::parameters(it)));
                &[]
            }
            _ => &[],
        };
        let targets = generators.iter().flat_map(|generator| names::in_expression(&generator.target));
        self.found.extend(targets.map(|target| target.name));
        walk_expr(self, expression);
    }
}
