//! Who is told of alarms. Source of the names: thinklink.md 1.13.

use crate::{RecordId, TenantCode, Timestamp};

words!(
    /// How a group is told.
    NotificationChannel {
        /// By e-mail to each recipient.
        Email = "EMAIL",
        /// In the open windows.
        Desktop = "DESKTOP",
    }
);

/// Some people or windows that scripts tell of alarms, by the group's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationGroup {
    /// Record id.
    pub id: RecordId,
    /// Owner.
    pub tenant: TenantCode,
    /// What scripts call it, case-sensitive, unique in the tenant.
    pub name: String,
    /// `false`: nobody is told.
    pub enable: bool,
    /// How it is told.
    pub channel: NotificationChannel,
    /// E-mail addresses.
    pub recipients: Vec<String>,
    /// Whether it is told of every gateway of the tenant that falls silent or is heard again, also
    /// of those that do not name it.
    pub all_gateways: bool,
    /// Free text.
    pub remark: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
}
