//! Modules resolved in small trees made for each case.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use super::*;

/// A tree on disk and the map over it. Names in expectations are paths relative to the tree.
struct Case {
    dir: tempfile::TempDir,
    paths: PathTable,
    map: ModuleMap,
}

impl Case {
    fn new(files: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut case = Self { dir, paths: PathTable::default(), map: ModuleMap::default() };
        for file in files {
            case.create(file);
        }
        case.configure(&["ws"], &[]);
        case
    }

    fn create(&self, file: &str) {
        let path = self.dir.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }

    fn configure(&mut self, folders: &[&str], libraries: &[&str]) {
        let absolute = |names: &[&str]| names.iter().map(|name| self.dir.path().join(name)).collect();
        let stdlib = self.dir.path().join("stdlib");
        let versions = "os: 3.0-\ncalendar: 3.0-\nasyncio: 3.4-\nasyncio.taskgroups: 3.11-\ndistutils: 3.0-3.11\n";
        let typeshed = Typeshed { stdlib, versions: crate::workspace::Versions::parse(versions) };
        let search = SearchPaths {
            folders: absolute(folders),
            extra: absolute(&["extra"]),
            typeshed: Some(typeshed),
            version: PythonVersion::new(3, 10),
            libraries: absolute(libraries),
            standard_sources: Some(self.dir.path().join("python")),
        };
        self.map.configure(&self.paths, search);
    }

    fn id(&self, file: &str) -> PathId {
        self.paths.intern(&self.dir.path().join(file))
    }

    fn show(&self, found: Resolution) -> String {
        let relative = |path: PathBuf| path.strip_prefix(self.dir.path()).unwrap().to_str().unwrap().replace('\\', "/");
        match found {
            Resolution::File(path) | Resolution::Package(path) => relative(self.paths.path(path)),
            Resolution::Namespace(dirs) => {
                let dirs: Vec<_> = dirs.into_iter().map(|dir| relative(self.paths.dir_path(dir))).collect();
                format!("[{}]", dirs.join(" "))
            }
            Resolution::Opaque => "opaque".into(),
            Resolution::NotFound => "-".into(),
        }
    }

    #[track_caller]
    fn check(&self, name: &str, expect: &str) {
        assert_eq!(self.show(self.map.resolve(&self.paths, name, None)), expect, "{name}");
    }

    #[track_caller]
    fn check_from(&self, from: &str, level: u32, name: &str, expect: &str) {
        let from = self.id(from);
        let found = match level {
            0 => self.map.resolve(&self.paths, name, Some(from)),
            level => self.map.resolve_relative(&self.paths, level, name, from),
        };
        assert_eq!(self.show(found), expect, "{name}");
    }

    #[track_caller]
    fn check_name(&self, file: &str, expect: Option<&str>) {
        assert_eq!(self.map.module_name(&self.paths, self.id(file)).as_deref(), expect, "{file}");
    }

    #[track_caller]
    fn check_children(&self, package: &str, expect: &[&str]) {
        let children = self.map.children(&self.paths, package, None);
        let names: Vec<_> =
            children.iter().map(|child| format!("{}{}", child.name, if child.is_package { "/" } else { "" })).collect();
        assert_eq!(names, expect, "{package}");
    }
}

#[test]
fn packages_modules_and_namespaces() {
    let case = Case::new(&[
        "ws/m.py",
        "ws/p/__init__.py",
        "ws/p/sub.py",
        "ws/p/sub/data.txt",
        "ws/ns/inner/x.py",
        "ws/both.py",
        "ws/both.pyi",
        "ws/fast.cpython-311-x86_64-linux-gnu.so",
        "ws/my-script.py",
    ]);
    case.check("m", "ws/m.py");
    case.check("p", "ws/p/__init__.py");
    case.check("p.sub", "ws/p/sub.py");
    case.check("p.sub.x", "-");
    case.check("ns", "[ws/ns]");
    case.check("ns.inner.x", "ws/ns/inner/x.py");
    case.check("both", "ws/both.pyi");
    case.check("fast", "opaque");
    case.check("fast.x", "-");
    case.check("gone", "-");
    case.check("", "-");
    case.check("my-script", "-");
    case.check_children("p", &["sub/"]);
    case.check_children("ns", &["inner/"]);
    case.check_children("m", &[]);
}

