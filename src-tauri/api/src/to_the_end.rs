//! Requests that change something are carried out to their end.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::problem::{Code, Problem};
use model::Saying;

/// Carries a request that changes something out on a task of its own, so that it does not stop half
/// way when its client hangs up: a change that is on the disk must get into memory, and room that
/// was kept must be filled or given back. What only reads ends with whoever asked.
pub(crate) async fn to_the_end(request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => match error.try_into_panic() {
            // The layer outside of this one answers it.
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Problem::new(Code::Unavailable, Saying::Stopping).into_response(),
        },
    }
}
