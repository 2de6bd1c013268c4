//! Which devices a list has, and what of it needs looking up before devices can be judged.

use std::collections::HashSet;
use std::str::FromStr;
use std::sync::Arc;

use model::record::{AlarmLevel, DataFrom, Device, DeviceType, OnlineStatus, ProfileState};
use model::{DeviceEui, RecordId, Said, Saying, TenantCode, Timestamp, noun, say};

use crate::fields::has_tag;
use crate::locations::LocationKey;
use crate::models::mounting::ModelKey;
use crate::page::Needle;
use crate::registry::{DeviceState, Shelf, Shelved};
use crate::telemetry::value_filter::CONDITIONS_MAX;
use crate::{Engine, Error, ValueFilter};

/// Tags one request may name.
const TAGS_MAX: usize = 64;

/// Which devices a list has; all conditions must hold.
#[derive(Debug, Clone, Default)]
pub struct DeviceFilter {
    /// Only this status.
    pub status: Option<OnlineStatus>,
    /// Only this type.
    pub device_type: Option<DeviceType>,
    /// Only this data source.
    pub data_from: Option<DataFrom>,
    /// Only sub-devices of this device.
    pub parent: Option<DeviceEui>,
    /// Only those that mount this thing model.
    pub thing_model: Option<ModelKey>,
    /// Only those that mount this RPC model.
    pub rpc: Option<ModelKey>,
    /// Only those that mount this trigger model.
    pub trigger: Option<ModelKey>,
    /// Only those that were made or last reset by this template.
    pub template: Option<ModelKey>,
    /// Only those at this location, or at one in it.
    pub location: Option<LocationKey>,
    /// Only those with and without these tags.
    pub tags: TagFilter,
    /// Only those with this state of profile.
    pub profile: Option<ProfileState>,
    /// Only those that were last heard then.
    pub last_seen: Vec<LastSeen>,
    /// Only those with or without active alarms.
    pub alarm: Option<AlarmState>,
    /// Only those with these switches on or off.
    pub switches: Vec<SwitchState>,
    /// Only these EUIs.
    pub among: Option<Arc<HashSet<String>>>,
    /// Only those whose latest values under `thing_model` fulfil all of these.
    pub values: Vec<ValueFilter>,
}

/// Tags of a device, in any spelling of capitals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagFilter {
    /// It has one of these at least; none for no condition.
    pub any: Vec<String>,
    /// It has all of these.
    pub all: Vec<String>,
    /// It has none of these.
    pub none: Vec<String>,
}

impl TagFilter {
    fn matches(&self, tags: &[String]) -> bool {
        let has = |tag: &String| has_tag(tags, tag);
        (self.any.is_empty() || self.any.iter().any(has))
            && self.all.iter().all(has)
            && !self.none.iter().any(has)
    }
}

/// When a device was last heard: `within:3600` and `over:3600`, in seconds before now, or `never`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastSeen {
    /// At most so many seconds ago.
    Within(u32),
    /// More than so many seconds ago.
    Over(u32),
    /// Not since the record was made.
    Never,
}

impl LastSeen {
    fn matches(self, at: Option<Timestamp>, now: Timestamp) -> bool {
        let since = |seconds: u32| now.plus_millis(-i64::from(seconds) * 1_000);
        match self {
            Self::Within(seconds) => at.is_some_and(|at| at >= since(seconds)),
            Self::Over(seconds) => at.is_some_and(|at| at < since(seconds)),
            Self::Never => at.is_none(),
        }
    }
}

/// A text that is no time of being heard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Said::from(self.clone()))]
pub struct BadLastSeen;

impl From<BadLastSeen> for Said {
    fn from(_: BadLastSeen) -> Self {
        Saying::LastSeenForm.into()
    }
}

impl FromStr for LastSeen {
    type Err = BadLastSeen;

    fn from_str(text: &str) -> Result<Self, BadLastSeen> {
        let seconds = |text: &str| text.trim().parse::<u32>().map_err(|_| BadLastSeen);
        match text.trim().split_once(':') {
            None if text.trim() == "never" => Ok(Self::Never),
            Some(("within", text)) => Ok(Self::Within(seconds(text)?)),
            Some(("over", text)) => Ok(Self::Over(seconds(text)?)),
            _ => Err(BadLastSeen),
        }
    }
}

/// Active alarms of a device: `any`, `none`, or those of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlarmState {
    /// It has one at least.
    Any,
    /// It has none.
    None,
    /// It has one of this level at least.
    Level(AlarmLevel),
}

/// A text that is no state of alarms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Said::from(self.clone()))]
pub struct BadAlarmState;

impl From<BadAlarmState> for Said {
    fn from(_: BadAlarmState) -> Self {
        Saying::AlarmStateForm.into()
    }
}

impl FromStr for AlarmState {
    type Err = BadAlarmState;

    fn from_str(text: &str) -> Result<Self, BadAlarmState> {
        match text {
            "any" => Ok(Self::Any),
            "none" => Ok(Self::None),
            level => level.parse().map(Self::Level).map_err(|_| BadAlarmState),
        }
    }
}