#[test]
fn roots_are_searched_in_order() {
    let mut case = Case::new(&[
        "ws/src/a.py",
        "ws/a.py",
        "ws/os/data.txt",
        "ws/calendar.py",
        "extra/a.py",
        "extra/b.py",
        "stdlib/os/__init__.pyi",
        "stdlib/calendar.pyi",
        "site/b.py",
        "site/os.py",
        "site/lib/__init__.py",
        "ws/lib/data.txt",
        "two/c.py",
    ]);
    case.configure(&["ws", "two"], &["site"]);
    case.check("a", "ws/src/a.py");
    case.check("b", "extra/b.py");
    case.check("c", "two/c.py");
    case.check("calendar", "ws/calendar.py");
    // A folder without __init__ hides nothing that comes later on the path.
    case.check("os", "stdlib/os/__init__.pyi");
    case.check("lib", "site/lib/__init__.py");
}

#[test]
fn namespaces_join_over_roots() {
    let mut case = Case::new(&["ws/ns/a.py", "site/ns/b.py"]);
    case.configure(&["ws"], &["site"]);
    case.check("ns", "[ws/ns site/ns]");
    case.check("ns.b", "site/ns/b.py");
    case.check_children("ns", &["a", "b"]);
}

#[test]
fn the_standard_library_follows_the_version() {
    let case = Case::new(&[
        "stdlib/asyncio/__init__.pyi",
        "stdlib/asyncio/taskgroups.pyi",
        "stdlib/asyncio/events.pyi",
        "stdlib/distutils/__init__.pyi",
        "stdlib/unlisted.pyi",
    ]);
    case.check("asyncio.events", "stdlib/asyncio/events.pyi");
    case.check("asyncio.taskgroups", "-");
    case.check("distutils", "stdlib/distutils/__init__.pyi");
    case.check("unlisted", "-");
    case.check_children("asyncio", &["events"]);
    case.check_children("", &["asyncio/", "distutils/"]);
    case.check_name("stdlib/asyncio/events.pyi", Some("asyncio.events"));
}

#[test]
fn stub_packages_come_before_their_sources() {
    let mut case = Case::new(&[
        "site/foo/__init__.py",
        "site/foo/a.py",
        "site/foo/b.py",
        "site/foo-stubs/__init__.pyi",
        "site/foo-stubs/a.pyi",
        "site/g/x/__init__.py",
        "site/g-stubs/x/__init__.pyi",
        "site/only-stubs/__init__.pyi",
    ]);
    case.configure(&["ws"], &["site"]);
    case.check("foo", "site/foo-stubs/__init__.pyi");
    case.check("foo.a", "site/foo-stubs/a.pyi");
    case.check("foo.b", "site/foo/b.py");
    case.check("g.x", "site/g-stubs/x/__init__.pyi");
    case.check("only", "site/only-stubs/__init__.pyi");
    case.check_children("foo", &["a", "b"]);
    case.check_children("", &["foo/", "g/", "only/"]);
    case.check_name("site/foo-stubs/a.pyi", Some("foo.a"));
}

const ODOO: &[&str] = &[
    "ws/odoo/__init__.py",
    "ws/odoo/models.py",
    "ws/odoo/addons/__init__.py",
    "ws/odoo/addons/base/__init__.py",
    "ws/odoo/addons/base/models/__init__.py",
    "ws/odoo/addons/base/models/res_partner.py",
    "ws/addons/sale/__init__.py",
    "ws/addons/sale/models/__init__.py",
    "ws/addons/sale/models/a.py",
    "ws/addons/sale/models/b.py",
    "ws/addons/calendar/__init__.py",
    "ws/addons/sale/17.0/pre.py",
    "stdlib/calendar.pyi",
];

