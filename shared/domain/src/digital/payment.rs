//! The formats in which money is asked for: a boleto and its barcode, and Pix. All pure: what is registered where, a payment
//! provider decides.

pub mod boleto;
pub mod itf;
pub mod pix;

pub use boleto::Barcode;
