//! Lists: filtered, sorted and paged.
//!
//! A cursor is the sort key and the identity of the last item, so that a page begins where the one
//! before ended even when items came or went meanwhile.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use model::record::LorawanProfile;
use model::{DeviceEui, Saying, TenantCode, Timestamp, say};

use crate::devices::DeviceFilter;
use crate::devices::filter::Judge;
use crate::locations::LocationRef;
use crate::page::{Page, PageRequest};
use crate::profiles::{ProfileFilter, ProfileView, SessionSummary};
use crate::registry::SharedDevice;
use crate::telemetry::value_filter::sort_key;
use crate::{Engine, Error, clock};

/// Different texts, whatever their capitals, each with how often it occurs, by name; empty ones are
/// left out. Of several spellings the one with small letters stands for all, in whatever order they
/// come.
pub(crate) fn tally(texts: impl Iterator<Item = String>) -> Vec<(String, u64)> {
    let mut found: BTreeMap<String, (String, u64)> = BTreeMap::new();
    for text in texts {
        let key = text.trim().to_lowercase();
        if !key.is_empty() {
            let (spelling, count) = found.entry(key).or_default();
            *count += 1;
            if text > *spelling {
                *spelling = text;
            }
        }
    }
    found.into_values().collect()
}

/// Something a list can hold.
pub(crate) trait Listed {
    /// What tells it from every other item, and the order when nothing else is asked for.
    fn identity(&self) -> String;
}

impl Listed for crate::gateways::GatewayView {
    fn identity(&self) -> String {
        self.eui.to_string()
    }
}

/// A time as a text that sorts like it; what never happened comes first.
pub(crate) fn time_key(at: Option<Timestamp>) -> String {
    at.map_or_else(String::new, |at| format!("{:020}", at.as_millis().max(0)))
}

/// Sorts and pages a list that is small enough to be made for every request.
pub(crate) fn in_memory<T: Listed>(
    items: Vec<T>,
    page: &PageRequest,
    key: impl Fn(&T, &str) -> Option<String>,
) -> Result<Page<T>, Error> {
    let (field, descending) = page.sort().unwrap_or(("", false));
    let keyed = items.into_iter().map(|item| {
        let key = if field.is_empty() { Some(String::new()) } else { key(&item, field) };
        let key = key.ok_or_else(|| unknown_sort(field))?;
        Ok((Place { key, identity: item.identity() }, item))
    });
    let keyed: Vec<(Place, T)> = keyed.collect::<Result<_, Error>>()?;
    paged(keyed, page, descending)
}

fn unknown_sort(field: &str) -> Error {
    Error::field("sort", say!(CannotSort, field = field))
}

/// Where an item stands in a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    key: String,
    identity: String,
}

impl Place {
    fn to_cursor(&self) -> String {
        BASE64.encode(format!("{}\u{1f}{}", self.key, self.identity))
    }

    fn from_cursor(cursor: &str) -> Option<Self> {
        let text = String::from_utf8(BASE64.decode(cursor).ok()?).ok()?;
        let (key, identity) = text.rsplit_once('\u{1f}')?;
        Some(Self { key: key.into(), identity: identity.into() })
    }
}

fn paged<T>(
    mut items: Vec<(Place, T)>,
    page: &PageRequest,
    descending: bool,
) -> Result<Page<T>, Error> {
    let total = items.len() as u64;
    items.sort_unstable_by(|(left, _), (right, _)| {
        let order = left.cmp(right);
        if descending { order.reverse() } else { order }
    });
    let start = match &page.cursor {
        None => 0,
        Some(cursor) => {
            let last = Place::from_cursor(cursor)
                .ok_or_else(|| Error::field("cursor", Saying::NotCursor))?;
            items.partition_point(
                |(place, _)| {
                    if descending { *place >= last } else { *place <= last }
                },
            )
        }
    };
    let limit = page.limit();
    let more = items.len() > start.saturating_add(limit);
    let taken: Vec<(Place, T)> = items.into_iter().skip(start).take(limit).collect();
    let next_cursor = taken.last().filter(|_| more).map(|(place, _)| place.to_cursor());
    let items = taken.into_iter().map(|(_, item)| item).collect();
    Ok(Page { items, total, next_cursor })
}

