//! Telling people: groups that scripts name, the mail server, and what became of each message.
//!
//! * [`groups`]: who is told, and how.
//! * [`gateways`]: telling them that a gateway fell silent.
//! * [`mail`]: the server that takes the instance's mail.
//! * [`post`]: the queue, its retries and its log.
//! * [`text`]: the words of a message.
//!
//! Source: thinklink reference 1.13 and 4.7. Start at [`NotificationGroups`] for what people do, at
//! `Core::notify` for what happens by itself.

pub(crate) mod gateways;
mod groups;
mod mail;
mod post;
#[cfg(test)]
mod tests;
mod text;

use lorawan::Eui64;
use model::record::{AlarmEvent, AlarmLevel};
use model::{DeviceEui, Said, TenantCode, Timestamp};

pub use groups::{NotificationGroupChange, NotificationGroups, TestOutcome};
pub use mail::{Mail, MailChange, MailSettings};
pub(crate) use post::{Outbox, QUEUE, run};

pub use ::mail::{Failure, FailureKind, Security};
pub use store::NoticeRecord;

/// Something to tell people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Whose it is.
    pub tenant: TenantCode,
    /// What it is about.
    pub about: Option<About>,
    /// One line.
    pub title: Said,
    /// More about it.
    pub desc: Said,
    /// The alarm it is about: its name, what happened to it, and its level.
    pub alarm: Option<(String, AlarmEvent, AlarmLevel)>,
    /// When it happened.
    pub at: Timestamp,
}

/// What a message is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A device, with its name if it has one.
    Device(DeviceEui, Option<String>),
    /// A gateway, with its name if it has one.
    Gateway(Eui64, Option<String>),
    /// Several gateways, which the text names.
    Gateways,
}

/// A notice for the open windows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowNotice {
    /// The group that is told.
    pub group: String,
    /// What it is told.
    pub notice: Notice,
}
