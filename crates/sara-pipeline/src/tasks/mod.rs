//! Single jobs on files, each the work behind one command.

pub mod agree;
pub mod audit;
pub mod bert;
pub mod check;
pub mod embed;
pub mod label;
pub mod predict;
pub mod prepare;
pub mod read;
pub mod sample;
pub mod stem;
pub mod svm;

mod explanation;
mod npy;
mod training_watch;
