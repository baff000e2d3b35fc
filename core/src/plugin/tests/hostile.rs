//! Plugins that break the rules. Each costs its own answers, with one message, and nothing else.

use super::*;
use sawtooth_plugin::abi::{self, *};
use sawtooth_plugin::sdk::{self, FileView, Host, Interest, Linked, Plugin, Slice};
use std::ffi::c_void;
use std::path::Path;

/// Panics wherever it can, with something that panics once more when it is dropped.
struct Panicking;

struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("and again");
    }
}

fn explode() -> ! {
    std::panic::panic_any(Bomb)
}

impl Plugin for Panicking {
    const ID: &'static str = "hostile";
    const VERSION: &'static str = "1";
    const SCHEMA: u64 = 1;
    type Config = ();

    fn new(_: Host) -> Self {
        Self
    }

    fn describe(&self, emit: &mut dyn FnMut(Interest<'_>)) {
        emit(Interest::Files { pattern: "*.xml", early: false, announce: true, extract: true });
        emit(Interest::Class("app.Env"));
    }

    fn config(&self) {}

    fn extract((): &(), _: &FileView<'_>, emit: &mut dyn FnMut(&[u8])) {
        emit(b"half a fact");
        explode()
    }

    fn focus(&mut self, _: &str) {
        explode()
    }

    fn link_step(&mut self, _: Slice) -> Linked {
        explode()
    }

    fn virtual_members(&self, _: u64, emit: &mut dyn FnMut(sdk::Member<'_>)) {
        emit(MEMBER);
        explode()
    }

    fn class_virtual(&self, _: sdk::Definition) -> u64 {
        explode()
    }

    fn infer_attr(&self, _: &str, _: &str) -> Option<String> {
        panic!("with a text")
    }
}

impl Drop for Panicking {
    fn drop(&mut self) {
        explode()
    }
}

const MEMBER: sdk::Member<'static> = sdk::Member {
    name: "name",
    kind: sdk::Kind::Field,
    type_text: "",
    detail: "",
    doc: "",
    origin: "",
    location: None,
};

/// Keeps the rules, as far as it goes; the tests replace some of its hooks.
struct Honest;

impl Plugin for Honest {
    const ID: &'static str = "hostile";
    const VERSION: &'static str = "1";
    const SCHEMA: u64 = 1;
    type Config = ();

    fn new(_: Host) -> Self {
        Self
    }

