//! The Lambda function of the step `administer`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    // Boxed: the request's future is too deep for the compiler to lay out inside the runtime's.
    common::lambda::answer(env!("CARGO_PKG_NAME"), |app, request| Box::pin(administer::handle(app, request)))
        .await
}
