//! The Lambda function of the step `fill-request`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::serve(fill_request::routes()).await
}
