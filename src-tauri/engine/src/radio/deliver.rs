//! Commits accepted frames, then hands them to the application: MQTT and thing models.
//!
//! Frames that wait together are committed together, so a slow disk makes batches grow and a fast
//! one adds no delay. Nothing is published before its counter is on the disk.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use lorawan::{DevAddr, Eui64};
use model::radio::GatewayUplink;
use model::record::{ClassMode, MessageKind, PositionSource, Session};
use model::{DeviceEui, TenantCode};
use store::{CounterCommit, Direction, MessageRow, StoreError, StoredMac, WriteTx};
use things::as_message;
use tokio::sync::{mpsc, watch};

use super::Live;
use super::frames::Note;
use crate::workers::Message;
use crate::{Core, clock};

/// Accepted frames that may wait for the disk.
pub(crate) const QUEUE: usize = 16_384;
/// Accepted frames with all their copies that may wait for their commit.
pub(crate) const ALL_QUEUE: usize = 16_384;
/// Frames committed in one go.
const BATCH: usize = 1_024;
/// Numbers of frames that were not stored that are remembered.
const LOST_KEPT: usize = ALL_QUEUE;
/// More frames than this in one commit mean load: the next ones are collected for a moment, which
/// spares the disk. A lone frame is never delayed.
const BUSY: usize = 8;
const COLLECT: Duration = Duration::from_millis(4);

/// What an accepted frame does to its stored session.
#[derive(Debug)]
pub(crate) enum Change {
    /// The counter moves on.
    Advance,
    /// The pending session becomes the active one, with this counter.
    Promote,
    /// The device restarted its counter; this is the session now.
    Restart(Box<Session>),
}

/// An accepted frame on its way to the disk.
#[derive(Debug)]
pub(crate) struct Accepted {
    /// Counts accepted frames since the start, from 1.
    pub(crate) number: u64,
    pub(crate) uplink: GatewayUplink,
    pub(crate) dev_eui: Eui64,
    pub(crate) dev_addr: DevAddr,
    pub(crate) tenant: TenantCode,
    pub(crate) class_mode: ClassMode,
    pub(crate) f_cnt: u32,
    pub(crate) confirmed: bool,
    pub(crate) f_port: Option<u8>,
    /// Decrypted, empty when the frame carries none for the application.
    pub(crate) payload: Vec<u8>,
    pub(crate) change: Change,
    /// What MAC commands changed, with the session that has it.
    pub(crate) mac: Option<Box<(Session, StoredMac)>>,
}

/// How far accepted frames have come on their way to the disk.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress {
    /// Every frame up to this number was tried.
    tried: u64,
    /// The newest of those that are not on the disk: the store failed, or a later frame of the
    /// session was there before. Nobody waits long enough to ask for older ones.
    lost: Arc<VecDeque<u64>>,
}

impl Progress {
    /// Whether the frame with this number is on the disk; `None` while it is on its way.
    pub(crate) fn is_stored(&self, number: u64) -> Option<bool> {
        (self.tried >= number).then(|| !self.lost.contains(&number))
    }

    fn advance(&mut self, batch: &[Accepted], kept: &[bool]) {
        self.tried = batch.last().map_or(self.tried, |accepted| accepted.number);
        let lost = batch.iter().zip(kept).filter(|(_, kept)| !**kept);
        let mut lost = lost.map(|(accepted, _)| accepted.number).peekable();
        if lost.peek().is_some() {
            let known = Arc::make_mut(&mut self.lost);
            known.extend(lost);
            let surplus = known.len().saturating_sub(LOST_KEPT);
            known.drain(..surplus);
        }
    }
}

