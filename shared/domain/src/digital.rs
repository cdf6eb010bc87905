//! Digital certificates (X.509): from a request for access to the certificate and its end.
//!
//! | module | owns |
//! |---|---|
//! | [`calendar`] | business days, and until when something was promised |
//! | [`charge`] | one attempt at having an order paid |
//! | [`entitlement`] | a paid unit of an order |
//! | [`order`] | what somebody orders |
//! | [`payment`] | the formats of boleto and Pix |
//! | [`product`] | what is sold |
//! | [`protocol`] | the number that names a case among people |

pub mod calendar;
pub mod charge;
pub mod entitlement;
pub mod order;
pub mod payment;
pub mod product;
pub mod protocol;
