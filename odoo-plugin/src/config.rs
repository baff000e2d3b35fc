//! The table `[plugin.odoo]` of the configuration.

/// The plugin's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Config {
    /// Addons directories in order of preference, as written: absolute, or relative to the first workspace folder.
    pub(crate) addons_paths: Vec<String>,
}

impl Config {
    /// Reads the table.
    pub(crate) fn parse(text: &str) -> Result<Config, String> {
        let table: toml::Table = text.parse().map_err(|error| format!("[plugin.odoo]: {error}"))?;
        let mut config = Config::default();
        for (key, value) in table {
            match key.as_str() {
                "addons-paths" => {
                    let paths = value.as_array().map(|paths| paths.iter().map(toml::Value::as_str).collect());
                    let paths: Option<Vec<&str>> = paths.flatten();
                    let paths =
                        paths.ok_or("[plugin.odoo]: `addons-paths` must be a list of strings: write [\"path\", …]")?;
                    config.addons_paths = paths.into_iter().map(str::to_owned).collect();
                }
                _ => {
                    return Err(format!(
                        "[plugin.odoo]: unknown key `{key}`: remove it; the one key is `addons-paths`"
                    ));
                }
            }
        }
        Ok(config)
    }

    /// The addons directories as absolute paths with `/`.
    pub(crate) fn absolute_paths(&self, folder: Option<&str>) -> Vec<String> {
        let paths = self.addons_paths.iter().map(|path| {
            let path = path.replace('\\', "/");
            let path = path.trim_end_matches('/').trim_start_matches("./");
            let is_absolute = path.starts_with('/') || path.as_bytes().get(1) == Some(&b':');
            match folder {
                Some(folder) if !is_absolute => format!("{}/{path}", folder.trim_end_matches('/')),
                _ => path.to_owned(),
            }
        });
        paths.collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn paths_are_taken_as_they_are_or_below_the_first_folder() {
        let config = Config::parse(r#"addons-paths = ["/srv/enterprise/", "./mine", "C:\\odoo"]"#).unwrap();
        assert_eq!(config.absolute_paths(Some("/w")), ["/srv/enterprise", "/w/mine", "C:/odoo"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let check = |text, part: &str| assert!(Config::parse(text).unwrap_err().contains(part), "{text}");
        check("addons_paths = []", "unknown key `addons_paths`");
        check("addons-paths = 'x'", "list of strings");
        check("addons-paths = [1]", "list of strings");
        check("addons-paths = [", "[plugin.odoo]");
        assert_eq!(Config::parse("").unwrap(), Config::default());
    }
}
