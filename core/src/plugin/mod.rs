//! The plugin host. The only module that names libloading.
