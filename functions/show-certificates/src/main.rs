//! The Lambda function of the step `show-certificates`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::serve(show_certificates::routes()).await
}
