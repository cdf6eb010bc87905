//! The Lambda function of the step `run-clock`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::answer(env!("CARGO_PKG_NAME"), |app, _: run_clock::Tick| run_clock::handle(app)).await
}
