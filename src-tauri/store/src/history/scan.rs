//! The two ways through a table of the history, newest first: along its ids, or along one device's
//! chain. Both look through a bounded number of rows a page.

use model::Timestamp;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use crate::StoreError;
use crate::column::Columns;
use crate::filter::Filter;
use crate::history::id::first_at;
use crate::history::slice::{MAX_EXAMINED, Slice, read_cursor, write_cursor};
use crate::table::Tx;

/// What to read.
pub(crate) struct Scan<'q> {
    /// Also the cursors' name.
    pub(crate) table: &'static str,
    pub(crate) columns: &'static str,
    pub(crate) filter: Filter,
    /// Earliest time, included.
    pub(crate) from: Option<Timestamp>,
    /// Latest time, excluded.
    pub(crate) to: Option<Timestamp>,
    pub(crate) limit: usize,
    pub(crate) cursor: Option<&'q str>,
}

impl Scan<'_> {
    fn lowest(&self) -> i64 {
        self.from.map_or(0, first_at)
    }

    /// Ids of the page are below this.
    fn end(&self) -> i64 {
        self.to.map_or(i64::MAX, first_at)
    }

    /// Along the ids. A cursor is the id below which the page goes on.
    pub(crate) fn by_id<T>(
        &self,
        tx: &Tx<'_>,
        id_of: impl Fn(&T) -> i64,
        read: impl Fn(&mut Columns<'_, '_>) -> Result<T, StoreError>,
    ) -> Result<Slice<T>, StoreError> {
        let end = read_cursor(self.table, self.cursor)?.map_or(self.end(), |at| at.min(self.end()));
        let floor = if self.filter.is_empty() { None } else { self.floor(tx, end)? };
        let lowest = floor.map_or(self.lowest(), |floor| floor + 1);
        let sql = format!(
            "SELECT {} FROM {} WHERE id >= ? AND id < ? AND {} ORDER BY id DESC LIMIT ?",
            self.columns,
            self.table,
            self.filter.sql()
        );
        let bounds = [lowest.into(), end.into()];
        let wanted = i64::try_from(self.limit + 1).unwrap_or(i64::MAX).into();
        let values = bounds.iter().chain(self.filter.values()).chain([&wanted]);
        let mut items = tx.rows(&sql, params_from_iter(values), read)?;
        let more = items.len() > self.limit;
        items.truncate(self.limit);
        let next = if more { items.last().map(id_of) } else { floor.map(|floor| floor + 1) };
        Ok(Slice { items, next_cursor: next.map(|id| write_cursor(self.table, id)) })
    }

    /// The id at which the page has looked through enough.
    fn floor(&self, tx: &Tx<'_>, end: i64) -> Result<Option<i64>, StoreError> {
        let sql = format!(
            "SELECT id FROM {} WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1 OFFSET ?",
            self.table
        );
        tx.row(&sql, [self.lowest(), end, i64::from(MAX_EXAMINED)], |columns| columns.get())
    }

    /// Along the chain that begins at `head`. A cursor is the id to look at next; the filter
    /// names the chain's device, so that a forged one shows nothing of another.
    pub(crate) fn by_chain<T>(
        &self,
        tx: &Tx<'_>,
        head: Option<i64>,
        read: impl Fn(&mut Columns<'_, '_>) -> Result<T, StoreError>,
    ) -> Result<Slice<T>, StoreError> {
        let mut next = read_cursor(self.table, self.cursor)?.or(head);
        let sql = format!(
            "SELECT previous, {}, {} FROM {} WHERE id = ?",
            self.filter.sql(),
            self.columns,
            self.table
        );
        let mut statement = tx.conn.prepare_cached(&sql)?;
        let (lowest, end) = (self.lowest(), self.end());
        let mut items = Vec::new();
        let mut examined = 0;
        while let Some(id) = next.filter(|id| *id >= lowest) {
            if items.len() == self.limit || examined == MAX_EXAMINED {
                let next_cursor = Some(write_cursor(self.table, id));
                return Ok(Slice { items, next_cursor });
            }
            examined += 1;
            let id_value = Value::from(id);
            let values = params_from_iter(self.filter.values().iter().chain([&id_value]));
            let mut rows = statement.query(values)?;
            let Some(row) = rows.next()? else { break };
            let mut columns = Columns::new(row);
            // A chain only goes down; anything else would go round in a circle.
            next = columns.get::<Option<i64>>()?.filter(|previous| *previous < id);
            if columns.get::<bool>()? && id < end {
                items.push(read(&mut columns)?);
            }
        }
        Ok(Slice { items, next_cursor: None })
    }
}
