//! Answers in the words of SES, so that the SDK reads them as it reads the real ones.

use std::io;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::template::REGION;

/// Why a mail was not accepted.
#[derive(Debug, thiserror::Error)]
pub(super) enum SesError {
    #[error("The action {0} is not valid for this web service.")]
    InvalidAction(String),
    #[error("{0}")]
    InvalidParameter(&'static str),
    #[error("{0}")]
    Rejected(&'static str),
    #[error("Email address is not verified. The following identities failed the check in region {region}: {0}", region = REGION.to_uppercase())]
    NotVerified(String),
    #[error("Maximum sending rate exceeded.")]
    Throttled,
    #[error("The mail server did not take the mail.")]
    NotRelayed(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("The mail could not be kept.")]
    NotKept(#[source] io::Error),
}

impl SesError {
    /// SES's own code and the HTTP status that it comes with.
    fn code(&self) -> (&'static str, StatusCode) {
        match self {
            Self::InvalidAction(_) => ("InvalidAction", StatusCode::BAD_REQUEST),
            Self::InvalidParameter(_) => ("InvalidParameterValue", StatusCode::BAD_REQUEST),
            Self::Rejected(_) | Self::NotVerified(_) => ("MessageRejected", StatusCode::BAD_REQUEST),
            Self::Throttled | Self::NotRelayed(_) => ("Throttling", StatusCode::BAD_REQUEST),
            Self::NotKept(_) => ("ServiceUnavailable", StatusCode::SERVICE_UNAVAILABLE),
        }
    }
}

pub(super) fn accepted(message_id: &str) -> Response {
    xml(
        StatusCode::OK,
        format!(
            "<SendRawEmailResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><SendRawEmailResult>\
             <MessageId>{message_id}</MessageId></SendRawEmailResult><ResponseMetadata><RequestId>local</RequestId>\
             </ResponseMetadata></SendRawEmailResponse>"
        ),
    )
}

pub(super) fn refused(error: &SesError) -> Response {
    let (code, status) = error.code();
    let fault = if status.is_server_error() { "Receiver" } else { "Sender" };
    xml(
        status,
        format!(
            "<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><Error><Type>{fault}</Type>\
             <Code>{code}</Code><Message>{}</Message></Error><RequestId>local</RequestId></ErrorResponse>",
            escape(&error.to_string())
        ),
    )
}

fn xml(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/xml")], body).into_response()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
