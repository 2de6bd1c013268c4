//! What scripts say about alarms and notifications.
//!
//! Source: thinklink reference 1.12, 3.4 (steps 3a to 3c) and 4.7.

use std::fmt;
use std::str::FromStr;

use crate::shape::{Members, ShapeError};

/// Longest name of an alarm or group, and title, in characters.
const NAME_MAX: usize = 255;
/// Longest description, in characters.
const TEXT_MAX: usize = 4_000;
/// Groups one alarm may notify.
const GROUPS_MAX: usize = 64;

/// How bad it is, rising.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum AlarmLevel {
    /// Informational.
    #[default]
    Low,
    /// A warning.
    Mid,
    /// An error.
    High,
    /// Critical.
    Urgent,
}

impl AlarmLevel {
    /// The word used by scripts and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Mid => "mid",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }
}

impl fmt::Display for AlarmLevel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A word that is no level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a level is low, mid, high or urgent")]
pub struct UnknownLevel;

impl FromStr for AlarmLevel {
    type Err = UnknownLevel;

    fn from_str(text: &str) -> Result<Self, UnknownLevel> {
        match text {
            "low" => Ok(Self::Low),
            "mid" => Ok(Self::Mid),
            "high" => Ok(Self::High),
            "urgent" => Ok(Self::Urgent),
            _ => Err(UnknownLevel),
        }
    }
}

/// Raises or clears one alarm. An alarm is named by its device and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmStep {
    /// The alarm's name, unique among those of the device.
    pub name: String,
    /// What becomes of it.
    pub change: AlarmChange,
    /// Names of the groups that are told, when it is raised and when it is cleared.
    pub notice_groups: Vec<String>,
}

/// What becomes of an alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlarmChange {
    /// There is one, and this is it. The same again is nothing new, see
    /// [`AlarmChange::is_repetition`].
    Raise {
        /// How bad it is.
        level: AlarmLevel,
        /// One line.
        title: String,
        /// More about it.
        desc: String,
    },
    /// There is none any more.
    Clear,
}

impl AlarmChange {
    pub(crate) fn raise(members: &Members<'_>) -> Result<Self, ShapeError> {
        let level = members.word("level", "low, mid, high or urgent")?.unwrap_or_default();
        let title = bounded(members, "title", NAME_MAX)?;
        let desc = bounded(members, "desc", TEXT_MAX)?;
        Ok(Self::Raise { level, title, desc })
    }

    /// Whether this says of an active alarm what is known: same level, title and description.
    /// Source: thinklink reference 4.7, "De-dup".
    #[must_use]
    pub fn is_repetition(
        &self,
        known_level: AlarmLevel,
        known_title: &str,
        known_desc: &str,
    ) -> bool {
        matches!(self, Self::Raise { level, title, desc }
            if *level == known_level && title == known_title && desc == known_desc)
    }
}

impl AlarmStep {
    pub(crate) fn read(
        members: &Members<'_>,
        name: &str,
        change: AlarmChange,
    ) -> Result<Self, ShapeError> {
        let notice_groups = members.names("notice_groups", GROUPS_MAX)?;
        Ok(Self { name: members.name(name, NAME_MAX)?, change, notice_groups })
    }
}

/// A message to groups that leaves no alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// One line.
    pub title: String,
    /// More about it.
    pub desc: String,
    /// Names of the groups.
    pub notice_groups: Vec<String>,
}

impl Notification {
    pub(crate) fn read(members: &Members<'_>) -> Result<Self, ShapeError> {
        Ok(Self {
            title: bounded(members, "title", NAME_MAX)?,
            desc: bounded(members, "desc", TEXT_MAX)?,
            notice_groups: members.names("notice_groups", GROUPS_MAX)?,
        })
    }
}

/// Text that may be missing, and is cut rather than refused: an alarm with a long text is better
/// than none.
fn bounded(members: &Members<'_>, name: &str, longest: usize) -> Result<String, ShapeError> {
    let text = members.text(name)?.unwrap_or_default();
    Ok(match text.char_indices().nth(longest) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned(),
        None => text,
    })
}