#[test]
fn plugins_extend_packages() {
    let mut case = Case::new(ODOO);
    case.check("odoo.addons.sale", "-");
    case.check_name("ws/addons/sale/models/a.py", Some("addons.sale.models.a"));
    let (before, addons) = (case.map.generation(), case.dir.path().join("ws/addons"));
    case.map.extend_package(&case.paths, "odoo.addons", &addons);
    assert_ne!(case.map.generation(), before);
    case.check("odoo.addons.sale.models.a", "ws/addons/sale/models/a.py");
    case.check("odoo.addons.base.models.res_partner", "ws/odoo/addons/base/models/res_partner.py");
    case.check("odoo.addons", "ws/odoo/addons/__init__.py");
    case.check_name("ws/addons/sale/models/a.py", Some("odoo.addons.sale.models.a"));
    case.check_name("ws/addons/sale/__init__.py", Some("odoo.addons.sale"));
    case.check_name("ws/odoo/addons/base/models/res_partner.py", Some("odoo.addons.base.models.res_partner"));
    case.check_name("ws/addons/sale/17.0/pre.py", Some("pre"));
    case.check_children("odoo.addons", &["base/", "calendar/", "sale/"]);
    case.check_children("odoo", &["addons/", "models"]);
    // The addons folder is not on Python's path: this is the standard library's.
    case.check_from("ws/addons/sale/models/a.py", 0, "calendar", "stdlib/calendar.pyi");
    case.check_from("ws/addons/sale/models/a.py", 0, "sale", "-");
    case.map.clear_extensions();
    case.check("odoo.addons.sale", "-");
}

#[test]
fn an_extended_package_need_not_exist() {
    let mut case =
        Case::new(&["ws/sale/__init__.py", "ws/sale/models.py", "ws/calendar/__init__.py", "stdlib/calendar.pyi"]);
    let folder = case.dir.path().join("ws");
    case.map.extend_package(&case.paths, "odoo.addons", &folder);
    case.check("odoo", "[]");
    case.check("odoo.addons", "[ws]");
    case.check("odoo.addons.sale.models", "ws/sale/models.py");
    case.check("calendar", "stdlib/calendar.pyi");
    case.check("sale", "-");
    case.check("odo", "-");
    case.check_children("", &["calendar", "odoo/"]);
    case.check_children("odoo", &["addons/"]);
    case.check_name("ws/sale/models.py", Some("odoo.addons.sale.models"));
}

#[test]
fn relative_imports_go_by_directory() {
    let mut case = Case::new(ODOO);
    let other =
        ["v16/sale/__init__.py", "v16/sale/models/__init__.py", "v16/sale/models/a.py", "v16/extra_module/__init__.py"];
    other.iter().for_each(|file| case.create(file));
    for addons in ["ws/addons", "v16"] {
        let addons = case.dir.path().join(addons);
        case.map.extend_package(&case.paths, "odoo.addons", &addons);
    }
    case.check_from("ws/addons/sale/models/a.py", 1, "b", "ws/addons/sale/models/b.py");
    case.check_from("ws/addons/sale/models/a.py", 1, "", "ws/addons/sale/models/__init__.py");
    case.check_from("ws/addons/sale/models/__init__.py", 1, "a", "ws/addons/sale/models/a.py");
    case.check_from("ws/addons/sale/models/a.py", 2, "models.b", "ws/addons/sale/models/b.py");
    case.check_from("v16/sale/__init__.py", 1, "models.a", "v16/sale/models/a.py");
    case.check_from("v16/sale/__init__.py", 1, "models.b", "-");
    // Above the module are the other modules, of all addons folders.
    case.check_from("ws/addons/sale/__init__.py", 2, "extra_module", "v16/extra_module/__init__.py");
    case.check_from("v16/sale/__init__.py", 2, "sale.models.a", "v16/sale/models/a.py");
    case.check_from("ws/addons/sale/__init__.py", 99, "x", "-");
    let names = |level, from| -> Vec<_> {
        case.map.children_relative(&case.paths, level, "", case.id(from)).into_iter().map(|child| child.name).collect()
    };
    assert_eq!(names(1, "ws/addons/sale/models/__init__.py"), ["a", "b"]);
    let untitled = case.paths.intern(Path::new("untitled:1"));
    assert_eq!(case.map.resolve_relative(&case.paths, 1, "a", untitled), Resolution::NotFound);
}

