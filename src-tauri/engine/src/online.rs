//! Who came and who fell silent: told as events and kept as incidents, and of gateways also told to
//! their notification groups.
//!
//! Source: thinklink reference 4.16. A change of status runs no script.

use std::sync::Arc;

use model::Timestamp;
use model::record::OnlineStatus;
use serde_json::json;
use store::{HistoryRow, IncidentRecord};

use crate::event::{Event, Topic};
use crate::incidents::{self, Subject};
use crate::notices::gateways::Turn;
use crate::registry::Registry;
use crate::{Core, clock};

/// So many are stored at once: when a gateway goes, so do all its devices, and others write too.
const ROWS: usize = 1_000;

/// Tells which devices and registered gateways have another status than was told last.
pub(crate) async fn announce(core: &Core) {
    let now = clock::now();
    let mut news = News::default();
    devices(core, now, &mut news);
    gateways(core, now, &mut news);
    while !news.rows.is_empty() {
        let rest = news.rows.split_off(news.rows.len().min(ROWS));
        let rows = std::mem::replace(&mut news.rows, rest);
        if let Err(error) = core.store.append(rows).await {
            tracing::warn!(%error, "who came and went could not be stored");
        }
    }
    for event in news.events {
        core.bus.publish(event);
    }
    core.notify_turns(&news.turns, now).await;
}

/// What to store, and what to tell after the commit.
#[derive(Default)]
struct News {
    rows: Vec<HistoryRow>,
    events: Vec<Event>,
    turns: Vec<Turn>,
}

/// What was told before the start, so that it is not told again.
pub(crate) fn resume(registry: &Registry, last: &[IncidentRecord]) {
    for IncidentRecord { row, .. } in last {
        // What was told of another tenant's device with this EUI was not told of this one.
        let eui = row.key.parse().ok();
        let device = eui.and_then(|eui| registry.device_of(&row.tenant, &eui));
        if let Some((device, status)) = device.zip(incidents::status_of(&row.kind)) {
            device.lock().announced = status;
        }
    }
}

/// Nobody is said to be gone before the instance has listened for the heartbeat period.
fn is_too_early(core: &Core, status: OnlineStatus, heart_period: u32, now: Timestamp) -> bool {
    let listened = core.started_at.plus_millis(i64::from(heart_period) * 1_000);
    status == OnlineStatus::Offline && now < listened
}

fn devices(core: &Core, now: Timestamp, news: &mut News) {
    let wanted = core.bus.is_wanted(Topic::DeviceStatus);
    for device in core.registry.devices() {
        let mut state = device.lock();
        let status = state.status(now);
        if status == state.announced || is_too_early(core, status, state.device.heart_period, now) {
            continue;
        }
        state.announced = status;
        let active_time = state.activity.map(|activity| activity.at);
        let (tenant, eui) = (state.device.tenant.clone(), state.device.eui.clone());
        drop(state);
        if let Some(kind) = incidents::turn(status) {
            let detail = json!({ "last_seen": active_time });
            news.rows.push(incidents::row(Subject::Device, &tenant, &eui, now, kind, &detail));
        }
        if wanted {
            news.events.push(Event::DeviceStatus { tenant, eui, status, active_time });
        }
    }
}

fn gateways(core: &Core, now: Timestamp, news: &mut News) {
    for gateway in core.registry.gateways() {
        let (eui, period) = (gateway.eui, gateway.heart_period);
        let last_seen = core.gateway_last_heard(eui, core.gateway_state(eui).as_ref());
        let status = OnlineStatus::at(now, last_seen, period);
        if is_too_early(core, status, period, now) {
            continue;
        }
        let Some((row, before)) = core.live.turned(&gateway, status, last_seen) else { continue };
        news.rows.push(row);
        let is_silent = status == OnlineStatus::Offline;
        // That a new gateway is heard for the first time is no return.
        if is_silent || before == Some(OnlineStatus::Offline) {
            news.turns.push(Turn { gateway: Arc::clone(&gateway), is_silent, last_seen });
        }
        let tenant = gateway.tenant.clone();
        news.events.push(Event::GatewayStatus { tenant, eui, status, last_seen });
    }
}
