//! The Lambda function of the step `correct-certificate`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::serve(correct_certificate::routes()).await
}
