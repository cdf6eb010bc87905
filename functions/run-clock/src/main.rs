//! The Lambda function of the step `run-clock`: its schedule's event says nothing that it needs.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::answer(|app, _: serde_json::Value| run_clock::handle(app)).await
}
