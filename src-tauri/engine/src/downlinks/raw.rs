//! Raw frames: sent as they are, at once and in no session, to wake a device that listens now and
//! then (`loraSW`). They are not kept: whoever wants to wake a device later asks later.

use std::sync::Arc;
use std::time::Duration;

use model::radio::RawRadio;
use model::{DeviceEui, Said, Saying, TenantCode, say};
use ns::airspace::{Priority, airtime};
use things::as_message::{AckKind, DownData};

use super::Acknowledgement;
use crate::radio::frames::Subject;
use crate::radio::transmit::{Frame, Outcome};
use crate::{Core, Error, clock};

/// Bytes of a frame.
const PHY_MAX: usize = 255;
/// Longest time on air: a gateway hears nothing meanwhile.
const AIRTIME_MAX: Duration = Duration::from_secs(60);

impl Core {
    /// Sends a raw frame through a gateway near its device, and answers as for any downlink. A
    /// gateway tells at once whether it will transmit; when none does, the answer is why.
    ///
    /// # Errors
    /// Before anything was sent: [`Error::NotFound`], [`Error::Invalid`], [`Error::Unavailable`].
    pub(crate) async fn send_raw(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        token: Option<&str>,
        data: &DownData,
        radio: RawRadio,
    ) -> Result<Result<(), Said>, Error> {
        let dev_eui = self.addressee(tenant, eui)?;
        let profile = self.registry.profile_of(tenant, dev_eui);
        let profile = profile.ok_or_else(|| Error::not_found("LoRaWAN profile", dev_eui))?;
        let region = ns::downlink::region(&profile);
        let len = data.payload.len();
        if !(1..=PHY_MAX).contains(&len) {
            return Err(Error::field(
                "payload",
                say!(BytesOutOfRange, bytes = len, min = 1, max = PHY_MAX),
            ));
        }
        if !region.allows_frequency(radio.frequency_hz) {
            let (value, region) = (radio.frequency_hz, region.to_string());
            let detail = say!(FrequencyNotInBand, value = value, region = region);
            return Err(Error::field("specify.txpk.freq", detail));
        }
        let time = airtime(radio.modulation, radio.waveform, len);
        if time > AIRTIME_MAX {
            let detail = say!(AirtimeOver, value = time.as_secs());
            return Err(Error::field("specify.txpk.prea", detail));
        }
        let gateways = self.gateways_for(dev_eui, tenant, data.gateway).await;
        if gateways.is_empty() {
            return Err(Error::Unavailable(Saying::NoGateway.into()));
        }
        let answer = |kind, outcome| {
            let told = Acknowledgement { token, ..Acknowledgement::new(kind, outcome) };
            self.publish_acknowledgement(tenant, eui, &told);
        };
        answer(AckKind::Seq, Ok(0));
        let now = clock::instant();
        let windows: Vec<_> = gateways
            .into_iter()
            .map(|gateway| ns::downlink::raw(region, radio, gateway, now))
            .collect();
        let frame = Frame {
            phy: Arc::from(data.payload.as_slice()),
            region,
            priority: Priority::CanWait,
            subject: Subject { tenant: tenant.clone(), dev_eui: Some(dev_eui), f_cnt: None },
        };
        Ok(match self.offer(&windows, &frame).await {
            Outcome::Taken(taken) => {
                self.queues.keep_quiet(dev_eui, taken.ends);
                answer(AckKind::Tx, Ok(0));
                Ok(())
            }
            Outcome::NotTaken(refused) => {
                let reason = refused.reason();
                answer(AckKind::Tx, Err(reason.text()));
                Err(reason)
            }
        })
    }
}
