//! A list as a file: the same pages as its route answers with, one after another.

use std::future::Future;

use axum::BoxError;
use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use engine::Engine;
use engine::imports::Format;
use engine::tables::{Table, TableRequest};
use futures_util::stream;
use model::{JsonMap, TenantCode, say};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::IntoParams;

use crate::extract::Json;
use crate::file::{file_headers, stamped};
use crate::page::{LogPage, Page};
use crate::parse::listed;
use crate::problem::Problem;

/// Items that are read at once.
pub(crate) const PAGE: u32 = 1_000;

/// How a file of a list is written.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TableParams {
    /// `xlsx` (default; 200,000 entries at most) or `csv` (any number).
    format: Option<String>,
    /// These fields of the list's entries in this order, with commas between them.
    fields: Option<String>,
    /// What stands above them, with commas between; the fields' names when absent.
    labels: Option<String>,
    /// Minutes that the reader's clock is ahead of UTC; 0 when absent. The header says it.
    offset_min: Option<i32>,
}

/// A page of any list.
pub(crate) trait Items {
    /// Its items as they leave, and where the next page begins.
    fn into_items(self) -> (Vec<JsonMap>, Option<String>);
}

impl<T: Serialize> Items for Page<T> {
    fn into_items(self) -> (Vec<JsonMap>, Option<String>) {
        (objects(self.items), self.next_cursor)
    }
}

impl<T: Serialize> Items for LogPage<T> {
    fn into_items(self) -> (Vec<JsonMap>, Option<String>) {
        (objects(self.items), self.next_cursor)
    }
}

fn objects<T: Serialize>(items: Vec<T>) -> Vec<JsonMap> {
    let object = |item| match serde_json::to_value(item) {
        Ok(Value::Object(object)) => object,
        _ => JsonMap::new(),
    };
    items.into_iter().map(object).collect()
}

impl TableParams {
    /// Writes the list called `name`, whose entries have the fields `known`; `page` reads the part
    /// that begins at a cursor.
    pub(crate) async fn write<P, F>(
        self,
        (engine, tenant): (&Engine, &TenantCode),
        name: &'static str,
        known: &'static [&'static str],
        page: impl Fn(Option<String>) -> F + Send + 'static,
    ) -> Result<Response, Problem>
    where
        P: Items,
        F: Future<Output = Result<Json<P>, Problem>> + Send + 'static,
    {
        let is_csv = match self.format.as_deref() {
            None | Some("xlsx") => false,
            Some("csv") => true,
            Some(_) => {
                return Err(Problem::field("format", say!(OneOf, words = vec!["xlsx", "csv"])));
            }
        };
        let table = engine.table(TableRequest {
            name,
            known,
            fields: listed(self.fields.as_deref()),
            labels: listed(self.labels.as_deref()),
            offset_min: self.offset_min.unwrap_or(0),
        })?;
        let name = stamped(engine, tenant, name);
        // What is wrong with the filters is told before anything is written.
        let (items, next) = page(None).await?.0.into_items();
        if is_csv {
            let first = table.csv_head() + &table.csv(items);
            let rest = Rest { table, page, next };
            let body = stream::try_unfold((Some(first), rest), |(first, mut rest)| async move {
                let piece = match first {
                    Some(first) => Some(first),
                    None => rest.piece().await.map_err(|problem| problem.detail.to_string())?,
                };
                Ok::<_, BoxError>(piece.map(|piece| (piece, (None, rest))))
            });
            let body = Body::from_stream(body);
            return Ok((file_headers(Format::Csv, &name), body).into_response());
        }
        let mut workbook = table.workbook()?.push(items).await?;
        let mut cursor = next;
        while let Some(from) = cursor {
            let (items, next) = page(Some(from)).await?.0.into_items();
            workbook = workbook.push(items).await?;
            cursor = next;
        }
        Ok((file_headers(Format::Xlsx, &name), workbook.finish().await?).into_response())
    }
}

/// What of a list has not gone out yet. The next piece is read when the one before has; an error
/// ends the connection, so that half a file is not taken for a whole one.
struct Rest<G> {
    table: Table,
    page: G,
    next: Option<String>,
}

impl<G> Rest<G> {
    async fn piece<P, F>(&mut self) -> Result<Option<String>, Problem>
    where
        P: Items,
        F: Future<Output = Result<Json<P>, Problem>>,
        G: Fn(Option<String>) -> F,
    {
        // A page of a log may be empty although older ones are not.
        while let Some(cursor) = self.next.take() {
            let (items, next) = (self.page)(Some(cursor)).await?.0.into_items();
            self.next = next;
            if !items.is_empty() {
                return Ok(Some(self.table.csv(items)));
            }
        }
        Ok(None)
    }
}
