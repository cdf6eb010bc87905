//! The Lambda function of the step `assign-holder`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::serve(assign_holder::routes()).await
}
