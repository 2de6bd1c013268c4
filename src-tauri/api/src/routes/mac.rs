//! MAC commands and ADR of one device: what is in force, what is wanted, what was asked.

use axum::extract::State;
use engine::Engine;
use engine::radio::mac::{AskedChange, MacView};
use lorawan::Direction;
use lorawan::mac::max_eirp_dbm;
use lorawan::region::Region;
use model::Timestamp;
use ns::adr;
use ns::mac::channels::ChannelSet;
use ns::mac::{
    Decision, DecisionOutcome, DeviceStatus, DownlinkChannel, MAX_ATTEMPTS, MacState, Pending,
    RETRY_AFTER_MS, StopReason, Stopped, TxParams, refused_parts,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_DEVICES;
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path};
use crate::parse::Fields;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(get_mac, ask_mac))
        .routes(routes!(ask_status))
        .routes(routes!(retry))
}

/// Receive windows.
#[derive(Debug, Serialize, ToSchema)]
struct MacWindows {
    /// Seconds from an uplink to the first window.
    rx_delay: u8,
    /// How far the first window's data rate lies below the uplink's.
    rx1dr_offset: u8,
    /// Data rate of the second window.
    rx2dr: u8,
    /// Frequency of the second window, Hz.
    rx2_freq: u32,
}

/// A channel and a frequency.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MacChannel {
    /// Its number.
    channel: u8,
    /// Hz.
    frequency: u32,
}

/// Dwell times and power of AS923 and AU915.
#[derive(Debug, Serialize, ToSchema)]
struct MacDwell {
    /// Uplinks last at most 400 ms.
    uplink_dwell: bool,
    /// Downlinks last at most 400 ms.
    downlink_dwell: bool,
    /// dBm.
    max_eirp: Option<u8>,
}

impl From<TxParams> for MacDwell {
    fn from(params: TxParams) -> Self {
        Self {
            uplink_dwell: params.uplink_dwell,
            downlink_dwell: params.downlink_dwell,
            max_eirp: max_eirp_dbm(params.max_eirp_index),
        }
    }
}

/// Data rate, power and repetitions.
#[derive(Debug, Serialize, ToSchema)]
struct MacLink {
    /// Index of the data rate.
    data_rate: u8,
    /// Such as `SF7BW125`.
    data_rate_name: Option<String>,
    /// Index of the power table; 0 is the most power.
    tx_power: u8,
    /// The power it stands for, dBm EIRP.
    eirp: f32,
    /// Transmissions of each uplink.
    nb_trans: u8,
}

/// What the device does, as far as it has said so.
#[derive(Debug, Serialize, ToSchema)]
struct MacInForce {
    windows: MacWindows,
    /// Data rate and power; `null` before the first uplink.
    link: Option<MacLink>,
    /// Uplink channels, such as `0-7, 64`.
    channels: String,
    /// Channels that the network added.
    extra_channels: Vec<MacChannel>,
    /// Channels whose first window is elsewhere.
    downlink_channels: Vec<MacChannel>,
    /// Dwell times and power; `null` while the device has not said.
    dwell: Option<MacDwell>,
    /// The device sends at most 1/2^n of the time; 0 is no limit.
    max_duty_cycle: u8,
}

/// What profile, settings and owner want.
#[derive(Debug, Serialize, ToSchema)]
struct MacWanted {
    windows: MacWindows,
    /// Uplink channels; `null` when they are left to the device.
    channels: Option<String>,
    /// Frequencies of channels to add, Hz.
    extra_channels: Vec<u32>,
    downlink_channels: Vec<MacChannel>,
    dwell: Option<MacDwell>,
    max_duty_cycle: Option<u8>,
}

