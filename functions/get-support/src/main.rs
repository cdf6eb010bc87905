//! The Lambda function of the step `get-support`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::serve(get_support::routes()).await
}
