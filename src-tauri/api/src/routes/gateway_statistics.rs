//! What is counted of a gateway.

use axum::extract::State;
use engine::Engine;
use engine::gateways::{SpreadView, Statistics, Sums};
use model::Timestamp;
use model::record::Standard;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_GATEWAYS;
use crate::auth::{Allowed, Read};
use crate::extract::{Json, Path};
use crate::parse::Fields;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(gateway_statistics))
}

/// How a value was spread over the last hour.
#[derive(Debug, Serialize, ToSchema)]
struct GatewaySpread {
    min: f32,
    /// As exact as a bin is wide.
    median: f32,
    max: f32,
    /// Lower end of the first bin.
    low: f32,
    /// Width of a bin.
    width: f32,
    /// Values in each bin.
    counts: Vec<u64>,
}

impl From<SpreadView> for GatewaySpread {
    fn from(view: SpreadView) -> Self {
        let SpreadView { min, median, max, low, width, counts } = view;
        Self { min, median, max, low, width, counts }
    }
}

/// Sums of a span.
#[derive(Debug, Serialize, ToSchema)]
struct GatewaySums {
    uplinks: u64,
    downlinks: u64,
    crc_bad: u64,
    tx_errors: u64,
}

impl From<Sums> for GatewaySums {
    fn from(sums: Sums) -> Self {
        let Sums { uplinks, downlinks, crc_bad, tx_errors } = sums;
        Self { uplinks, downlinks, crc_bad, tx_errors }
    }
}

/// The last 24 hours in slots of five minutes, oldest first, one list each.
#[derive(Debug, Serialize, ToSchema)]
struct GatewaySlots {
    /// When the first slot begins.
    #[schema(value_type = String)]
    begin: Timestamp,
    /// Length of a slot, seconds.
    seconds: u32,
    uplinks: Vec<u32>,
    downlinks: Vec<u32>,
    crc_bad: Vec<u32>,
    tx_errors: Vec<u32>,
    /// Mean, dBm.
    rssi: Vec<Option<f32>>,
}

/// A code with how often the gateway answered it.
#[derive(Debug, Serialize, ToSchema)]
struct TxError {
    /// Such as `TOO_LATE`; `NO_ANSWER` when it did not answer.
    code: String,
    count: u64,
}

/// A frequency with how often it was heard.
#[derive(Debug, Serialize, ToSchema)]
struct HeardFrequency {
    /// Hz.
    freq: u32,
    count: u64,
    /// `good`, `other_group` or `other_band`; absent when the gateway's band is not known.
    fit: Option<&'static str>,
}

/// An uplink channel and where it is answered first.
#[derive(Debug, Serialize, ToSchema)]
struct PlanChannel {
    /// Hz.
    uplink: u32,
    /// Hz.
    rx1: u32,
}

/// The band and group of channels that would fit what was heard.
#[derive(Debug, Serialize, ToSchema)]
struct PlanGuess {
    standard: &'static str,
    sub_band: Option<u8>,
}

/// Which channels the gateway listens on, and whether what it hears is there.
#[derive(Debug, Serialize, ToSchema)]
struct GatewayPlan {
    /// Empty when its band or group is not known.
    channels: Vec<PlanChannel>,
    /// Hz.
    rx2_freq: Option<u32>,
    /// Frames on channels of other groups.
    other_group: u64,
    /// Frames outside the band's channels.
    other_band: u64,
    guess: Option<PlanGuess>,
}

/// What was counted of a gateway. The counts begin with the instance and end with it.
#[derive(Debug, Serialize, ToSchema)]
struct GatewayStatistics {
    /// When counting began.
    #[schema(value_type = String)]
    since: Timestamp,
    /// The last hour, exact to five minutes.
    hour: GatewaySums,
    /// The last 24 hours.
    day: GatewaySums,
    slots: GatewaySlots,
    /// dBm, the last hour.
    rssi: Option<GatewaySpread>,
    /// dB, the last hour.
    snr: Option<GatewaySpread>,
    tx_errors: Vec<TxError>,
    /// Frequencies heard, at most 128.
    heard: Vec<HeardFrequency>,
    /// How much faster than this computer's the concentrator's clock runs, parts per million;
    /// `null` until it was heard for ten minutes.
    clock_drift_ppm: Option<f64>,
    /// Times the concentrator was seen to start anew.
    clock_restarts: u32,
    /// Milliseconds from reception to arrival, median of the last frames that reported a time. The
    /// difference of the two clocks is in it. `null`: the gateway reports no time.
    backhaul_ms: Option<i64>,
    plan: GatewayPlan,
}

impl GatewayStatistics {
    fn new(statistics: Statistics, standard: Option<(Standard, Option<u8>)>) -> Self {
        use engine::gateways::Fit;
        let Statistics { since, traffic, check } = statistics;
        let fit = |freq| {
            let (standard, sub_band) = standard?;
            Some(match engine::gateways::plan::fit(standard, sub_band, freq) {
                Fit::Good => "good",
                Fit::OtherGroup => "other_group",
                Fit::OtherBand => "other_band",
            })
        };
        let slots = &traffic.slots;
        Self {
            since,
            hour: traffic.hour.into(),
            day: traffic.day.into(),
            slots: GatewaySlots {
                begin: traffic.begin,
                seconds: 300,
                uplinks: slots.iter().map(|slot| slot.uplinks).collect(),
                downlinks: slots.iter().map(|slot| slot.downlinks).collect(),
                crc_bad: slots.iter().map(|slot| slot.crc_bad).collect(),
                tx_errors: slots.iter().map(|slot| slot.tx_errors).collect(),
                rssi: slots.iter().map(engine::gateways::Slot::rssi).collect(),
            },
            rssi: traffic.rssi.map(GatewaySpread::from),
            snr: traffic.snr.map(GatewaySpread::from),
            tx_errors: traffic
                .tx_errors
                .into_iter()
                .map(|(code, count)| TxError { code, count })
                .collect(),
            heard: traffic
                .heard
                .into_iter()
                .map(|(freq, count)| HeardFrequency { freq, count, fit: fit(freq) })
                .collect(),
            clock_drift_ppm: traffic.drift_ppm,
            clock_restarts: traffic.restarts,
            backhaul_ms: traffic.delay_ms,
            plan: GatewayPlan {
                rx2_freq: check.plan.as_ref().map(|plan| plan.rx2_freq),
                channels: check
                    .plan
                    .into_iter()
                    .flat_map(|plan| plan.channels)
                    .map(|(uplink, rx1)| PlanChannel { uplink, rx1 })
                    .collect(),
                other_group: check.other_group,
                other_band: check.other_band,
                guess: check.guess.map(|(standard, sub_band)| PlanGuess {
                    standard: standard.as_str(),
                    sub_band,
                }),
            },
        }
    }
}

/// What was counted of a gateway: traffic of the last day, signal of the last hour, clock, errors.
#[utoipa::path(get, path = "/api/v1/gateways/{eui}/statistics", tag = TAG_GATEWAYS,
    params(("eui" = String, Path)),
    responses((status = 200, body = GatewayStatistics), (status = "default", body = Document)))]
async fn gateway_statistics(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<Json<GatewayStatistics>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    let record = engine.gateways().get(&caller.tenant, eui)?.registered;
    let standard = record.and_then(|gateway| Some((gateway.standard?, gateway.sub_band)));
    let statistics = engine.gateways().statistics(&caller.tenant, eui)?;
    Ok(Json(GatewayStatistics::new(statistics, standard)))
}
