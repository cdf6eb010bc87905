//! Transactions for the embedded database go without the token that the SDK makes up for each.
//!
//! On AWS the token makes a repeated transaction harmless for ten minutes. The engine keeps it for as long too, in memory,
//! and looks through all that it keeps at every transaction: after 60,000 of them each took five times as long. An answer
//! is lost here only when the whole process is, and the token with it.

use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_s3::primitives::SdkBody;

/// The last member of the request, as the SDK writes it: 36 characters between the quotation marks.
const MEMBER: &[u8] = b",\"ClientRequestToken\":\"";
const TOKEN: usize = 36;
const END: &[u8] = b"\"}";

/// Takes the token out of requests.
#[derive(Debug)]
pub(super) struct WithoutToken;

impl Intercept for WithoutToken {
    fn name(&self) -> &'static str {
        "WithoutToken"
    }

    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        let Some(body) = request.body().bytes().and_then(without_token) else { return Ok(()) };
        request.headers_mut().try_insert("content-length", body.len().to_string())?;
        *request.body_mut() = SdkBody::from(body);
        Ok(())
    }
}

/// The request without its token; none when it has none.
fn without_token(body: &[u8]) -> Option<Vec<u8>> {
    let at = body.len().checked_sub(MEMBER.len() + TOKEN + END.len())?;
    let rest = body[at..].strip_prefix(MEMBER).filter(|rest| rest.ends_with(END))?;
    let token = &rest[..TOKEN];
    let is_token = token.iter().all(|c| c.is_ascii_hexdigit() || *c == b'-');
    is_token.then(|| [&body[..at], b"}"].concat())
}

#[cfg(test)]
mod tests {
    use super::without_token;

    #[test]
    fn a_token_at_the_end_is_taken_out_and_nothing_else_is() {
        let token = "01234567-89ab-cdef-0123-456789abcdef";
        let with = format!("{{\"TransactItems\":[],\"ClientRequestToken\":\"{token}\"}}");
        assert_eq!(without_token(with.as_bytes()).as_deref(), Some(&b"{\"TransactItems\":[]}"[..]));
        let in_a_value =
            format!("{{\"Item\":{{\"a\":{{\"S\":\",\\\"ClientRequestToken\\\":\\\"{token}\"}}}}}}");
        for other in ["", "{}", &in_a_value, &with[1..with.len() - 1], &with.replace("ab-cdef", "AB,CDEF")] {
            assert_eq!(without_token(other.as_bytes()), None, "{other}");
        }
    }
}
