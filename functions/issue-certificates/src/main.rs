//! The Lambda function of the step `issue-certificates`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::serve(issue_certificates::routes()).await
}
