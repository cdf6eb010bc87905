//! The Lambda function of the step `render-pdf`.

// The future of a whole batch is deeper than the compiler's default bound.
#![recursion_limit = "256"]

use std::sync::Arc;

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    let templates = Arc::new(render_pdf::Templates::default());
    common::lambda::consume_work(env!("CARGO_PKG_NAME"), move |app, key| {
        let templates = templates.clone();
        async move { render_pdf::handle(&templates, app, key).await }
    })
    .await
}
