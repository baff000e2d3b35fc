//! Files, modules, configuration, Python environments and watching.
