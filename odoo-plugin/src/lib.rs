//! Sawtooth's plugin for Odoo 14 to 19: modules, the model registry, recordset types.
//!
//! `extract` reads the facts of one file, `codec` packs them into bytes; `registry` and `modules` link the facts of all
//! files; `infer`, `model_class` and `strings` answer from them; `plugin` is what the host calls.

#[cfg(all(test, feature = "acceptance"))]
mod acceptance;
mod codec;
mod config;
mod extract;
mod facts;
mod infer;
mod intern;
mod model_class;
mod modules;
mod plugin;
mod registry;
mod strings;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod types;
