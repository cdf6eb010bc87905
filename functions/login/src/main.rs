//! The Lambda function of the step `login`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::serve(login::routes()).await
}
