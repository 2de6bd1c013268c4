//! The bands that profiles may have.

use engine::Engine;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_INSTANCE;
use crate::auth::{Allowed, Read};
use crate::extract::Json;
use crate::problem::Document;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(regions))
}

/// What a profile of a band starts with.
#[derive(Debug, Serialize, ToSchema)]
struct RegionDefaults {
    rx1dr_offset: u8,
    rx2dr: u8,
    /// Seconds.
    rx_delay: u8,
    /// Seconds.
    rx_delay_join: u8,
    /// Hz.
    rx2_freq: u32,
}

/// A data rate a downlink may use.
#[derive(Debug, Serialize, ToSchema)]
struct DownlinkDataRate {
    dr: u8,
    /// Such as `SF12BW125`.
    label: String,
}

/// A band and what a profile of it may hold.
#[derive(Debug, Serialize, ToSchema)]
struct Region {
    standard: &'static str,
    /// The band for people.
    label: &'static str,
    lw_versions: Vec<&'static str>,
    defaults: RegionDefaults,
    /// Hz.
    rx2_freq_min: u32,
    /// Hz.
    rx2_freq_max: u32,
    rx1dr_offset_max: u8,
    downlink_data_rates: Vec<DownlinkDataRate>,
}

/// The bands, with the defaults a profile of each starts with.
#[utoipa::path(get, path = "/api/v1/regions", tag = TAG_INSTANCE,
    responses((status = 200, body = Vec<Region>), (status = "default", body = Document)))]
async fn regions(_caller: Allowed<Read>) -> Json<Vec<Region>> {
    let regions = engine::radio::regions::all().into_iter().map(|region| Region {
        standard: region.standard.as_str(),
        label: region.label,
        lw_versions: model::record::LwVersion::ALL.iter().map(|version| version.as_str()).collect(),
        defaults: RegionDefaults {
            rx1dr_offset: region.defaults.rx1dr_offset,
            rx2dr: region.defaults.rx2dr,
            rx_delay: region.defaults.rx_delay,
            rx_delay_join: region.defaults.rx_delay_join,
            rx2_freq: region.defaults.rx2_freq,
        },
        rx2_freq_min: region.rx2_freq_min,
        rx2_freq_max: region.rx2_freq_max,
        rx1dr_offset_max: region.rx1dr_offset_max,
        downlink_data_rates: region
            .downlink_data_rates
            .into_iter()
            .map(|(dr, label)| DownlinkDataRate { dr, label })
            .collect(),
    });
    Json(regions.collect())
}
