//! Types as text, as they cross to plugins.
