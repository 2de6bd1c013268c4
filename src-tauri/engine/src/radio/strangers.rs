//! Senders that no device here claims, in memory: they may be a device under a mistyped name.
//!
//! The frame log tells of each refused frame after its commit. What was heard before a start is
//! read back once, within the bound of one page of the log.

use std::collections::HashMap;
use std::sync::Arc;

use lorawan::Frame;
use model::{RecordId, TenantCode};
use ns::diagnosis::{EVIDENCE, Stranger, StrangerId};
use parking_lot::Mutex;
use store::{FrameQuery, FrameRow};

use crate::Core;

/// Senders that are remembered. When there are more, the half that was silent longest is
/// forgotten, so that a flood of made-up names costs little each and pushes out only itself and
/// what was not heard lately.
const REMEMBERED: usize = 4_096;
/// Frames that are read back at a start.
const READ_BACK: u32 = 1_000;

/// Who was heard and is nobody's, by tenant.
#[derive(Debug, Default)]
pub(crate) struct Strangers(Mutex<HashMap<(TenantCode, StrangerId), Stranger>>);

impl Strangers {
    /// Remembers the sender of a frame when no device claims it.
    pub(crate) fn note(&self, id: RecordId, row: &FrameRow) {
        let Some((sender, request)) = sender(row) else { return };
        let mut strangers = self.0.lock();
        if strangers.len() >= REMEMBERED {
            forget_half(&mut strangers);
        }
        let stranger =
            strangers.entry((row.tenant.clone(), sender.clone())).or_insert_with(|| Stranger {
                id: sender,
                last: row.at,
                first: row.at,
                count: 0,
                frames: Vec::new(),
                gateway: row.gateway,
                request: request.into(),
            });
        stranger.count = stranger.count.saturating_add(1);
        stranger.first = stranger.first.min(row.at);
        if row.at >= stranger.last {
            stranger.last = row.at;
            stranger.gateway = row.gateway;
            stranger.request = request.into();
            stranger.frames.insert(0, id);
            stranger.frames.truncate(EVIDENCE);
        }
    }

    /// Those that a tenant may know of.
    pub(crate) fn of(&self, tenant: &TenantCode) -> Vec<Stranger> {
        let strangers = self.0.lock();
        let own = strangers.iter().filter(|((owner, _), _)| owner == tenant);
        own.map(|(_, stranger)| stranger.clone()).collect()
    }
}

fn forget_half(strangers: &mut HashMap<(TenantCode, StrangerId), Stranger>) {
    let mut times: Vec<_> = strangers.values().map(|stranger| stranger.last).collect();
    let middle = times.len() / 2;
    let (_, median, _) = times.select_nth_unstable(middle);
    let median = *median;
    let mut surplus = strangers.len() / 2;
    strangers.retain(|_, stranger| {
        let goes = surplus > 0 && stranger.last <= median;
        surplus -= usize::from(goes);
        !goes
    });
}

/// Whether no device here claims the frame.
pub(crate) fn is_unclaimed(row: &FrameRow) -> bool {
    matches!(&*row.verdict, "unknown_dev_eui" | "unknown_dev_addr")
}

/// Who sent the frame, and its bytes when it is a join-request.
fn sender(row: &FrameRow) -> Option<(StrangerId, &[u8])> {
    match &*row.verdict {
        "unknown_dev_eui" => match lorawan::parse(&row.phy) {
            Ok(Frame::JoinRequest(request)) => {
                Some((StrangerId::DevEui(request.dev_eui), &row.phy))
            }
            _ => None,
        },
        "unknown_dev_addr" => Some((StrangerId::DevAddr(row.dev_addr?), &[])),
        _ => None,
    }
}

/// Reads back who asked to join before this start.
pub(crate) async fn read_back(core: Arc<Core>) {
    let query = FrameQuery {
        verdict: Some("unknown_dev_eui".into()),
        page: store::Page { limit: READ_BACK, cursor: None },
        ..FrameQuery::default()
    };
    match core.store.read(move |reader| reader.frames().list(&query)).await {
        // Oldest first, as they came.
        Ok(slice) => {
            for record in slice.items.iter().rev() {
                core.strangers.note(record.id, &record.row);
            }
        }
        Err(error) => tracing::warn!(%error, "unknown senders could not be read back"),
    }
}

#[cfg(test)]
mod tests {
    use lorawan::DevAddr;
    use model::{RecordId, TenantCode, Timestamp};
    use store::{Direction, FrameRow};

    use super::{REMEMBERED, Strangers};

    fn row(address: u32, at: i64) -> FrameRow {
        FrameRow {
            at: Timestamp::from_millis(at),
            tenant: TenantCode::public(),
            direction: Direction::Up,
            accepted: false,
            kind: "unconfirmed_up".into(),
            verdict: "unknown_dev_addr".into(),
            reason: None,
            gateway: None,
            dev_eui: None,
            dev_addr: Some(DevAddr::from_be_bytes(address.to_be_bytes())),
            f_cnt: None,
            f_port: None,
            data_rate: "SF7BW125".into(),
            frequency_hz: 868_100_000,
            rssi_dbm: None,
            snr_db: None,
            airtime_us: None,
            content: String::new(),
            phy: std::sync::Arc::from([0x40_u8; 12]),
        }
    }

    #[test]
    fn a_flood_of_names_does_not_grow_the_memory() {
        let strangers = Strangers::default();
        for number in 0..20_000_u32 {
            // One that is heard all the time stays.
            strangers.note(RecordId(1), &row(7, i64::from(number)));
            strangers.note(RecordId(2), &row(1_000 + number, i64::from(number)));
        }
        let all = strangers.of(&TenantCode::public());
        assert!(all.len() <= REMEMBERED, "{}", all.len());
        let constant = all.iter().max_by_key(|stranger| stranger.count).unwrap();
        assert_eq!((constant.count, constant.frames.len()), (20_000, 5));
    }
}
