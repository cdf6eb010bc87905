//! The Lambda function of the step `place-order`.

#[tokio::main]
async fn main() -> Result<(), common::lambda::Error> {
    common::lambda::serve(place_order::routes()).await
}