/// A switch of a device: the name of its field, and whether it is on.
type Switch = (&'static str, fn(&Device) -> bool);

/// The switches of a device.
const SWITCHES: [Switch; 6] = [
    ("real_time_storage", |device| device.real_time_storage),
    ("things_board", |device| device.integrations.things_board),
    ("home_assistant", |device| device.integrations.home_assistant),
    ("bacnet", |device| device.integrations.bacnet),
    ("modbus_tcp", |device| device.integrations.modbus_tcp),
    ("third_party", |device| device.integrations.third_party),
];

/// A switch of a device that is on or off: `modbus_tcp:on`.
#[derive(Debug, Clone, Copy)]
pub struct SwitchState {
    is_on: fn(&Device) -> bool,
    wanted: bool,
}

/// A text that is no state of a switch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Said::from(self.clone()))]
pub struct BadSwitchState;

impl From<BadSwitchState> for Said {
    fn from(_: BadSwitchState) -> Self {
        Saying::SwitchStateForm.into()
    }
}

impl FromStr for SwitchState {
    type Err = BadSwitchState;

    fn from_str(text: &str) -> Result<Self, BadSwitchState> {
        let (name, state) = text.trim().split_once(':').ok_or(BadSwitchState)?;
        let wanted = match state {
            "on" => true,
            "off" => false,
            _ => return Err(BadSwitchState),
        };
        let found = SWITCHES.iter().find(|(known, _)| *known == name);
        found.map(|(_, is_on)| Self { is_on: *is_on, wanted }).ok_or(BadSwitchState)
    }
}

/// A filter with what it names looked up, for the devices of one request.
pub(crate) struct Judge<'f> {
    engine: &'f Engine,
    filter: &'f DeviceFilter,
    needle: Option<Needle>,
    now: Timestamp,
    /// The one whose values are meant.
    pub(crate) thing_model: Option<RecordId>,
    rpc: Option<RecordId>,
    trigger: Option<RecordId>,
    template: Option<RecordId>,
    /// The wanted location with those in it.
    places: Option<HashSet<RecordId>>,
}

impl<'f> Judge<'f> {
    /// # Errors
    /// [`Error::Invalid`] for a model that the tenant cannot use, and for more conditions than a
    /// request may have.
    pub(crate) fn new(
        engine: &'f Engine,
        tenant: &TenantCode,
        filter: &'f DeviceFilter,
        needle: Option<Needle>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let TagFilter { any, all, none } = &filter.tags;
        for (field, length, most) in [
            ("where", filter.values.len(), CONDITIONS_MAX),
            ("last_seen", filter.last_seen.len(), CONDITIONS_MAX),
            ("switch", filter.switches.len(), CONDITIONS_MAX),
            ("tags_any", any.len(), TAGS_MAX),
            ("tags_all", all.len(), TAGS_MAX),
            ("tags_none", none.len(), TAGS_MAX),
        ] {
            if length > most {
                return Err(Error::field(field, say!(ConditionsMost, limit = most)));
            }
        }
        let registry = &engine.core.registry;
        let template = match &filter.template {
            None => None,
            // By its id also when it is gone: devices still say that they were made by it.
            Some(key) => Some(match key.find(&registry.device_templates, tenant) {
                Some(template) => template.id,
                None if key.is_ambiguous(&registry.device_templates, tenant) => {
                    let detail = key.unknown_template(&registry.device_templates, tenant);
                    return Err(Error::field("template", detail));
                }
                None => key.as_id().ok_or_else(|| {
                    Error::field("template", say!(NoneWith, what = noun("device template")))
                })?,
            }),
        };
        let place = filter.location.as_ref();
        let places = place.map(|key| key.within(&registry.locations, tenant)).transpose()?;
        let (thing_models, rpc_models) = (&registry.thing_models, &registry.rpc_models);
        let (model, rpc, trigger) = (&filter.thing_model, &filter.rpc, &filter.trigger);
        Ok(Self {
            engine,
            filter,
            needle,
            now,
            thing_model: named(model.as_ref(), thing_models, tenant, "thing_model", "thing")?,
            rpc: named(rpc.as_ref(), rpc_models, tenant, "rpc", "RPC")?,
            trigger: named(
                trigger.as_ref(),
                &registry.trigger_models,
                tenant,
                "trigger",
                "trigger",
            )?,
            template,
            places,
        })
    }

