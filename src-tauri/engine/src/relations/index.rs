//! Every relation, found by either end. What the pipeline asks for each uplink costs a look-up and
//! no allocation.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use model::record::Relation;
use model::{DeviceEui, RecordId, Timestamp};
use parking_lot::RwLock;

/// A relation, and when its target last heard of its source.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) relation: Relation,
    /// Milliseconds; 0: not since the start.
    notified: AtomicI64,
}

impl Bound {
    pub(crate) fn note_notified(&self, at: Timestamp) {
        self.notified.store(at.as_millis(), Ordering::Relaxed);
    }

    /// When the target last heard, in this run of the program.
    pub(crate) fn notified_at(&self) -> Option<Timestamp> {
        let millis = self.notified.load(Ordering::Relaxed);
        (millis > 0).then(|| Timestamp::from_millis(millis))
    }
}

/// Relations that share an end.
pub(crate) type Bundle = Arc<[Arc<Bound>]>;

#[derive(Debug, Default)]
struct Maps {
    by_id: HashMap<RecordId, Arc<Bound>>,
    by_source: HashMap<DeviceEui, Bundle>,
    by_target: HashMap<DeviceEui, Bundle>,
}

/// The relations of the instance.
#[derive(Debug, Default)]
pub(crate) struct Relations(RwLock<Maps>);

impl Relations {
    pub(crate) fn get(&self, id: RecordId) -> Option<Arc<Bound>> {
        self.0.read().by_id.get(&id).cloned()
    }

    /// Those that tell others of this device.
    pub(crate) fn of_source(&self, eui: &DeviceEui) -> Option<Bundle> {
        self.0.read().by_source.get(eui).cloned()
    }

    /// Those that tell this device of others.
    pub(crate) fn of_target(&self, eui: &DeviceEui) -> Option<Bundle> {
        self.0.read().by_target.get(eui).cloned()
    }

    pub(crate) fn all(&self) -> Vec<Arc<Bound>> {
        self.0.read().by_id.values().cloned().collect()
    }

    /// Puts new or changed relations in place.
    pub(crate) fn put(&self, relations: Vec<Relation>) {
        let mut maps = self.0.write();
        let Maps { by_id, by_source, by_target } = &mut *maps;
        let (mut of_sources, mut of_targets) = (Additions::new(), Additions::new());
        for relation in relations {
            let known = by_id.get(&relation.id).and_then(|known| known.notified_at());
            let notified = AtomicI64::new(known.map_or(0, Timestamp::as_millis));
            let bound = Arc::new(Bound { relation, notified });
            let (from, to) = (&bound.relation.from_eui, &bound.relation.to_eui);
            of_sources.entry(from.clone()).or_default().push(Arc::clone(&bound));
            of_targets.entry(to.clone()).or_default().push(Arc::clone(&bound));
            by_id.insert(bound.relation.id, bound);
        }
        add(by_source, of_sources);
        add(by_target, of_targets);
    }

    pub(crate) fn remove(&self, id: RecordId) {
        self.0.write().unlink(id);
    }

    /// Forgets every relation of a deleted device. Says whether there was one.
    pub(crate) fn remove_device(&self, eui: &DeviceEui) -> bool {
        let mut maps = self.0.write();
        let Maps { by_id, by_source, by_target } = &mut *maps;
        // Its own two bundles go as a whole; of each other device the bundle is made anew once.
        let as_source = by_source.remove(eui);
        let as_target = by_target.remove(eui);
        if let Some(bundle) = &as_source {
            for bound in bundle.iter() {
                by_id.remove(&bound.relation.id);
            }
            let others = bundle.iter().map(|bound| &bound.relation.to_eui);
            take_out_all(by_target, others, |relation| relation.from_eui == *eui);
        }
        if let Some(bundle) = &as_target {
            for bound in bundle.iter() {
                by_id.remove(&bound.relation.id);
            }
            let others = bundle.iter().map(|bound| &bound.relation.from_eui);
            take_out_all(by_source, others, |relation| relation.to_eui == *eui);
        }
        as_source.is_some() || as_target.is_some()
    }
}

impl Maps {
    fn unlink(&mut self, id: RecordId) {
        if let Some(bound) = self.by_id.remove(&id) {
            take_out(&mut self.by_source, &bound.relation.from_eui, id);
            take_out(&mut self.by_target, &bound.relation.to_eui, id);
        }
    }
}

