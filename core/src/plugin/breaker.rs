//! A circuit breaker for each hook of a plugin: what fails again and again is not asked again.

use super::environment::{Effect, Effects};
use sawtooth_plugin::host::Failed;
use sawtooth_plugin::sdk::Level;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Reads a monotonic clock.
pub type Now = Arc<dyn Fn() -> Duration + Send + Sync>;

/// The system's monotonic clock.
pub fn system_time() -> Now {
    let start = Instant::now();
    Arc::new(move || start.elapsed())
}

/// So many failures, or so many overruns, within [`WINDOW`] switch a hook off.
const LIMIT: usize = 3;
const WINDOW: Duration = Duration::from_secs(600);
/// A call that takes more than so many times its budget is an overrun. Far beyond what is tolerable, as time on a clock
/// also passes where a busy machine lets the thread wait; a good plugin must never be switched off for that.
const OVERRUN: u32 = 100;

macro_rules! hooks {
    ($($hook:ident $name:literal $budget:literal ms: $feature:literal,)*) => {
        /// A hook of a plugin.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[expect(missing_docs, reason = "named as in the table of the plugin")]
        pub enum Hook { $($hook),* }

        impl Hook {
            const COUNT: usize = [$(Hook::$hook),*].len();

            /// Its name in the plugin's table.
            pub fn name(self) -> &'static str {
                match self { $(Hook::$hook => $name),* }
            }

            /// What the user loses without it.
            fn feature(self) -> &'static str {
                match self { $(Hook::$hook => $feature),* }
            }

            /// How long one call may take.
            fn budget(self) -> Duration {
                Duration::from_millis(match self { $(Hook::$hook => $budget),* })
            }
        }
    };
}

hooks! {
    Configure "configure" 100 ms: "changes of its configuration",
    Describe "describe" 100 ms: "all its features",
    Roots "roots" 200 ms: "the search for its modules",
    FilesFound "files_found" 200 ms: "the search for its modules",
    Focus "focus" 20 ms: "indexing what is opened first",
    Extractor "extractor_create" 100 ms: "reading its files",
    Extract "extract" 500 ms: "reading its files",
    LinkFile "link_file" 20 ms: "what depends on changed files",
    LinkStep "link_step" 50 ms: "what depends on changed files",
    ClassVirtual "class_virtual" 5 ms: "its members of classes",
    VirtualInfo "virtual_info" 5 ms: "hovers over its classes",
    VirtualMembers "virtual_members" 20 ms: "completion of its members",
    VirtualMember "virtual_member" 5 ms: "its members of classes",
    InferAttr "infer_attr" 5 ms: "its types of attributes",
    InferSubscript "infer_subscript" 5 ms: "its types of subscripts",
    InferCall "infer_call" 5 ms: "its types of calls",
    StringComplete "string_complete" 50 ms: "completion in strings",
    StringHover "string_hover" 20 ms: "hovers over strings",
    StringDefinition "string_definition" 20 ms: "definitions of strings",
    WorkspaceSymbols "workspace_symbols" 100 ms: "its workspace symbols",
    MemoryUsage "memory_usage" 20 ms: "figures of its memory",
    Trim "trim" 200 ms: "giving back its memory",
}

/// What went wrong with one hook of late.
#[derive(Default)]
struct State {
    off: AtomicBool,
    /// When it failed, when it overran; touched only if that happens.
    history: Mutex<(Vec<Duration>, Vec<Duration>)>,
}

/// The breaker of one plugin. Shared with its extractors.
pub(super) struct Breaker {
    plugin: String,
    now: Now,
    effects: Arc<Effects>,
    hooks: [State; Hook::COUNT],
}

impl Breaker {
    pub(super) fn new(plugin: &str, now: Now, effects: Arc<Effects>) -> Self {
        Self { plugin: plugin.to_owned(), now, effects, hooks: std::array::from_fn(|_| State::default()) }
    }

    /// Whether the hook is switched off.
    pub(super) fn is_off(&self, hook: Hook) -> bool {
        self.hooks[hook as usize].off.load(Ordering::Relaxed)
    }

    /// Calls the hook; `None` if it is switched off or failed.
    pub(super) fn call<T>(&self, hook: Hook, body: impl FnOnce() -> Result<T, Failed>) -> Option<T> {
        if self.is_off(hook) {
            return None;
        }
        let start = (self.now)();
        let result = body();
        let end = (self.now)();
        if end.saturating_sub(start) > hook.budget() * OVERRUN {
            self.record(hook, end, "it took too long", |history| &mut history.1);
        }
        match result {
            Ok(value) => Some(value),
            Err(failed) => {
                self.record(hook, end, &failed.to_string(), |history| &mut history.0);
                None
            }
        }
    }

    fn record(
        &self,
        hook: Hook,
        now: Duration,
        reason: &str,
        of: impl FnOnce(&mut (Vec<Duration>, Vec<Duration>)) -> &mut Vec<Duration>,
    ) {
        let (plugin, name) = (&self.plugin, hook.name());
        tracing::warn!(plugin, hook = name, reason, "a hook failed");
        let state = &self.hooks[hook as usize];
        let mut history = state.history.lock().unwrap_or_else(PoisonError::into_inner);
        let times = of(&mut history);
        times.retain(|time| now.saturating_sub(*time) < WINDOW);
        times.push(now);
        if times.len() >= LIMIT && !state.off.swap(true, Ordering::Relaxed) {
            self.effects.push(Effect::Message(
                Level::Warning,
                format!(
                    "The plugin {plugin} lost {}: its hook {name} failed {LIMIT} times ({reason}) and is switched off \
                     until the server starts again. The log says more.",
                    hook.feature()
                ),
            ));
        }
    }
}
