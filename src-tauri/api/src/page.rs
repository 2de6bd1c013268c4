//! Lists: one page of items, how many there are, and where the next page begins.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// The items of this page.
    pub(crate) items: Vec<T>,
    /// How many items match in all.
    pub(crate) total: u64,
    /// What to send as `cursor` for the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A list that comes whole.
    pub(crate) fn whole(items: Vec<T>) -> Self {
        Self { total: items.len() as u64, items, next_cursor: None }
    }

    /// A page of converted items.
    pub(crate) fn from_engine<U>(page: engine::Page<U>, convert: impl FnMut(U) -> T) -> Self {
        Self {
            items: page.items.into_iter().map(convert).collect(),
            total: page.total,
            next_cursor: page.next_cursor,
        }
    }
}

/// A page of a log, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogPage<T> {
    pub(crate) items: Vec<T>,
    /// What to send as `cursor` for older items; `null` at the end.
    pub(crate) next_cursor: Option<String>,
}

impl<T> LogPage<T> {
    /// A page of converted items.
    pub(crate) fn from_engine<U>(page: engine::LogPage<U>, convert: impl FnMut(U) -> T) -> Self {
        let items = page.items.into_iter().map(convert).collect();
        Self { items, next_cursor: page.next_cursor }
    }
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// Items in a page, 1 to 1000; 200 when absent.
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// Field to sort by, `-` in front for descending.
    pub(crate) sort: Option<String>,
    /// Text to look for, in any spelling of an EUI.
    pub(crate) q: Option<String>,
}

/// How a list is ordered and searched that is written to its end.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Sorting {
    /// Field to sort by, `-` in front for descending.
    pub(crate) sort: Option<String>,
    /// Text to look for, in any spelling of an EUI.
    pub(crate) q: Option<String>,
}

/// Which part of a log is wanted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogPart {
    /// Items in a page, 1 to 1000; 200 when absent.
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
}

impl LogPart {
    /// The part that begins at a cursor, as large as `limit`.
    pub(crate) const fn at(cursor: Option<String>, limit: u32) -> Self {
        Self { limit: Some(limit), cursor }
    }

    /// How many items it has at most.
    pub(crate) fn limit(&self) -> u32 {
        self.limit.unwrap_or(200).clamp(1, 1_000)
    }
}

impl From<Paging> for engine::PageRequest {
    fn from(paging: Paging) -> Self {
        Self { limit: paging.limit, cursor: paging.cursor, sort: paging.sort, q: paging.q }
    }
}
