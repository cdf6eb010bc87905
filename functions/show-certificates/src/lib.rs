//! Step `show-certificates`.

use common::web::Routes;

/// What the step offers.
pub fn routes() -> Routes {
    Routes::new("show-certificates")
}
