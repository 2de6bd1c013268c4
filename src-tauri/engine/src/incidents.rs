//! What happened to gateways and devices, kept for people: they came, they fell silent, somebody
//! else used their name.

use std::borrow::Cow;

use model::record::OnlineStatus;
use model::{TenantCode, Timestamp};
use serde_json::Value;
pub use store::IncidentRecord;
use store::{HistoryRow, IncidentRow};

use crate::{Core, Error};

/// What an incident is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Gateway,
    Device,
}

impl Subject {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Device => "device",
        }
    }
}

/// The row of an incident; `key` is the EUI.
pub(crate) fn row(
    subject: Subject,
    tenant: &TenantCode,
    key: impl ToString,
    at: Timestamp,
    kind: &'static str,
    detail: &Value,
) -> HistoryRow {
    HistoryRow::Incident(IncidentRow {
        at,
        tenant: tenant.clone(),
        subject: Cow::Borrowed(subject.as_str()),
        key: key.to_string(),
        kind: Cow::Borrowed(kind),
        detail: detail.to_string(),
    })
}

/// The word for a status that somebody came to have; `None` for one that nobody comes to have.
pub(crate) const fn turn(status: OnlineStatus) -> Option<&'static str> {
    match status {
        OnlineStatus::Online => Some("online"),
        OnlineStatus::Offline => Some("offline"),
        OnlineStatus::NeverSeen => None,
    }
}

/// The status that an incident's word stands for.
pub(crate) fn status_of(kind: &str) -> Option<OnlineStatus> {
    [OnlineStatus::Online, OnlineStatus::Offline]
        .into_iter()
        .find(|status| turn(*status) == Some(kind))
}

impl Core {
    /// What happened to one record, newest first, with what to send as `cursor` for older items.
    pub(crate) async fn incidents(
        &self,
        subject: Subject,
        tenant: &TenantCode,
        key: String,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<IncidentRecord>, Option<String>), Error> {
        let tenant = tenant.clone();
        let list = self.store.read(move |reader| {
            reader.incidents().list(&tenant, subject.as_str(), &key, limit, cursor.as_deref())
        });
        let slice = list.await?;
        Ok((slice.items, slice.next_cursor))
    }
}
