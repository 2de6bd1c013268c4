//! What a caller is told when something did not happen: RFC 9457 problem documents.

use std::any::Any;
use std::error::Error as _;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::{Saying, say};
use serde::Serialize;
use utoipa::ToSchema;

use crate::said::Said;

/// The closed list of things a client may want to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// No valid token came with the request.
    Unauthenticated,
    /// The caller lacks the permission.
    Forbidden,
    /// There is no such record for this caller.
    NotFound,
    /// There is such a path, but nothing like this can be done there; `Allow` says what can.
    MethodNotAllowed,
    /// A field is not as it must be; `field` and `errors` say which.
    Invalid,
    /// The record would collide with another one.
    Conflict,
    /// The record is in use.
    InUse,
    /// The request is larger than the limit.
    TooLarge,
    /// There is no room for more of it; some has to go first.
    Full,
    /// There were too many attempts; `Retry-After` says how long to wait.
    TooManyAttempts,
    /// A part of the instance that this needs is not running.
    Unavailable,
    /// The instance failed; the log has the reason under `request_id`.
    Internal,
}

impl Code {
    const fn status(self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict | Self::InUse => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Full | Self::TooManyAttempts => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Unauthenticated => "Sign in first",
            Self::Forbidden => "Not permitted",
            Self::NotFound => "Not found",
            Self::MethodNotAllowed => "No such method",
            Self::Invalid => "Not valid",
            Self::Conflict => "Already exists",
            Self::InUse => "In use",
            Self::TooLarge => "Too large",
            Self::Full => "Full",
            Self::TooManyAttempts => "Too many attempts",
            Self::Unavailable => "Not available",
            Self::Internal => "The instance failed",
        }
    }
}

/// One bad field of a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field's name as the request spells it.
    pub field: String,
    /// What was expected and what was found.
    pub detail: String,
    /// What is known of that sentence; `null` for words of others.
    pub(crate) detail_said: Option<Said>,
}

impl FieldProblem {
    /// A field and what is wrong with it.
    pub(crate) fn new(field: impl Into<String>, detail: impl Into<model::Said>) -> Self {
        let detail = detail.into();
        let detail_said = Said::of(&detail);
        Self { field: field.into(), detail: detail.text().to_owned(), detail_said }
    }
}

/// The media type of [`Document`].
const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request was not done; [`Document`] is what the caller gets.
#[derive(Debug, Clone)]
pub struct Problem {
    /// What happened and what to do, as a sentence for people.
    pub detail: model::Said,
    /// The problem's kind for programs.
    pub code: Code,
    /// The first bad field.
    pub field: Option<String>,
    /// Every bad field.
    pub errors: Vec<FieldProblem>,
    /// Seconds after which it may be tried again, where that is known.
    pub retry_after: Option<u64>,
    /// Joins the answer with the instance's log.
    pub request_id: u64,
}

impl Problem {
    /// A problem without a field.
    pub fn new(code: Code, detail: impl Into<model::Said>) -> Self {
        Self {
            detail: detail.into(),
            code,
            field: None,
            errors: Vec::new(),
            retry_after: None,
            request_id: rand::random(),
        }
    }

    /// A bad field.
    pub fn field(field: impl Into<String>, detail: impl Into<model::Said>) -> Self {
        Self::fields(vec![FieldProblem::new(field, detail)])
    }

    /// Several bad fields at once.
    #[must_use]
    pub fn fields(errors: Vec<FieldProblem>) -> Self {
        let detail = errors
            .iter()
            .map(|error| format!("{}: {}", error.field, error.detail))
            .collect::<Vec<_>>()
            .join("; ");
        let field = errors.first().map(|error| error.field.clone());
        Self { field, errors, ..Self::new(Code::Invalid, detail) }
    }
}

/// An RFC 9457 problem document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Document {
    /// Always `about:blank`: `code` tells problems apart.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The problem's kind in two words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What happened and what to do, as a sentence for people.
    detail: String,
    /// What is known of that sentence; `null` for words of others, and for bad fields, which have
    /// theirs in `errors`.
    detail_said: Option<Said>,
    /// The problem's kind for programs.
    code: Code,
    /// The first bad field.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// Every bad field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// Joins this answer with the instance's log.
    request_id: String,
}

