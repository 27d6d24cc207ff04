//! Owns what the whole-system tests share: the stub model server, and a real one where it is installed. Knows the protocols
//! of model servers from outside only, and no crate of the application, so that a mistake cannot be made on both sides.

pub mod llama;
pub mod stub;
