//! The Lambda function of the step `send-mail`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::consume_work(env!("CARGO_PKG_NAME"), send_mail::handle).await
}
