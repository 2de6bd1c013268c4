//! The frame log (NS data): what every gateway heard and sent, with the verdict on it.
//!
//! The radio task only notes; this task turns notes into rows, stores them in batches and
//! publishes them after the commit. When it cannot keep up notes are dropped and counted: a log
//! must never delay a downlink window.

use std::sync::Arc;
use std::time::Duration;

use gateway::gwmp::codec::{self, RxPacket};
use lorawan::region::DataRate;
use lorawan::{DevAddr, Direction, Eui64, Frame};
use model::radio::{GatewayDownlink, GatewayUplink, Modulation};
use model::{TenantCode, Timestamp};
use ns::describe;
use store::{Direction as Way, FrameRecord, FrameRow, HistoryRow, MessageRecord, MessageRow};
use tokio::sync::mpsc;

use super::strangers;
use crate::Core;
use crate::event::{Event, Topic};

/// Notes that may wait.
pub(crate) const QUEUE: usize = 32_768;
/// Rows written in one go.
const BATCH: usize = 1_024;
/// How long notes are collected: a log may be late, and few large commits are cheap.
const COLLECT: Duration = Duration::from_millis(20);

/// Whose frame it is, as far as that is known.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    /// The tenant that may see it.
    pub(crate) tenant: TenantCode,
    pub(crate) dev_eui: Option<Eui64>,
    /// The full counter.
    pub(crate) f_cnt: Option<u32>,
}

/// What was thought of a frame.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    pub(crate) accepted: bool,
    pub(crate) code: &'static str,
    pub(crate) reason: Option<String>,
}

impl Verdict {
    pub(crate) const fn accepted(code: &'static str) -> Self {
        Self { accepted: true, code, reason: None }
    }

    /// What happened and what to do about it are one text in two lines.
    pub(crate) fn refused(refusal: &ns::Refusal) -> Self {
        let reason = format!("{refusal}\n{}", refusal.next_step());
        Self { accepted: false, code: refusal.code(), reason: Some(reason) }
    }
}

/// One frame to be logged, or what the application layer is told of one.
#[derive(Debug)]
pub(crate) enum Note {
    /// A gateway heard it. `number` is that of an accepted frame whose counter has to be stored
    /// before anybody hears of it.
    Up { uplink: GatewayUplink, subject: Subject, verdict: Verdict, number: Option<u64> },
    /// A gateway was asked to send it.
    Down { at: Timestamp, downlink: GatewayDownlink, subject: Subject, verdict: Verdict },
    /// A message of the application layer that nobody parses.
    Message(Box<MessageRow>),
}

impl Note {
    const fn number(&self) -> Option<u64> {
        match self {
            Self::Up { number, .. } => *number,
            Self::Down { .. } | Self::Message(_) => None,
        }
    }
}

/// Stores and publishes notes until the queue closes.
pub(crate) async fn run(core: Arc<Core>, mut notes: mpsc::Receiver<Note>) {
    let mut batch = Vec::with_capacity(BATCH);
    while notes.recv_many(&mut batch, BATCH).await > 0 {
        if batch.len() < BATCH && !notes.is_closed() {
            tokio::time::sleep(COLLECT).await;
            let room = BATCH - batch.len();
            batch.extend(std::iter::from_fn(|| notes.try_recv().ok()).take(room));
        }
        let last = batch.iter().filter_map(Note::number).max();
        let rows: Vec<HistoryRow> = batch.drain(..).map(|note| row(&core, note)).collect();
        let published = pick(&rows, |row| is_wanted(&core, row));
        let unclaimed = pick(
            &rows,
            |row| matches!(row, HistoryRow::Frame(row) if strangers::is_unclaimed(row)),
        );
        match core.store.append(rows).await {
            Ok(ids) => {
                if let Some(last) = last {
                    core.is_stored(last).await;
                }
                let id_of = |index: usize| ids.get(index).copied().flatten();
                for (index, row) in unclaimed {
                    if let (Some(id), HistoryRow::Frame(row)) = (id_of(index), row) {
                        core.strangers.note(id, &row);
                    }
                }
                for (index, row) in published {
                    let Some(id) = id_of(index) else { continue };
                    core.bus.publish(match row {
                        HistoryRow::Frame(row) => {
                            Event::Frame(Arc::new(FrameRecord { id, row: *row }))
                        }
                        HistoryRow::Message(row) => {
                            Event::Message(Arc::new(MessageRecord { id, row: *row }))
                        }
                        _ => continue,
                    });
                }
            }
            Err(error) => tracing::error!(%error, "frames and messages could not be stored"),
        }
    }
}

/// Copies of some rows, with their places.
fn pick(rows: &[HistoryRow], wanted: impl Fn(&HistoryRow) -> bool) -> Vec<(usize, HistoryRow)> {
    let places = rows.iter().enumerate().filter(|(_, row)| wanted(row));
    places.map(|(index, row)| (index, row.clone())).collect()
}

