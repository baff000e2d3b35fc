//! `sawtooth explain`: what a rule finds, and what to do about it.

use super::console;
use crate::rules::Rule;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Name of the rule; without one, all rules are listed.
    rule: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let Some(name) = &arguments.rule else {
        for rule in Rule::ALL {
            console::print(&format!("{:<22} {:<12} {}", rule.name(), rule.severity().name(), rule.summary()));
        }
        return Ok(ExitCode::SUCCESS);
    };
    let rule = rule_named(name)?;
    console::print(rule.explanation().trim_end());
    Ok(ExitCode::SUCCESS)
}

/// The rule that the user means; an error that may propose one if there is none of this name.
pub(super) fn rule_named(name: &str) -> Result<Rule, String> {
    Rule::named(name).ok_or_else(|| format!("{} `sawtooth explain` lists all.", Rule::unknown(name)))
}
