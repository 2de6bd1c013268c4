//! Which scheduled tasks are due, whatever the computer's clock does.
//!
//! The rule: a time that came is due once. Times that were missed, because the computer slept or
//! the program did not run, are made up for by one run when the last of them is at most five
//! minutes old; otherwise they are missed, and people are told. A clock that is set back by up to
//! five minutes makes nothing due twice; one that is set back further was wrong, and counting
//! begins anew. A scheduled task that was changed or enabled counts from then on.

use std::collections::HashMap;

use chrono::TimeZone;
use model::record::{ScheduleState, ScheduledTask};
use model::{RecordId, Timestamp};

use super::cron::Cron;

/// A time that is older than this is not made up for; a clock may be set back by as much.
pub(crate) const GRACE_MS: i64 = 5 * 60_000;

/// One enabled scheduled task.
#[derive(Debug)]
struct Entry {
    cron: Cron,
    /// Of the record it was made of.
    updated_at: Timestamp,
    /// Every time up to here was looked at.
    looked: Timestamp,
    next: Option<Timestamp>,
}

/// What a look at the clock found for a scheduled task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// It is to be done now for this time.
    Due(Timestamp),
    /// This time passed too long ago.
    Missed(Timestamp),
}

/// The enabled scheduled tasks of the instance.
#[derive(Debug)]
pub(crate) struct Timetable<Z> {
    zone: Z,
    entries: HashMap<RecordId, Entry>,
}

impl<Z: TimeZone> Timetable<Z> {
    pub(crate) fn new(zone: Z) -> Self {
        Self { zone, entries: HashMap::new() }
    }

    /// Takes over a record as it was when the program ended.
    pub(crate) fn resume(&mut self, task: &ScheduledTask, state: ScheduleState, now: Timestamp) {
        let known = [state.fired_at, state.missed_at].into_iter().flatten().max();
        let looked = known.map_or(task.updated_at, |known| known.max(task.updated_at));
        self.put(task, looked.min(now));
    }

    /// Takes over the records as they are now; those that changed count from now on.
    pub(crate) fn sync<'t>(
        &mut self,
        tasks: impl Iterator<Item = &'t ScheduledTask>,
        now: Timestamp,
    ) {
        let mut gone: HashMap<RecordId, Entry> = std::mem::take(&mut self.entries);
        for task in tasks.filter(|task| task.enable) {
            match gone.remove(&task.id).filter(|entry| entry.updated_at == task.updated_at) {
                Some(entry) => drop(self.entries.insert(task.id, entry)),
                None => self.put(task, now),
            }
        }
    }

    fn put(&mut self, task: &ScheduledTask, looked: Timestamp) {
        // A stored expression was checked; one that is not understood any more never comes.
        let Some(cron) = Cron::parse(&task.cron).ok().filter(|_| task.enable) else { return };
        let next = cron.next(&self.zone, looked);
        let entry = Entry { cron, updated_at: task.updated_at, looked, next };
        self.entries.insert(task.id, entry);
    }

    /// What came since the last look.
    pub(crate) fn look(&mut self, now: Timestamp) -> Vec<(RecordId, Found)> {
        let zone = &self.zone;
        let looks = self.entries.iter_mut();
        looks.filter_map(|(id, entry)| Some((*id, entry.look(zone, now)?))).collect()
    }

    /// When the next one comes.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.entries.values().filter_map(|entry| entry.next).min()
    }
}

impl Entry {
    fn look<Z: TimeZone>(&mut self, zone: &Z, now: Timestamp) -> Option<Found> {
        if now < self.looked.plus_millis(-GRACE_MS) {
            self.looked = now;
            self.next = self.cron.next(zone, now);
        }
        if self.next.is_none_or(|next| next > now) {
            return None;
        }
        let last = self.cron.last(zone, now)?;
        self.looked = now;
        self.next = self.cron.next(zone, now);
        let is_fresh = last.plus_millis(GRACE_MS) >= now;
        Some(if is_fresh { Found::Due(last) } else { Found::Missed(last) })
    }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use model::record::{ScheduleState, ScheduledTask};
    use model::{RecordId, Timestamp};

    use super::{Found, GRACE_MS, Timetable};

    const ID: RecordId = RecordId(1);
    /// 2026-03-06 10:00:00 UTC.
    const TEN: Timestamp = Timestamp::from_millis(1_772_791_200_000);
    const MINUTE: i64 = 60_000;
    const HOUR: i64 = 60 * MINUTE;

    fn task(cron: &str, updated_at: Timestamp) -> ScheduledTask {
        ScheduledTask {
            id: ID,
            tenant: "default".parse().unwrap(),
            name: "Hourly".into(),
            enable: true,
            cron: cron.into(),
            remark: String::new(),
            updated_at,
        }
    }

