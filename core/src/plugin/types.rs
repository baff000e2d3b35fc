//! Ids of virtual classes: a plugin numbers its own, the server numbers those of all plugins.
//!
//! The number of the plugin is in the highest byte, so that with one plugin nothing ever has to be rewritten.

use std::borrow::Cow;

const SHIFT: u32 = 56;
/// No more plugins than the highest byte tells apart.
pub(super) const MAX_PLUGINS: usize = 1 << (u64::BITS - SHIFT);

/// The server's id for a plugin's; `None` if the plugin's is too large or 0, "no class".
pub(super) fn global(plugin: usize, local: u64) -> Option<u64> {
    (local != 0 && local >> SHIFT == 0).then_some((plugin as u64) << SHIFT | local)
}

/// The plugin that an id belongs to, and its id there.
pub(super) fn local(global: u64) -> (usize, u64) {
    ((global >> SHIFT) as usize, global & ((1 << SHIFT) - 1))
}

/// The server's text for a type text of a plugin.
pub(super) fn globalize(plugin: usize, text: &str) -> Option<Cow<'_, str>> {
    rewrite(text, |id| global(plugin, id))
}

/// A plugin's text for a type text of the server; `None` if it speaks of another plugin's classes.
pub(super) fn localize(plugin: usize, text: &str) -> Option<Cow<'_, str>> {
    rewrite(text, |id| {
        let (owner, local) = local(id);
        (owner == plugin).then_some(local)
    })
}

/// Replaces each `@N`; `None` if `replace` refuses one or a number is none.
fn rewrite(text: &str, replace: impl Fn(u64) -> Option<u64>) -> Option<Cow<'_, str>> {
    let mut out: Option<String> = None;
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let digits = &rest[at + 1..];
        let end = digits.find(|byte: char| !byte.is_ascii_digit()).unwrap_or(digits.len());
        let old: u64 = digits[..end].parse().ok()?;
        let new = replace(old)?;
        let done = text.len() - rest.len();
        let until = done + at + 1 + end;
        match &mut out {
            Some(out) => {
                out.push_str(&rest[..=at]);
                out.push_str(&new.to_string());
            }
            None if new == old => {}
            None => out = Some(format!("{}@{new}", &text[..done + at])),
        }
        rest = &text[until..];
    }
    Some(match out {
        Some(out) => Cow::Owned(out + rest),
        None => Cow::Borrowed(text),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn ids_of_plugins_do_not_meet() {
        let text = "builtins.list[@5]|builtins.str|@7";
        assert!(matches!(globalize(0, text), Some(Cow::Borrowed(same)) if same == text));
        let second = globalize(2, text).unwrap();
        assert_eq!(second, format!("builtins.list[@{}]|builtins.str|@{}", (2u64 << 56) + 5, (2u64 << 56) + 7));
        assert_eq!(localize(2, &second).unwrap(), text);
        assert_eq!(localize(1, &second), None);
        for lie in ["@", "@x", "@0", "@72057594037927936", "@99999999999999999999999"] {
            assert_eq!(globalize(1, lie), None, "{lie}");
        }
    }
}
