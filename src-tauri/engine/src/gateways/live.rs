//! What is known of gateways while the engine runs: traffic, whether they are there, and who else
//! uses their name.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Instant;

use gateway::{GatewayState, Notice};
use lorawan::Eui64;
use model::radio::{GatewayUplink, TransmitOutcome};
use model::record::{Gateway, OnlineStatus};
use model::{TenantCode, Timestamp};
use parking_lot::Mutex;
use serde_json::{Value, json};
use store::{HistoryRow, IncidentRecord, IncidentRow};

use super::SpreadView;
use super::traffic::{Sums, Traffic, TrafficView};
use crate::incidents::{self, Subject};

/// Gateways whose traffic is counted without being registered; a flood of forged EUIs must not
/// fill the memory.
const STRANGERS: usize = 256;
/// Least time between two stored incidents of one challenger.
const REPEAT_MS: i64 = 3_600_000;

/// What a person has to look at: somebody else used the gateway's EUI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    /// `duplicate`: another sender asked for its downlinks. `wrong_address`: a sender outside its
    /// fixed address.
    pub kind: &'static str,
    /// Where its downlinks go.
    pub holder: Option<SocketAddr>,
    /// Who else sent.
    pub challenger: SocketAddr,
    /// When it was first seen.
    pub first: Timestamp,
    /// When it was last seen.
    pub last: Timestamp,
    /// How often; each counted since this began or was acknowledged.
    pub count: u64,
}

#[derive(Debug)]
struct Kept {
    contest: Contest,
    acknowledged: bool,
    /// What the gateway service had counted when this began.
    base: u64,
    stored_at: Timestamp,
}

/// The live side of all gateways.
#[derive(Debug)]
pub(crate) struct Live {
    epoch: Instant,
    traffic: Mutex<Counted>,
    contests: Mutex<HashMap<Eui64, Kept>>,
    /// The status that was last told of each registered gateway.
    told: Mutex<HashMap<Eui64, OnlineStatus>>,
}

#[derive(Debug, Default)]
struct Counted {
    by_gateway: HashMap<Eui64, Box<Traffic>>,
    strangers: usize,
}

impl Live {
    /// As the stored incidents left it.
    pub(crate) fn resume(newest: &[IncidentRecord]) -> Self {
        let live = Self {
            epoch: crate::clock::instant(),
            traffic: Mutex::default(),
            contests: Mutex::default(),
            told: Mutex::default(),
        };
        for IncidentRecord { row, .. } in newest {
            let Ok(eui) = row.key.parse() else { continue };
            if let Some(status) = incidents::status_of(&row.kind) {
                live.told.lock().insert(eui, status);
            }
            match &*row.kind {
                "acknowledged" => drop(live.contests.lock().remove(&eui)),
                "duplicate" => live.restore(eui, row, "duplicate"),
                "wrong_address" => live.restore(eui, row, "wrong_address"),
                "wrong_token" => live.restore(eui, row, "wrong_token"),
                _ => {}
            }
        }
        live
    }

    fn restore(&self, eui: Eui64, row: &IncidentRow, kind: &'static str) {
        let detail: Value = serde_json::from_str(&row.detail).unwrap_or_default();
        let address = |name: &str| detail.get(name)?.as_str()?.parse().ok();
        let Some(challenger) = address("challenger") else { return };
        let contest = Contest {
            kind,
            holder: address("holder"),
            challenger,
            first: row.at,
            last: row.at,
            count: detail.get("count").and_then(Value::as_u64).unwrap_or(1),
        };
        let kept = Kept { contest, acknowledged: false, base: 0, stored_at: row.at };
        self.contests.lock().insert(eui, kept);
    }

    fn count(&self, gateway: Eui64, registered: bool, add: impl FnOnce(&mut Traffic)) {
        let mut counted = self.traffic.lock();
        if let Some(traffic) = counted.by_gateway.get_mut(&gateway) {
            return add(traffic);
        }
        if !registered {
            if counted.strangers >= STRANGERS {
                return;
            }
            counted.strangers += 1;
        }
        add(counted
            .by_gateway
            .entry(gateway)
            .or_insert_with(|| Box::new(Traffic::new(self.epoch))));
    }

    pub(crate) fn uplink(&self, uplink: &GatewayUplink, registered: bool) {
        self.count(uplink.gateway, registered, |traffic| traffic.uplink(uplink));
    }

    /// A frame with a bad checksum came.
    pub(crate) fn damaged(&self, gateway: Eui64, registered: bool) {
        let now = crate::clock::now();
        self.count(gateway, registered, |traffic| traffic.damaged(now));
    }