/// Commits and hands on until the queue closes. `progress` follows the numbers.
pub(crate) async fn run(
    core: Arc<Core>,
    mut queue: mpsc::Receiver<Accepted>,
    progress: watch::Sender<Progress>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut batch, BATCH).await > 0 {
        let kept = commit(&core, &mut batch).await;
        let mut now = progress.borrow().clone();
        now.advance(&batch, &kept);
        let is_busy = batch.len() > BUSY;
        for (accepted, kept) in batch.drain(..).zip(kept) {
            if kept {
                hand_on(&core, accepted);
            }
        }
        // Only now, so that `dataAll` never overtakes `data`.
        progress.send_replace(now);
        if is_busy {
            tokio::time::sleep(COLLECT).await;
        }
    }
}

/// Stores what the frames change. Says for each whether it may be published.
async fn commit(core: &Core, batch: &mut [Accepted]) -> Vec<bool> {
    let changes: Vec<Stored> = batch
        .iter_mut()
        .map(|accepted| {
            let commit = CounterCommit {
                dev_eui: accepted.dev_eui,
                dev_addr: accepted.dev_addr,
                f_cnt_up: accepted.f_cnt,
            };
            let change = std::mem::replace(&mut accepted.change, Change::Advance);
            Stored { commit, tenant: accepted.tenant.clone(), change, mac: accepted.mac.take() }
        })
        .collect();
    match core.store.write(move |tx| store_changes(tx, &changes)).await {
        Ok(kept) => kept,
        Err(error) => {
            // What is not on the disk must not be known to anyone.
            tracing::error!(%error, frames = batch.len(), "counters could not be stored");
            core.counters.dropped(batch.len());
            vec![false; batch.len()]
        }
    }
}

/// What one frame changes in the store.
struct Stored {
    commit: CounterCommit,
    tenant: TenantCode,
    change: Change,
    mac: Option<Box<(Session, StoredMac)>>,
}

fn store_changes(tx: &WriteTx<'_>, changes: &[Stored]) -> Result<Vec<bool>, StoreError> {
    let sessions = tx.sessions();
    let mut kept = Vec::with_capacity(changes.len());
    for Stored { commit, tenant, change, mac } in changes {
        let is_kept = match change {
            Change::Advance => sessions.commit_counters(&[*commit])?.first() == Some(&true),
            Change::Promote => sessions.promote(commit)?,
            Change::Restart(session) => {
                // Only the disk knows what downlinks have used up.
                let used = sessions.next_f_cnt_down(session.dev_eui)?.unwrap_or(0);
                let next_f_cnt_down = ns::session::f_cnt_down_after_restart(used);
                sessions.put_active(tenant, &Session { next_f_cnt_down, ..*session.clone() })?;
                true
            }
        };
        if is_kept && let Some((session, mac)) = mac.as_deref() {
            sessions.put_mac(session, mac)?;
        }
        kept.push(is_kept);
    }
    Ok(kept)
}

/// Publishes the AS message and gives it to the thing models.
fn hand_on(core: &Arc<Core>, accepted: Accepted) {
    core.counters.uplink(&accepted.tenant, accepted.uplink.received_at);
    let Some(f_port) = accepted.f_port.filter(|port| *port > 0) else { return };
    let eui = DeviceEui::from(accepted.dev_eui);
    let content = as_message::uplink(&as_message::Uplink {
        eui: &eui,
        token: accepted.number,
        class: accepted.class_mode,
        confirmed: accepted.confirmed,
        f_cnt: accepted.f_cnt,
        f_port,
        payload: &accepted.payload,
        copies: std::slice::from_ref(&accepted.uplink),
        position: position(core, accepted.uplink.gateway),
    });
    core.publish_mqtt(&as_message::up_data_topic(&accepted.tenant, &eui), content.clone());
    core.to_workers(Message {
        at: accepted.uplink.received_at,
        tenant: accepted.tenant,
        eui,
        f_cnt: Some(accepted.f_cnt),
        f_port: Some(f_port),
        payload: accepted.payload,
        gateways: vec![accepted.uplink.gateway],
        rssi: accepted.uplink.rssi_dbm,
        snr: accepted.uplink.snr_db,
        content,
    });
}

