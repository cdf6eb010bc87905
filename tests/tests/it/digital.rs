//! Digital certificates: from a request for access to a certificate and its end.

mod duties;
mod passkeys;
mod second_factor;
