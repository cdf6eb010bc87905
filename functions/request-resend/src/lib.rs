//! Step `request-resend`.

use common::web::Routes;

/// What the step offers.
pub fn routes() -> Routes {
    Routes::new("request-resend")
}
