//! The safe side of the interface: a trait to implement, a macro that exports it.

mod export;
mod host;
mod plugin;
mod types;
mod view;

pub use export::table;
pub use host::{Host, Level, Slice, Sliced};
pub use plugin::{Linked, Plugin};
pub use types::{
    Arg, Call, Completion, Container, Definition, Hover, Interest, Kind, Location, Member, Role, StringContext, Symbol,
    Virtual,
};
pub use view::{Child, Expr, ExprKind, FileView, Item, ItemKind, Part, Scope, ScopeKind};
