//! "Why is my device not heard?": gathers the facts, within bounds, for [`ns::diagnosis`].
//!
//! Frames are read along the device's own chain, so that it costs the same however long the log
//! is; everything else is in memory.

use std::collections::BTreeMap;

use lorawan::Eui64;
use model::record::{DataFrom, DeviceType, OnlineStatus};
use model::{DeviceEui, RecordId, TenantCode, Timestamp};
use ns::diagnosis::{
    Facts, FrameFact, GatewayFact, SessionFact, Source, StrangerId, diagnose, words,
};
use serde_json::Value;
use store::{Direction, FrameQuery, FrameRecord, JoinState};

use crate::gateways::{DownPath, GatewayView};
use crate::{Engine, Error, clock};

/// Frames that are looked at.
const LOOKED_AT: u32 = 200;
/// Seconds without an uplink until a device without a record counts as silent: a day.
const HEART_PERIOD_S: u32 = 86_400;

/// Why a device is heard or not.
#[derive(Debug, Clone)]
pub struct Diagnosis {
    /// The EUI it is about.
    pub eui: DeviceEui,
    /// When it was made.
    pub at: Timestamp,
    /// What was found, the most important first; at least one.
    pub findings: Vec<Finding>,
}

/// One thing that was found, with its words.
#[derive(Debug, Clone)]
pub struct Finding {
    /// A stable word from a closed list.
    pub code: &'static str,
    /// `cause`, `hint` or `fine`.
    pub severity: &'static str,
    /// What was found, in one sentence.
    pub title: &'static str,
    /// What was seen.
    pub detail: String,
    /// What to do about it; empty when nothing is.
    pub next_step: &'static str,
    /// What to do as stable words, the best first.
    pub actions: Vec<&'static str>,
    /// Numbers and names for the words.
    pub params: BTreeMap<&'static str, String>,
    /// Some of the frames that prove it, newest first.
    pub frames: Vec<RecordId>,
    /// How many there are among those that were looked at.
    pub count: u32,
    /// When the oldest of these came.
    pub first: Option<Timestamp>,
    /// When the newest came.
    pub last: Option<Timestamp>,
}

impl From<ns::diagnosis::Finding> for Finding {
    fn from(found: ns::diagnosis::Finding) -> Self {
        Self {
            code: found.code.as_str(),
            severity: found.severity.as_str(),
            title: words::title(found.code),
            detail: words::detail(&found),
            next_step: words::next_step(&found),
            actions: found.actions.iter().map(|action| action.as_str()).collect(),
            params: found.params,
            frames: found.evidence.frames,
            count: found.evidence.count,
            first: found.evidence.first,
            last: found.evidence.last,
        }
    }
}

/// What the records say of a device.
struct Subject {
    eui: DeviceEui,
    source: Source,
    has_device: bool,
    heart_period_s: u32,
    heard_at: Option<Timestamp>,
}

pub(crate) async fn of_device(
    engine: &Engine,
    tenant: &TenantCode,
    eui: &DeviceEui,
) -> Result<Diagnosis, Error> {
    let device = engine.devices().owned(tenant, eui)?;
    let view = engine.devices().view(&device);
    let source = match (view.device.device_type, view.device.data_from) {
        (DeviceType::Normal, DataFrom::LoRaWan) => Source::Radio,
        (DeviceType::Normal, DataFrom::Other) => Source::Mqtt,
        (DeviceType::SubDevice | DeviceType::Virtual, _) => Source::Computed,
    };
    let subject = Subject {
        eui: eui.clone(),
        source,
        has_device: true,
        heart_period_s: view.device.heart_period,
        heard_at: view.active_time,
    };
    gather(engine, tenant, subject).await
}

pub(crate) async fn of_profile(
    engine: &Engine,
    tenant: &TenantCode,
    dev_eui: Eui64,
) -> Result<Diagnosis, Error> {
    let eui = DeviceEui::from(dev_eui);
    match of_device(engine, tenant, &eui).await {
        Err(Error::NotFound { .. }) => {}
        found => return found,
    }
    if engine.core.registry.profile_of(tenant, dev_eui).is_none() {
        return Err(Error::not_found("LoRaWAN profile", dev_eui));
    }
    let subject = Subject {
        eui,
        source: Source::Radio,
        has_device: false,
        heart_period_s: HEART_PERIOD_S,
        heard_at: None,
    };
    gather(engine, tenant, subject).await
}