/// An accepted frame whose copies are all in.
pub(crate) struct AllCopies {
    pub(crate) live: Live,
    pub(crate) copies: Vec<GatewayUplink>,
    /// Number of the accepted frame.
    pub(crate) number: u64,
    pub(crate) f_cnt: u32,
    pub(crate) phy: Arc<[u8]>,
}

impl AllCopies {
    /// Whether there is something to tell of a frame: it carries something for the application, and
    /// several gateways heard it or somebody may listen, here or on a broker outside.
    pub(crate) fn are_wanted(core: &Core, phy: &[u8], copies: usize) -> bool {
        let is_somebodys = || core.mqtt_clients() > 0 || !core.outside.is_idle();
        (copies > 1 || is_somebodys()) && application_port(phy).is_some()
    }
}

/// The port of a frame that carries something for the application.
fn application_port(phy: &[u8]) -> Option<u8> {
    match lorawan::parse(phy) {
        Ok(lorawan::Frame::Data(frame)) => port_of(&frame),
        _ => None,
    }
}

fn port_of(frame: &lorawan::DataFrame<'_>) -> Option<u8> {
    frame.f_port.filter(|port| *port > 0)
}

/// Publishes frames with the copies of all gateways (`dataAll`) until the queue closes. One task for
/// all of them, in the order in which their copies were in; each waits for its counter's commit.
pub(crate) async fn run_all(core: Arc<Core>, mut queue: mpsc::Receiver<AllCopies>) {
    while let Some(frame) = queue.recv().await {
        publish_all(&core, &frame).await;
    }
}

/// Publishes the AS message with the copies of all gateways, and logs it when there are several,
/// once the frame's counter is on the disk: a window that is shorter than a commit must not make
/// the frame known before.
async fn publish_all(core: &Core, all: &AllCopies) {
    let AllCopies { live, copies, number, f_cnt, phy } = all;
    let (number, f_cnt) = (*number, *f_cnt);
    if !core.is_stored(number).await {
        return;
    }
    let eui = DeviceEui::from(live.session.dev_eui);
    // Of one gateway it says what `data` said.
    let is_logged =
        copies.len() > 1 && core.registry.device_of(&live.profile.tenant, &eui).is_some();
    let Ok(lorawan::Frame::Data(frame)) = lorawan::parse(phy) else { return };
    let Some(f_port) = port_of(&frame) else { return };
    let mut payload = Vec::new();
    frame.decrypt(&live.app_s_key(), f_cnt, &mut payload);
    let content = as_message::uplink(&as_message::Uplink {
        eui: &eui,
        token: number,
        class: ns::session::class_in_force(&live.profile, &live.session),
        confirmed: frame.confirmed,
        f_cnt,
        f_port,
        payload: &payload,
        copies: copies.as_slice(),
        position: copies.first().and_then(|best| position(core, best.gateway)),
    });
    if is_logged {
        core.note(Note::Message(Box::new(MessageRow {
            tenant: live.profile.tenant.clone(),
            at: clock::now(),
            direction: Direction::Up,
            kind: MessageKind::DataAll,
            eui: eui.clone(),
            f_cnt: Some(f_cnt),
            f_port: Some(f_port),
            payload,
            gateways: copies.iter().map(|copy| copy.gateway).collect(),
            content: content.clone(),
            parse: "[]".into(),
        })));
    }
    core.publish_mqtt(&as_message::up_data_all_topic(&live.profile.tenant, &eui), content);
}

/// Where a gateway stands, when its record or, if the record wants that, its last status says so.
fn position(core: &Core, gateway: Eui64) -> Option<as_message::Position> {
    let gateway = core.registry.gateway(gateway)?;
    let (longitude, latitude, altitude) = match gateway.position_source {
        PositionSource::Manual => (gateway.longitude?, gateway.latitude?, None),
        PositionSource::Gps => {
            let stat = core.gateway_state(gateway.eui)?.stat?;
            (stat.longitude?, stat.latitude?, stat.altitude)
        }
    };
    Some(as_message::Position {
        longitude,
        latitude,
        altitude: altitude.unwrap_or(0.0),
        accuracy: 0.0,
    })
}