/// New or changed relations by one of their ends, which a change leaves as they are.
type Additions = HashMap<DeviceEui, Vec<Arc<Bound>>>;

/// Makes the bundle of each end anew once, however many relations it gets.
fn add(map: &mut HashMap<DeviceEui, Bundle>, additions: Additions) {
    for (end, new) in additions {
        let ids: HashSet<RecordId> = new.iter().map(|bound| bound.relation.id).collect();
        let known = map.get(&end).into_iter().flat_map(|bundle| bundle.iter());
        let kept = known.filter(|bound| !ids.contains(&bound.relation.id));
        let bundle = kept.chain(&new).cloned().collect();
        map.insert(end, bundle);
    }
}

fn take_out(map: &mut HashMap<DeviceEui, Bundle>, end: &DeviceEui, id: RecordId) {
    take_out_all(map, std::iter::once(end), |relation| relation.id == id);
}

/// Takes relations that are gone out of the bundles of these ends.
fn take_out_all<'e>(
    map: &mut HashMap<DeviceEui, Bundle>,
    ends: impl Iterator<Item = &'e DeviceEui>,
    is_gone: impl Fn(&Relation) -> bool,
) {
    // A pair is bound once, so that each end comes once.
    for end in ends {
        take_out_of(map, end, &is_gone);
    }
}

fn take_out_of(
    map: &mut HashMap<DeviceEui, Bundle>,
    end: &DeviceEui,
    is_gone: &impl Fn(&Relation) -> bool,
) {
    let Some(known) = map.get(end) else { return };
    let rest: Bundle = known.iter().filter(|bound| !is_gone(&bound.relation)).cloned().collect();
    if rest.is_empty() {
        map.remove(end);
    } else {
        map.insert(end.clone(), rest);
    }
}

#[cfg(test)]
mod tests {
    use model::record::{Categories, Relation};
    use model::{JsonMap, RecordId, Timestamp};

    use super::Relations;

    fn relation(id: u64, from: &str, to: &str) -> Relation {
        Relation {
            id: RecordId(id),
            tenant: "default".parse().expect("a code"),
            from_eui: from.parse().expect("an EUI"),
            to_eui: to.parse().expect("an EUI"),
            notify_fields: Categories::UPLINK,
            params: JsonMap::new(),
            created_at: Timestamp::from_millis(0),
        }
    }

    fn targets(relations: &Relations, from: &str) -> Vec<String> {
        let bundle = relations.of_source(&from.parse().expect("an EUI"));
        bundle.iter().flat_map(|it| it.iter()).map(|it| it.relation.to_eui.to_string()).collect()
    }

    #[test]
    fn a_relation_is_found_by_both_ends_until_it_or_a_device_goes() {
        let relations = Relations::default();
        relations.put(vec![relation(1, "m1", "floor"), relation(2, "m2", "floor")]);
        relations.put(vec![relation(3, "m1", "house"), relation(1, "m1", "floor")]);
        assert_eq!(targets(&relations, "m1"), ["house", "floor"], "a changed one is there once");
        let floor = "floor".parse().expect("an EUI");
        assert_eq!(relations.of_target(&floor).map(|bundle| bundle.len()), Some(2));
        relations.remove(RecordId(1));
        assert_eq!(targets(&relations, "m1"), ["house"]);
        assert!(relations.remove_device(&floor));
        assert!(!relations.remove_device(&floor));
        assert!(targets(&relations, "m2").is_empty());
        assert_eq!(relations.all().len(), 1);
        assert!(relations.remove_device(&"m1".parse().expect("an EUI")), "as a source");
        assert!(relations.all().is_empty());
        assert!(relations.of_target(&"house".parse().expect("an EUI")).is_none());
    }

    #[test]
    fn a_change_keeps_when_the_target_last_heard() {
        let relations = Relations::default();
        relations.put(vec![relation(1, "m1", "floor")]);
        let bound = relations.get(RecordId(1)).expect("put");
        assert_eq!(bound.notified_at(), None);
        bound.note_notified(Timestamp::from_millis(5));
        relations.put(vec![relation(1, "m1", "floor")]);
        let bound = relations.get(RecordId(1)).expect("put");
        assert_eq!(bound.notified_at(), Some(Timestamp::from_millis(5)));
    }
}
