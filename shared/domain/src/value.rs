//! Values that are parsed once, at the door, and trusted from there on.

pub mod calendar;
pub mod cnpj;
pub mod code;
pub mod cpf;
pub mod document;
pub mod email;
pub mod greeting;
pub mod id;
pub mod lettering;
pub mod money;
pub mod name;
pub mod period;
pub mod symbols;
pub mod words;
