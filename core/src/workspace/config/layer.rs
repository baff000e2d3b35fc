//! One source of settings, checked key by key against the reference, with positions for what is wrong.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use super::super::paths::normalize;
use super::trust::{self, Trust};
use super::{Config, ConfigError, DEFAULTS};

/// Keys whose values are paths, made absolute while it is known where they were written.
const PATH_KEYS: [&str; 5] =
    ["trusted-workspaces", "python.environment", "python.extra-paths", "cache.directory", "plugins.paths"];

/// Where settings come from.
pub(super) struct Source<'a> {
    /// `None` for the editor and the command line.
    pub(super) file: Option<&'a Path>,
    /// What relative paths are relative to.
    pub(super) base: &'a Path,
    /// What they may do.
    pub(super) trust: Trust<'a>,
}

/// Reads `text`: what is good in it, with paths made absolute, and every mistake. A key with a mistake counts as not
/// written, in a list only the element that has it.
///
/// Errors if it is no TOML, when nobody knows which keys were meant.
pub(super) fn read(text: &str, source: &Source<'_>) -> Result<(Table, Vec<ConfigError>), ConfigError> {
    let error = |span, message, remedy| ConfigError::at(source.file, text, span, message, remedy);
    let syntax = |e: toml::de::Error| {
        error(e.span().unwrap_or(0..0), e.message().to_owned(), "Correct the TOML at this place.".to_owned())
    };
    let spanned = DeTable::parse(text).map_err(syntax)?;
    let mut table: Table = toml::from_str(text).map_err(syntax)?;
    let mut check = Check { source, error: &error, errors: Vec::new() };
    check.table(spanned.get_ref(), &mut table, &DEFAULTS, &mut Vec::new());
    for key in PATH_KEYS {
        if let Some(value) = get_mut(&mut table, key) {
            make_absolute(value, source.base);
        }
    }
    Ok((table, check.errors))
}

struct Check<'a, E> {
    source: &'a Source<'a>,
    error: &'a E,
    errors: Vec<ConfigError>,
}

impl<E: Fn(Range<usize>, String, String) -> ConfigError> Check<'_, E> {
    /// Leaves only what is good in a table, by the part of the reference it stands for.
    fn table(&mut self, spanned: &DeTable<'_>, table: &mut Table, reference: &Table, path: &mut Vec<String>) {
        for (key, value) in spanned.iter() {
            let name = key.get_ref().as_ref();
            path.push(name.to_owned());
            // What the keys of a plugin are, the plugin knows.
            let is_plugins = path[0] == "plugin";
            let is_good = match (reference.get(name), value.get_ref(), table.get_mut(name)) {
                (None, ..) if !is_plugins => self.unknown(key.span(), path, reference),
                (None | Some(Value::Table(_)), DeValue::Table(inner), Some(Value::Table(values))) => {
                    let known = reference.get(name).and_then(Value::as_table);
                    self.table(inner, values, known.unwrap_or(&Table::new()), path);
                    true
                }
                (None | Some(Value::Array(_)), DeValue::Array(inner), Some(Value::Array(values)))
                    if !trust::is_users_own(&path.join(".")) =>
                {
                    let mut elements = inner.iter();
                    values.retain(|plain| {
                        let alone = Value::Array(vec![plain.clone()]);
                        elements.next().is_none_or(|element| self.value(element, alone, reference, path))
                    });
                    true
                }
                (_, _, Some(plain)) => self.value(value, plain.clone(), reference, path),
                _ => true,
            };
            if !is_good {
                table.remove(name);
            }
            path.pop();
        }
    }

    fn unknown(&mut self, span: Range<usize>, path: &[String], reference: &Table) -> bool {
        let name = path.last().map(String::as_str).unwrap_or_default();
        let distance = |known: &&String| strsim::damerau_levenshtein(name, known);
        let nearest = reference.keys().min_by_key(distance).filter(|known| distance(known) <= name.len() / 2);
        let remedy = match nearest {
            Some(known) => format!("Did you mean `{known}`?"),
            None => {
                let known: Vec<_> = reference.keys().map(|key| format!("`{key}`")).collect();
                format!("Here are known: {}.", known.join(", "))
            }
        };
        self.errors.push((self.error)(span, format!("unknown key `{}`", path.join(".")), remedy));
        false
    }

    /// Tries a single value in an otherwise default configuration, so that an error can only be about it.
    fn value(&mut self, spanned: &Spanned<DeValue<'_>>, value: Value, reference: &Table, path: &[String]) -> bool {
        let key = path.join(".");
        let mut trial = DEFAULTS.clone();
        match key.rsplit_once('.') {
            Some((table, name)) => {
                let table = get_mut(&mut trial, table).and_then(Value::as_table_mut);
                table.and_then(|table| table.insert(name.to_owned(), value));
            }
            None => drop(trial.insert(key.clone(), value)),
        }
        if let Err(e) = trial.try_into::<Config>() {
            let example = path.last().and_then(|name| Some((name, reference.get(name)?)));
            let remedy = match example {
                Some((name, default)) if !default.is_table() => format!("The default is `{name} = {default}`."),
                _ => "Write it as a table.".to_owned(),
            };
            self.errors.push((self.error)(spanned.span(), format!("`{key}`: {}", e.message().trim_end()), remedy));
            return false;
        }
        let refusals = trust::refusals(&key, spanned, self.source.base, self.source.trust);
        let is_good = refusals.is_empty();
        self.errors
            .extend(refusals.into_iter().map(|(span, message, remedy)| (self.error)(span, message, remedy.to_owned())));
        is_good
    }
}

/// The value of a dotted key.
fn get_mut<'a>(table: &'a mut Table, key: &str) -> Option<&'a mut Value> {
    match key.split_once('.') {
        Some((first, rest)) => get_mut(table.get_mut(first)?.as_table_mut()?, rest),
        None => table.get_mut(key),
    }
}

fn make_absolute(value: &mut Value, base: &Path) {
    match value {
        Value::String(path) if !path.is_empty() => *path = absolute(path, base).to_string_lossy().into_owned(),
        Value::Array(values) => values.iter_mut().for_each(|value| make_absolute(value, base)),
        _ => {}
    }
}

/// A path as it was meant: `~` is the home directory, other relative paths start at `base`.
pub(super) fn absolute(path: &str, base: &Path) -> PathBuf {
    let in_home = path.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\']));
    let path = match (in_home, etcetera::home_dir()) {
        (Some(rest), Ok(home)) => home.join(rest.trim_start_matches(['/', '\\'])),
        _ => base.join(path),
    };
    normalize(&path).into_owned()
}

/// Lays `over` on `table`. Tables are merged; with `join`, so are lists.
pub(super) fn merge(table: &mut Table, over: &Table, join: bool) {
    for (key, value) in over {
        match (table.get_mut(key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => merge(below, above, join),
            (Some(Value::Array(below)), Value::Array(above)) if join => below.extend(above.iter().cloned()),
            _ => drop(table.insert(key.clone(), value.clone())),
        }
    }
}
