//! "Why is my device not heard?": the radio side of one device, in words.

use model::record::{DataFrom, DeviceType, JoinMode, OnlineStatus, ProfileState};
use model::{DeviceEui, RecordId, TenantCode};
use store::{FrameQuery, FrameRecord};

use crate::network::explain;
use crate::{Engine, Error};

/// Frames that are looked at.
const LOOKED_AT: u32 = 50;
/// Frames that are named as proof.
const EVIDENCE: usize = 5;

/// How a device is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hearing {
    /// A stable word, such as `heard` or a refusal's code.
    pub verdict: String,
    /// The verdict in a few words.
    pub title: String,
    /// What was seen.
    pub detail: String,
    /// What to do about it; empty when nothing is wrong.
    pub next_step: String,
    /// Ids of the frames that prove it, newest first.
    pub evidence: Vec<RecordId>,
}

impl Hearing {
    fn new(verdict: &str, title: &str, detail: impl Into<String>, next_step: &str) -> Self {
        Self {
            verdict: verdict.into(),
            title: title.into(),
            detail: detail.into(),
            next_step: next_step.into(),
            evidence: Vec::new(),
        }
    }
}

pub(crate) async fn hearing(
    engine: &Engine,
    tenant: &TenantCode,
    eui: &DeviceEui,
) -> Result<Hearing, Error> {
    let device = engine.devices().owned(tenant, eui)?;
    let view = engine.devices().view(&device);
    if view.device.device_type != DeviceType::Normal || view.device.data_from == DataFrom::Other {
        return Ok(not_radio(view.status, &view.device.tenant, eui));
    }
    match view.profile_state {
        ProfileState::Missing => {
            return Ok(Hearing::new(
                "profile_missing",
                "No LoRaWAN profile",
                "The network server ignores this device until a profile with its keys exists.",
                "Add a LoRaWAN profile for this EUI.",
            ));
        }
        ProfileState::Disabled => {
            return Ok(Hearing::new(
                "profile_disabled",
                "Profile switched off",
                "The network server ignores this device because its profile is switched off.",
                "Enable the profile.",
            ));
        }
        ProfileState::Ok | ProfileState::DownOff | ProfileState::None => {}
    }
    let query = FrameQuery {
        tenant: Some(tenant.clone()),
        dev_eui: eui.as_lorawan(),
        page: store::Page { limit: LOOKED_AT, cursor: None },
        ..FrameQuery::default()
    };
    let slice = engine.core.store.read(move |reader| reader.frames().list(&query)).await?;
    Ok(from_frames(engine, eui, view.status, &slice.items))
}

fn not_radio(status: OnlineStatus, tenant: &TenantCode, eui: &DeviceEui) -> Hearing {
    match status {
        OnlineStatus::Online | OnlineStatus::Offline => {
            Hearing::new("heard", "Heard by MQTT", "Its messages arrive by MQTT.", "")
        }
        OnlineStatus::NeverSeen => Hearing::new(
            "never_heard",
            "No message yet",
            format!("Nothing was published on /v32/{tenant}/as/up/data/{eui} yet."),
            "Check the client's login, topic and address of the broker.",
        ),
    }
}

fn from_frames(
    engine: &Engine,
    eui: &DeviceEui,
    status: OnlineStatus,
    frames: &[FrameRecord],
) -> Hearing {
    let proof = |wanted: &dyn Fn(&FrameRecord) -> bool| -> Vec<RecordId> {
        frames.iter().filter(|frame| wanted(frame)).map(|frame| frame.id).take(EVIDENCE).collect()
    };
    let is_up = |frame: &&FrameRecord| frame.row.direction == store::Direction::Up;
    // Copies of other gateways repeat what the first one said.
    let newest =
        frames.iter().filter(is_up).find(|frame| frame.row.accepted || frame.row.reason.is_some());
    let Some(newest) = newest else {
        return never_heard(engine, eui);
    };
    if !newest.row.accepted {
        let (reason, next_step) = explain(newest.row.reason.as_deref());
        let mut hearing = Hearing::new(
            &newest.row.verdict,
            "Heard, but not accepted",
            reason.unwrap_or_default(),
            next_step.unwrap_or_default(),
        );
        hearing.evidence = proof(&|frame| frame.row.verdict == newest.row.verdict);
        return hearing;
    }
    if newest.row.kind == "join_request" {
        let mut hearing = Hearing::new(
            "joined_no_uplink",
            "Joined, no data yet",
            "The join was granted and the join-accept sent, but no data frame followed.",
            "If it keeps joining, it does not hear the join-accept: check the gateway's downlink \
             path, the band, and the join delay.",
        );
        hearing.evidence =
            proof(&|frame| frame.row.kind == "join_request" || frame.row.kind == "join_accept");
        return hearing;
    }
    let (verdict, title, next_step) = match status {
        OnlineStatus::Online => ("heard", "Heard", ""),
        OnlineStatus::Offline | OnlineStatus::NeverSeen => (
            "silent",
            "Silent",
            "It was heard before. Check its battery, its place, and the gateways around it.",
        ),
    };
    let detail = format!("The last accepted frame came at {}.", newest.row.at);
    let mut hearing = Hearing::new(verdict, title, detail, next_step);
    hearing.evidence = vec![newest.id];
    hearing
}

fn never_heard(engine: &Engine, eui: &DeviceEui) -> Hearing {
    let profile = eui.as_lorawan().and_then(|eui| engine.core.registry.profile(eui));
    let next_step = match profile.map(|profile| profile.join_mode) {
        Some(JoinMode::Abp) => {
            "Check that the device is on, in reach and in the right band, and that its DevAddr and \
             keys are those of the profile: a frame with another address cannot be matched."
        }
        Some(JoinMode::Otaa) | None => {
            "Check that the device is on, in reach and in the right band, and that it uses this \
             DevEUI: a join-request with another one cannot be matched."
        }
    };
    let no_gateway = engine.core.gateway_states().is_empty();
    let detail = if no_gateway {
        "No gateway sends to this instance, so nothing can be heard."
    } else {
        "No gateway has heard this device yet."
    };
    let next_step = if no_gateway { "Connect a gateway first." } else { next_step };
    Hearing::new("never_heard", "Never heard", detail, next_step)
}