impl From<Problem> for Document {
    fn from(problem: Problem) -> Self {
        Self {
            kind: "about:blank",
            title: problem.code.title(),
            status: problem.code.status().as_u16(),
            detail_said: Said::of(&problem.detail),
            detail: problem.detail.text().to_owned(),
            code: problem.code,
            field: problem.field,
            errors: problem.errors,
            request_id: format!("{:016x}", problem.request_id),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, retry_after) = (self.code.status(), self.retry_after);
        let mut response = (status, Json(Document::from(self))).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// A body over the limit that the framework refuses by itself is told as every other refusal.
pub(crate) async fn of_framework(response: Response) -> Response {
    let media_type = response.headers().get(header::CONTENT_TYPE);
    let is_told = media_type.is_some_and(|it| it.as_bytes() == PROBLEM_JSON.as_bytes());
    if is_told || response.status() != StatusCode::PAYLOAD_TOO_LARGE {
        return response;
    }
    Problem::new(Code::TooLarge, Saying::BodyLarge).into_response()
}

/// What a caller is told of a handler that panicked.
pub(crate) fn of_panic(panic: Box<dyn Any + Send>) -> Response {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("of no words");
    let problem = Problem::new(Code::Internal, Saying::ProgramMistake);
    let request_id = format_args!("{:016x}", problem.request_id);
    tracing::error!(%request_id, panic = words, "a request panicked");
    problem.into_response()
}

impl From<engine::Error> for Problem {
    fn from(error: engine::Error) -> Self {
        let detail = error.sentence();
        match error {
            engine::Error::NotFound { .. } | engine::Error::Gone(_) => {
                Self::new(Code::NotFound, detail)
            }
            engine::Error::Invalid(errors) => Self::fields(
                errors
                    .into_iter()
                    .map(|error| FieldProblem::new(error.field, error.detail))
                    .collect(),
            ),
            engine::Error::Conflict { field, .. } => {
                Self { field: Some(field.into()), ..Self::new(Code::Conflict, detail) }
            }
            engine::Error::InUse(_) => Self::new(Code::InUse, detail),
            engine::Error::Full(_) => Self::new(Code::Full, detail),
            engine::Error::TooManyAttempts { seconds } => {
                Self { retry_after: Some(seconds), ..Self::new(Code::TooManyAttempts, detail) }
            }
            engine::Error::Forbidden(_) => Self::new(Code::Forbidden, detail),
            engine::Error::Unavailable(_) => Self::new(Code::Unavailable, detail),
            engine::Error::Store(source) => {
                let problem = Self::new(Code::Internal, detail);
                let request_id = format_args!("{:016x}", problem.request_id);
                tracing::error!(%request_id, %source, "store failed");
                problem
            }
        }
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::new(Code::TooLarge, Saying::BodyLarge),
            _ => Self::new(Code::Invalid, body_said(&rejection)),
        }
    }
}

/// What is wrong with a body, with the place where the reader tells it.
fn body_said(rejection: &JsonRejection) -> model::Said {
    let reason = rejection.source().map_or_else(|| rejection.body_text(), ToString::to_string);
    match rejection {
        JsonRejection::JsonSyntaxError(_) => say!(BodyNoJson, reason = reason),
        JsonRejection::JsonDataError(_) => say!(BodyForm, reason = reason),
        JsonRejection::MissingJsonContentType(_) => Saying::BodyNoType.into(),
        _ => say!(BodyUnread, reason = reason),
    }
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        Self::new(Code::Invalid, say!(PathForm, reason = rejection.body_text()))
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        let reason = rejection.source().map_or_else(|| rejection.body_text(), ToString::to_string);
        Self::new(Code::Invalid, say!(QueryForm, reason = reason))
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode, header};
    use axum::routing::get;
    use serde_json::{Value, json};
    use tower::ServiceExt as _;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::{PROBLEM_JSON, of_panic};

    #[tokio::test]
    async fn a_handler_that_panics_is_told_as_a_problem() {
        async fn broken() -> &'static str {
            panic!("a mistake")
        }
        let router = Router::new().route("/", get(broken)).layer(CatchPanicLayer::custom(of_panic));
        let answer = router.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.headers().get(header::CONTENT_TYPE).unwrap(), PROBLEM_JSON);
        let body: Value =
            serde_json::from_slice(&to_bytes(answer.into_body(), 4096).await.unwrap()).unwrap();
        assert_eq!(body["code"], json!("internal"), "{body}");
        assert_eq!(body["detail_said"]["code"], json!("program_mistake"), "{body}");
    }
}