/// A request that waits for its answer.
#[derive(Debug, Serialize, ToSchema)]
struct PendingRequest {
    /// The commands, each with its `name` and fields.
    #[schema(value_type = Vec<Object>)]
    commands: Value,
    /// How often it was sent.
    attempts: u8,
    /// How often it is sent at most.
    max_attempts: u8,
    /// Counter of the downlink that carried it last.
    f_cnt_down: Option<u32>,
    #[schema(value_type = String)]
    sent_at: Timestamp,
}

impl From<&Pending> for PendingRequest {
    fn from(pending: &Pending) -> Self {
        Self {
            commands: ns::describe::requests(&pending.commands),
            attempts: pending.attempts,
            max_attempts: MAX_ATTEMPTS,
            f_cnt_down: pending.f_cnt_down,
            sent_at: Timestamp::from_millis(pending.sent_ms),
        }
    }
}

/// A request that is not sent any more.
#[derive(Debug, Serialize, ToSchema)]
struct StoppedRequest {
    /// The commands, each with its `name` and fields.
    #[schema(value_type = Vec<Object>)]
    commands: Value,
    /// `refused` or `unanswered`.
    reason: &'static str,
    /// What the device refused: `channel_mask`, `data_rate`, `power`, `frequency`,
    /// `rx2_data_rate`, `rx1_data_rate_offset`, `data_rates`, `channel`.
    refused: Vec<&'static str>,
    #[schema(value_type = String)]
    since: Timestamp,
    /// When it is tried again; `null`: not before the next join or another wish.
    #[schema(value_type = Option<String>)]
    again_at: Option<Timestamp>,
}

impl From<&Stopped> for StoppedRequest {
    fn from(stopped: &Stopped) -> Self {
        let since = Timestamp::from_millis(stopped.since_ms);
        let (reason, refused, again_at) = match stopped.reason {
            StopReason::Refused { status } => ("refused", refused_parts(stopped.cid, status), None),
            StopReason::Unanswered => {
                ("unanswered", Vec::new(), Some(since.plus_millis(RETRY_AFTER_MS)))
            }
        };
        let commands = ns::describe::requests(&stopped.commands);
        Self { commands, reason, refused, since, again_at }
    }
}

/// What the device told about itself.
#[derive(Debug, Serialize, ToSchema)]
struct MacStatus {
    /// `external`, `battery` or `unknown`.
    power: &'static str,
    /// Percent, when it runs on a battery.
    battery: Option<u8>,
    /// SNR in dB with which the device heard the question.
    margin: i8,
    #[schema(value_type = String)]
    at: Timestamp,
}

impl From<DeviceStatus> for MacStatus {
    fn from(status: DeviceStatus) -> Self {
        Self {
            power: match status.battery {
                0 => "external",
                255 => "unknown",
                _ => "battery",
            },
            battery: ns::describe::battery_percent(status.battery),
            margin: status.margin_db,
            at: Timestamp::from_millis(status.at_ms),
        }
    }
}

/// An uplink as ADR sees it.
#[derive(Debug, Serialize, ToSchema)]
struct AdrUplink {
    f_cnt: u32,
    #[schema(value_type = String)]
    at: Timestamp,
    /// Best SNR over all gateways, dB.
    snr: f32,
    /// What the data rate needs, dB.
    required_snr: Option<f32>,
    gateways: u8,
    link: MacLink,
}

/// A change that ADR decided on.
#[derive(Debug, Serialize, ToSchema)]
struct AdrDecision {
    #[schema(value_type = String)]
    at: Timestamp,
    /// Counter of the uplink it followed.
    f_cnt: u32,
    /// Best SNR it rests on, dB.
    snr_max: f32,
    /// What was left above the demodulation floor and the reserve, dB.
    margin: f32,
    from: MacLink,
    to: MacLink,
    /// `sent`, `accepted`, `refused` or `unanswered`.
    outcome: &'static str,
}

