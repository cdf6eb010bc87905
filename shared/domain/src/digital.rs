//! Digital certificates (X.509): from a request for access to the certificate and its end.
//!
//! | module | owns |
//! |---|---|
//! | [`calendar`] | business days, and until when something was promised |
//! | [`form`] | what the holder says of themselves, as a certificate can carry it |
//! | [`protocol`] | the number that names a case among people |
//! | [`representation`] | who has to come, and with which papers |

pub mod calendar;
pub mod form;
pub mod protocol;
pub mod representation;