    pub(crate) fn downlink(&self, gateway: Eui64, registered: bool, outcome: &TransmitOutcome) {
        let now = crate::clock::now();
        self.count(gateway, registered, |traffic| traffic.downlink(now, outcome));
    }

    pub(crate) fn hour(&self, gateway: Eui64, now: Timestamp) -> (Sums, Option<SpreadView>) {
        let mut counted = self.traffic.lock();
        counted.by_gateway.get_mut(&gateway).map_or_else(Default::default, |it| it.hour(now))
    }

    pub(crate) fn heard(&self, gateway: Eui64) -> Vec<(u32, u64)> {
        let counted = self.traffic.lock();
        counted.by_gateway.get(&gateway).map(|traffic| traffic.heard()).unwrap_or_default()
    }

    pub(crate) fn traffic(&self, gateway: Eui64, now: Timestamp) -> TrafficView {
        let mut counted = self.traffic.lock();
        match counted.by_gateway.get_mut(&gateway) {
            Some(traffic) => traffic.view(now),
            None => Traffic::new(self.epoch).view(now),
        }
    }

    /// Somebody else used the EUI of a registered gateway. Returns what has to be stored.
    pub(crate) fn contested(
        &self,
        gateway: &Gateway,
        notice: &Notice,
        at: Timestamp,
        state: Option<&GatewayState>,
    ) -> Option<HistoryRow> {
        let (kind, holder, challenger) = match *notice {
            Notice::DuplicateGateway { holder, challenger } => {
                ("duplicate", Some(holder), challenger)
            }
            Notice::WrongAddress { sender } => {
                ("wrong_address", state.and_then(|state| state.down_peer), sender)
            }
            Notice::WrongToken { peer } => {
                ("wrong_token", state.and_then(|state| state.down_peer), peer)
            }
        };
        let mut contests = self.contests.lock();
        let known = contests.get(&gateway.eui);
        let is_open = known.is_some_and(|kept| !kept.acknowledged);
        let is_told = known.is_some_and(|kept| {
            is_open
                && kept.contest.kind == kind
                && kept.contest.challenger.ip() == challenger.ip()
                && at.as_millis() - kept.stored_at.as_millis() < REPEAT_MS
        });
        let first = known.filter(|_| is_open).map_or(at, |kept| kept.contest.first);
        let before = known.filter(|_| is_open).map_or(0, |kept| kept.contest.count);
        let stored_at = known.filter(|_| is_told).map_or(at, |kept| kept.stored_at);
        let base = known.map_or(0, |kept| kept.base);
        let count = if is_open { before + 1 } else { 1 };
        let contest = Contest { kind, holder, challenger, first, last: at, count };
        let detail = json!({
            "holder": contest.holder.map(|it| it.to_string()),
            "challenger": contest.challenger.to_string(),
            "count": contest.count,
        });
        contests.insert(gateway.eui, Kept { contest, acknowledged: false, base, stored_at });
        (!is_told).then(|| incident(&gateway.tenant, gateway.eui, at, kind, &detail))
    }

    /// What a person has not acknowledged yet, with everything that came since.
    pub(crate) fn contest(&self, gateway: Eui64, state: Option<&GatewayState>) -> Option<Contest> {
        self.contests.lock().get(&gateway)?.open(state)
    }

    /// A person has seen it. Returns what has to be stored; `None` when there was nothing.
    pub(crate) fn acknowledge(
        &self,
        gateway: &Gateway,
        at: Timestamp,
        state: Option<&GatewayState>,
    ) -> Option<HistoryRow> {
        let mut contests = self.contests.lock();
        let kept = contests.get_mut(&gateway.eui)?;
        kept.open(state)?;
        (kept.acknowledged, kept.base) = (true, counted(state));
        Some(incident(&gateway.tenant, gateway.eui, at, "acknowledged", &json!({})))
    }

    /// Takes note of a status; when it is news, what has to be stored and the status before.
    pub(crate) fn turned(
        &self,
        gateway: &Gateway,
        status: OnlineStatus,
        since: Option<Timestamp>,
    ) -> Option<(HistoryRow, Option<OnlineStatus>)> {
        let kind = incidents::turn(status)?;
        let before = self.told.lock().insert(gateway.eui, status);
        if before == Some(status) {
            return None;
        }
        let at = crate::clock::now();
        let detail = json!({ "last_seen": since });
        Some((incident(&gateway.tenant, gateway.eui, at, kind, &detail), before))
    }

    /// A gateway was deleted: its name is free for another one.
    pub(crate) fn forget(&self, gateway: Eui64) {
        self.contests.lock().remove(&gateway);
        self.told.lock().remove(&gateway);
    }
}