/// How the network chooses data rate and power.
#[derive(Debug, Serialize, ToSchema)]
struct MacAdr {
    /// The instance's setting.
    instance: bool,
    /// The profile's switch.
    profile: bool,
    /// The device's ADR bit in its last uplink; `null` when none was heard since the start.
    device: Option<bool>,
    /// Reserve for fading, dB.
    margin: u32,
    /// The last uplinks, oldest first.
    uplinks: Vec<AdrUplink>,
    /// The last decisions, oldest first.
    decisions: Vec<AdrDecision>,
}

/// The radio side of a device.
#[derive(Debug, Serialize, ToSchema)]
struct Mac {
    /// The band, such as `EU868`.
    region: String,
    /// `none`, `joined` (not heard since) or `active`.
    session: &'static str,
    /// `null` without a session.
    in_force: Option<MacInForce>,
    wanted: MacWanted,
    pending: Vec<PendingRequest>,
    stopped: Vec<StoppedRequest>,
    /// `null` when the device never told.
    status: Option<MacStatus>,
    /// Battery and margin are asked for with the next downlink.
    status_requested: bool,
    adr: MacAdr,
}

impl From<MacView> for Mac {
    fn from(view: MacView) -> Self {
        let region = view.region();
        let state = view.mac.state();
        let profile = &view.profile;
        let in_force = view.session.as_ref().map(|session| MacInForce {
            windows: MacWindows {
                rx_delay: session.rx_delay,
                rx1dr_offset: session.rx1dr_offset,
                rx2dr: session.rx2dr,
                rx2_freq: session.rx2_freq,
            },
            link: current(region, state),
            channels: state.enabled.to_string(),
            extra_channels: state
                .extra
                .iter()
                .map(|extra| MacChannel { channel: extra.channel, frequency: extra.frequency_hz })
                .collect(),
            downlink_channels: moved(&state.downlink_channels),
            dwell: state.tx_params.map(MacDwell::from),
            max_duty_cycle: state.max_duty_cycle,
        });
        let channels = view.wanted.channels.map(ChannelSet::from_iter);
        Self {
            region: region.to_string(),
            session: match (&view.session, view.is_pending) {
                (None, _) => "none",
                (Some(_), true) => "joined",
                (Some(_), false) => "active",
            },
            in_force,
            wanted: MacWanted {
                windows: MacWindows {
                    rx_delay: profile.rx_delay,
                    rx1dr_offset: profile.rx1dr_offset,
                    rx2dr: profile.rx2dr,
                    rx2_freq: profile.rx2_freq,
                },
                channels: channels.map(|channels| channels.to_string()),
                extra_channels: view.wanted.extra_hz,
                downlink_channels: moved(&state.asked.downlink_channels),
                dwell: view.wanted.tx_params.map(MacDwell::from),
                max_duty_cycle: state.asked.max_duty_cycle,
            },
            pending: state.pending.iter().map(PendingRequest::from).collect(),
            stopped: state.stopped.iter().map(StoppedRequest::from).collect(),
            status: state.status.map(MacStatus::from),
            status_requested: state.asked.status,
            adr: MacAdr {
                instance: view.wanted.adr,
                profile: profile.adr,
                device: view.mac.last().map(|last| last.adr),
                margin: view.wanted.adr_margin_db,
                uplinks: view.mac.history().uplinks().map(|up| uplink(region, up)).collect(),
                decisions: view.mac.decisions().map(|made| decision(region, made)).collect(),
            },
        }
    }
}

fn current(region: Region, state: &MacState) -> Option<MacLink> {
    let (tx_power_index, nb_trans) = (state.tx_power_index, state.nb_trans);
    Some(link(region, adr::Settings { dr: state.dr?, tx_power_index, nb_trans }))
}

fn moved(channels: &[DownlinkChannel]) -> Vec<MacChannel> {
    let channel = |moved: &DownlinkChannel| MacChannel {
        channel: moved.channel,
        frequency: moved.frequency_hz,
    };
    channels.iter().map(channel).collect()
}

