//! The Lambda function of the step `issue-batch`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::consume_imports(env!("CARGO_PKG_NAME"), issue_batch::handle).await
}
