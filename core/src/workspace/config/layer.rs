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

/// Reads `text`: a table with known keys and good values only, paths made absolute.
///
/// Errors with every mistake there is; the table is not used then.
pub(super) fn read(text: &str, source: &Source<'_>) -> Result<Table, Vec<ConfigError>> {
    let error = |span, message, remedy| ConfigError::at(source.file, text, span, message, remedy);
    let syntax = |e: &toml::de::Error| {
        vec![error(e.span().unwrap_or(0..0), e.message().to_owned(), "Correct the TOML at this place.".to_owned())]
    };
    let spanned = DeTable::parse(text).map_err(|e| syntax(&e))?;
    let mut table: Table = toml::from_str(text).map_err(|e| syntax(&e))?;
    let mut check = Check { source, error: &error, errors: Vec::new() };
    check.table(spanned.get_ref(), &table, &DEFAULTS, &mut Vec::new());
    if !check.errors.is_empty() {
        return Err(check.errors);
    }
    for key in PATH_KEYS {
        if let Some(value) = get_mut(&mut table, key) {
            make_absolute(value, source.base);
        }
    }
    Ok(table)
}

struct Check<'a, E> {
    source: &'a Source<'a>,
    error: &'a E,
    errors: Vec<ConfigError>,
}

impl<E: Fn(Range<usize>, String, String) -> ConfigError> Check<'_, E> {
    /// Checks all keys of a table against the part of the reference it stands for.
    fn table(&mut self, spanned: &DeTable<'_>, table: &Table, reference: &Table, path: &mut Vec<String>) {
        for (key, value) in spanned.iter() {
            let name = key.get_ref().as_ref();
            path.push(name.to_owned());
            match (reference.get(name), value.get_ref(), table.get(name)) {
                (None, ..) => self.unknown(key.span(), path, reference),
                (Some(Value::Table(known)), DeValue::Table(inner), Some(Value::Table(values)))
                    if path[0] != "plugin" =>
                {
                    self.table(inner, values, known, path);
                }
                (_, _, Some(plain)) => self.value(value, plain, reference, path),
                _ => {}
            }
            path.pop();
        }
    }

    fn unknown(&mut self, span: Range<usize>, path: &[String], reference: &Table) {
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
    }

    /// Tries a single value in an otherwise default configuration, so that an error can only be about it.
    fn value(&mut self, spanned: &Spanned<DeValue<'_>>, value: &Value, reference: &Table, path: &[String]) {
        let key = path.join(".");
        let mut trial = DEFAULTS.clone();
        if let Some(slot) = get_mut(&mut trial, &key) {
            *slot = value.clone();
        }
        if let Err(e) = trial.try_into::<Config>() {
            let example = path.last().and_then(|name| Some((name, reference.get(name)?)));
            let remedy = match example {
                Some((name, default)) if !default.is_table() => format!("The default is `{name} = {default}`."),
                _ => "Write it as a table.".to_owned(),
            };
            self.errors.push((self.error)(spanned.span(), format!("`{key}`: {}", e.message().trim_end()), remedy));
        } else {
            let refusals = trust::refusals(&key, spanned, self.source.base, self.source.trust);
            self.errors.extend(
                refusals.into_iter().map(|(span, message, remedy)| (self.error)(span, message, remedy.to_owned())),
            );
        }
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
