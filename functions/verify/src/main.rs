//! The Lambda function of the step `verify`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::serve(verify::routes()).await
}
