//! A device reported: its thing models run, and the message is kept with what became of it.

use std::sync::Arc;

use model::record::Categories;
use serde_json::{Value, json};
use store::{ActivityRow, Direction, MessageRow};

use super::Message;
use super::models::Occasion;
use super::notification::Origin;
use super::sub_devices::Touched;
use super::worker::Worker;
use crate::registry::{Activity, RunnableModel, SharedDevice};

impl Worker {
    pub(super) fn uplink(&mut self, message: Message) {
        let activity = Activity { at: message.at, rssi: message.rssi, snr: message.snr };
        let device = self.core.registry.device_of(&message.tenant, &message.eui);
        let parse = match &device {
            None => Vec::new(),
            Some(device) => {
                device.lock().activity = Some(activity);
                self.batch.heard(ActivityRow {
                    eui: message.eui.clone(),
                    at: message.at,
                    rssi_dbm: message.rssi,
                    snr_db: message.snr,
                });
                if self.is_late() { Vec::new() } else { self.parse(device, &message) }
            }
        };
        let row = MessageRow {
            tenant: message.tenant,
            at: message.at,
            direction: Direction::Up,
            eui: message.eui,
            f_cnt: message.f_cnt,
            f_port: message.f_port,
            payload: message.payload,
            gateways: message.gateways,
            content: message.content,
            parse: Value::Array(parse).to_string(),
        };
        self.batch.message(&self.core, row);
    }

    /// Runs every thing model of the device; one that fails stops no other. Says what became of
    /// each as `{thing_model_id, id_name, ok, error}`.
    fn parse(&mut self, device: &SharedDevice, message: &Message) -> Vec<Value> {
        let models: Vec<Arc<RunnableModel>> = self.models_of(device);
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
        let mut touched = Touched::default();
        let mut parse = Vec::with_capacity(models.len());
        for model in &models {
            let error = self.run_model(device, model, &occasion, &mut touched).err();
            parse.push(json!({
                "thing_model_id": model.id_text,
                "id_name": &*model.id_name,
                "ok": error.is_none(),
                "error": error,
            }));
        }
        let origin = Origin { eui: &message.eui, ran: &models, way: None };
        self.follow_up(device, &touched, origin);
        parse
    }
}
