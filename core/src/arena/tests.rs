//! Random histories of the arena against a model that keeps everything.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::syntax::SourceKind;
use crate::table::{Table, lower};
use proptest::prelude::*;
use std::collections::HashMap;

fn table(name: u32) -> Table {
    Table::archive(&lower(&format!("name_{name} = 1\n"), SourceKind::Module, 100))
}

#[derive(Debug, Clone)]
enum Step {
    Index(u32),
    Remove(u32),
    Evict(u64),
    Demand(u32),
    Pin(u32),
    Unpin(u32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let path = 0u32..6;
    let step = prop_oneof![
        3 => path.clone().prop_map(Step::Index),
        1 => path.clone().prop_map(Step::Remove),
        2 => (0u64..2000).prop_map(Step::Evict),
        2 => path.clone().prop_map(Step::Demand),
        1 => path.clone().prop_map(Step::Pin),
        1 => path.prop_map(Step::Unpin),
    ];
    proptest::collection::vec(step, 0..80)
}

proptest! {
    #[test]
    fn agrees_with_the_model(steps in steps()) {
        let mut files = Files::default();
        // Every id ever given out, with the path and content it stood for.
        let mut given: Vec<(FileId, SymbolId, PathId, u32)> = Vec::new();
        let mut model: HashMap<PathId, u32> = HashMap::new();
        let mut pins: HashMap<PathId, u32> = HashMap::new();
        let mut next = 0;
        for step in steps {
            match step {
                Step::Index(path) => {
                    next += 1;
                    let path = PathId(path);
                    let file = files.insert(path, u128::from(next), Some(table(next)), false).unwrap();
                    given.push((file, file.symbol(0).unwrap(), path, next));
                    model.insert(path, next);
                }
                Step::Remove(path) => {
                    prop_assert_eq!(files.remove(PathId(path)), model.remove(&PathId(path)).is_some());
                    pins.remove(&PathId(path));
                }
                Step::Evict(target) => {
                    let kept = |files: &Files| (0..6).map(PathId).filter(|path| pins.get(path).is_some_and(|&count| count > 0) && files.is_resident(*path)).collect::<Vec<_>>();
                    let before = kept(&files);
                    files.evict(target, |_| true);
                    prop_assert_eq!(kept(&files), before, "a pinned table stays");
                    if pins.values().all(|&count| count == 0) {
                        prop_assert!(files.usage().table_bytes <= target);
                    }
                }
                Step::Demand(path) => {
                    let path = PathId(path);
                    if let Some(&content) = model.get(&path) {
                        let was_resident = files.is_resident(path);
                        prop_assert!(!files.restore(path, u128::from(content) + 1000, table(0)), "other content");
                        prop_assert_eq!(files.restore(path, u128::from(content), table(content)), !was_resident);
                        prop_assert!(files.is_resident(path));
                    }
                }
                Step::Pin(path) if model.contains_key(&PathId(path)) => {
                    files.pin(PathId(path));
                    *pins.entry(PathId(path)).or_default() += 1;
                }
                Step::Unpin(path) => {
                    files.unpin(PathId(path));
                    if let Some(count) = pins.get_mut(&PathId(path)) {
                        *count = count.saturating_sub(1);
                    }
                }
                Step::Pin(_) => {}
            }
            // An id answers with exactly what it was given for, or with nothing.
            for &(file, symbol, path, content) in &given {
                prop_assert_eq!(symbol.file(), file);
                let live = model.get(&path) == Some(&content);
                prop_assert_eq!(files.path(file), live.then_some(path));
                if let Some(table) = files.table(symbol.file()) {
                    prop_assert!(live);
                    prop_assert_eq!(table.item(symbol.item()).unwrap().name(), format!("name_{content}"));
                }
            }
            let sum: u64 = files
                .iter()
                .filter_map(|(path, _)| files.table(files.current(path)?).map(|table| table.bytes().len() as u64))
                .sum();
            prop_assert_eq!(files.usage().table_bytes, sum);
            prop_assert_eq!(files.usage().files as usize, model.len());
        }
    }
}

#[test]
fn pinned_and_open_files_are_not_evicted() {
    let mut files = Files::default();
    for path in 0..3 {
        files.insert(PathId(path), u128::from(path), Some(table(path)), path == 0).unwrap();
    }
    files.pin(PathId(1));
    assert_eq!(files.evict(0, |_| true), 1);
    assert!(files.is_resident(PathId(0)) && files.is_resident(PathId(1)) && !files.is_resident(PathId(2)));
    files.unpin(PathId(1));
    assert_eq!(files.evict(0, |_| false), 0, "what is not on disk stays");
    assert_eq!(files.evict(0, |_| true), 1);
}

#[test]
fn ids_that_do_not_fit_are_refused() {
    assert!(FileId::from_index(generational_arena::Index::from_raw_parts(1 << 20, 0)).is_none());
    assert!(FileId::from_index(generational_arena::Index::from_raw_parts(0, (1 << 22) - 1)).is_none());
    let file = FileId::from_index(generational_arena::Index::from_raw_parts(5, 7)).unwrap();
    assert!(file.symbol(1 << 22).is_none());
    assert_eq!(file.symbol(3).unwrap().item(), 3);
}
