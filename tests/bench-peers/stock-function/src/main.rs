//! A verification as a stock function would have it: one item of a table for `/v/{code}`, nothing for other paths.

use aws_sdk_dynamodb::types::AttributeValue;
use lambda_http::{Body, Error, Request, Response, run, service_fn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let client = aws_sdk_dynamodb::Client::new(&config);
    let table = std::env::var("TABLE")?;
    let (client, table) = (&client, &table);
    run(service_fn(move |request: Request| async move {
        let path = request.uri().path().to_owned();
        let mut found = false;
        if let Some((_, code)) = path.rsplit_once("/v/") {
            let key = AttributeValue::S(format!("CODE#{code}"));
            let item = client.get_item().table_name(table).key("pk", key).key("sk", AttributeValue::S("CODE".to_owned()));
            found = item.send().await?.item.is_some();
        }
        let body = serde_json::json!({ "found": found }).to_string();
        Ok::<_, Error>(Response::builder().header("content-type", "application/json").body(Body::from(body))?)
    }))
    .await
}
