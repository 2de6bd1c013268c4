//! A device reported: its thing models run, and the message is kept with what became of it.

use std::sync::Arc;

use model::record::{Categories, MessageKind};
use serde_json::{Value, json};
use store::{ActivityRow, Direction, MessageRow};

use super::Message;
use super::away::Rest;
use super::models::{Occasion, Round};
use super::notification::Origin;
use super::worker::Worker;
use crate::event::{Heard, Topic};
use crate::registry::{Activity, SharedDevice};

impl Worker {
    pub(super) fn uplink(&mut self, message: Message) {
        let Some(device) = self.core.registry.device_of(&message.tenant, &message.eui) else {
            return self.keep(message, &Round::default());
        };
        if self.is_at_home() {
            self.hear(&device, &message);
        }
        let models = self.models_of(&device);
        self.parse(&device, message, Round::of(models));
    }

    /// Notes that a device was heard.
    pub(super) fn hear(&mut self, device: &SharedDevice, message: &Message) {
        let Message { at, rssi, snr, .. } = *message;
        device.lock().activity = Some(Activity { at, rssi, snr });
        let (rssi_dbm, snr_db) = (rssi, snr);
        self.batch.heard(ActivityRow { eui: message.eui.clone(), at, rssi_dbm, snr_db });
    }

    /// Runs the thing models of the device that have not run yet, and keeps the message with what
    /// became of them.
    pub(super) fn parse(&mut self, device: &SharedDevice, message: Message, mut round: Round) {
        let occasion = Occasion {
            tenant: &message.tenant,
            eui: &message.eui,
            at: message.at,
            active_time: Some(message.at),
            online: true,
            msg: &message.content,
            notice: Categories::UPLINK,
            rssi: message.rssi,
            snr: message.snr,
        };
        if !self.run_round(device, &occasion, &mut round) {
            return self.put_off(device, Rest::Uplink(Arc::clone(device), message, round));
        }
        let origin = Origin { eui: &message.eui, ran: &round.models, way: None };
        self.follow_up(device, &round.touched, origin);
        // New values say themselves that it was heard.
        if round.touched.own.telemetry.is_empty() && self.core.bus.is_wanted(Topic::Telemetry) {
            self.batch.without_values(Heard {
                tenant: message.tenant.clone(),
                eui: message.eui.clone(),
                active_time: message.at,
                rssi: message.rssi,
                snr: message.snr,
            });
        }
        self.keep(message, &round);
    }

    /// Keeps a message with what became of each thing model, see [`MessageRow::parse`].
    pub(super) fn keep(&mut self, message: Message, round: &Round) {
        let parse = round.ran().map(|(model, outcome)| {
            let (id, name) = (&*model.id_text, &*model.id_name);
            match outcome {
                Ok(()) => {
                    json!({"thing_model_id": id, "id_name": name, "ok": true, "error": null})
                }
                Err(why) => json!({
                    "thing_model_id": id, "id_name": name, "ok": false, "error": why.text(),
                    "error_said": why.known(),
                }),
            }
        });
        let parse = Value::Array(parse.collect()).to_string();
        let row = MessageRow {
            tenant: message.tenant,
            at: message.at,
            direction: Direction::Up,
            kind: MessageKind::Data,
            eui: message.eui,
            f_cnt: message.f_cnt,
            f_port: message.f_port,
            payload: message.payload,
            gateways: message.gateways,
            content: message.content,
            parse,
        };
        self.batch.message(&self.core, row);
    }
}
