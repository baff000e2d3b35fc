//! Questions to the plugins.
//!
//! Types cross as text, see [`sawtooth_plugin::abi`]; an `@N` in what is given out is unique among all plugins. Nothing
//! here fails: a plugin that does not answer well has no answer.

use super::breaker::Hook;
use super::model::{Completion, Hover, Member, Place, Symbol, Virtual};
use super::plugins::{Loaded, Plugins};
use super::types;
use crate::arena::PathId;
use crate::text::TextRange;
use sawtooth_plugin::host::Failed;
use sawtooth_plugin::sdk::{Arg, Call, Definition, StringContext};
use std::borrow::Cow;

impl Plugins {
    /// The virtual class that the instances of a Python class belong to.
    pub fn class_virtual(&self, file: PathId, item: u32) -> Option<u64> {
        self.list.iter().enumerate().find_map(|(number, Loaded { instance, breaker, .. })| {
            let class = Definition { file: file.0, item };
            let local = breaker.call(Hook::ClassVirtual, || Ok(instance.class_virtual(class)))?;
            types::global(number, local)
        })
    }

    /// The plugin that a virtual class belongs to, and its id there.
    fn owner(&self, class: u64) -> Option<(usize, &Loaded, u64)> {
        let (number, local) = types::local(class);
        Some((number, self.list.get(number)?, local))
    }

    /// Describes a virtual class.
    pub fn virtual_info(&self, class: u64) -> Option<Virtual> {
        let (_, Loaded { instance, breaker, .. }, class) = self.owner(class)?;
        breaker.call(Hook::VirtualInfo, || {
            let mut info = None;
            instance.virtual_info(class, |found| info = Some(Virtual::from(found)))?;
            Ok(info)
        })?
    }

    /// The members of a virtual class, each once.
    pub fn virtual_members(&self, class: u64) -> Vec<Member> {
        let Some((number, Loaded { instance, breaker, .. }, class)) = self.owner(class) else { return Vec::new() };
        let members = breaker.call(Hook::VirtualMembers, || {
            collect(|take| instance.virtual_members(class, |member| take(Member::new(number, member))))
        });
        members.unwrap_or_default()
    }

    /// The definitions of one member in resolution order: those that `super()` in the class `after` sees, or all.
    pub fn virtual_member(&self, class: u64, name: &str, after: Option<(PathId, u32)>) -> Vec<Member> {
        let Some((number, Loaded { instance, breaker, .. }, class)) = self.owner(class) else { return Vec::new() };
        let after = after.map(|(file, item)| Definition { file: file.0, item });
        let members = breaker.call(Hook::VirtualMember, || {
            collect(|take| instance.virtual_member(class, name, after, |member| take(Member::new(number, member))))
        });
        members.unwrap_or_default()
    }

    /// Whether a plugin wants to be asked about attributes, subscripts and method calls of this class's instances.
    pub fn wants_class(&self, fqn: &str) -> bool {
        self.list.iter().any(|plugin| plugin.interests.class(fqn))
    }

    /// Whether a plugin wants to be asked about calls of this function or class.
    pub fn wants_call(&self, fqn: &str) -> bool {
        self.list.iter().any(|plugin| plugin.interests.call(fqn))
    }

    /// The type of `receiver.name`.
    pub fn infer_attr(&self, receiver: &str, name: &str) -> Option<String> {
        self.infer(Hook::InferAttr, receiver, "", |_, Loaded { instance, .. }, receiver| {
            instance.infer_attr(receiver, name)
        })
    }

    /// The type of `receiver[key]`; the key is empty if it is no literal string.
    pub fn infer_subscript(&self, receiver: &str, key: &str) -> Option<String> {
        self.infer(Hook::InferSubscript, receiver, "", |_, Loaded { instance, .. }, receiver| {
            instance.infer_subscript(receiver, key)
        })
    }

    /// The type of a call.
    pub fn infer_call(&self, call: &Call<'_>) -> Option<String> {
        self.infer(Hook::InferCall, call.receiver, call.callee_fqn, |number, Loaded { instance, .. }, receiver| {
            with_args(number, call.args, |args| instance.infer_call(&Call { receiver, args, ..*call }))
        })
    }

    /// Asks the plugins that want to know of a receiver or callee, until one has an answer.
    fn infer(
        &self,
        hook: Hook,
        receiver: &str,
        callee: &str,
        ask: impl Fn(usize, &Loaded, &str) -> Result<Option<String>, Failed>,
    ) -> Option<String> {
        self.list.iter().enumerate().find_map(|(number, plugin)| {
            let wanted = plugin.wants_type(receiver) || plugin.interests.call(callee);
            if !wanted {
                return None;
            }
            let receiver = types::localize(number, receiver)?;
            plugin.breaker.call(hook, || match ask(number, plugin, &receiver)? {
                Some(text) => Ok(Some(types::globalize(number, &text).ok_or(Failed::Invalid)?.into_owned())),
                None => Ok(None),
            })?
        })
    }

