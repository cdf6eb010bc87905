//! Step `serve-site`.

use common::web::Routes;

/// What the step offers.
pub fn routes() -> Routes {
    Routes::new("serve-site")
}
