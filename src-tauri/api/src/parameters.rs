//! Names of query parameters: one that a route does not have is refused.
//!
//! Without what a slip of the pen was meant to say a list or an export would have more records, and
//! without any of it all of them. The names are those of the OpenAPI description, so that what is
//! described is what is taken.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{MatchedPath, Query, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use engine::Engine;
use model::Saying;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{OpenApi, RefOr};

use crate::auth::identify;
use crate::problem::{FieldProblem, Problem};

/// Names of pages: a list that comes whole has none, and whoever asks for one gets no other records.
const OF_PAGES: [&str; 2] = ["limit", "cursor"];

/// The parameters of every route that wants a token, by its path and method. The few others say the
/// same to everybody, whatever a probe adds to their address.
#[derive(Debug, Clone)]
pub(crate) struct Known(Arc<HashMap<(String, Method), Vec<String>>>);

impl Known {
    /// Those that a description has.
    pub(crate) fn of(description: &OpenApi) -> Self {
        let mut known = HashMap::new();
        for (path, item) in &description.paths.paths {
            let operations = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            for (method, operation) in operations {
                if let Some(operation) = operation.as_ref().filter(|it| it.security.is_none()) {
                    known.insert((path.clone(), method), names(operation));
                }
            }
        }
        Self(Arc::new(known))
    }

    /// The parameters of a request that its route does not have.
    fn unknown(&self, request: &Request) -> Vec<FieldProblem> {
        if request.uri().query().is_none() {
            return Vec::new();
        }
        let Some(path) = request.extensions().get::<MatchedPath>() else { return Vec::new() };
        // A route that answers `GET` answers `HEAD`, too.
        let method = match *request.method() {
            Method::HEAD => Method::GET,
            ref method => method.clone(),
        };
        let is_read = method == Method::GET;
        let Some(known) = self.0.get(&(path.as_str().to_owned(), method)) else {
            return Vec::new();
        };
        // A query that cannot be read is named by the route.
        let Ok(Query(given)) = Query::<Vec<(String, String)>>::try_from_uri(request.uri()) else {
            return Vec::new();
        };
        let is_page = |name: &String| is_read && OF_PAGES.contains(&name.as_str());
        let names = given.into_iter().map(|(name, _)| name);
        let unknown = names.filter(|name| !known.contains(name) && !is_page(name));
        unknown.map(|name| FieldProblem::new(name, Saying::NoParameter)).collect()
    }
}

fn names(operation: &Operation) -> Vec<String> {
    let parameters = operation.parameters.iter().flatten();
    let of_query = parameters.filter_map(|parameter| match parameter {
        RefOr::T(it) if it.parameter_in == ParameterIn::Query => Some(it.name.clone()),
        _ => None,
    });
    of_query.collect()
}

/// Lets a request on whose parameters its route has. Who is nobody hears of that first.
pub(crate) async fn only_known(
    State((engine, known)): State<(Engine, Known)>,
    request: Request,
    next: Next,
) -> Response {
    let unknown = known.unknown(&request);
    if unknown.is_empty() {
        return next.run(request).await;
    }
    let (parts, _) = request.into_parts();
    match identify(&parts, &engine) {
        Ok(_) => Problem::fields(unknown).into_response(),
        Err(refused) => refused.into_response(),
    }
}
