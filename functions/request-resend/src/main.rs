//! The Lambda function of the step `request-resend`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::serve(request_resend::routes()).await
}
