//! Between the core's data and that of the plugin SDK.

use super::types;
use crate::arena::PathId;
use crate::python::framework::{
    Argument, Container, FrameworkSymbol, ItemKey, Member, MemberKind, Place, Role, StringCompletion, StringContext,
    VirtualClass,
};
use crate::text::TextRange;
use sawtooth_plugin::sdk::{self, Kind};
use std::borrow::Cow;

pub(super) fn definition(item: ItemKey) -> sdk::Definition {
    sdk::Definition { file: item.path.0, item: item.item }
}

pub(super) fn place(at: sdk::Location) -> Place {
    Place { path: PathId(at.file), item: at.item, range: TextRange::new(at.start, at.end) }
}

fn kind(kind: Kind) -> MemberKind {
    match kind {
        Kind::Field => MemberKind::Field,
        Kind::Method => MemberKind::Method,
        Kind::Attribute => MemberKind::Attribute,
        Kind::Property => MemberKind::Property,
        Kind::Class => MemberKind::Class,
        Kind::Module => MemberKind::Module,
        Kind::Value => MemberKind::Value,
        Kind::File => MemberKind::File,
    }
}

pub(super) fn virtual_class(from: sdk::Virtual<'_>) -> VirtualClass {
    VirtualClass {
        name: from.name.to_owned(),
        doc: from.doc.to_owned(),
        base: from.base.to_owned(),
        origin: from.origin.to_owned(),
        place: from.location.map(place),
    }
}

/// `None` if the type text is none.
pub(super) fn member(plugin: usize, from: sdk::Member<'_>) -> Option<Member> {
    Some(Member {
        name: from.name.to_owned(),
        kind: kind(from.kind),
        type_text: types::globalize(plugin, from.type_text)?.into_owned(),
        detail: from.detail.to_owned(),
        doc: from.doc.to_owned(),
        origin: from.origin.to_owned(),
        place: from.location.map(place),
    })
}

/// `None` if it replaces something outside of the string.
pub(super) fn completion(string: &StringContext, from: sdk::Completion<'_>) -> Option<StringCompletion> {
    Some(StringCompletion {
        label: from.label.to_owned(),
        kind: kind(from.kind),
        detail: from.detail.to_owned(),
        doc: from.doc.to_owned(),
        sort: from.sort.to_owned(),
        replace: within(string, from.start, from.end)?,
    })
}

pub(super) fn symbol(from: sdk::Symbol<'_>) -> FrameworkSymbol {
    FrameworkSymbol {
        name: from.name.to_owned(),
        container: from.container.to_owned(),
        kind: kind(from.kind),
        place: Place { path: PathId(from.file), item: None, range: TextRange::new(from.start, from.end) },
    }
}

/// The range, if it is within the string's content.
pub(super) fn within(string: &StringContext, start: u32, end: u32) -> Option<TextRange> {
    let inside = string.range.start <= start && start <= end && end <= string.range.end;
    inside.then(|| TextRange::new(start, end))
}

/// Calls with the arguments as a plugin may see them: a type that speaks of other plugins' classes is unknown to it.
pub(super) fn with_args<R>(plugin: usize, args: &[Argument], body: impl FnOnce(&[sdk::Arg<'_>]) -> R) -> R {
    let types: Vec<Cow<'_, str>> =
        args.iter().map(|arg| types::localize(plugin, &arg.type_text).unwrap_or_default()).collect();
    let args: Vec<sdk::Arg<'_>> = args
        .iter()
        .zip(&types)
        .map(|(arg, type_text)| sdk::Arg { keyword: &arg.keyword, text: &arg.text, type_text })
        .collect();
    body(&args)
}

/// Calls with a string's context as a plugin may see it.
pub(super) fn with_string<R>(
    plugin: usize,
    string: &StringContext,
    body: impl FnOnce(&sdk::StringContext<'_>) -> R,
) -> R {
    let receiver = types::localize(plugin, &string.receiver).unwrap_or_default();
    with_args(plugin, &string.arguments, |args| {
        body(&sdk::StringContext {
            file: string.path.0,
            offset: string.offset,
            start: string.range.start,
            end: string.range.end,
            text: &string.text,
            role: match string.role {
                Role::Other => sdk::Role::Other,
                Role::Subscript => sdk::Role::Subscript,
                Role::Argument => sdk::Role::Argument,
                Role::Assigned => sdk::Role::Assigned,
            },
            container: match string.container {
                Container::None => sdk::Container::None,
                Container::List => sdk::Container::List,
                Container::Tuple => sdk::Container::Tuple,
                Container::Set => sdk::Container::Set,
                Container::DictKey => sdk::Container::DictKey,
                Container::DictValue => sdk::Container::DictValue,
            },
            depth: string.depth,
            index: string.index,
            key: &string.key,
            callee: &string.callee,
            callee_fqn: &string.callee_fqn,
            receiver: &receiver,
            argument: string.argument,
            keyword: &string.keyword,
            target: &string.target,
            class: string.class.map(definition),
            args,
        })
    })
}
