//! Columns to types and back.

use std::str::FromStr;

use lorawan::{DevAddr, Eui64};
use model::record::Integrations;
use model::{DeviceEui, JsonMap, RecordId, Said, TenantCode, Timestamp};
use rusqlite::Row;
use rusqlite::types::FromSql;
use serde_json::Value;

use crate::StoreError;

/// Reads a row from its first column on.
pub(crate) struct Columns<'r, 's> {
    row: &'r Row<'s>,
    next: usize,
}

impl<'r, 's> Columns<'r, 's> {
    pub(crate) const fn new(row: &'r Row<'s>) -> Self {
        Self { row, next: 0 }
    }

    /// The next column as SQLite's own type.
    pub(crate) fn get<T: FromSql>(&mut self) -> Result<T, StoreError> {
        let index = self.next;
        self.next += 1;
        Ok(self.row.get(index)?)
    }

    /// The next column as text that is a word or an identifier.
    pub(crate) fn parse<T: FromStr<Err: std::fmt::Display>>(&mut self) -> Result<T, StoreError> {
        let index = self.next;
        self.next += 1;
        let text = self.row.get_ref(index)?.as_str().map_err(StoreError::corrupt)?;
        text.parse().map_err(StoreError::corrupt)
    }

    pub(crate) fn parse_opt<T: FromStr<Err: std::fmt::Display>>(
        &mut self,
    ) -> Result<Option<T>, StoreError> {
        let text: Option<String> = self.get()?;
        text.map(|text| text.parse().map_err(StoreError::corrupt)).transpose()
    }

    pub(crate) fn id(&mut self) -> Result<RecordId, StoreError> {
        record_id(self.get()?)
    }

    pub(crate) fn id_opt(&mut self) -> Result<Option<RecordId>, StoreError> {
        self.get::<Option<i64>>()?.map(record_id).transpose()
    }

    pub(crate) fn time(&mut self) -> Result<Timestamp, StoreError> {
        self.get().map(Timestamp::from_millis)
    }

    pub(crate) fn time_opt(&mut self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.get::<Option<i64>>()?.map(Timestamp::from_millis))
    }

    pub(crate) fn eui(&mut self) -> Result<Eui64, StoreError> {
        self.get().map(Eui64::from_be_bytes)
    }

    pub(crate) fn eui_opt(&mut self) -> Result<Option<Eui64>, StoreError> {
        Ok(self.get::<Option<[u8; 8]>>()?.map(Eui64::from_be_bytes))
    }

    pub(crate) fn dev_addr(&mut self) -> Result<DevAddr, StoreError> {
        self.get().map(DevAddr::from_be_bytes)
    }

    pub(crate) fn dev_addr_opt(&mut self) -> Result<Option<DevAddr>, StoreError> {
        Ok(self.get::<Option<[u8; 4]>>()?.map(DevAddr::from_be_bytes))
    }

    pub(crate) fn tenant(&mut self) -> Result<TenantCode, StoreError> {
        self.parse()
    }

    pub(crate) fn device_eui(&mut self) -> Result<DeviceEui, StoreError> {
        self.parse()
    }

    pub(crate) fn json(&mut self) -> Result<Value, StoreError> {
        let index = self.next;
        self.next += 1;
        let text = self.row.get_ref(index)?.as_str().map_err(StoreError::corrupt)?;
        serde_json::from_str(text).map_err(StoreError::corrupt)
    }

    pub(crate) fn json_opt(&mut self) -> Result<Option<Value>, StoreError> {
        let text: Option<String> = self.get()?;
        text.map(|text| serde_json::from_str(&text).map_err(StoreError::corrupt)).transpose()
    }

    /// A sentence: its text, and in the next column what is known of it.
    pub(crate) fn said(&mut self) -> Result<Said, StoreError> {
        let text = self.get()?;
        Ok(Said::stored(text, self.json_opt()?.as_ref()))
    }

    pub(crate) fn said_opt(&mut self) -> Result<Option<Said>, StoreError> {
        let text: Option<String> = self.get()?;
        let known = self.json_opt()?;
        Ok(text.map(|text| Said::stored(text, known.as_ref())))
    }

    pub(crate) fn json_map(&mut self) -> Result<JsonMap, StoreError> {
        match self.json()? {
            Value::Object(map) => Ok(map),
            _ => Err(StoreError::corrupt("a JSON object was expected")),
        }
    }

    /// A JSON array of record ids, which are texts there as everywhere outside.
    pub(crate) fn id_list(&mut self) -> Result<Vec<RecordId>, StoreError> {
        let texts = self.text_list()?;
        texts.iter().map(|text| text.parse().map_err(StoreError::corrupt)).collect()
    }

    /// The five switches, in the order of the record.
    pub(crate) fn integrations(&mut self) -> Result<Integrations, StoreError> {
        Ok(Integrations {
            things_board: self.get()?,
            home_assistant: self.get()?,
            bacnet: self.get()?,
            modbus_tcp: self.get()?,
            third_party: self.get()?,
        })
    }

    pub(crate) fn text_list(&mut self) -> Result<Vec<String>, StoreError> {
        let Value::Array(list) = self.json()? else {
            return Err(StoreError::corrupt("a JSON array was expected"));
        };
        list.into_iter()
            .map(|item| match item {
                Value::String(text) => Ok(text),
                _ => Err(StoreError::corrupt("a JSON text was expected")),
            })
            .collect()
    }
}

pub(crate) fn record_id(id: i64) -> Result<RecordId, StoreError> {
    u64::try_from(id).map(RecordId).map_err(StoreError::corrupt)
}

/// What is known of a sentence, for the column beside its text.
pub(crate) fn said_value(said: &Said) -> Option<String> {
    said.known().map(|known| known.to_string())
}

/// A record id as SQLite stores it; one beyond its range matches nothing.
pub(crate) fn id_value(id: RecordId) -> i64 {
    i64::try_from(id.0).unwrap_or(-1)
}

pub(crate) fn eui_opt_value(eui: Option<Eui64>) -> Option<[u8; 8]> {
    eui.map(Eui64::to_be_bytes)
}

pub(crate) fn dev_addr_opt_value(dev_addr: Option<DevAddr>) -> Option<[u8; 4]> {
    dev_addr.map(DevAddr::to_be_bytes)
}

/// A JSON object as text. Serialising one of our own values cannot fail.
pub(crate) fn json_text(map: &JsonMap) -> String {
    serde_json::to_string(map).unwrap_or_else(|_| "{}".to_owned())
}

/// Record ids as a JSON array of texts.
pub(crate) fn ids_text(list: &[RecordId]) -> String {
    list_text(&list.iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// Texts as a JSON array.
pub(crate) fn list_text(list: &[String]) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}
