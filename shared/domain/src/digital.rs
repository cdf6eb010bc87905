//! Digital certificates (X.509): from a request for access to the certificate and its end.
//!
//! | module | owns |
//! |---|---|
//! | [`calendar`] | business days, and until when something was promised |
//! | [`protocol`] | the number that names a case among people |

pub mod calendar;
pub mod protocol;
