//! The trait a plugin implements.

use super::{
    Call, Completion, Definition, FileView, Host, Hover, Interest, Location, Member, Slice, StringContext, Symbol,
    Virtual,
};

/// How far linking has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Linked {
    /// Everything told so far is linked.
    Done,
    /// The slice ended before the work did.
    More,
}

/// A plugin. Every hook but the first few has a default that says "not interested".
///
/// All hooks but [`Plugin::extract`] run on the host's owner thread, one at a time, and must be quick: a hover waits for
/// them. They may be asked again with the same arguments, and between two slices of linking as well: then they answer
/// from what is known. A hook that panics costs its answer; one that panics again and again is switched off.
pub trait Plugin: Sized + Send + 'static {
    /// Its name in configurations: lower case letters, digits, `-` and `_`.
    const ID: &'static str;
    /// Its version.
    const VERSION: &'static str;
    /// Changes with the format of the facts.
    const SCHEMA: u64;

    /// What [`Plugin::extract`] knows of the configuration.
    type Config: Send + Sync + 'static;

    /// Makes the plugin.
    fn new(host: Host) -> Self;

    /// Takes the plugin's table of the configuration, as TOML. Comes first of all, and on every change.
    ///
    /// # Errors
    /// What is wrong with it, and what to do; the configuration before it then stays.
    fn configure(&mut self, _toml: &str) -> Result<(), String> {
        Ok(())
    }

    /// A hash of all configuration that facts depend on.
    fn config_hash(&self) -> u64 {
        0
    }

    /// Tells what the plugin wants to be asked about. Called after each `configure`.
    fn describe(&self, emit: &mut dyn FnMut(Interest<'_>));

    /// The workspace folders and the folders of libraries, at the start and when they change.
    fn roots(&mut self, _folders: &[&str], _libraries: &[&str]) {}

    /// Paths of files with the `announce` interest, in batches while the workspace is being walked.
    fn files_found(&mut self, _paths: &[&str]) {}

    /// A document was opened.
    fn focus(&mut self, _path: &str) {}

    /// The configuration for [`Plugin::extract`].
    fn config(&self) -> Self::Config;

    /// Reads the facts from a file, as bytes in a format of the plugin's own. Several pushes are put together. Must be a
    /// pure function of its arguments: the result is cached. Runs on any thread.
    fn extract(_config: &Self::Config, _file: &FileView<'_>, _emit: &mut dyn FnMut(&[u8])) {}

    /// The facts of a new or changed file, `None` when it is gone. The work belongs into `link_step`.
    fn link_file(&mut self, _file: u32, _path: &str, _facts: Option<&[u8]>) {}

    /// Links what `link_file` told, until done or until the slice ends.
    fn link_step(&mut self, _slice: Slice) -> Linked {
        Linked::Done
    }

    /// The virtual class that the instances of a Python class belong to; 0 if there is none.
    fn class_virtual(&self, _class: Definition) -> u64 {
        0
    }

    /// Describes a virtual class.
    fn virtual_info(&self, _class: u64, _emit: &mut dyn FnMut(Virtual<'_>)) {}

    /// Each member of a virtual class, once.
    fn virtual_members(&self, _class: u64, _emit: &mut dyn FnMut(Member<'_>)) {}

    /// All definitions of one member in resolution order: those that `super()` in the class `after` sees, or all.
    fn virtual_member(&self, _class: u64, _name: &str, _after: Option<Definition>, _emit: &mut dyn FnMut(Member<'_>)) {}

    /// The type of `receiver.name`.
    fn infer_attr(&self, _receiver: &str, _name: &str) -> Option<String> {
        None
    }

    /// The type of `receiver[key]`; the key is empty if it is no literal string.
    fn infer_subscript(&self, _receiver: &str, _key: &str) -> Option<String> {
        None
    }

    /// The type of a call.
    fn infer_call(&self, _call: &Call<'_>) -> Option<String> {
        None
    }

    /// What may stand in a string.
    fn string_complete(&self, _string: &StringContext<'_>, _emit: &mut dyn FnMut(Completion<'_>)) {}

    /// What is known of the string at the cursor.
    fn string_hover(&self, _string: &StringContext<'_>) -> Option<Hover> {
        None
    }

    /// The places that the string at the cursor names.
    fn string_definition(&self, _string: &StringContext<'_>, _emit: &mut dyn FnMut(Location)) {}

    /// Symbols that match a query; the host sorts them and filters again.
    fn workspace_symbols(&self, _query: &str, _emit: &mut dyn FnMut(Symbol<'_>)) {}

    /// The sizes of the plugin's heap in bytes, by component.
    fn memory_usage(&self, _emit: &mut dyn FnMut(&str, u64)) {}

    /// Gives memory back: what is cheap to make again, or all that can be made again.
    fn trim(&mut self, _hard: bool) {}
}
