//! The Lambda function of the step `track-mail`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::consume_notices(track_mail::hear).await
}
