//! The boundary of Pothos: use cases, wire types, settings and the event feed. The shell and the terminal
//! both stand on this crate and on nothing below it. Knows no tauri.

pub mod wire;