impl Kept {
    /// What is to be seen of it. The service tells once a minute, but counts each attempt: those
    /// since the acknowledgement are news, too.
    fn open(&self, state: Option<&GatewayState>) -> Option<Contest> {
        let since = counted(state).saturating_sub(self.base);
        let count = match self.acknowledged {
            true if since == 0 => return None,
            true => since,
            false => self.contest.count.max(since),
        };
        Some(Contest { count, ..self.contest.clone() })
    }
}

fn counted(state: Option<&GatewayState>) -> u64 {
    state.map_or(0, |state| state.conflicts + state.wrong_address)
}

fn incident(
    tenant: &TenantCode,
    eui: Eui64,
    at: Timestamp,
    kind: &'static str,
    detail: &Value,
) -> HistoryRow {
    incidents::row(Subject::Gateway, tenant, eui, at, kind, detail)
}

#[cfg(test)]
mod tests {
    use gateway::Notice;
    use lorawan::Eui64;
    use model::record::{Gateway, OnlineStatus};
    use model::{RecordId, TenantCode, Timestamp};
    use store::{HistoryRow, IncidentRecord};

    use super::Live;

    const EUI: Eui64 = Eui64::from_be_bytes([7; 8]);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_777_622_400_000 + seconds * 1_000)
    }

    fn registered() -> Gateway {
        Gateway::new(EUI, TenantCode::public(), 60, at(0))
    }

    fn thief(address: &str) -> Notice {
        let holder = "192.0.2.1:1".parse().unwrap();
        Notice::DuplicateGateway { holder, challenger: address.parse().unwrap() }
    }

    #[test]
    fn a_contest_is_kept_until_somebody_acknowledges_it() {
        let (live, gateway) = (Live::resume(&[]), registered());
        let tell = |seconds, address| {
            live.contested(&gateway, &thief(address), at(seconds), None).is_some()
        };
        assert!(tell(0, "198.51.100.7:5"), "stored");
        assert!(!tell(60, "198.51.100.7:6"), "the same one again is only counted");
        assert!(tell(120, "203.0.113.1:5"), "another one");
        assert!(tell(3_800, "203.0.113.1:5"), "an hour later it is worth a line");
        let contest = live.contest(EUI, None).unwrap();
        assert_eq!((contest.count, contest.first, contest.last), (4, at(0), at(3_800)));
        assert!(live.acknowledge(&gateway, at(3_900), None).is_some());
        assert_eq!(live.contest(EUI, None), None);
        assert!(live.acknowledge(&gateway, at(3_901), None).is_none());
        assert!(live.contested(&gateway, &thief("203.0.113.1:5"), at(3_960), None).is_some());
        assert_eq!(live.contest(EUI, None).unwrap().count, 1);
    }

    #[test]
    fn a_restart_remembers_what_was_not_acknowledged_and_what_was_told() {
        let (live, gateway) = (Live::resume(&[]), registered());
        let mut rows = Vec::new();
        let (row, before) = live.turned(&gateway, OnlineStatus::Online, None).unwrap();
        assert_eq!(before, None, "the first time");
        rows.push(row);
        assert!(live.turned(&gateway, OnlineStatus::Online, None).is_none(), "no news");
        rows.extend(live.contested(&gateway, &thief("198.51.100.7:5"), at(0), None));
        let stored: Vec<IncidentRecord> = rows
            .into_iter()
            .map(|row| match row {
                HistoryRow::Incident(row) => IncidentRecord { id: RecordId(1), row },
                other => panic!("{other:?}"),
            })
            .collect();
        let again = Live::resume(&stored);
        assert_eq!(again.contest(EUI, None), live.contest(EUI, None));
        assert!(again.turned(&gateway, OnlineStatus::Online, None).is_none());
        let (_, before) = again.turned(&gateway, OnlineStatus::Offline, None).unwrap();
        assert_eq!(before, Some(OnlineStatus::Online));
        again.forget(EUI);
        assert_eq!(again.contest(EUI, None), None);
    }

    #[test]
    fn a_restart_remembers_every_kind_of_contest() {
        let peer = "198.51.100.7:5".parse().unwrap();
        for notice in [
            thief("198.51.100.7:5"),
            Notice::WrongAddress { sender: peer },
            Notice::WrongToken { peer },
        ] {
            let live = Live::resume(&[]);
            let Some(HistoryRow::Incident(row)) =
                live.contested(&registered(), &notice, at(0), None)
            else {
                panic!("{notice:?} was not stored")
            };
            let again = Live::resume(&[IncidentRecord { id: RecordId(1), row }]);
            assert!(again.contest(EUI, None).is_some(), "{notice:?}");
            assert_eq!(again.contest(EUI, None), live.contest(EUI, None));
        }
    }
}
