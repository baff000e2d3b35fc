//! Sawtooth's plugin for Odoo 14 to 19: modules, the model registry, recordset types.
#![allow(dead_code)]

mod codec;
mod extract;
mod facts;
mod intern;
mod modules;
mod registry;