    /// Whether a device is wanted.
    pub(crate) fn wants(&self, state: &DeviceState) -> bool {
        let (filter, device) = (self.filter, &state.device);
        let active = state.activity.map(|activity| activity.at);
        filter.status.is_none_or(|wanted| wanted == state.status(self.now))
            && filter.device_type.is_none_or(|wanted| wanted == device.device_type)
            && filter.data_from.is_none_or(|wanted| wanted == device.data_from)
            && filter.parent.as_ref().is_none_or(|wanted| Some(wanted) == device.parent.as_ref())
            && self.thing_model.is_none_or(|id| device.thing_model.contains(&id))
            && self.rpc.is_none_or(|id| device.rpc.contains(&id))
            && self.trigger.is_none_or(|id| device.trigger.contains(&id))
            && self.template.is_none_or(|id| device.template == Some(id))
            && self.places.as_ref().is_none_or(|places| {
                device.location.is_some_and(|location| places.contains(&location))
            })
            && filter.last_seen.iter().all(|seen| seen.matches(active, self.now))
            && filter.switches.iter().all(|switch| (switch.is_on)(device) == switch.wanted)
            && filter.among.as_ref().is_none_or(|euis| euis.contains(device.eui.as_str()))
            && filter.tags.matches(&device.tags)
            && filter.alarm.is_none_or(|wanted| self.has_alarm(&device.eui, wanted))
            && filter.profile.is_none_or(|it| it == self.engine.core.registry.profile_state(device))
            && self.needle.as_ref().is_none_or(|needle| self.is_called(device, needle))
            && filter.values.iter().all(|condition| {
                condition.matches(self.thing_model.and_then(|id| state.values_of(id)))
            })
    }

    fn has_alarm(&self, eui: &DeviceEui, wanted: AlarmState) -> bool {
        let alarms = &self.engine.core.alarms;
        match wanted {
            AlarmState::Any => alarms.has(eui, |_| true),
            AlarmState::None => !alarms.has(eui, |_| true),
            AlarmState::Level(level) => alarms.has(eui, |alarm| alarm.level == level),
        }
    }

    /// By its EUI, its name, one of its tags or an address under which it is heard.
    fn is_called(&self, device: &Device, needle: &Needle) -> bool {
        let registry = &self.engine.core.registry;
        let dev_eui = device.eui.as_lorawan();
        let profile = || dev_eui.and_then(|eui| registry.profile_of(&device.tenant, eui));
        needle.in_hex(device.eui.as_str())
            || needle.in_text(&device.name)
            || device.tags.iter().any(|tag| needle.in_text(tag))
            || needle.may_be_address()
                && profile().is_some_and(|profile| {
                    let addresses = registry.addresses_of(&profile);
                    addresses.iter().any(|it| needle.in_hex(&it.to_string()))
                })
    }
}

fn named<T: Shelved>(
    key: Option<&ModelKey>,
    shelf: &Shelf<T>,
    tenant: &TenantCode,
    field: &'static str,
    kind: &str,
) -> Result<Option<RecordId>, Error> {
    let Some(key) = key else { return Ok(None) };
    let what = || noun(&format!("{kind} model"));
    let unknown = || Error::field(field, say!(NoneWith, what = what()));
    key.find(shelf, tenant).map(|model| Some(model.id())).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::{AlarmState, LastSeen, SwitchState, TagFilter};

    fn tags(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn tags_are_matched_in_any_spelling_of_capitals() {
        let has = tags(&["North", "KS52"]);
        let filter = |any: &[&str], all: &[&str], none: &[&str]| TagFilter {
            any: tags(any),
            all: tags(all),
            none: tags(none),
        };
        assert!(filter(&[], &[], &[]).matches(&has));
        assert!(filter(&["south", "north"], &[], &[]).matches(&has));
        assert!(!filter(&["south"], &[], &[]).matches(&has));
        assert!(filter(&[], &["north", "ks52"], &[]).matches(&has));
        assert!(!filter(&[], &["north", "south"], &[]).matches(&has));
        assert!(filter(&[], &[], &["south"]).matches(&has));
        assert!(!filter(&["ks52"], &[], &["NORTH"]).matches(&has));
    }

    #[test]
    fn who_was_never_heard_was_heard_neither_lately_nor_long_ago() {
        let now = Timestamp::from_millis(10_000_000);
        let ago = |seconds: i64| Some(now.plus_millis(-seconds * 1_000));
        let seen = |text: &str| text.parse::<LastSeen>().unwrap();
        assert!(seen("within:60").matches(ago(60), now));
        assert!(!seen("within:60").matches(ago(61), now));
        assert!(seen("over:60").matches(ago(61), now));
        assert!(!seen("over:60").matches(ago(60), now));
        for (text, expected) in [("within:60", false), ("over:60", false), ("never", true)] {
            assert_eq!(seen(text).matches(None, now), expected, "{text}");
        }
        assert!(!seen("never").matches(ago(1), now));
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        for text in ["", "within", "within:", "within:-1", "over:soon", "never:1"] {
            assert!(text.parse::<LastSeen>().is_err(), "{text}");
        }
        for text in ["", "modbus_tcp", "modbus_tcp:maybe", "name:on"] {
            assert!(text.parse::<SwitchState>().is_err(), "{text}");
        }
        assert!("worst".parse::<AlarmState>().is_err());
        assert!(matches!("urgent".parse(), Ok(AlarmState::Level(_))));
    }
}
