//! The Lambda function of the step `request-access`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::serve(request_access::routes()).await
}
