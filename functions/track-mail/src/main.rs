//! The Lambda function of the step `track-mail`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::consume_notices(env!("CARGO_PKG_NAME"), track_mail::hear).await
}
