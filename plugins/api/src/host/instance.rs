//! An opened plugin.

// Every hook is a function pointer of the plugin.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::fmt;
use std::sync::Arc;

use super::environment::{self, Environment};
use super::push::{self, Failed, MAX_FACTS, checked_text};
use super::read;
use super::source::{self, FileSource};
use crate::abi::{
    ABI_MAJOR, ABI_MINOR, ArgV1, CallV1, FLAGS_MUST_UNDERSTAND, HostV1, NONE, PluginV1, STATUS_ERROR, STATUS_OK,
    Sized32, Str, StrList, StringContextV1, TRIM_HARD, TRIM_SOFT,
};
use crate::sdk::{
    Arg, Call, Completion, Definition, Hover, Interest, Linked, Location, Member, StringContext, Symbol, Virtual,
};

/// Why a plugin is not opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The entry gave no table.
    NoTable,
    /// The table is of another major version.
    Major {
        /// The plugin's version, major and minor.
        theirs: (u16, u16),
    },
    /// The table ends before what every plugin has.
    Short {
        /// Bytes of the table.
        size: u32,
    },
    /// It needs features by the flags set here.
    Flags(u64),
    /// Its id or version is not what one looks like.
    Identity,
    /// `create` or `destroy` is missing.
    Incomplete,
    /// Its `create` failed; the log says why.
    Create,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTable => write!(f, "it exports no plugin table"),
            Self::Major { theirs: (major, minor) } => write!(
                f,
                "it is built for plugin ABI {major}.{minor}, this server has {ABI_MAJOR}.{ABI_MINOR}; \
                 install a version of the plugin made for this server"
            ),
            Self::Short { size } => write!(f, "its table has {size} bytes, fewer than any plugin's"),
            Self::Flags(flags) => {
                write!(f, "it needs features this server does not have (flags {flags:#x}); update the server")
            }
            Self::Identity => write!(f, "its id must consist of a-z, 0-9, '-' and '_', its version must be UTF-8 text"),
            Self::Incomplete => write!(f, "its table lacks create or destroy"),
            Self::Create => write!(f, "it failed to start; the log says why"),
        }
    }
}

impl std::error::Error for Refusal {}

/// What a plugin and its extractors need for as long as one of them lives.
struct Shared {
    table: PluginV1,
    /// In a box: the plugin keeps a pointer to it.
    host: Box<HostV1>,
    /// The host table's context points into it.
    _environment: Arc<dyn Environment>,
}

/// An opened plugin. A hook it does not have gives the empty answer.
pub struct Instance {
    plugin: *mut c_void,
    shared: Arc<Shared>,
    id: String,
    version: String,
}

// SAFETY: The rules let a host call a plugin from any thread as long as it is one at a time, which `&mut` and `!Sync`
// see to. `Shared` is read only.
unsafe impl Send for Instance {}

/// A piece of a plugin that extracts facts, on any thread.
pub struct Extractor {
    extractor: *mut c_void,
    shared: Arc<Shared>,
}

// SAFETY: The rules make an extractor immutable, and have it end on any thread.
unsafe impl Send for Extractor {}
// SAFETY: As above.
unsafe impl Sync for Extractor {}

impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Instance({} {})", self.id, self.version)
    }
}

/// Ignores the status of a hook that went well.
fn done(status: Result<i32, Failed>) -> Result<(), Failed> {
    status.map(drop)
}

/// The outcome of a hook that pushes nothing.
fn outcome(status: i32) -> Result<(), Failed> {
    if status <= STATUS_ERROR { Err(Failed::Error) } else { Ok(()) }
}

fn strs(texts: &[&str]) -> Vec<Str> {
    texts.iter().map(|text| Str::from(*text)).collect()
}