    fn describe(&self, emit: &mut dyn FnMut(Interest<'_>)) {
        emit(Interest::Files { pattern: "*.xml", early: false, announce: true, extract: true });
        emit(Interest::Class("app.Env"));
    }

    fn config(&self) {}

    fn virtual_members(&self, _: u64, emit: &mut dyn FnMut(sdk::Member<'_>)) {
        emit(MEMBER);
    }
}

fn admit(clock: &Clock, table: PluginV1) -> Result<Plugins, String> {
    let mut plugins = clock.plugins();
    let table: &'static PluginV1 = Box::leak(Box::new(table));
    // SAFETY: The tables of these tests lie in what they push, not in where their pointers lead.
    let admitted = unsafe { plugins.admit(table, Path::new("/plugins/hostile.so")) };
    admitted.map_err(|reason| LoadError::new(Path::new("/plugins/hostile.so"), reason).to_string())?;
    plugins.configure(&|_| None);
    Ok(plugins)
}

fn with(change: impl FnOnce(&mut PluginV1)) -> Plugins {
    let mut table = sdk::table::<Honest>();
    change(&mut table);
    admit(&Clock::default(), table).unwrap()
}

#[test]
fn panics() {
    let mut plugins = admit(&Clock::default(), sdk::table::<Panicking>()).unwrap();
    let extractors = plugins.extractors();
    for _ in 0..5 {
        let extracted = extractors.extract(&DataFile { path: "/w/a.xml", text: "" });
        assert_eq!(extracted, Extracted { facts: Vec::new(), complete: false });
        plugins.focus("/w/a.py");
        assert_eq!(plugins.members(1), []);
        assert_eq!(plugins.class_virtual(item(1, 1)), None);
        assert_eq!(plugins.infer_attribute("app.Env", "x"), None);
        plugins.link_file(PathId(1), "/w/a.xml", None);
        assert!(!plugins.link_step(&|| false));
    }
    let mut messages = messages(&mut plugins);
    messages.sort();
    let hooks = ["class_virtual", "extract", "focus", "infer_attr", "link_step", "virtual_members"];
    assert_eq!(messages.len(), hooks.len(), "{messages:#?}");
    for hook in hooks {
        let text = format!("its hook {hook} failed 3 times (it reported an error) and is switched off");
        assert!(messages.iter().any(|message| message.contains(&text)), "{hook}: {messages:#?}");
    }
    drop(plugins);
    drop(extractors);
}

/// Replaces `virtual_members` by a function that pushes one changed member.
macro_rules! lying_member {
    (|$member:ident| $change:block) => {{
        unsafe extern "C" fn hook(_: *mut c_void, _: u64, ctx: *mut c_void, emit: EmitMember) -> i32 {
            let mut $member = MemberV1 {
                size: MemberV1::SIZE,
                kind: abi::MEMBER_FIELD,
                file: 1,
                item: 1,
                start: 1,
                end: 2,
                name: "name".into(),
                type_text: "@5".into(),
                detail: Str::EMPTY,
                doc: Str::EMPTY,
                origin: Str::EMPTY,
            };
            let status: i32 = $change;
            // SAFETY: The host's own pointers.
            unsafe { emit(ctx, &$member) };
            status
        }
        with(|table| table.virtual_members = Some(hook))
    }};
}

#[test]
fn lies_about_members() {
    static LONG: [u8; 65_537] = [b'x'; 65_537];
    let honest = lying_member!(|_member| { 0 });
    assert_eq!(honest.members(1)[0].type_text, "@5");
    for (lie, mut plugins) in [
        (
            "UTF-8",
            lying_member!(|member| {
                member.name = Str::new(b"\xff\xfe");
                0
            }),
        ),
        (
            "range",
            lying_member!(|member| {
                (member.start, member.end) = (2, 1);
                0
            }),
        ),
        (
            "kind",
            lying_member!(|member| {
                member.kind = 77;
                0
            }),
        ),
        (
            "size",
            lying_member!(|member| {
                member.size = 8;
                0
            }),
        ),
        ("status", lying_member!(|_member| { -77 })),
        (
            "length",
            lying_member!(|member| {
                member.doc = Str::new(&LONG);
                0
            }),
        ),
        (
            "id",
            lying_member!(|member| {
                member.type_text = "@72057594037927936".into();
                0
            }),
        ),
        (
            "no id",
            lying_member!(|member| {
                member.type_text = "@self".into();
                0
            }),
        ),
    ] {
        for _ in 0..5 {
            assert_eq!(plugins.members(1), [], "{lie}");
        }
        assert_eq!(messages(&mut plugins).len(), 1, "{lie}");
    }
}

#[test]
fn pushes_without_end() {
    unsafe extern "C" fn members(_: *mut c_void, _: u64, ctx: *mut c_void, emit: EmitMember) -> i32 {
        // SAFETY: Null is what the host has to cope with.
        let pushes = (0..).take_while(|_| unsafe { emit(ctx, std::ptr::null()) } == 0).count();
        assert_eq!(pushes, 0);
        0
    }
    unsafe extern "C" fn types(_: *mut c_void, _: Str, _: Str, ctx: *mut c_void, emit: EmitText) -> i32 {
        // SAFETY: The host's own pointers. The host says when it has enough; this does not listen.
        (0..20_000).for_each(|_| assert!(unsafe { emit(ctx, "builtins.str".into()) } <= 1));
        0
    }
    unsafe extern "C" fn facts(_: *const c_void, _: *const FileViewV1, ctx: *mut c_void, emit: EmitBytes) -> i32 {
        let megabyte = vec![0; 1 << 20];
        // SAFETY: The host's own pointers.
        let pushes = (0..).take_while(|_| unsafe { emit(ctx, Str::new(&megabyte)) } == 0).count();
        assert_eq!(pushes, 16);
        0
    }
    let plugins = with(|table| {
        table.virtual_members = Some(members);
        table.infer_attr = Some(types);
        table.extract = Some(facts);
    });
    assert_eq!(plugins.members(1), []);
    assert_eq!(plugins.infer_attribute("app.Env", "x"), None);
    let extracted = plugins.extractors().extract(&DataFile { path: "/w/a.xml", text: "" });
    assert_eq!(extracted, Extracted { facts: Vec::new(), complete: false });
}

#[test]
fn answers_outside_of_the_string() {
    unsafe extern "C" fn complete(
        _: *mut c_void,
        string: *const StringContextV1,
        ctx: *mut c_void,
        emit: EmitCompletion,
    ) -> i32 {
        // SAFETY: The host's own pointers.
        unsafe {
            let end = (*string).end + 1;
            let completion = CompletionV1 {
                size: CompletionV1::SIZE,
                kind: abi::MEMBER_CLASS,
                start: (*string).start,
                end,
                label: "label".into(),
                detail: Str::EMPTY,
                doc: Str::EMPTY,
                sort: Str::EMPTY,
            };
            emit(ctx, &completion);
        }
        0
    }
    unsafe extern "C" fn hover(
        _: *mut c_void,
        string: *const StringContextV1,
        ctx: *mut c_void,
        emit: EmitHover,
    ) -> i32 {
        // SAFETY: The host's own pointers.
        unsafe {
            let start = (*string).start - 1;
            emit(ctx, &HoverV1 { size: HoverV1::SIZE, start, end: (*string).end, reserved: 0, text: "text".into() });
        }
        0
    }
    let plugins = with(|table| {
        table.string_complete = Some(complete);
        table.string_hover = Some(hover);
    });
    let string = string(TextRange::new(5, 9), "text");
    assert_eq!(plugins.complete_string(&string), []);
    assert_eq!(plugins.hover_string(&string), None);
}

#[test]
fn overruns() {
    let clock = Clock::default();
    let mut plugins = admit(&clock, sdk::table::<Honest>()).unwrap();
    let slow = |plugins: &Plugins, time: Duration| {
        let breaker = Arc::clone(&plugins.list[0].breaker);
        breaker.call(Hook::VirtualMembers, || {
            clock.advance(time);
            Ok(())
        });
    };
    let budget = Duration::from_millis(20);
    // A hundred times the budget is allowed, and two overruns in ten minutes are.
    (0..9).for_each(|_| slow(&plugins, budget * 100));
    (0..2).for_each(|_| slow(&plugins, budget * 110));
    clock.advance(Duration::from_secs(601));
    (0..2).for_each(|_| slow(&plugins, budget * 110));
    assert_eq!(plugins.members(1).len(), 1);
    assert_eq!(messages(&mut plugins), [""; 0]);
    slow(&plugins, budget * 110);
    assert_eq!(plugins.members(1), []);
    let messages = messages(&mut plugins);
    assert_eq!(messages.len(), 1);
    assert!(messages[0].contains("lost completion of its members: its hook virtual_members"), "{messages:?}");
    assert!(messages[0].contains("it took too long"), "{messages:?}");
}

#[test]
fn tables() {
    let honest = || sdk::table::<Honest>();
    let check = |table: PluginV1, expect: &str| {
        let error = admit(&Clock::default(), table).err().unwrap_or_default();
        assert!(error.contains(expect) && error.starts_with("The plugin /plugins/hostile.so"), "{error}");
    };
    let clock = Clock::default();
    assert!(admit(&clock, honest()).is_ok());
    assert!(admit(&clock, PluginV1 { abi_minor: 99, flags: 0xffff, ..honest() }).is_ok());
    check(PluginV1 { abi_major: 2, abi_minor: 3, ..honest() }, "plugin ABI 2.3, this server has 1.0");
    check(PluginV1 { abi_major: 0, size: 8, ..honest() }, "plugin ABI 0.0, this server has 1.0");
    check(PluginV1 { size: 40, ..honest() }, "40 bytes");
    check(PluginV1 { flags: 1 << 40, ..honest() }, "flags 0x10000000000");
    check(PluginV1 { id: "Has Spaces".into(), ..honest() }, "its id");
    check(PluginV1 { id: Str::EMPTY, ..honest() }, "its id");
    check(PluginV1 { version: Str::new(b"\xff"), ..honest() }, "its id");
    check(PluginV1 { create: None, ..honest() }, "lacks create or destroy");
    unsafe extern "C" fn fail(_: *const HostV1) -> *mut c_void {
        std::ptr::null_mut()
    }
    check(PluginV1 { create: Some(fail), ..honest() }, "failed to start");
    // SAFETY: Null is what the host has to cope with.
    let null = unsafe { clock.plugins().admit(std::ptr::null(), Path::new("/p")) };
    assert!(null.is_err());
}

/// A table that ends early has no later hooks, whatever stands behind it in memory; one that is longer than this
/// server's has hooks it does not know.
#[test]
fn shorter_and_longer_tables() {
    let size = std::mem::offset_of!(PluginV1, virtual_members) as u32;
    let mut plugins = admit(&Clock::default(), PluginV1 { size, ..sdk::table::<Honest>() }).unwrap();
    assert_eq!(plugins.members(1), []);
    assert_eq!(messages(&mut plugins), [""; 0]);

    #[repr(C)]
    struct Longer {
        table: PluginV1,
        more: [usize; 4],
    }
    let size = size_of::<Longer>() as u32;
    let longer = Longer { table: PluginV1 { size, abi_minor: 1, ..sdk::table::<Honest>() }, more: [usize::MAX; 4] };
    assert_eq!(longer.more.len(), 4);
    let longer: &'static Longer = Box::leak(Box::new(longer));
    let mut plugins = Clock::default().plugins();
    // SAFETY: The table is the SDK's but for its size, which is true.
    unsafe { plugins.admit(std::ptr::from_ref(longer).cast(), Path::new("/p")) }.unwrap();
    plugins.configure(&|_| None);
    assert_eq!(plugins.members(1).len(), 1);
}

/// A plugin may talk to the host from a thread of its own: it gets "yield" and "no path".
#[test]
fn threads_of_plugins() {
    struct Threaded(Host);
    impl Plugin for Threaded {
        const ID: &'static str = "threaded";
        const VERSION: &'static str = "1";
        const SCHEMA: u64 = 1;
        type Config = ();

        fn new(host: Host) -> Self {
            Self(host)
        }

        fn describe(&self, emit: &mut dyn FnMut(Interest<'_>)) {
            emit(Interest::Files { pattern: "*.xml", early: false, announce: false, extract: true });
        }

        fn config(&self) {}

        fn link_step(&mut self, slice: Slice) -> Linked {
            let host = self.0;
            assert!(!slice.should_yield());
            let other = std::thread::spawn(move || (host.should_yield(), host.path_of(1)));
            let answer = format!("{:?}", other.join().unwrap());
            host.message(Level::Info, &answer);
            host.message(Level::Info, &answer);
            Linked::Done
        }
    }
    let mut plugins = Clock::default().plugins();
    plugins.add::<Threaded>().unwrap();
    plugins.configure(&|_| None);
    plugins.link_file(PathId(1), "/w/a.xml", Some(b""));
    Plugins::with_paths(&|_| Some("/path".to_owned()), || plugins.link_step(&|| false));
    assert_eq!(messages(&mut plugins), ["(true, None)"]);
}