fn link(region: Region, settings: adr::Settings) -> MacLink {
    let rate = region.data_rate(settings.dr, Direction::Up);
    MacLink {
        data_rate: settings.dr,
        data_rate_name: rate.map(|rate| rate.to_string()),
        tx_power: settings.tx_power_index,
        eirp: region.eirp_dbm_at(settings.tx_power_index),
        nb_trans: settings.nb_trans,
    }
}

fn uplink(region: Region, heard: &adr::Heard) -> AdrUplink {
    let (dr, tx_power_index, nb_trans) = (heard.dr, heard.tx_power_index, heard.nb_trans);
    let rate = region.data_rate(dr, Direction::Up);
    AdrUplink {
        f_cnt: heard.f_cnt,
        at: heard.at,
        snr: heard.snr_db,
        required_snr: rate.and_then(lorawan::region::DataRate::required_snr_db),
        gateways: heard.gateways,
        link: link(region, adr::Settings { dr, tx_power_index, nb_trans }),
    }
}

fn decision(region: Region, made: &Decision) -> AdrDecision {
    AdrDecision {
        at: made.at,
        f_cnt: made.f_cnt,
        snr_max: made.snr_max_db,
        margin: made.margin_db,
        from: link(region, made.from),
        to: link(region, made.to),
        outcome: match made.outcome {
            DecisionOutcome::Sent => "sent",
            DecisionOutcome::Accepted => "accepted",
            DecisionOutcome::Refused => "refused",
            DecisionOutcome::Unanswered => "unanswered",
        },
    }
}

/// What to ask of a device; absent fields stay as they are.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MacInput {
    /// Let the device send at most 1/2^n of the time, 0 to 15; 0 lifts the limit.
    max_duty_cycle: Option<u8>,
    /// Move the first window of channels elsewhere (EU868, EU433, AS923).
    downlink_channels: Option<Vec<MacChannel>>,
}

/// What a device has in force, what it should have, and what it was asked for.
#[utoipa::path(get, path = "/api/v1/devices/{eui}/mac", tag = TAG_DEVICES,
    params(("eui" = String, Path)),
    responses((status = 200, body = Mac), (status = "default", body = Document)))]
async fn get_mac(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<Json<Mac>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    Ok(Json(engine.mac().get(&caller.tenant, &eui).await?.into()))
}

/// Ask a device for what neither profile nor settings want. It is asked after its next uplink.
#[utoipa::path(patch, path = "/api/v1/devices/{eui}/mac", tag = TAG_DEVICES,
    params(("eui" = String, Path)), request_body = MacInput,
    responses((status = 200, body = Mac), (status = "default", body = Document)))]
async fn ask_mac(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
    Json(input): Json<MacInput>,
) -> Result<Json<Mac>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    let change = AskedChange {
        max_duty_cycle: input.max_duty_cycle,
        downlink_channels: input.downlink_channels.map(|channels| {
            let moved = |moved: MacChannel| DownlinkChannel {
                channel: moved.channel,
                frequency_hz: moved.frequency,
            };
            channels.into_iter().map(moved).collect()
        }),
    };
    Ok(Json(engine.mac().ask(&caller.tenant, &eui, change).await?.into()))
}

/// Ask for battery and margin after the next uplink.
#[utoipa::path(post, path = "/api/v1/devices/{eui}/mac/status-request", tag = TAG_DEVICES,
    params(("eui" = String, Path)),
    responses((status = 200, body = Mac), (status = "default", body = Document)))]
async fn ask_status(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<Json<Mac>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    Ok(Json(engine.mac().ask_status(&caller.tenant, &eui).await?.into()))
}

/// Try everything again that the device refused or did not answer.
#[utoipa::path(post, path = "/api/v1/devices/{eui}/mac/retry", tag = TAG_DEVICES,
    params(("eui" = String, Path)),
    responses((status = 200, body = Mac), (status = "default", body = Document)))]
async fn retry(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<Json<Mac>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    Ok(Json(engine.mac().retry(&caller.tenant, &eui).await?.into()))
}