/// One page of a tenant's devices: live status, signal and values are part of the filter and the
/// order.
pub(crate) fn devices(
    engine: &Engine,
    tenant: &TenantCode,
    filter: &DeviceFilter,
    page: &PageRequest,
) -> Result<Page<SharedDevice>, Error> {
    let (_, descending) = page.sort().unwrap_or(("eui", false));
    paged(matching(engine, tenant, filter, page)?, page, descending)
}

/// Every device that a filter and a text match, by EUI.
pub(crate) fn matching_euis(
    engine: &Engine,
    tenant: &TenantCode,
    filter: &DeviceFilter,
    text: Option<String>,
) -> Result<Vec<DeviceEui>, Error> {
    let page = PageRequest { q: text, ..PageRequest::default() };
    let found = matching(engine, tenant, filter, &page)?;
    let mut euis: Vec<DeviceEui> =
        found.into_iter().map(|(_, device)| device.lock().device.eui.clone()).collect();
    euis.sort_unstable();
    Ok(euis)
}

/// The devices that match, with their places in the order that is asked for.
fn matching(
    engine: &Engine,
    tenant: &TenantCode,
    filter: &DeviceFilter,
    page: &PageRequest,
) -> Result<Vec<(Place, SharedDevice)>, Error> {
    let now = clock::now();
    let judge = Judge::new(engine, tenant, filter, page.needle(), now)?;
    let (field, _) = page.sort().unwrap_or(("eui", false));
    let model = judge.thing_model;
    let value_key = field.strip_prefix("value.");
    if model.is_none() && (value_key.is_some() || !filter.values.is_empty()) {
        return Err(Error::field("thing_model", Saying::ValuesOfOneModel));
    }
    let mut keyed: Vec<(Place, SharedDevice)> = Vec::new();
    for shared in engine.core.registry.devices_of(tenant) {
        let state = shared.lock();
        if !judge.wants(&state) {
            continue;
        }
        let device = &state.device;
        let values = model.and_then(|id| state.values_of(id));
        let key = match field {
            _ if value_key.is_some() => {
                sort_key(value_key.and_then(|key| values.and_then(|values| values.get(key))))
            }
            "eui" => String::new(),
            "name" => device.name.to_lowercase(),
            "status" => state.status(now).as_str().to_owned(),
            "active_time" | "last_seen" => time_key(state.activity.map(|activity| activity.at)),
            "created_at" => time_key(Some(device.created_at)),
            "updated_at" => time_key(Some(device.updated_at)),
            "device_type" => device.device_type.as_str().to_owned(),
            "location" => {
                let places = &engine.core.registry.locations;
                let location = LocationRef::of(places, tenant, device.location);
                location.map(|location| location.path.to_lowercase()).unwrap_or_default()
            }
            _ => return Err(unknown_sort(field)),
        };
        let place = Place { key, identity: device.eui.to_string() };
        drop(state);
        keyed.push((place, shared));
    }
    Ok(keyed)
}

/// One page of a tenant's profiles.
pub(crate) async fn profiles(
    engine: &Engine,
    tenant: &TenantCode,
    filter: &ProfileFilter,
    page: &PageRequest,
) -> Result<Page<ProfileView>, Error> {
    let (_, descending) = page.sort().unwrap_or(("dev_eui", false));
    let page = paged(keyed_profiles(engine, tenant, filter, page)?, page, descending)?;
    let wanted: Vec<_> = page.items.iter().map(|profile| profile.dev_eui).collect();
    let sessions = engine
        .core
        .store
        .read(move |reader| wanted.iter().map(|eui| reader.sessions().of_device(*eui)).collect())
        .await?;
    let sessions: Vec<Vec<store::StoredSession>> = sessions;
    let items = page
        .items
        .into_iter()
        .zip(sessions)
        .map(|(profile, sessions)| {
            let session = sessions.first().map(|stored| SessionSummary::from(&stored.session));
            engine.profiles().decorate((*profile).clone(), session)
        })
        .collect();
    Ok(Page { items, total: page.total, next_cursor: page.next_cursor })
}

