//! The shapes of REST's answers.

use axum::Json as JsonBody;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, json};

use super::super::wire::{Json, MethodError, without_types};

/// What a request gives: the fields besides `success`, in EJSON.
pub type RestResult = Result<Map<String, Json>, RestError>;

/// Why a request is not carried out.
#[derive(Clone, Debug, PartialEq)]
pub enum RestError {
    /// 401: nobody is logged in, or the token is not good (any more).
    LoggedOut,
    /// 404: there is no such path, or not with this method.
    NoPath,
    /// 400, in the words of the method behind it.
    Refused(MethodError),
    /// The answer to a method call that failed: 400 with the whole message.
    Failed(String),
}

impl From<MethodError> for RestError {
    fn from(error: MethodError) -> Self {
        Self::Refused(error)
    }
}

impl RestError {
    /// 400 for a parameter that is not there.
    pub fn missing(name: &str) -> Self {
        let reason = format!("The parameter \"{name}\" is required");
        MethodError::new("error-parameter-required", reason).into()
    }
}

/// The fields of an answer.
pub fn fields<const N: usize>(fields: [(&str, Json); N]) -> Map<String, Json> {
    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// A list with its `count`, `offset` and `total`.
pub fn list(name: &str, items: Json) -> Map<String, Json> {
    let count = items.as_array().map_or(0, Vec::len);
    fields([(name, items), ("count", count.into()), ("offset", 0.into()), ("total", count.into())])
}

/// `{…, success: true}`, or the error.
pub fn reply(result: RestResult) -> Response {
    let failed = |status, body: Json| (status, JsonBody(body)).into_response();
    match result {
        Ok(fields) => {
            let mut body = without_types(&Json::Object(fields));
            body["success"] = true.into();
            JsonBody(body).into_response()
        }
        Err(RestError::LoggedOut) => failed(
            StatusCode::UNAUTHORIZED,
            json!({ "status": "error", "message": "You must be logged in to do this." }),
        ),
        Err(RestError::NoPath) => {
            failed(StatusCode::NOT_FOUND, json!({ "success": false, "error": "Not found" }))
        }
        Err(RestError::Refused(error)) => failed(
            StatusCode::BAD_REQUEST,
            json!({
                "success": false,
                "error": error.to_string(),
                "errorType": error.error.to_string(),
                "details": error.details,
            }),
        ),
        Err(RestError::Failed(message)) => {
            failed(StatusCode::BAD_REQUEST, json!({ "success": false, "message": message }))
        }
    }
}
