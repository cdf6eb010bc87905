//! The Lambda function of the step `import-participants`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::consume_objects(env!("CARGO_PKG_NAME"), import_participants::handle).await
}
