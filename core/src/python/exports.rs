//! What `from module import *` takes over: `__all__`, however it is put together, or else every public name.

use super::site::Site;
use super::types::Type;
use super::world::{Activity, World};
use crate::arena::PathId;
use crate::table::kind::BinaryOp;
use crate::table::{ItemKind, Kind, Node};
use rustc_hash::FxHashSet;
use std::rc::Rc;

/// Activities of this number are about `__all__`.
const OWN_LIST: u32 = u32::MAX - 1;

/// The names that a module exports.
#[derive(Default)]
pub(crate) struct Exports {
    /// What `__all__` lists; `None` without one.
    listed: Option<FxHashSet<String>>,
    /// `__all__` is made in a way that is not understood: it may list more.
    is_open: bool,
}

impl Exports {
    /// Whether a star import takes a name over.
    pub(crate) fn takes(&self, name: &str) -> bool {
        match &self.listed {
            Some(listed) if listed.contains(name) => true,
            Some(_) if !self.is_open => false,
            _ => !name.starts_with('_'),
        }
    }

    /// The names in `__all__`, if it is there and nothing else can be in it.
    pub(crate) fn listed(&self) -> Option<&FxHashSet<String>> {
        self.listed.as_ref().filter(|_| !self.is_open)
    }
}

impl<'w> World<'w> {
    /// What the module in a file exports.
    pub(crate) fn exports(&self, path: PathId) -> Rc<Exports> {
        let once = || self.once(Activity::Export(path, OWN_LIST), || Rc::new(self.find_exports(path)));
        let found = self.attempt(&self.exports, path, once);
        found.unwrap_or_else(|| Rc::new(Exports { listed: None, is_open: true }))
    }

    fn find_exports(&self, path: PathId) -> Exports {
        let mut exports = Exports::default();
        let Some(site) = self.module_site(path) else { return Exports { is_open: true, ..exports } };
        let Some(all) = self.name_id(site, "__all__") else { return exports };
        for item in site.scope.items() {
            let Some(root) = item.node() else { continue };
            let is_own = item.name_id() == Some(all);
            let at = site.at_item(item);
            if is_own && !self.may_be_reached(at, at.point) {
                continue;
            }
            match (item.kind(), root.kind) {
                (ItemKind::Assign, Kind::Assign) if is_own => {
                    exports.listed = Some(FxHashSet::default());
                    exports.add(self, at, root.last());
                }
                (ItemKind::AnnAssign, _) if is_own => exports.add(self, at, root.child(2)),
                (ItemKind::AugAssign, _) if is_own && BinaryOp::from_op(root.op) == BinaryOp::Add => {
                    exports.add(self, at, root.last());
                }
                (ItemKind::Expr, Kind::Call) => {
                    let callee = root.first();
                    if callee.kind == Kind::Attribute
                        && callee.first().kind == Kind::Name
                        && callee.first().name_id() == Some(all)
                    {
                        exports.change(self, at, callee.name(), root.child(1));
                    }
                }
                _ if is_own => exports.is_open = true,
                _ => {}
            }
        }
        exports
    }
}

impl Exports {
    /// Adds the names that an expression lists.
    fn add<'w>(&mut self, world: &World<'w>, site: Site<'w>, value: Option<Node<'w>>) {
        let Some(value) = value else { return };
        let listed = self.listed.get_or_insert_default();
        match value.kind {
            Kind::List | Kind::Tuple | Kind::Set => {
                for part in value.children() {
                    match part.kind {
                        Kind::Str => {
                            self.listed.get_or_insert_default().insert(part.name().to_owned());
                        }
                        Kind::Starred => self.add(world, site, Some(part.first())),
                        _ => self.is_open = true,
                    }
                }
            }
            Kind::BinOp if BinaryOp::from_op(value.op) == BinaryOp::Add => {
                value.children().for_each(|part| self.add(world, site, Some(part)));
            }
            Kind::Call if matches!(value.first().name(), "list" | "tuple" | "sorted") => {
                self.add(world, site, value.child(1));
            }
            Kind::Attribute if value.name() == "__all__" => match world.infer(site, value.first()) {
                Type::Module(path) => {
                    let other = world.exports(path);
                    listed.extend(other.listed.iter().flatten().cloned());
                    self.is_open |= other.listed().is_none();
                }
                _ => self.is_open = true,
            },
            _ => self.is_open = true,
        }
    }

    /// What a method call makes of `__all__`.
    fn change<'w>(&mut self, world: &World<'w>, site: Site<'w>, method: &str, argument: Option<Node<'w>>) {
        match (method, argument) {
            ("extend", argument @ Some(_)) => self.add(world, site, argument),
            ("append", Some(name)) if name.kind == Kind::Str => {
                self.listed.get_or_insert_default().insert(name.name().to_owned());
            }
            ("remove", Some(name)) if name.kind == Kind::Str => {
                self.listed.get_or_insert_default().remove(name.name());
            }
            ("sort" | "index" | "count", _) => {}
            _ => self.is_open = true,
        }
    }
}
