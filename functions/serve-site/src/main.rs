//! The Lambda function of the step `serve-site`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::serve(serve_site::routes()).await
}
