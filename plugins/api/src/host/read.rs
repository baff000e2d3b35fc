//! What a plugin pushed, checked and as the types of the SDK.

// Texts of a pushed struct are raw pointers.
#![allow(unsafe_code)]

use super::push::checked_text;
use crate::abi::{self, CompletionV1, HoverV1, InterestV1, LocationV1, MemberV1, NONE, Str, SymbolV1, VirtualV1};
use crate::sdk::{Completion, Hover, Interest, Kind, Location, Member, Symbol, Virtual};

/// # Safety
/// The text is valid for the call that pushed it, which `'a` must not outlive.
unsafe fn text<'a>(text: Str) -> Option<&'a str> {
    // SAFETY: By the caller's promise.
    unsafe { checked_text(text) }
}

/// `Some(None)` if there is no location, `None` if it is inverted.
fn location(file: u32, item: u32, start: u32, end: u32) -> Option<Option<Location>> {
    if file == NONE {
        return Some(None);
    }
    (start <= end).then_some(Some(Location { file, item: (item != NONE).then_some(item), start, end }))
}

pub(super) unsafe fn interest<'a>(raw: &'a InterestV1) -> Option<Interest<'a>> {
    // SAFETY: By the caller's promise.
    let text = unsafe { text(raw.text) }?;
    Some(match raw.kind {
        abi::INTEREST_FILES => Interest::Files {
            pattern: text,
            early: raw.flags & abi::INTEREST_EARLY != 0,
            announce: raw.flags & abi::INTEREST_ANNOUNCE != 0,
            extract: raw.flags & abi::INTEREST_EXTRACT != 0,
        },
        abi::INTEREST_CLASS => Interest::Class(text),
        abi::INTEREST_CALL => Interest::Call(text),
        abi::INTEREST_ARGUMENT_TYPES => Interest::ArgumentTypes,
        _ => return None,
    })
}

pub(super) unsafe fn class(raw: &VirtualV1) -> Option<Virtual<'_>> {
    // SAFETY: By the caller's promise.
    unsafe {
        Some(Virtual {
            name: text(raw.name)?,
            doc: text(raw.doc)?,
            base: text(raw.base)?,
            origin: text(raw.origin)?,
            location: location(raw.file, raw.item, raw.start, raw.end)?,
        })
    }
}

pub(super) unsafe fn member(raw: &MemberV1) -> Option<Member<'_>> {
    // SAFETY: By the caller's promise.
    unsafe {
        Some(Member {
            name: text(raw.name)?,
            kind: Kind::from_abi(raw.kind)?,
            type_text: text(raw.type_text)?,
            detail: text(raw.detail)?,
            doc: text(raw.doc)?,
            origin: text(raw.origin)?,
            location: location(raw.file, raw.item, raw.start, raw.end)?,
        })
    }
}

pub(super) fn place(raw: &LocationV1) -> Option<Location> {
    location(raw.file, raw.item, raw.start, raw.end)?
}

pub(super) unsafe fn completion(raw: &CompletionV1) -> Option<Completion<'_>> {
    // SAFETY: By the caller's promise.
    unsafe {
        (raw.start <= raw.end).then_some(Completion {
            label: text(raw.label)?,
            kind: Kind::from_abi(raw.kind)?,
            detail: text(raw.detail)?,
            doc: text(raw.doc)?,
            sort: text(raw.sort)?,
            start: raw.start,
            end: raw.end,
        })
    }
}

pub(super) unsafe fn hover(raw: &HoverV1) -> Option<Hover> {
    // SAFETY: By the caller's promise.
    let text = unsafe { text(raw.text) }?.to_owned();
    (raw.start <= raw.end).then_some(Hover { text, start: raw.start, end: raw.end })
}

pub(super) unsafe fn symbol(raw: &SymbolV1) -> Option<Symbol<'_>> {
    // SAFETY: By the caller's promise.
    unsafe {
        (raw.start <= raw.end && raw.file != NONE).then_some(Symbol {
            name: text(raw.name)?,
            kind: Kind::from_abi(raw.kind)?,
            container: text(raw.container)?,
            file: raw.file,
            start: raw.start,
            end: raw.end,
        })
    }
}
