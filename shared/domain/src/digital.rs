//! Digital certificates (X.509): from a request for access to the certificate and its end.
//!
//! | module | owns |
//! |---|---|
//! | [`access`] | requests for access to the portal |
//! | [`calendar`] | business days, and until when something was promised |
//! | [`charge`] | one attempt at having an order paid |
//! | [`enrollment`] | a case: one certificate for one holder |
//! | [`entitlement`] | a paid unit of an order |
//! | [`entity`] | the entities for which people ask |
//! | [`form`] | what the holder says of themselves, as a certificate can carry it |
//! | [`mobile`] | where short messages go |
//! | [`order`] | what somebody orders |
//! | [`payment`] | the formats of boleto and Pix |
//! | [`product`] | what is sold |
//! | [`protocol`] | the number that names a case among people |
//! | [`representation`] | who has to come, and with which papers |

pub mod access;
pub mod calendar;
pub mod charge;
pub mod enrollment;
pub mod entitlement;
pub mod entity;
pub mod form;
pub mod mobile;
pub mod order;
pub mod payment;
pub mod product;
pub mod protocol;
pub mod representation;
