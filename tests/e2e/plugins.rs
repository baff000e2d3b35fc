//! Plugins that cannot be loaded, and those that must not be.

use crate::Outcome;
use sawtooth_tests::session::{command, initialize};
use sawtooth_tests::{Session, Workspace};
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;

/// A server on the sample whose user has a plugin of this content.
fn messages_about(content: &[u8]) -> std::io::Result<Vec<String>> {
    let workspace = Workspace::sample()?;
    let folder = workspace.config_home().join("plugins");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(format!("{DLL_PREFIX}sawtooth_broken{DLL_SUFFIX}")), content)?;
    let config = workspace.config_home().join("mine.toml");
    fs::write(&config, format!("plugins.paths = ['{}']\n", folder.display()))?;
    let mut command = command(&workspace)?;
    command.env("SAWTOOTH_CONFIG", config);
    let mut session = Session::start_as(&workspace, command, initialize(&workspace))?;
    session.wait_for_index()?;
    assert_eq!(
        session.symbols("res.partner")?.first().map(String::as_str),
        Some("res.partner odoo/addons/base/models/res_partner.py:32")
    );
    let (status, messages) = session.finish()?;
    assert!(status.success());
    Ok(messages)
}

#[test]
fn what_is_no_library_costs_a_message() -> Outcome {
    for content in [&b"no library"[..], b"", b"\x7fELF\x02\x01\x01"] {
        let messages = messages_about(content)?;
        assert_eq!(messages.len(), 1, "{messages:#?}");
        assert!(messages[0].contains("sawtooth_broken") && messages[0].contains("goes on without it"), "{messages:#?}");
    }
    Ok(())
}

#[test]
fn a_workspace_cannot_have_its_plugin_loaded() -> Outcome {
    let workspace = Workspace::sample()?;
    // Loading it would fail, with a message that says so.
    workspace.write(&format!("plugins/{DLL_PREFIX}sawtooth_evil{DLL_SUFFIX}"), "evil")?;
    workspace.write("sawtooth.toml", "[plugins]\npaths = ['plugins']\n")?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    let (_, messages) = session.finish()?;
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(messages[0].contains("`plugins.paths` is not accepted from a workspace"), "{messages:#?}");
    Ok(())
}

#[test]
fn a_mistake_in_a_plugins_settings_is_told_once() -> Outcome {
    let workspace = Workspace::sample()?;
    workspace.write("sawtooth.toml", "[plugin.odoo]\naddons-path = 'addons'\n")?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    let (_, messages) = session.finish()?;
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(messages[0].contains("[plugin.odoo]") && messages[0].contains("addons-path"), "{messages:#?}");
    Ok(())
}

#[test]
fn without_plugins_it_is_a_server_for_python() -> Outcome {
    let workspace = Workspace::sample()?;
    workspace.write("sawtooth.toml", "plugins.enabled = false\n")?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    assert_eq!(session.symbols("res.partner")?, [""; 0], "models are the plugin's affair");
    assert!(!session.symbols("Partner")?.is_empty());
    let (_, messages) = session.finish()?;
    assert_eq!(messages, [""; 0]);
    Ok(())
}
