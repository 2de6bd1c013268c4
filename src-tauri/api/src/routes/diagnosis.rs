//! Why a device is heard or not.

use std::collections::BTreeMap;

use axum::extract::State;
use engine::Engine;
use engine::radio::network;
use model::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{TAG_DEVICES, TAG_PROFILES};
use crate::auth::{Allowed, Read};
use crate::extract::{Json, Path};
use crate::parse::Fields;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(device_diagnosis)).routes(routes!(profile_diagnosis))
}

/// What keeps a device from being heard, or that all is well.
#[derive(Debug, Serialize, ToSchema)]
struct Diagnosis {
    eui: String,
    /// When it was made.
    #[schema(value_type = String)]
    at: Timestamp,
    /// The code of the first finding.
    verdict: &'static str,
    /// The severity of the first finding.
    severity: &'static str,
    /// What was found, the most important first; at least one.
    findings: Vec<Finding>,
}

/// One thing that was found.
#[derive(Debug, Serialize, ToSchema)]
struct Finding {
    /// A word from a closed list, such as `heard`, `never_heard` or `join_mic_failed`.
    code: &'static str,
    /// `cause`: it keeps the device from being heard. `hint`: it may. `fine`: all is well.
    severity: &'static str,
    /// What was found, in one sentence.
    title: &'static str,
    /// What was seen.
    detail: String,
    /// What to do about it; empty when nothing is.
    next_step: &'static str,
    /// What to do, as words from a closed list such as `enable_profile` or `clear_nonces`; the
    /// best first. They are about this device, or about the `gateway` or `dev_eui` in `params`.
    actions: Vec<&'static str>,
    /// Numbers and names for words in another language, such as `gateway`, `freq` (Hz), `f_cnt`.
    #[schema(value_type = std::collections::HashMap<String, String>)]
    params: BTreeMap<&'static str, String>,
    /// Ids of frames that prove it, newest first; at most five.
    frames: Vec<String>,
    /// How many such frames there are among the newest of the device.
    count: u32,
    /// When the oldest of them came.
    #[schema(value_type = Option<String>)]
    first: Option<Timestamp>,
    /// When the newest of them came.
    #[schema(value_type = Option<String>)]
    last: Option<Timestamp>,
}

impl From<network::Finding> for Finding {
    fn from(found: network::Finding) -> Self {
        Self {
            code: found.code,
            severity: found.severity,
            title: found.title,
            detail: found.detail,
            next_step: found.next_step,
            actions: found.actions,
            params: found.params,
            frames: found.frames.iter().map(ToString::to_string).collect(),
            count: found.count,
            first: found.first,
            last: found.last,
        }
    }
}

impl From<network::Diagnosis> for Diagnosis {
    fn from(made: network::Diagnosis) -> Self {
        let first = made.findings.first();
        Self {
            eui: made.eui.to_string(),
            at: made.at,
            verdict: first.map_or("heard", |finding| finding.code),
            severity: first.map_or("fine", |finding| finding.severity),
            findings: made.findings.into_iter().map(Finding::from).collect(),
        }
    }
}

/// Explain why a device is heard or not, with the frames that prove it.
#[utoipa::path(get, path = "/api/v1/devices/{eui}/diagnosis", tag = TAG_DEVICES,
    params(("eui" = String, Path)),
    responses((status = 200, body = Diagnosis), (status = "default", body = Document)))]
async fn device_diagnosis(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<Json<Diagnosis>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    Ok(Json(engine.network().device_diagnosis(&caller.tenant, &eui).await?.into()))
}

/// Explain why the device of a profile is heard or not, whether or not it has a record.
#[utoipa::path(get, path = "/api/v1/lorawan-profiles/{dev_eui}/diagnosis", tag = TAG_PROFILES,
    params(("dev_eui" = String, Path)),
    responses((status = 200, body = Diagnosis), (status = "default", body = Document)))]
async fn profile_diagnosis(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(dev_eui): Path<String>,
) -> Result<Json<Diagnosis>, Problem> {
    let dev_eui = Fields::key("dev_eui", &dev_eui)?;
    Ok(Json(engine.network().profile_diagnosis(&caller.tenant, dev_eui).await?.into()))
}