/// The DevEUIs of every profile of a tenant that matches.
pub(crate) fn matching_profiles(
    engine: &Engine,
    tenant: &TenantCode,
    filter: &ProfileFilter,
    page: &PageRequest,
) -> Result<Vec<String>, Error> {
    let keyed = keyed_profiles(engine, tenant, filter, page)?;
    Ok(keyed.into_iter().map(|(place, _)| place.identity).collect())
}

fn keyed_profiles(
    engine: &Engine,
    tenant: &TenantCode,
    filter: &ProfileFilter,
    page: &PageRequest,
) -> Result<Vec<(Place, Arc<LorawanProfile>)>, Error> {
    let registry = &engine.core.registry;
    let needle = page.needle();
    let batch = filter.batch.as_ref().map(|batch| batch.trim().to_lowercase());
    let (field, _) = page.sort().unwrap_or(("dev_eui", false));
    let mut keyed = Vec::new();
    for profile in registry.profiles() {
        let has_device =
            || registry.device_of(tenant, &model::DeviceEui::from(profile.dev_eui)).is_some();
        let matches = profile.tenant == *tenant
            && filter.join_mode.is_none_or(|wanted| wanted == profile.join_mode)
            && filter.standard.is_none_or(|wanted| wanted == profile.standard)
            && filter.enable.is_none_or(|wanted| wanted == profile.enable)
            && filter.has_device.is_none_or(|wanted| wanted == has_device())
            && filter.class_mode.is_none_or(|wanted| wanted == profile.class_mode)
            && batch.as_ref().is_none_or(|wanted| *wanted == profile.batch.trim().to_lowercase())
            && filter.among.as_ref().is_none_or(|it| it.contains(&profile.dev_eui.to_string()))
            && needle.as_ref().is_none_or(|needle| {
                let addresses = || registry.addresses_of(&profile);
                needle.in_hex(&profile.dev_eui.to_string())
                    || needle.may_be_address()
                        && addresses().iter().any(|it| needle.in_hex(&it.to_string()))
                    || [&profile.batch, &profile.model, &profile.handle]
                        .iter()
                        .any(|text| needle.in_text(text))
            });
        if !matches {
            continue;
        }
        let key = match field {
            "dev_eui" => String::new(),
            "dev_addr" => profile.dev_addr.map(|it| it.to_string()).unwrap_or_default(),
            "join_mode" => profile.join_mode.as_str().to_owned(),
            "standard" => profile.standard.as_str().to_owned(),
            "created_at" => time_key(Some(profile.created_at)),
            "updated_at" => time_key(Some(profile.updated_at)),
            _ => return Err(unknown_sort(field)),
        };
        keyed.push((Place { key, identity: profile.dev_eui.to_string() }, profile));
    }
    Ok(keyed)
}

#[cfg(test)]
mod tests {
    use super::{Place, paged};
    use crate::page::PageRequest;

    fn items(keys: &[(&str, &str)]) -> Vec<(Place, String)> {
        let place = |key: &str, id: &str| Place { key: key.into(), identity: id.into() };
        keys.iter().map(|(key, id)| (place(key, id), (*id).to_owned())).collect()
    }

    #[test]
    fn pages_follow_one_another_even_when_items_come_and_go() {
        let keys = [("b", "3"), ("a", "1"), ("b", "2"), ("c", "5"), ("b", "4")];
        for descending in [false, true] {
            let mut request = PageRequest { limit: Some(2), ..PageRequest::default() };
            let mut seen = Vec::new();
            let mut all = items(&keys);
            loop {
                let page = paged(all.clone(), &request, descending).unwrap();
                seen.extend(page.items);
                let Some(cursor) = page.next_cursor else { break };
                request.cursor = Some(cursor);
                all.retain(|(_, id)| id != "1");
            }
            let mut expected = vec!["1", "2", "3", "4", "5"];
            if descending {
                expected = vec!["5", "4", "3", "2"];
            }
            assert_eq!(seen, expected);
        }
    }

    #[test]
    fn a_foreign_cursor_is_refused() {
        let request = PageRequest { cursor: Some("§".into()), ..PageRequest::default() };
        assert!(paged(items(&[]), &request, false).is_err());
    }
}