fn is_wanted(core: &Core, row: &HistoryRow) -> bool {
    match row {
        HistoryRow::Frame(_) => core.bus.is_wanted(Topic::Frame),
        HistoryRow::Message(_) => core.bus.is_wanted(Topic::Message),
        _ => false,
    }
}

fn row(core: &Core, note: Note) -> HistoryRow {
    match note {
        Note::Message(row) => HistoryRow::Message(row),
        Note::Up { uplink, subject, verdict, number: _ } => {
            // Of a frame that was damaged on air no field is to be believed.
            let is_damaged = verdict.code == ns::Refusal::CrcBad.code();
            let shape = if is_damaged { Shape::default() } else { shape(&uplink.phy) };
            HistoryRow::Frame(Box::new(FrameRow {
                at: uplink.received_at,
                tenant: subject.tenant,
                direction: Way::Up,
                accepted: verdict.accepted,
                kind: describe::kind(&uplink.phy).into(),
                verdict: verdict.code.into(),
                reason: verdict.reason,
                gateway: Some(uplink.gateway),
                dev_eui: subject.dev_eui.or(shape.dev_eui),
                dev_addr: shape.dev_addr,
                f_cnt: subject.f_cnt.or(shape.f_cnt),
                f_port: shape.f_port,
                data_rate: uplink.modulation.to_string().into(),
                frequency_hz: uplink.frequency_hz,
                rssi_dbm: uplink.rssi_dbm,
                snr_db: uplink.snr_db,
                airtime_us: airtime_us(uplink.modulation, uplink.phy.len(), Direction::Up),
                content: rxpk(&uplink),
                phy: uplink.phy,
            }))
        }
        Note::Down { at, mut downlink, subject, verdict } => {
            downlink.power_dbm = core.power_for(downlink.gateway, downlink.power_dbm);
            let shape = shape(&downlink.phy);
            HistoryRow::Frame(Box::new(FrameRow {
                at,
                tenant: subject.tenant,
                direction: Way::Down,
                accepted: verdict.accepted,
                kind: describe::kind(&downlink.phy).into(),
                verdict: verdict.code.into(),
                reason: verdict.reason,
                gateway: Some(downlink.gateway),
                dev_eui: subject.dev_eui,
                dev_addr: shape.dev_addr,
                f_cnt: subject.f_cnt.or(shape.f_cnt),
                f_port: shape.f_port,
                data_rate: downlink.modulation.to_string().into(),
                frequency_hz: downlink.frequency_hz,
                rssi_dbm: None,
                snr_db: None,
                airtime_us: airtime_us(downlink.modulation, downlink.phy.len(), Direction::Down),
                content: txpk(&downlink),
                phy: downlink.phy,
            }))
        }
    }
}

/// What the header of a frame says.
#[derive(Default)]
struct Shape {
    dev_eui: Option<Eui64>,
    dev_addr: Option<DevAddr>,
    f_cnt: Option<u32>,
    f_port: Option<u8>,
}

fn shape(phy: &[u8]) -> Shape {
    match lorawan::parse(phy) {
        Ok(Frame::JoinRequest(request)) => {
            Shape { dev_eui: Some(request.dev_eui), ..Shape::default() }
        }
        Ok(Frame::Data(frame)) => Shape {
            dev_eui: None,
            dev_addr: Some(frame.dev_addr),
            f_cnt: Some(u32::from(frame.f_cnt)),
            f_port: frame.f_port,
        },
        Ok(Frame::JoinAccept(_) | Frame::Rfu(_) | Frame::Proprietary(_)) | Err(_) => {
            Shape::default()
        }
    }
}

/// Time on air of a frame; `None` for modulations without a formula here.
fn airtime_us(modulation: Modulation, size: usize, direction: Direction) -> Option<u32> {
    let rate = match modulation {
        Modulation::LoRa { spreading_factor, bandwidth_hz } => {
            DataRate::LoRa { spreading_factor, bandwidth_hz }
        }
        Modulation::Fsk { bit_rate } => DataRate::Fsk { bit_rate },
        Modulation::LrFhss { .. } => return None,
    };
    lorawan::airtime::time_on_air_us(rate, size, direction).ok()
}

/// The record of a heard frame, as thinklink.md 2.9 shows it.
fn rxpk(uplink: &GatewayUplink) -> String {
    let rxpk = codec::rxpk_json(&RxPacket::from(uplink));
    let (gateway, token) = (uplink.gateway, uplink.token);
    format!(
        r#"{{"EUI":"{gateway}","version":2,"identifier":0,"token":{token},"payload":{{"rxpk":{rxpk}}}}}"#
    )
}

/// The record of a sent frame.
fn txpk(downlink: &GatewayDownlink) -> String {
    let txpk = codec::txpk_json(downlink);
    let gateway = downlink.gateway;
    format!(r#"{{"EUI":"{gateway}","version":2,"identifier":3,"payload":{{"txpk":{txpk}}}}}"#)
}
