//! What scripts say about alarms and notifications.
//!
//! Source: thinklink reference 1.12, 3.4 (steps 3a to 3c) and 4.7.

use model::record::{Alarm, AlarmLevel};

use crate::shape::{Members, ShapeError};

/// Longest name of an alarm or group, and title, in characters.
const NAME_MAX: usize = 255;
/// Longest description, in characters.
const TEXT_MAX: usize = 4_000;
/// Groups one alarm may notify.
const GROUPS_MAX: usize = 64;

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
    /// [`AlarmChange::effect_on`].
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
        let level = members.word("level", &["low", "mid", "high", "urgent"])?.unwrap_or_default();
        let title = bounded(members, "title", NAME_MAX)?;
        let desc = bounded(members, "desc", TEXT_MAX)?;
        Ok(Self::Raise { level, title, desc })
    }

    /// What becomes of the active alarm of that name, if there is one.
    ///
    /// What says only what is known changes nothing. Source: thinklink reference 4.7, "De-dup".
    #[must_use]
    pub fn effect_on(&self, known: Option<&Alarm>) -> AlarmEffect {
        match (self, known) {
            (Self::Raise { .. }, None) => AlarmEffect::Raise,
            (Self::Raise { level, title, desc }, Some(known)) => {
                if *level == known.level && *title == known.title && *desc == known.desc {
                    AlarmEffect::Nothing
                } else {
                    AlarmEffect::Change { is_worse: *level > known.level }
                }
            }
            (Self::Clear, None) => AlarmEffect::Nothing,
            (Self::Clear, Some(_)) => AlarmEffect::Clear,
        }
    }
}

/// What a step does to the alarms of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlarmEffect {
    /// It says what is known.
    Nothing,
    /// There is one more.
    Raise,
    /// The active one says something else now.
    Change {
        /// It rose to a higher level: who has seen the lower one has not seen this.
        is_worse: bool,
    },
    /// There is one less.
    Clear,
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

#[cfg(test)]
mod tests {
    use model::record::{Alarm, AlarmLevel};
    use model::{RecordId, TenantCode, Timestamp};

    use super::{AlarmChange, AlarmEffect};

    #[test]
    fn what_is_known_changes_nothing() {
        let known = Alarm {
            id: RecordId(1),
            tenant: TenantCode::public(),
            eui: "pump-1".parse().unwrap(),
            name: "dry".into(),
            level: AlarmLevel::Mid,
            title: "Dry run".into(),
            desc: "no flow".into(),
            notice_groups: Vec::new(),
            count: 1,
            raised_at: Timestamp::default(),
            last_trigger_time: Timestamp::default(),
            acknowledged: None,
        };
        let raise = |level, title: &str, desc: &str| AlarmChange::Raise {
            level,
            title: title.into(),
            desc: desc.into(),
        };
        for (change, on_none, on_known) in [
            (
                raise(AlarmLevel::Mid, "Dry run", "no flow"),
                AlarmEffect::Raise,
                AlarmEffect::Nothing,
            ),
            (
                raise(AlarmLevel::Mid, "Dry run", "still no flow"),
                AlarmEffect::Raise,
                AlarmEffect::Change { is_worse: false },
            ),
            (
                raise(AlarmLevel::Low, "Dry run", "no flow"),
                AlarmEffect::Raise,
                AlarmEffect::Change { is_worse: false },
            ),
            (
                raise(AlarmLevel::High, "Dry run", "no flow"),
                AlarmEffect::Raise,
                AlarmEffect::Change { is_worse: true },
            ),
            (AlarmChange::Clear, AlarmEffect::Nothing, AlarmEffect::Clear),
        ] {
            assert_eq!(change.effect_on(None), on_none, "{change:?}");
            assert_eq!(change.effect_on(Some(&known)), on_known, "{change:?}");
        }
    }
}
