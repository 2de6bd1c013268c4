//! Pages of the history: without totals, which would have to count millions of rows.

use crate::StoreError;
use crate::cursor;

/// A page of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice<T> {
    /// The rows. There may be fewer than asked for, even none, before the end: a page also ends
    /// when it has looked through enough rows.
    pub items: Vec<T>,
    /// Give it back to get the next page; `None` at the end.
    pub next_cursor: Option<String>,
}

/// Most rows of one page.
pub(crate) const MAX_LIMIT: u32 = 1_000;

/// Rows that one page looks through at most, so that a rare match costs a page of bounded time.
pub(crate) const MAX_EXAMINED: u32 = 50_000;

pub(crate) fn limit(asked: u32) -> usize {
    usize::try_from(asked.clamp(1, MAX_LIMIT)).unwrap_or(1)
}

/// The id at which a page goes on.
pub(crate) fn read_cursor(list: &str, cursor: Option<&str>) -> Result<Option<i64>, StoreError> {
    let Some(cursor) = cursor else { return Ok(None) };
    let [id] = cursor::decode(list, cursor)?;
    id.as_i64().map(Some).ok_or(StoreError::BadCursor)
}

pub(crate) fn write_cursor(list: &str, id: i64) -> String {
    cursor::encode(list, &[id.into()])
}
