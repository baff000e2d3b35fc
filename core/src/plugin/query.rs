//! Questions to the plugins.
//!
//! Types cross as text, see [`sawtooth_plugin::abi`]; an `@N` in what is given out is unique among all plugins. Nothing
//! here fails: a plugin that does not answer well has no answer. Texts and ranges are checked as far as they can be
//! without the file they speak of; a place may still name an item or an offset that the file does not have.

use super::breaker::Hook;
use super::convert::{completion, definition, place, symbol, virtual_class, with_args, with_string, within};
use super::plugins::{Loaded, Plugins};
use super::{convert, types};
use crate::python::framework::{
    Call, Framework, FrameworkSymbol, ItemKey, Member, Place, StringCompletion, StringContext, StringHover,
    VirtualClass,
};
use sawtooth_plugin::abi::CLASS_ERROR;
use sawtooth_plugin::host::Failed;
use sawtooth_plugin::sdk;

impl Framework for Plugins {
    fn wants_class(&self, fqn: &str) -> bool {
        self.list.iter().any(|plugin| plugin.interests.class(fqn))
    }

    fn wants_call(&self, fqn: &str) -> bool {
        self.list.iter().any(|plugin| plugin.interests.call(fqn))
    }

    fn wants_argument_types(&self) -> bool {
        self.list.iter().any(|plugin| plugin.interests.argument_types)
    }

    fn class_virtual(&self, class: ItemKey) -> Option<u64> {
        self.list.iter().enumerate().find_map(|(number, Loaded { instance, breaker, .. })| {
            breaker.call(Hook::ClassVirtual, || match instance.class_virtual(definition(class)) {
                0 => Ok(None),
                CLASS_ERROR => Err(Failed::Error),
                local => types::global(number, local).map(Some).ok_or(Failed::Invalid),
            })?
        })
    }

    fn virtual_class(&self, id: u64) -> Option<VirtualClass> {
        let (_, Loaded { instance, breaker, .. }, id) = self.owner(id)?;
        breaker.call(Hook::VirtualInfo, || {
            let mut class = None;
            instance.virtual_info(id, |found| class = Some(virtual_class(found)))?;
            Ok(class)
        })?
    }

    fn members(&self, id: u64) -> Vec<Member> {
        let Some((number, Loaded { instance, breaker, .. }, id)) = self.owner(id) else { return Vec::new() };
        let members = breaker.call(Hook::VirtualMembers, || {
            collect(|take| instance.virtual_members(id, |member| take(convert::member(number, member))))
        });
        members.unwrap_or_default()
    }

    fn member(&self, id: u64, name: &str, after: Option<ItemKey>) -> Vec<Member> {
        let Some((number, Loaded { instance, breaker, .. }, id)) = self.owner(id) else { return Vec::new() };
        let after = after.map(definition);
        let members = breaker.call(Hook::VirtualMember, || {
            collect(|take| instance.virtual_member(id, name, after, |member| take(convert::member(number, member))))
        });
        members.unwrap_or_default()
    }

    fn infer_attribute(&self, receiver: &str, name: &str) -> Option<String> {
        self.infer(Hook::InferAttr, receiver, "", |_, Loaded { instance, .. }, receiver| {
            instance.infer_attr(receiver, name)
        })
    }

    fn infer_subscript(&self, receiver: &str, key: Option<&str>) -> Option<String> {
        self.infer(Hook::InferSubscript, receiver, "", |_, Loaded { instance, .. }, receiver| {
            instance.infer_subscript(receiver, key.unwrap_or_default())
        })
    }

    fn infer_call(&self, call: &Call) -> Option<String> {
        self.infer(Hook::InferCall, &call.receiver, &call.callee, |number, Loaded { instance, .. }, receiver| {
            with_args(number, &call.arguments, |args| {
                let class = call.class.map(definition);
                instance.infer_call(&sdk::Call {
                    receiver,
                    method: &call.method,
                    callee_fqn: &call.callee,
                    args,
                    class,
                })
            })
        })
    }

    fn complete_string(&self, string: &StringContext) -> Vec<StringCompletion> {
        self.gather(Hook::StringComplete, |number, Loaded { instance, .. }, take| {
            with_string(number, string, |context| {
                instance.string_complete(context, |found| take(completion(string, found)))
            })
        })
    }

    fn hover_string(&self, string: &StringContext) -> Option<StringHover> {
        self.list.iter().enumerate().find_map(|(number, Loaded { instance, breaker, .. })| {
            breaker.call(Hook::StringHover, || {
                let hover = with_string(number, string, |context| instance.string_hover(context))?;
                let Some(sdk::Hover { text, start, end }) = hover else { return Ok(None) };
                Ok(Some(StringHover { text, range: within(string, start, end).ok_or(Failed::Invalid)? }))
            })?
        })
    }

    fn define_string(&self, string: &StringContext) -> Vec<Place> {
        self.gather(Hook::StringDefinition, |number, Loaded { instance, .. }, take| {
            with_string(number, string, |context| instance.string_definition(context, |found| take(Some(place(found)))))
        })
    }

    fn workspace_symbols(&self, query: &str, limit: usize) -> Vec<FrameworkSymbol> {
        let mut symbols = self.gather(Hook::WorkspaceSymbols, |_, Loaded { instance, .. }, take| {
            instance.workspace_symbols(query, |found| take(Some(symbol(found))))
        });
        symbols.truncate(limit);
        symbols
    }
}

impl Plugins {
    /// The plugin that a virtual class belongs to, and its id there.
    fn owner(&self, class: u64) -> Option<(usize, &Loaded, u64)> {
        let (number, local) = types::local(class);
        Some((number, self.list.get(number)?, local))
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

    /// Collects the answers of all plugins.
    fn gather<T>(
        &self,
        hook: Hook,
        ask: impl Fn(usize, &Loaded, &mut dyn FnMut(Option<T>)) -> Result<(), Failed>,
    ) -> Vec<T> {
        let ask = &ask;
        let answers = self
            .list
            .iter()
            .enumerate()
            .filter_map(|(number, plugin)| plugin.breaker.call(hook, || collect(|take| ask(number, plugin, take))));
        answers.flatten().collect()
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