fn args(args: &[Arg<'_>]) -> Vec<ArgV1> {
    args.iter()
        .map(|arg| ArgV1 { keyword: arg.keyword.into(), text: arg.text.into(), type_text: arg.type_text.into() })
        .collect()
}

fn class(class: Option<Definition>) -> (u32, u32) {
    class.map_or((NONE, NONE), |class| (class.file, class.item))
}

impl Instance {
    /// Checks a table and makes an instance.
    ///
    /// # Errors
    /// The table is refused, or the plugin failed to start.
    ///
    /// # Safety
    /// A non-null `table` is that of a plugin that keeps the rules of [`crate::abi`], and valid for the life of the
    /// process. (A check of the table can tell a stranger, not a liar.)
    pub unsafe fn create<E: Environment>(table: *const PluginV1, environment: Arc<E>) -> Result<Self, Refusal> {
        if table.is_null() || !table.is_aligned() {
            return Err(Refusal::NoTable);
        }
        // SAFETY: Size and version stand at the same place in every version, and nothing else is read before they match.
        let (size, theirs) = unsafe { ((&raw const (*table).size).read(), ((*table).abi_major, (*table).abi_minor)) };
        if theirs.0 != ABI_MAJOR {
            return Err(Refusal::Major { theirs });
        }
        // SAFETY: By the caller's promise.
        let table = unsafe { PluginV1::read(table) }.ok_or(Refusal::Short { size })?;
        let unknown = table.flags & FLAGS_MUST_UNDERSTAND;
        if unknown != 0 {
            return Err(Refusal::Flags(unknown));
        }
        // SAFETY: The texts live as long as the table.
        let (id, version) = unsafe { (checked_text(table.id), checked_text(table.version)) };
        let (Some(id), Some(version)) = (id, version) else { return Err(Refusal::Identity) };
        let is_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
        if id.is_empty() || !id.bytes().all(is_id) {
            return Err(Refusal::Identity);
        }
        let (Some(create), Some(_)) = (table.create, table.destroy) else { return Err(Refusal::Incomplete) };
        let host = Box::new(environment::table(&*environment));
        let shared = Arc::new(Shared { table, host, _environment: environment });
        // SAFETY: The host's table is in a box that lives as long as the instance.
        let plugin = unsafe { create(&raw const *shared.host) };
        if plugin.is_null() {
            return Err(Refusal::Create);
        }
        Ok(Self { plugin, shared, id: id.to_owned(), version: version.to_owned() })
    }

    fn table(&self) -> &PluginV1 {
        &self.shared.table
    }

    /// The plugin's name in configurations.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The plugin's version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Changes with the format of the plugin's facts.
    pub fn schema_hash(&self) -> u64 {
        self.table().schema_hash
    }

    /// Gives the plugin its table of the configuration, as TOML.
    ///
    /// # Errors
    /// What is wrong with the configuration, in the plugin's words.
    pub fn configure(&mut self, toml: &str) -> Result<(), String> {
        let Some(configure) = self.table().configure else { return Ok(()) };
        let mut complaints = String::new();
        let status = push::texts(&mut |text| complaints.push_str(text), |ctx, emit| {
            // SAFETY: The plugin's own pointer; the text is valid for the call.
            unsafe { configure(self.plugin, toml.into(), ctx, emit) }
        });
        match status {
            Err(failed) => Err(failed.to_string()),
            Ok(_) if !complaints.is_empty() => Err(complaints),
            Ok(_) => Ok(()),
        }
    }

    /// A hash of all configuration that facts depend on.
    pub fn config_hash(&self) -> u64 {
        // SAFETY: The plugin's own pointer.
        self.table().config_hash.map_or(0, |config_hash| unsafe { config_hash(self.plugin) })
    }

    /// What the plugin wants to be asked about.
    ///
    /// # Errors
    /// The hook failed.
    pub fn describe(&self, mut take: impl FnMut(Interest<'_>)) -> Result<(), Failed> {
        let Some(describe) = self.table().describe else { return Ok(()) };
        // SAFETY: The plugin's own pointer; what is pushed is valid for the push.
        done(push::structs(
            |raw| unsafe { read::interest(raw) }.map(&mut take),
            |ctx, emit| unsafe { describe(self.plugin, ctx, emit) },
        ))
    }

    /// Tells the workspace folders and the library folders.
    ///
    /// # Errors
    /// The hook failed.
    pub fn roots(&mut self, folders: &[&str], libraries: &[&str]) -> Result<(), Failed> {
        let Some(roots) = self.table().roots else { return Ok(()) };
        let (folders, libraries) = (strs(folders), strs(libraries));
        // SAFETY: The plugin's own pointer; the lists are valid for the call.
        outcome(unsafe { roots(self.plugin, StrList::new(&folders), StrList::new(&libraries)) })
    }

    /// Tells paths of announced files.
    ///
    /// # Errors
    /// The hook failed.
    pub fn files_found(&mut self, paths: &[&str]) -> Result<(), Failed> {
        let Some(files_found) = self.table().files_found else { return Ok(()) };
        // SAFETY: The plugin's own pointer; the list is valid for the call.
        outcome(unsafe { files_found(self.plugin, StrList::new(&strs(paths))) })
    }

    /// Tells that a document was opened.
    ///
    /// # Errors
    /// The hook failed.
    pub fn focus(&mut self, path: &str) -> Result<(), Failed> {
        let Some(focus) = self.table().focus else { return Ok(()) };
        // SAFETY: The plugin's own pointer; the text is valid for the call.
        outcome(unsafe { focus(self.plugin, path.into()) })
    }

    /// Makes an extractor of the present configuration; `None` if the plugin extracts nothing.
    ///
    /// # Errors
    /// The hook failed.
    pub fn extractor(&self) -> Result<Option<Extractor>, Failed> {
        let table = self.table();
        let (Some(create), Some(_), Some(_)) = (table.extractor_create, table.extractor_destroy, table.extract) else {
            return Ok(None);
        };
        // SAFETY: The plugin's own pointer.
        let extractor = unsafe { create(self.plugin) };
        if extractor.is_null() {
            return Err(Failed::Error);
        }
        Ok(Some(Extractor { extractor, shared: Arc::clone(&self.shared) }))
    }

    /// Tells the facts of a new or changed file, `None` for one that is gone.
    ///
    /// # Errors
    /// The hook failed.
    pub fn link_file(&mut self, file: u32, path: &str, facts: Option<&[u8]>) -> Result<(), Failed> {
        let Some(link_file) = self.table().link_file else { return Ok(()) };
        let facts = facts.map(Str::new);
        let facts = facts.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
        // SAFETY: The plugin's own pointer; text and bytes are valid for the call.
        outcome(unsafe { link_file(self.plugin, file, path.into(), facts) })
    }

    /// Does a slice of linking.
    ///
    /// # Errors
    /// The hook failed.
    pub fn link_step(&mut self) -> Result<Linked, Failed> {
        let Some(link_step) = self.table().link_step else { return Ok(Linked::Done) };
        // SAFETY: The plugin's own pointer.
        let status = unsafe { link_step(self.plugin) };
        outcome(status)?;
        Ok(if status == STATUS_OK { Linked::Done } else { Linked::More })
    }

    /// The virtual class that the instances of a Python class belong to; 0 if there is none,
    /// [`CLASS_ERROR`](crate::abi::CLASS_ERROR) on failure.
    pub fn class_virtual(&self, class: Definition) -> u64 {
        // SAFETY: The plugin's own pointer.
        self.table()
            .class_virtual
            .map_or(0, |class_virtual| unsafe { class_virtual(self.plugin, class.file, class.item) })
    }

    /// Describes a virtual class.
    ///
    /// # Errors
    /// The hook failed.
    pub fn virtual_info(&self, class: u64, mut take: impl FnMut(Virtual<'_>)) -> Result<(), Failed> {
        let Some(virtual_info) = self.table().virtual_info else { return Ok(()) };
        // SAFETY: The plugin's own pointer; what is pushed is valid for the push.
        done(push::structs(
            |raw| unsafe { read::class(raw) }.map(&mut take),
            |ctx, emit| unsafe { virtual_info(self.plugin, class, ctx, emit) },
        ))
    }

    /// Each member of a virtual class.
    ///
    /// # Errors
    /// The hook failed.
    pub fn virtual_members(&self, class: u64, mut take: impl FnMut(Member<'_>)) -> Result<(), Failed> {
        let Some(virtual_members) = self.table().virtual_members else { return Ok(()) };
        // SAFETY: The plugin's own pointer; what is pushed is valid for the push.
        done(push::structs(
            |raw| unsafe { read::member(raw) }.map(&mut take),
            |ctx, emit| unsafe { virtual_members(self.plugin, class, ctx, emit) },
        ))
    }

    /// The definitions of one member in resolution order: those that `super()` in `after` sees, or all.
    ///
    /// # Errors
    /// The hook failed.
    pub fn virtual_member(
        &self,
        of: u64,
        name: &str,
        after: Option<Definition>,
        mut take: impl FnMut(Member<'_>),
    ) -> Result<(), Failed> {
        let Some(virtual_member) = self.table().virtual_member else { return Ok(()) };
        let (file, item) = class(after);
        // SAFETY: The plugin's own pointer; what is pushed is valid for the push.
        done(push::structs(
            |raw| unsafe { read::member(raw) }.map(&mut take),
            |ctx, emit| unsafe { virtual_member(self.plugin, of, name.into(), file, item, ctx, emit) },
        ))
    }

    /// The type of `receiver.name`.
    ///
    /// # Errors
    /// The hook failed.
    pub fn infer_attr(&self, receiver: &str, name: &str) -> Result<Option<String>, Failed> {
        let Some(infer_attr) = self.table().infer_attr else { return Ok(None) };
        inferred(|ctx, emit| {
            // SAFETY: The plugin's own pointer; the texts are valid for the call.
            unsafe { infer_attr(self.plugin, receiver.into(), name.into(), ctx, emit) }
        })
    }

    /// The type of `receiver[key]`.
    ///
    /// # Errors
    /// The hook failed.
    pub fn infer_subscript(&self, receiver: &str, key: &str) -> Result<Option<String>, Failed> {
        let Some(infer_subscript) = self.table().infer_subscript else { return Ok(None) };
        inferred(|ctx, emit| {
            // SAFETY: The plugin's own pointer; the texts are valid for the call.
            unsafe { infer_subscript(self.plugin, receiver.into(), key.into(), ctx, emit) }
        })
    }

    /// The type of a call.
    ///
    /// # Errors
    /// The hook failed.
    pub fn infer_call(&self, call: &Call<'_>) -> Result<Option<String>, Failed> {
        let Some(infer_call) = self.table().infer_call else { return Ok(None) };
        let (class_file, class_item) = class(call.class);
        let args = args(call.args);
        let raw = CallV1 {
            size: CallV1::SIZE,
            class_file,
            class_item,
            reserved: 0,
            receiver: call.receiver.into(),
            method: call.method.into(),
            callee_fqn: call.callee_fqn.into(),
            args: args.as_ptr(),
            args_len: args.len(),
        };
        // SAFETY: The plugin's own pointer; the call and its arguments are valid for the call.
        inferred(|ctx, emit| unsafe { infer_call(self.plugin, &raw, ctx, emit) })
    }

    /// What may stand in a string.
    ///
    /// # Errors
    /// The hook failed.
    pub fn string_complete(
        &self,
        string: &StringContext<'_>,
        mut take: impl FnMut(Completion<'_>),
    ) -> Result<(), Failed> {
        let Some(string_complete) = self.table().string_complete else { return Ok(()) };
        with_string(string, |raw| {
            // SAFETY: The plugin's own pointer; what is passed and pushed is valid for call and push.
            done(push::structs(
                |raw| unsafe { read::completion(raw) }.map(&mut take),
                |ctx, emit| unsafe { string_complete(self.plugin, raw, ctx, emit) },
            ))
        })
    }

    /// What is known of the string at the cursor.
    ///
    /// # Errors
    /// The hook failed.
    pub fn string_hover(&self, string: &StringContext<'_>) -> Result<Option<Hover>, Failed> {
        let Some(string_hover) = self.table().string_hover else { return Ok(None) };
        let mut hover = None;
        with_string(string, |raw| {
            // SAFETY: The plugin's own pointer; what is passed and pushed is valid for call and push.
            done(push::structs(
                |raw| {
                    hover = Some(unsafe { read::hover(raw) }?);
                    Some(())
                },
                |ctx, emit| unsafe { string_hover(self.plugin, raw, ctx, emit) },
            ))
        })?;
        Ok(hover)
    }

    /// The places that the string at the cursor names.
    ///
    /// # Errors
    /// The hook failed.
    pub fn string_definition(&self, string: &StringContext<'_>, mut take: impl FnMut(Location)) -> Result<(), Failed> {
        let Some(string_definition) = self.table().string_definition else { return Ok(()) };
        with_string(string, |raw| {
            // SAFETY: The plugin's own pointer; what is passed is valid for the call.
            done(push::structs(
                |raw| read::place(raw).map(&mut take),
                |ctx, emit| unsafe { string_definition(self.plugin, raw, ctx, emit) },
            ))
        })
    }

    /// Symbols that match a query.
    ///
    /// # Errors
    /// The hook failed.
    pub fn workspace_symbols(&self, query: &str, mut take: impl FnMut(Symbol<'_>)) -> Result<(), Failed> {
        let Some(workspace_symbols) = self.table().workspace_symbols else { return Ok(()) };
        // SAFETY: The plugin's own pointer; what is pushed is valid for the push.
        done(push::structs(
            |raw| unsafe { read::symbol(raw) }.map(&mut take),
            |ctx, emit| unsafe { workspace_symbols(self.plugin, query.into(), ctx, emit) },
        ))
    }

    /// The sizes of the plugin's heap in bytes, by component.
    ///
    /// # Errors
    /// The hook failed.
    pub fn memory_usage(&self, mut take: impl FnMut(&str, u64)) -> Result<(), Failed> {
        let Some(memory_usage) = self.table().memory_usage else { return Ok(()) };
        // SAFETY: The plugin's own pointer.
        done(push::sizes(&mut take, |ctx, emit| unsafe { memory_usage(self.plugin, ctx, emit) }))
    }

    /// Has the plugin give memory back.
    ///
    /// # Errors
    /// The hook failed.
    pub fn trim(&mut self, hard: bool) -> Result<(), Failed> {
        let Some(trim) = self.table().trim else { return Ok(()) };
        // SAFETY: The plugin's own pointer.
        outcome(unsafe { trim(self.plugin, if hard { TRIM_HARD } else { TRIM_SOFT }) })
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        if let Some(destroy) = self.table().destroy {
            // SAFETY: The plugin's own pointer, for the last time.
            unsafe { destroy(self.plugin) };
        }
    }
}

impl Extractor {
    /// The facts of a file.
    ///
    /// # Errors
    /// The hook failed.
    pub fn extract(&self, file: &dyn FileSource) -> Result<Vec<u8>, Failed> {
        let mut facts = Vec::new();
        let Some(extract) = self.shared.table.extract else { return Ok(facts) };
        let view = source::table(&file);
        let mut take = |bytes: &[u8]| {
            if facts.len() + bytes.len() > MAX_FACTS {
                return Err(Failed::TooMuch);
            }
            facts.extend_from_slice(bytes);
            Ok(())
        };
        // SAFETY: The extractor's own pointer; the view is valid for the call.
        push::bytes(&mut take, |ctx, emit| unsafe { extract(self.extractor, &view, ctx, emit) })?;
        Ok(facts)
    }
}

impl Drop for Extractor {
    fn drop(&mut self) {
        if let Some(destroy) = self.shared.table.extractor_destroy {
            // SAFETY: The extractor's own pointer, for the last time.
            unsafe { destroy(self.extractor) };
        }
    }
}

/// The type text that `call` pushes; empty counts as none.
fn inferred(
    call: impl FnOnce(*mut c_void, unsafe extern "C" fn(*mut c_void, Str) -> u32) -> i32,
) -> Result<Option<String>, Failed> {
    let mut inferred = None;
    push::texts(&mut |text| inferred = (!text.is_empty()).then(|| text.to_owned()), call)?;
    Ok(inferred)
}

/// Calls with the table of a string's context.
fn with_string<R>(string: &StringContext<'_>, call: impl FnOnce(&StringContextV1) -> R) -> R {
    let (class_file, class_item) = class(string.class);
    let args = args(string.args);
    call(&StringContextV1 {
        size: StringContextV1::SIZE,
        role: string.role as u32,
        file: string.file,
        offset: string.offset,
        start: string.start,
        end: string.end,
        container: string.container as u32,
        depth: string.depth,
        index: string.index,
        argument: string.argument.unwrap_or(NONE),
        class_file,
        class_item,
        text: string.text.into(),
        callee: string.callee.into(),
        callee_fqn: string.callee_fqn.into(),
        receiver: string.receiver.into(),
        keyword: string.keyword.into(),
        target: string.target.into(),
        key: string.key.into(),
        args: args.as_ptr(),
        args_len: args.len(),
    })
}
