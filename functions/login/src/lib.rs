//! Step `login`.

use common::web::Routes;

/// What the step offers.
pub fn routes() -> Routes {
    Routes::new("login")
}
