//! Ids and the generational arena of file slots. The only module that names `generational-arena`.

mod ids;

pub use ids::PathId;
