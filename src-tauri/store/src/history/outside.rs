//! Messages that wait for MQTT brokers outside, and which broker a device was last heard from.
//!
//! A buffer is a queue on the disk: appended at the end, read and deleted from the front. Its size
//! is kept beside it in the same transaction, so that a limit costs no counting.

use model::{DeviceEui, RecordId};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::StoreError;
use crate::column::id_value;
use crate::master_key::Cipher;
use crate::table::Tx;

/// What a row takes beside its texts, bytes; about what SQLite and the index need.
const OVERHEAD: u64 = 64;
/// Rows deleted in one transaction when a buffer is cleared.
const SLICE: u32 = 2_000;

/// How full a broker's buffer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BufferState {
    /// Messages that wait.
    pub messages: u64,
    /// Bytes they take.
    pub bytes: u64,
    /// Messages that were dropped, since the broker was added.
    pub dropped: u64,
}

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buffered {
    /// Rises along the buffer and is never given out twice.
    pub id: u64,
    /// Topic on the other side.
    pub topic: String,
    /// Body.
    pub payload: Vec<u8>,
}

/// Messages that wait for brokers outside.
#[derive(Clone, Copy)]
pub struct OutsideBuffer<'c>(Tx<'c>);

impl<'c> OutsideBuffer<'c> {
    pub(crate) const fn new(conn: &'c Connection, cipher: &'c Cipher) -> Self {
        Self(Tx { conn, cipher })
    }

    /// The oldest messages after an id: at most so many, and so many bytes but for the first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn next(
        &self,
        broker: RecordId,
        after: u64,
        most: usize,
        most_bytes: usize,
    ) -> Result<Vec<Buffered>, StoreError> {
        let mut statement = self.0.conn.prepare_cached(
            "SELECT id, topic, payload FROM outside_buffer WHERE broker = ?1 AND id > ?2
             ORDER BY id",
        )?;
        let mut rows = statement.query(params![id_value(broker), signed(after)])?;
        let (mut found, mut bytes) = (Vec::new(), 0);
        while found.len() < most
            && let Some(row) = rows.next()?
        {
            let payload: Vec<u8> = row.get(2)?;
            bytes += payload.len();
            if bytes > most_bytes && !found.is_empty() {
                break;
            }
            found.push(Buffered { id: unsigned(row.get(0)?), topic: row.get(1)?, payload });
        }
        Ok(found)
    }

    /// How full a broker's buffer is.
    ///
    /// # Errors
    /// Those of the database.
    pub fn state(&self, broker: RecordId) -> Result<BufferState, StoreError> {
        state(self.0.conn, broker)
    }
}

/// Which broker outside devices were last heard from.
#[derive(Clone, Copy)]
pub struct OutsideDevices<'c>(Tx<'c>);

impl<'c> OutsideDevices<'c> {
    pub(crate) const fn new(conn: &'c Connection, cipher: &'c Cipher) -> Self {
        Self(Tx { conn, cipher })
    }

    /// Every device that was ever heard from one.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<(DeviceEui, RecordId)>, StoreError> {
        let sql = "SELECT eui, broker FROM outside_device ORDER BY eui";
        self.0.rows(sql, [], |columns| Ok((columns.device_eui()?, columns.id()?)))
    }
}