/// What the store knows, in one transaction.
#[derive(Default)]
struct Stored {
    frames: Vec<FrameRecord>,
    session: Option<SessionFact>,
    joins: JoinState,
}

async fn gather(
    engine: &Engine,
    tenant: &TenantCode,
    subject: Subject,
) -> Result<Diagnosis, Error> {
    let core = &engine.core;
    let radio = subject.eui.as_lorawan().filter(|_| subject.source == Source::Radio);
    let profile = radio.and_then(|dev_eui| core.registry.profile_of(tenant, dev_eui));
    let stored = match radio {
        None => Stored::default(),
        Some(dev_eui) => {
            let query = FrameQuery {
                tenant: Some(tenant.clone()),
                dev_eui: Some(dev_eui),
                page: store::Page { limit: LOOKED_AT, cursor: None },
                ..FrameQuery::default()
            };
            core.store
                .read(move |reader| {
                    let sessions = reader.sessions().of_device(dev_eui)?;
                    let active = sessions.iter().find(|stored| !stored.pending);
                    Ok(Stored {
                        frames: reader.frames().list(&query)?.items,
                        session: active.map(|stored| SessionFact {
                            last_f_cnt_up: stored.session.last_f_cnt_up,
                            created_at: stored.session.created_at,
                        }),
                        joins: reader.joins().state(dev_eui)?,
                    })
                })
                .await?
        }
    };
    let frames: Vec<FrameFact<'_>> = stored.frames.iter().map(frame).collect();
    let mut strangers = core.strangers.of(tenant);
    // Somebody who got a profile since is no stranger any more.
    strangers.retain(|stranger| match stranger.id {
        StrangerId::DevEui(dev_eui) => core.registry.profile(dev_eui).is_none(),
        StrangerId::DevAddr(_) => true,
    });
    let gateways = gateways(engine, tenant);
    let now = clock::now();
    let findings = diagnose(&Facts {
        now,
        source: subject.source,
        has_device: subject.has_device,
        heart_period_s: subject.heart_period_s,
        heard_at: subject.heard_at,
        profile: profile.as_deref(),
        session: stored.session,
        used_dev_nonces: &stored.joins.used_dev_nonces,
        last_dev_nonce: stored.joins.last_dev_nonce,
        frames: &frames,
        strangers: &strangers,
        gateways: &gateways,
    });
    let findings = findings.into_iter().map(Finding::from).collect();
    Ok(Diagnosis { eui: subject.eui, at: now, findings })
}

fn frame(record: &FrameRecord) -> FrameFact<'_> {
    let row = &record.row;
    FrameFact {
        id: record.id,
        at: row.at,
        up: row.direction == Direction::Up,
        kind: &row.kind,
        accepted: row.accepted,
        verdict: &row.verdict,
        reason: row.reason.as_deref(),
        gateway: row.gateway,
        frequency_hz: row.frequency_hz,
        data_rate: &row.data_rate,
        tmst: if row.kind.starts_with("join_") { tmst(&row.content) } else { None },
        f_cnt: row.f_cnt,
        phy: &row.phy,
    }
}

/// The gateway's counter in a record of the log.
fn tmst(content: &str) -> Option<u32> {
    let content: Value = serde_json::from_str(content).ok()?;
    let of = |kind: &str| content.pointer(&format!("/payload/{kind}/tmst"))?.as_u64();
    of("rxpk").or_else(|| of("txpk")).and_then(|tmst| u32::try_from(tmst).ok())
}

fn gateways(engine: &Engine, tenant: &TenantCode) -> Vec<GatewayFact> {
    let others = engine.core.settings().accept_unregistered_gateways;
    let fact = |view: GatewayView| GatewayFact {
        eui: view.eui,
        registered: view.registered.is_some(),
        admitted: view.registered.as_ref().map_or(others, |gateway| gateway.enable),
        online: view.status == OnlineStatus::Online,
        has_path: matches!(view.down_path, DownPath::Open),
        uplinks: view.state.as_ref().map_or(0, |state| state.uplinks),
        crc_bad: view.state.as_ref().map_or(0, |state| state.crc_bad),
    };
    engine.gateways().all(tenant).into_iter().map(fact).collect()
}