    /// What may stand in a string, according to all plugins.
    pub fn string_complete(&self, string: &StringContext<'_>) -> Vec<Completion> {
        let mut completions = Vec::new();
        for (number, Loaded { instance, breaker, .. }) in self.list.iter().enumerate() {
            let found = breaker.call(Hook::StringComplete, || {
                collect(|take| {
                    with_string(number, string, |string| {
                        instance.string_complete(string, |found| {
                            take(within(string, found.start, found.end).map(|_| Completion::from(found)));
                        })
                    })
                })
            });
            completions.extend(found.unwrap_or_default());
        }
        completions
    }

    /// What is known of the string at the cursor, according to the first plugin that knows something.
    pub fn string_hover(&self, string: &StringContext<'_>) -> Option<Hover> {
        self.list.iter().enumerate().find_map(|(number, Loaded { instance, breaker, .. })| {
            breaker.call(Hook::StringHover, || {
                let hover = with_string(number, string, |string| instance.string_hover(string))?;
                let Some(hover) = hover else { return Ok(None) };
                let range = within(string, hover.start, hover.end).ok_or(Failed::Invalid)?;
                Ok(Some(Hover { text: hover.text, range }))
            })?
        })
    }

    /// The places that the string at the cursor names, according to all plugins.
    pub fn string_definition(&self, string: &StringContext<'_>) -> Vec<Place> {
        let mut places = Vec::new();
        for (number, Loaded { instance, breaker, .. }) in self.list.iter().enumerate() {
            let found = breaker.call(Hook::StringDefinition, || {
                collect(|take| {
                    with_string(number, string, |string| {
                        instance.string_definition(string, |found| take(Some(Place::from(found))))
                    })
                })
            });
            places.extend(found.unwrap_or_default());
        }
        places
    }

    /// Symbols that match a query, according to all plugins; in no order.
    pub fn workspace_symbols(&self, query: &str) -> Vec<Symbol> {
        let mut symbols = Vec::new();
        for Loaded { instance, breaker, .. } in &self.list {
            let found = breaker.call(Hook::WorkspaceSymbols, || {
                collect(|take| instance.workspace_symbols(query, |found| take(Some(Symbol::from(found)))))
            });
            symbols.extend(found.unwrap_or_default());
        }
        symbols
    }
}

impl Loaded {
    /// Whether the plugin wants to be asked about a type: it has a virtual class in it, or a class of its interests.
    fn wants_type(&self, text: &str) -> bool {
        text.contains('@') || text.split('|').any(|one| self.interests.class(one.split('[').next().unwrap_or_default()))
    }
}

/// Collects what `call` gives to the closure; one `None` among it makes all of it invalid.
fn collect<T>(call: impl FnOnce(&mut dyn FnMut(Option<T>)) -> Result<(), Failed>) -> Result<Vec<T>, Failed> {
    let mut all = Some(Vec::new());
    call(&mut |value| match (&mut all, value) {
        (Some(values), Some(value)) => values.push(value),
        _ => all = None,
    })?;
    all.ok_or(Failed::Invalid)
}

/// The range, if it is within the string's content.
fn within(string: &StringContext<'_>, start: u32, end: u32) -> Option<TextRange> {
    (string.start <= start && start <= end && end <= string.end).then(|| TextRange::new(start, end))
}

/// Calls with the arguments as a plugin may see them: a type that speaks of other plugins' classes is unknown to it.
fn with_args<R>(plugin: usize, args: &[Arg<'_>], body: impl FnOnce(&[Arg<'_>]) -> R) -> R {
    let types: Vec<Cow<'_, str>> =
        args.iter().map(|arg| types::localize(plugin, arg.type_text).unwrap_or_default()).collect();
    let args: Vec<Arg<'_>> = args.iter().zip(&types).map(|(arg, type_text)| Arg { type_text, ..*arg }).collect();
    body(&args)
}

/// Calls with a string's context as a plugin may see it.
fn with_string<R>(plugin: usize, string: &StringContext<'_>, body: impl FnOnce(&StringContext<'_>) -> R) -> R {
    let receiver = types::localize(plugin, string.receiver).unwrap_or_default();
    with_args(plugin, string.args, |args| body(&StringContext { receiver: &receiver, args, ..*string }))
}