fn state(conn: &Connection, broker: RecordId) -> Result<BufferState, StoreError> {
    let found = conn
        .prepare_cached(
            "SELECT messages, bytes, dropped FROM outside_buffer_state WHERE broker = ?1",
        )?
        .query_row([id_value(broker)], |row| {
            Ok(BufferState {
                messages: unsigned(row.get(0)?),
                bytes: unsigned(row.get(1)?),
                dropped: unsigned(row.get(2)?),
            })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

fn set_state(conn: &Connection, broker: RecordId, state: BufferState) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO outside_buffer_state (broker, messages, bytes, dropped)
         VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (broker) DO UPDATE SET messages = excluded.messages, bytes = excluded.bytes,
            dropped = excluded.dropped",
    )?
    .execute(params![
        id_value(broker),
        signed(state.messages),
        signed(state.bytes),
        signed(state.dropped)
    ])?;
    Ok(())
}

/// Puts messages at the end, and lets the oldest go while the buffer is above its limit.
pub(crate) fn buffer_append(
    conn: &Connection,
    broker: RecordId,
    messages: &[(String, Vec<u8>)],
    lost: u64,
    limit: u64,
    handed: u64,
) -> Result<BufferState, StoreError> {
    let mut state = state(conn, broker)?;
    let mut insert = conn.prepare_cached(
        "INSERT INTO outside_buffer (broker, topic, payload) VALUES (?1, ?2, ?3)",
    )?;
    for (topic, payload) in messages {
        insert.execute(params![id_value(broker), topic, payload])?;
        state.messages += 1;
        state.bytes += size(length(topic.as_bytes()), length(payload));
    }
    state.dropped += lost;
    if state.bytes > limit {
        let before = state.messages;
        let last = last_to_go(conn, broker, signed(handed), state.bytes - limit)?;
        remove(conn, broker, signed(handed)..last, &mut state)?;
        state.dropped += before - state.messages;
    }
    set_state(conn, broker, state)?;
    Ok(state)
}

/// The id up to which messages after `handed` must go to free so many bytes.
fn last_to_go(
    conn: &Connection,
    broker: RecordId,
    handed: i64,
    surplus: u64,
) -> Result<i64, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id, octet_length(topic), octet_length(payload) FROM outside_buffer
         WHERE broker = ?1 AND id > ?2 ORDER BY id",
    )?;
    let mut rows = statement.query(params![id_value(broker), handed])?;
    let (mut last, mut freed) = (handed, 0);
    while freed < surplus
        && let Some(row) = rows.next()?
    {
        last = row.get(0)?;
        freed += size(row.get(1)?, row.get(2)?);
    }
    Ok(last)
}

/// Deletes what was delivered.
pub(crate) fn buffer_delivered(
    conn: &Connection,
    broker: RecordId,
    id: u64,
) -> Result<BufferState, StoreError> {
    let mut state = state(conn, broker)?;
    remove(conn, broker, 0..signed(id), &mut state)?;
    set_state(conn, broker, state)?;
    Ok(state)
}

/// Deletes what is after the first and up to and with the second id.
fn remove(
    conn: &Connection,
    broker: RecordId,
    ids: std::ops::Range<i64>,
    state: &mut BufferState,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "DELETE FROM outside_buffer WHERE broker = ?1 AND id > ?2 AND id <= ?3
         RETURNING octet_length(topic), octet_length(payload)",
    )?;
    let mut rows = statement.query(params![id_value(broker), ids.start, ids.end])?;
    while let Some(row) = rows.next()? {
        state.messages = state.messages.saturating_sub(1);
        state.bytes = state.bytes.saturating_sub(size(row.get(0)?, row.get(1)?));
    }
    Ok(())
}

/// Deletes one slice of everything that waits, and at the end what is known of the buffer.
/// `true`: call again.
pub(crate) fn buffer_clear_slice(conn: &Connection, broker: RecordId) -> Result<bool, StoreError> {
    let deleted = conn
        .prepare_cached(
            "DELETE FROM outside_buffer WHERE id IN
                (SELECT id FROM outside_buffer WHERE broker = ?1 ORDER BY id LIMIT ?2)",
        )?
        .execute(params![id_value(broker), SLICE])?;
    if deleted > 0 {
        return Ok(true);
    }
    for sql in [
        "DELETE FROM outside_buffer_state WHERE broker = ?1",
        "DELETE FROM outside_device WHERE broker = ?1",
    ] {
        conn.execute(sql, [id_value(broker)])?;
    }
    Ok(false)
}

pub(crate) fn note_outside_devices(
    conn: &Connection,
    devices: &[(DeviceEui, RecordId)],
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO outside_device (eui, broker) VALUES (?1, ?2)
         ON CONFLICT (eui) DO UPDATE SET broker = excluded.broker",
    )?;
    for (eui, broker) in devices {
        statement.execute(params![eui.as_str(), id_value(*broker)])?;
    }
    Ok(())
}

/// What a message takes, by the lengths that SQLite tells.
fn size(topic: i64, payload: i64) -> u64 {
    OVERHEAD + unsigned(topic) + unsigned(payload)
}

fn length(bytes: &[u8]) -> i64 {
    i64::try_from(bytes.len()).unwrap_or(i64::MAX)
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}
