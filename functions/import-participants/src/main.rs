//! The Lambda function of the step `import-participants`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::consume_objects(import_participants::handle).await
}
