//! A relation at work: a source changed, so that the thing models of its targets run.
//!
//! Source: thinklink reference 4.2 and 4.4. Whoever is notified may notify others. Two rules end
//! every circle: a model that has run on a way runs no second time on the same device, and a way
//! has at most [`DEPTH_MAX`] notifications.

use std::sync::Arc;

use model::record::{Categories, DeviceType};
use model::{DeviceEui, RecordId, Timestamp, say};
use store::{ActivityRow, ModelLogRow};

use super::apply::Changes;
use super::away::Rest;
use super::models::{Occasion, Round};
use super::worker::Worker;
use crate::clock;
use crate::registry::{Activity, RunnableModel, SharedDevice};
use crate::relations::Bound;

/// Longest way of notifications. Source: thinklink reference 4.2.
const DEPTH_MAX: usize = 8;

/// Something for a target to hear.
#[derive(Debug)]
pub(crate) struct Notification {
    pub(super) target: SharedDevice,
    /// The source after the change, as scripts see it, JSON.
    source: Arc<str>,
    changed: Categories,
    way: Arc<Way>,
}

/// What ran before, from the change that began it all to the source of a notification.
#[derive(Debug, Default)]
pub(crate) struct Way {
    /// Thing models that ran, and for which device.
    runs: Vec<(DeviceEui, RecordId)>,
    notifications: usize,
}

impl Way {
    fn has(&self, eui: &DeviceEui, model: RecordId) -> bool {
        self.runs.iter().any(|(device, run)| *run == model && device == eui)
    }
}

/// The piece of work that changed something: what ran in it, for whom, and what led to it.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    pub(super) eui: &'a DeviceEui,
    pub(super) ran: &'a [Arc<RunnableModel>],
    pub(super) way: Option<&'a Way>,
}

impl Origin<'_> {
    /// The way up to here, one notification longer.
    fn onward(&self) -> Way {
        let before = self.way.map_or(&[][..], |way| &way.runs);
        let ran = self.ran.iter().map(|model| (self.eui.clone(), model.model.id));
        Way {
            runs: before.iter().cloned().chain(ran).collect(),
            notifications: self.way.map_or(0, |way| way.notifications) + 1,
        }
    }
}

impl Worker {
    /// Tells the targets of a device what changed on it, after the commit.
    pub(super) fn notify_targets(
        &mut self,
        device: &SharedDevice,
        changes: &Changes,
        origin: Origin<'_>,
    ) {
        let relations = {
            let state = device.lock();
            self.core.registry.relations.of_source(&state.device.eui)
        };
        let Some(relations) = relations else { return };
        let changed = changes.categories();
        let told: Vec<(&Arc<Bound>, Categories)> = relations
            .iter()
            .map(|bound| (bound, bound.relation.notify_fields.and(changed)))
            .filter(|(_, heard)| heard.any())
            .collect();
        if told.is_empty() {
            return;
        }
        let way = origin.onward();
        if way.notifications > DEPTH_MAX {
            return self.too_deep(device, origin);
        }
        let (way, now) = (Arc::new(way), clock::now());
        let source: Arc<str> = device.lock().input_text(now, &changes.telemetry).into();
        for (bound, changed) in told {
            let Some(target) = self.core.registry.device(&bound.relation.to_eui) else { continue };
            bound.note_notified(now);
            let (source, way) = (Arc::clone(&source), Arc::clone(&way));
            self.batch.notify(Notification { target, source, changed, way });
        }
    }

    /// Runs the thing models of a target.
    pub(super) fn notified(&mut self, notification: Notification) {
        let Notification { target, way, .. } = &notification;
        if !self.is_still_there(target) {
            return;
        }
        let eui = target.lock().device.eui.clone();
        let mut models = self.models_of(target);
        models.retain(|model| !way.has(&eui, model.model.id));
        self.tell(notification, Round::of(models));
    }

    /// Runs the thing models of a target that have not run yet, and hands on what changed.
    pub(super) fn tell(&mut self, notification: Notification, mut round: Round) {
        let Notification { target, source, changed, way } = &notification;
        let now = clock::now();
        let (tenant, eui, is_asset, active_time, online) = {
            let state = target.lock();
            let is_asset = state.device.device_type == DeviceType::Virtual;
            let active_time = state.activity.map(|activity| activity.at);
            let (tenant, eui) = (state.device.tenant.clone(), state.device.eui.clone());
            (tenant, eui, is_asset, active_time, state.is_online(now))
        };
        let occasion = Occasion {
            tenant: &tenant,
            eui: &eui,
            at: now,
            // An asset is heard whenever it is computed.
            active_time: if is_asset { Some(now) } else { active_time },
            online: is_asset || online,
            msg: source,
            notice: *changed,
            rssi: None,
            snr: None,
        };
        // The models' logs have the errors, and the target no message of its own that could.
        if !self.run_round(target, &occasion, &mut round) {
            return self.put_off(&Arc::clone(target), Rest::Notification(notification, round));
        }
        if is_asset && !round.touched.own.telemetry.is_empty() {
            self.computed(target, &eui, now);
        }
        let origin = Origin { eui: &eui, ran: &round.models, way: Some(way) };
        self.follow_up(target, &round.touched, origin);
    }

    /// Tells the author of the model that ran last why nobody hears of its result.
    fn too_deep(&mut self, device: &SharedDevice, origin: Origin<'_>) {
        let Some(model) = origin.ran.last() else { return };
        self.batch.log(ModelLogRow {
            tenant: device.lock().device.tenant.clone(),
            thing_model: model.model.id,
            at: clock::now(),
            level: "warn".into(),
            text: say!(RelationsEnd, limit = DEPTH_MAX),
            eui: Some(origin.eui.clone()),
            line: None,
            column: None,
        });
    }

    /// Notes that an asset has new values.
    fn computed(&mut self, asset: &SharedDevice, eui: &DeviceEui, at: Timestamp) {
        asset.lock().activity = Some(Activity { at, rssi: None, snr: None });
        self.batch.heard(ActivityRow { eui: eui.clone(), at, rssi_dbm: None, snr_db: None });
    }
}

#[cfg(test)]
mod tests {
    use model::{DeviceEui, RecordId};

    use super::{Origin, Way};

    #[test]
    fn a_way_knows_what_ran_and_how_long_it_is() {
        let eui = |text: &str| text.parse::<DeviceEui>().expect("an EUI");
        let way = Way { runs: vec![(eui("a"), RecordId(1))], notifications: 1 };
        assert!(way.has(&eui("a"), RecordId(1)));
        assert!(!way.has(&eui("b"), RecordId(1)), "another device may run the same model");
        assert!(!way.has(&eui("a"), RecordId(2)), "a device may run another model");
        let origin = Origin { eui: &eui("b"), ran: &[], way: Some(&way) };
        assert_eq!(origin.onward().notifications, 2);
        assert!(origin.onward().has(&eui("a"), RecordId(1)));
        let first = Origin { eui: &eui("a"), ran: &[], way: None };
        assert_eq!(first.onward().notifications, 1);
    }
}
