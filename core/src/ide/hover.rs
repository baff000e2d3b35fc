//! What to show about the thing under the cursor.

use super::definition::in_code;
use super::describe::describe;
use super::signature_help::call_text;
use super::strings;
use super::target::{Target, target};
use super::types::{DefinitionSite, Hover};
use crate::arena::PathId;
use crate::python::{Definition, Type, World};
use crate::table::{Kind, Node};

/// Ways to make an instance that are shown.
const MAX_CONSTRUCTIONS: usize = 4;

/// What to show about the thing at `offset`.
pub fn hover(world: &World<'_>, path: PathId, offset: u32) -> Option<Hover> {
    let context = strings::context(world, path, offset);
    if let Some(found) = context.and_then(|context| world.framework.hover_string(&context)) {
        return Some(Hover { markdown: found.text, range: Some(found.range), site: None });
    }
    let target = target(world, path, offset)?;
    let range = Some(target.range);
    let followed: Vec<_> = target.definitions.iter().flat_map(|found| world.chase(found.clone())).collect();
    let best = followed.first().or(target.definitions.first());
    let markdown = match best {
        Some(definition) => {
            let mut description = describe(world, definition, &target.name, target.value)?;
            for call in constructions(world, path, &target) {
                description.code += &format!("\n{call}");
            }
            description.markdown()
        }
        None => {
            let label = world.type_label(target.value);
            if label.is_empty() {
                return None;
            }
            let name = if target.name.is_empty() { String::new() } else { format!("{}: ", target.name) };
            format!("```python\n{name}{label}\n```")
        }
    };
    let more = match best {
        Some(Definition::Member(..)) => super::definition::other_origins(&followed),
        _ => String::new(),
    };
    let site = best.and_then(|definition| site(world, path, definition));
    Some(Hover { markdown: markdown + &more, range, site })
}

/// How instances of a class are made, where it is called.
fn constructions(world: &World<'_>, path: PathId, target: &Target<'_>) -> Vec<String> {
    let Type::Class(..) = target.value else { return Vec::new() };
    let Some(cursor) = world.cursor(path, target.range.end) else { return Vec::new() };
    let is_called = |call: &Node<'_>| call.kind == Kind::Call && call.first().range().end == target.range.end;
    if !cursor.nodes.iter().any(is_called) {
        return Vec::new();
    }
    let signatures = world.signatures(target.value);
    let telling = signatures.iter().filter(|signature| !signature.parameters.is_empty()).take(MAX_CONSTRUCTIONS);
    telling.map(|signature| call_text(world, signature, &target.name)).collect()
}

/// Where something is defined, if that is another file.
fn site<'w>(world: &World<'w>, path: PathId, definition: &Definition<'w>) -> Option<DefinitionSite> {
    let location = in_code(world, definition).into_iter().next().filter(|found| found.path != path)?;
    let module = world.modules.name_of(location.path)?;
    Some(DefinitionSite { module, location })
}
