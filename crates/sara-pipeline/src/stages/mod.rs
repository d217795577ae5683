//! The stages of the study, one file each, in the order in which a tweet passes them.

pub mod analyse;
pub mod assess;
#[cfg(feature = "baselines")]
pub(crate) mod baselines;
pub(crate) mod bert;
pub(crate) mod bert_settings;
pub mod calibration;
pub mod classify;
pub mod clean;
pub mod errors;
pub mod experts;
pub mod groups;
pub mod ingest;
pub(crate) mod ingest_error;
pub(crate) mod intervals;
pub mod label;
pub mod pseudo;
pub(crate) mod sentiment_names;
pub mod significance;
pub mod split;
pub mod stemmer;
pub(crate) mod stratify;
pub mod tfidf;
pub mod topics;
pub mod validate;