#[test]
fn a_file_finds_what_lies_beside_its_own_package() {
    let case = Case::new(&[
        "out/helper.py",
        "out/pkg/__init__.py",
        "out/pkg/a.py",
        "out/os.py",
        "stdlib/os.pyi",
        "ws/my-tool/run.py",
        "ws/my-tool/lib.py",
    ]);
    case.check_from("out/pkg/a.py", 0, "helper", "out/helper.py");
    case.check_from("out/pkg/a.py", 0, "pkg.a", "out/pkg/a.py");
    case.check_from("out/pkg/a.py", 0, "os", "stdlib/os.pyi");
    case.check_from("ws/my-tool/run.py", 0, "lib", "ws/my-tool/lib.py");
    case.check_name("out/pkg/a.py", Some("pkg.a"));
    case.check_name("ws/my-tool/lib.py", Some("lib"));
    case.check_name("ws/my-tool.py", None);
}

#[test]
fn a_folder_that_is_a_package_keeps_its_name() {
    let mut case = Case::new(&["repo/pkg/__init__.py", "repo/pkg/a.py"]);
    case.configure(&["repo/pkg"], &[]);
    case.check("pkg.a", "repo/pkg/a.py");
    case.check_name("repo/pkg/a.py", Some("pkg.a"));
    case.check_name("repo/pkg/__init__.py", Some("pkg"));
}

#[test]
fn changes_on_disk_are_seen_after_invalidation() {
    let mut case = Case::new(&["ws/p/__init__.py"]);
    case.check("p.new", "-");
    case.create("ws/p/new.py");
    case.check("p.new", "-");
    let path = case.dir.path().join("ws/p/new.py");
    case.map.invalidate(&case.paths, &path);
    case.check("p.new", "ws/p/new.py");
    let package = case.dir.path().join("ws/p");
    fs::remove_dir_all(&package).unwrap();
    case.map.invalidate(&case.paths, &package);
    case.check("p.new", "-");
    case.check("p", "-");
    // A folder that was replaced by another of the same name, as by a checkout.
    case.create("ws/p/other.py");
    case.map.invalidate(&case.paths, &package);
    case.check("p.other", "ws/p/other.py");
    case.create("ws/p/sub/x.py");
    case.map.invalidate_all();
    case.check("p.sub.x", "ws/p/sub/x.py");
}

#[test]
fn listings_stay_small() {
    let case = Case::new(ODOO);
    assert!(case.map.heap_bytes() < 2000);
    case.check("odoo.addons.base.models.res_partner", "ws/odoo/addons/base/models/res_partner.py");
    assert!(case.map.heap_bytes() > 0);
}

#[test]
fn stubs_lead_to_sources() {
    let mut case = Case::new(&[
        "ws/beside.py",
        "ws/beside.pyi",
        "stdlib/os/__init__.pyi",
        "stdlib/os/path.pyi",
        "stdlib/calendar.pyi",
        "stdlib/builtins.pyi",
        "python/os.py",
        "python/calendar/__init__.py",
        "python/os/path.py",
        "lib/yaml-stubs/__init__.pyi",
        "lib/yaml-stubs/nodes.pyi",
        "lib/yaml/__init__.py",
        "lib/yaml/nodes.py",
    ]);
    case.configure(&["ws"], &["lib"]);
    let check = |stub: &str, expect: Option<&str>| {
        let found = case.map.source_of_stub(&case.paths, case.id(stub));
        assert_eq!(found, expect.map(|file| case.id(file)), "{stub}");
    };
    check("ws/beside.pyi", Some("ws/beside.py"));
    check("stdlib/os/__init__.pyi", Some("python/os.py"));
    check("stdlib/os/path.pyi", Some("python/os/path.py"));
    check("stdlib/calendar.pyi", Some("python/calendar/__init__.py"));
    check("stdlib/builtins.pyi", None);
    check("lib/yaml-stubs/__init__.pyi", Some("lib/yaml/__init__.py"));
    check("lib/yaml-stubs/nodes.pyi", Some("lib/yaml/nodes.py"));
    check("ws/beside.py", None);
}

#[test]
fn a_script_finds_what_lies_beside_it() {
    let mut case =
        Case::new(&["ws/pkg/__init__.py", "ws/pkg/script.py", "ws/pkg/beside.py", "ws/pkg/os.py", "stdlib/os.pyi"]);
    case.configure(&["ws"], &[]);
    let from = case.id("ws/pkg/script.py");
    let resolve = |name: &str| case.show(case.map.resolve(&case.paths, name, Some(from)));
    assert_eq!(resolve("beside"), "ws/pkg/beside.py");
    assert_eq!(resolve("script"), "-");
    assert_eq!(resolve("os"), "stdlib/os.pyi");
}
