//! Other names that a class goes by: who searches for what is below it has to look for those too.

use crate::arena::PathId;
use crate::python::World;
use crate::table::Kind;

/// The names that the top level of `file` gives to what it calls `name`: by `Alias = name` and `import name as Alias`. Read
/// off the text alone, so what is found may go by the alias of something else.
pub fn aliases_in(world: &World<'_>, file: PathId, name: &str) -> Vec<String> {
    let mut names = vec![name];
    let Some((_, table)) = world.table(file) else { return Vec::new() };
    for item in table.module().items() {
        let original = match item.node().filter(|root| root.kind == Kind::Assign).and_then(|root| root.last()) {
            Some(value) if matches!(value.kind, Kind::Name | Kind::Attribute) => Some(value.name()),
            _ => item.import().and_then(|import| import.name()),
        };
        if original.is_some_and(|original| names.contains(&original)) && !names.contains(&item.name()) {
            names.push(item.name());
        }
    }
    names.into_iter().skip(1).map(str::to_owned).collect()
}