    /// A timetable with one task that was made at a time.
    fn made(cron: &str, at: Timestamp) -> Timetable<Utc> {
        let mut table = Timetable::new(Utc);
        table.sync([task(cron, at)].iter(), at);
        table
    }

    fn resumed(state: ScheduleState, now: Timestamp) -> Timetable<Utc> {
        let mut table = Timetable::new(Utc);
        table.resume(&task("0 0 * * * ?", TEN.plus_millis(-9 * HOUR)), state, now);
        table
    }

    fn look(table: &mut Timetable<Utc>, millis: i64) -> Option<Found> {
        table.look(TEN.plus_millis(millis)).first().map(|(_, found)| *found)
    }

    fn due(millis: i64) -> Option<Found> {
        Some(Found::Due(TEN.plus_millis(millis)))
    }

    fn missed(millis: i64) -> Option<Found> {
        Some(Found::Missed(TEN.plus_millis(millis)))
    }

    #[test]
    fn a_time_is_due_once() {
        let mut table = made("0 0 * * * ?", TEN.plus_millis(-MINUTE));
        assert_eq!(table.next(), Some(TEN));
        assert_eq!(look(&mut table, -1), None);
        assert_eq!(look(&mut table, 0), due(0));
        assert_eq!(look(&mut table, 1), None);
        assert_eq!(look(&mut table, HOUR + 3), due(HOUR));
        assert_eq!(look(&mut table, HOUR + 4), None);
    }

    #[test]
    fn several_times_at_once_are_one_run() {
        let mut table = made("* * * * * ?", TEN);
        assert_eq!(look(&mut table, 3_500), due(3_000));
        assert_eq!(look(&mut table, 3_900), None);
        assert_eq!(look(&mut table, 4_000), due(4_000));
    }

    #[test]
    fn what_sleep_missed_is_made_up_for_while_it_is_fresh() {
        let mut table = made("0 0 * * * ?", TEN.plus_millis(-MINUTE));
        assert_eq!(look(&mut table, 3 * HOUR + GRACE_MS), due(3 * HOUR));
        assert_eq!(look(&mut table, 3 * HOUR + GRACE_MS + 1), None);
        assert_eq!(look(&mut table, 6 * HOUR + GRACE_MS + 1), missed(6 * HOUR));
        assert_eq!(look(&mut table, 7 * HOUR), due(7 * HOUR));
    }

    #[test]
    fn a_clock_set_back_makes_nothing_due_twice_unless_it_was_wrong() {
        let mut table = made("0 0 * * * ?", TEN.plus_millis(-MINUTE));
        assert_eq!(look(&mut table, 0), due(0));
        for back in (-GRACE_MS..0).step_by(1_000) {
            assert_eq!(look(&mut table, back), None, "{back}");
        }
        assert_eq!(look(&mut table, 0), None);
        // A year ahead by mistake, then corrected.
        assert!(look(&mut table, 365 * 24 * HOUR).is_some());
        assert_eq!(look(&mut table, MINUTE), None);
        assert_eq!(look(&mut table, HOUR), due(HOUR));
    }

    #[test]
    fn a_restart_makes_up_for_what_is_fresh_and_repeats_nothing() {
        let fired = |at| ScheduleState { fired_at: Some(at), missed_at: None };
        let now = TEN.plus_millis(3 * MINUTE);
        let mut table = resumed(fired(TEN.plus_millis(-HOUR)), now);
        assert_eq!(look(&mut table, 3 * MINUTE), due(0));
        let mut table = resumed(fired(TEN), now);
        assert_eq!(look(&mut table, 3 * MINUTE), None);
        let mut table = resumed(fired(TEN.plus_millis(-5 * HOUR)), now);
        assert_eq!(look(&mut table, 10 * MINUTE), missed(0));
        // Told once, even over another restart.
        let told = ScheduleState { fired_at: None, missed_at: Some(TEN) };
        let mut table = resumed(told, now);
        assert_eq!(look(&mut table, 10 * MINUTE), None);
    }

    #[test]
    fn a_change_counts_from_then_on() {
        let mut table = made("0 0 * * * ?", TEN.plus_millis(-MINUTE));
        let changed = task("0 59 * * * ?", TEN);
        table.sync([changed.clone()].iter(), TEN);
        assert_eq!(look(&mut table, 0), None, "the old time is not meant any more");
        assert_eq!(table.next(), Some(TEN.plus_millis(59 * MINUTE)));
        // Nothing new: what was looked at stays looked at.
        table.sync([changed.clone()].iter(), TEN.plus_millis(30 * MINUTE));
        assert_eq!(look(&mut table, 59 * MINUTE), due(59 * MINUTE));
        let off = ScheduledTask { enable: false, ..changed };
        table.sync([off].iter(), TEN.plus_millis(HOUR));
        assert_eq!((look(&mut table, 9 * HOUR), table.next()), (None, None));
    }
}
