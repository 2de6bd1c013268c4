//! Handing a frame to gateways: one window after the other until one takes it.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lorawan::Eui64;
use lorawan::region::Region;
use model::radio::TransmitOutcome;
use model::{Said, Saying, Timestamp, say};
use ns::airspace::{Booking, Busy, Priority, Wish, airtime};
use ns::downlink::{IMMEDIATE_DELAY, Transmission, Window};

use super::frames::{Note, Subject, Verdict};
use crate::core::NotSent;
use crate::{Core, clock};

/// Why a frame was not sent when there was no gateway to ask, or no time left to.
pub(crate) const NO_WINDOW: &str = "no_window";

/// What the disk and the processor take, mostly, before the answer to an uplink whose copies are in
/// asks for its place.
const TO_THE_DISK: Duration = Duration::from_millis(30);

/// A frame to be sent.
pub(crate) struct Frame {
    pub(crate) phy: Arc<[u8]>,
    pub(crate) region: Region,
    pub(crate) priority: Priority,
    pub(crate) subject: Subject,
}

impl Frame {
    fn wish(&self, window: &Transmission) -> Wish {
        wish(window, self.region, self.priority, self.phy.len())
    }
}

/// The transmission of so many bytes in a window.
pub(crate) fn wish(
    window: &Transmission,
    region: Region,
    priority: Priority,
    phy_len: usize,
) -> Wish {
    Wish {
        gateway: window.gateway,
        region,
        frequency_hz: window.frequency_hz,
        begins: window.begins,
        slack: window.slack(),
        airtime: airtime(window.modulation, window.waveform, phy_len),
        priority,
    }
}

/// A window whose airtime is kept for one frame. It is sent or given back.
#[must_use]
pub(crate) struct Reserved {
    pub(crate) window: Transmission,
    pub(crate) booking: Booking,
}

/// What became of a frame.
pub(crate) enum Outcome {
    /// A gateway took it.
    Taken(Taken),
    /// Nobody did, the last one for this reason.
    NotTaken(Refused),
}

impl Outcome {
    /// The same, with another gateway that was asked before and was busy or not.
    pub(crate) fn busy_if(self, is_busy: bool) -> Self {
        match self {
            Self::NotTaken(last) => {
                Self::NotTaken(Refused { is_busy: last.is_busy || is_busy, ..last })
            }
            Self::Taken(_) => self,
        }
    }
}

impl From<Result<Taken, Refused>> for Outcome {
    fn from(handed_over: Result<Taken, Refused>) -> Self {
        match handed_over {
            Ok(taken) => Self::Taken(taken),
            Err(refused) => Self::NotTaken(refused),
        }
    }
}

/// How a frame went out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken {
    pub(crate) gateway: Eui64,
    pub(crate) window: Window,
    /// When it was handed over.
    pub(crate) at: Timestamp,
    /// When its transmission ends, about.
    pub(crate) ends: Instant,
    /// When the gateway may transmit the next one.
    pub(crate) free_at: Instant,
}

impl Core {
    /// Whether a gateway's plans allow a transmission.
    pub(crate) fn may_transmit(&self, wish: &Wish) -> Result<(), Busy> {
        let enforce = self.settings.read().duty_cycle_enforced;
        self.airspace.lock().check(wish, clock::instant(), enforce)
    }

    /// Keeps the airtime of a frame in a window, if the gateway's plans allow it.
    pub(crate) fn reserve(&self, window: &Transmission, wish: Wish) -> Result<Reserved, Busy> {
        let enforce = self.settings.read().duty_cycle_enforced;
        let booking = self.airspace.lock().book(&wish, clock::instant(), enforce)?;
        Ok(Reserved { window: window.clone(), booking })
    }

    /// Gives back airtime that is not used.
    pub(crate) fn give_back(&self, reserved: &Reserved) {
        self.airspace.lock().release(&reserved.booking);
    }

    /// Until when a frame that can wait, after an uplink that ended at `ended`, leaves the places at
    /// its gateway to others; `None`: it need not.
    pub(crate) fn gives_way_until(&self, wish: &Wish, ended: Instant) -> Option<Instant> {
        let collected = Duration::from_millis(self.settings.read().dedup_window_ms.into());
        let mut airspace = self.airspace.lock();
        airspace.gives_way_until(wish, ended, collected + TO_THE_DISK, clock::instant())
    }

    /// Whether an answer as long as `whole` takes time from a gateway that has none to spare, and
    /// one without what could wait, `bare`, does not.
    pub(crate) fn leaves_others_out(&self, whole: &Wish, bare: &Wish) -> bool {
        bare.airtime < whole.airtime && self.airspace.lock().is_full(whole, clock::instant())
    }

    /// Leaves out the windows in which an answer would take more of a busy gateway's time than it is
    /// worth. Those of a gateway that has room for it where it is quickest all stay.
    pub(crate) fn spare_others(
        &self,
        windows: &mut Vec<Transmission>,
        region: Region,
        priority: Priority,
        phy_len: usize,
    ) {
        let now = clock::instant();
        let wishes: Vec<Wish> =
            windows.iter().map(|window| wish(window, region, priority, phy_len)).collect();
        let mut airspace = self.airspace.lock();
        let mut kept = wishes.iter().map(|slow| {
            let of_gateway = wishes.iter().filter(|other| other.gateway == slow.gateway);
            let quick = of_gateway.min_by_key(|other| other.airtime);
            quick.is_none_or(|quick| !airspace.crowds_out(quick, slow, now))
        });
        windows.retain(|_| kept.next().unwrap_or(true));
    }

    /// Offers a frame to each window in turn until a gateway takes it.
    ///
    /// That a gateway's plan had no room is nothing anybody has to see while another window takes
    /// the frame; when none does, the first such window is logged for all of them.
    pub(crate) async fn offer(&self, windows: &[Transmission], frame: &Frame) -> Outcome {
        let mut last = Refused::nobody_asked();
        let mut without_room: Option<(&Transmission, Busy)> = None;
        let mut others = 0_usize;
        if let Some(first) = windows.first() {
            self.airspace.lock().note_asked(first.gateway, clock::instant());
        }
        for window in windows {
            if !window.is_in_time(clock::instant()) {
                continue;
            }
            last = match self.reserve(window, frame.wish(window)) {
                Ok(reserved) => match self.send(&reserved, frame).await {
                    Ok(taken) => return Outcome::Taken(taken),
                    Err(refused) => refused,
                },
                Err(busy) => {
                    others += usize::from(without_room.is_some());
                    without_room.get_or_insert((window, busy));
                    Refused::without_room(window.gateway, busy)
                }
            };
        }
        if let Some((window, busy)) = without_room {
            self.note_without_room(window, busy, others, frame);
        }
        tracing::debug!(
            dev_eui = ?frame.subject.dev_eui,
            reason = %last.reason(),
            "a downlink was not taken"
        );
        Outcome::NotTaken(last)
    }

    /// Logs that a gateway's plan had no room for a frame, and so it was with others.
    pub(crate) fn note_without_room(
        &self,
        window: &Transmission,
        busy: Busy,
        others: usize,
        frame: &Frame,
    ) {
        let mut words = format!("Gateway {}: {busy}.", window.gateway);
        if others > 0 {
            let _ = write!(words, " So it was with {others} more windows.");
        }
        self.note_down(window, frame, clock::now(), refusal(busy.code(), &words));
    }

    /// Hands a frame to the gateway whose airtime was kept for it, when it is time to.
    pub(crate) async fn send(&self, reserved: &Reserved, frame: &Frame) -> Result<Taken, Refused> {
        let window = &reserved.window;
        if let Some(at) = window.hand_over_at() {
            tokio::time::sleep_until(at.into()).await;
        }
        let at = clock::now();
        let downlink = window.carrying(Arc::clone(&frame.phy));
        let outcome = self.transmit(downlink, window.begins).await;
        let mut booking = reserved.booking;
        let (verdict, refused) = match outcome {
            Ok(TransmitOutcome::Accepted { .. }) => {
                booking = self.settle_booking(reserved);
                (Verdict::accepted("sent"), None)
            }
            Ok(TransmitOutcome::NoAnswer) => (Verdict::accepted("sent_unconfirmed"), None),
            Ok(TransmitOutcome::Refused(code)) => {
                let is_busy = code.starts_with("COLLISION");
                let refused = Refused { why: Why::Gateway(window.gateway, code), is_busy };
                (refused.verdict(), Some(refused))
            }
            Err(error) => {
                let refused = Refused { why: Why::NotSent(error), is_busy: false };
                (refused.verdict(), Some(refused))
            }
        };
        self.note_down(window, frame, at, verdict);
        match refused {
            Some(refused) => {
                self.give_back(reserved);
                Err(refused)
            }
            None => Ok(Taken {
                gateway: window.gateway,
                window: window.window,
                at,
                ends: booking.ends(),
                free_at: booking.free_at(),
            }),
        }
    }

    /// The gateway has the frame: one that it sends at once begins no later than if it came now.
    fn settle_booking(&self, reserved: &Reserved) -> Booking {
        if reserved.window.hand_over_at().is_none() {
            return reserved.booking;
        }
        let begins = clock::instant() + IMMEDIATE_DELAY;
        self.airspace.lock().settle(&reserved.booking, begins)
    }

    fn note_down(&self, window: &Transmission, frame: &Frame, at: Timestamp, verdict: Verdict) {
        let downlink = window.carrying(Arc::clone(&frame.phy));
        let subject = frame.subject.clone();
        self.note(Note::Down { at, downlink, subject, verdict });
    }
}

/// Why a gateway did not take a frame. Most are told to nobody, because another window takes the
/// frame: the sentence is made when it is asked for.
pub(crate) struct Refused {
    pub(crate) why: Why,
    /// Another moment may do.
    pub(crate) is_busy: bool,
}

pub(crate) enum Why {
    /// There was no gateway to ask, or no time left to.
    NobodyAsked,
    /// The plan of a gateway has no room.
    WithoutRoom(Eui64, Busy),
    /// The gateway said so, with this word.
    Gateway(Eui64, Box<str>),
    /// It did not come to the gateway.
    NotSent(NotSent),
}

impl Refused {
    /// There was no gateway to ask, or no time left to.
    pub(crate) const fn nobody_asked() -> Self {
        Self { why: Why::NobodyAsked, is_busy: false }
    }

    /// The plan of a gateway has no room.
    pub(crate) const fn without_room(gateway: Eui64, busy: Busy) -> Self {
        Self { why: Why::WithoutRoom(gateway, busy), is_busy: true }
    }

    /// A stable word for logs and counters.
    pub(crate) const fn code(&self) -> &'static str {
        match &self.why {
            Why::NobodyAsked => NO_WINDOW,
            Why::WithoutRoom(_, busy) => busy.code(),
            Why::Gateway(..) => "gateway_refused",
            Why::NotSent(error) if error.is_overrun() => "gateway_busy",
            Why::NotSent(_) => "no_path",
        }
    }

    /// The same in words.
    pub(crate) fn reason(&self) -> Said {
        match &self.why {
            Why::NobodyAsked => Saying::NoWindowLeft.into(),
            Why::WithoutRoom(gateway, busy) => {
                say!(AtGateway, gateway = gateway.to_string(), why = Said::from(*busy))
            }
            Why::Gateway(gateway, code) => {
                say!(GatewayRefused, gateway = gateway.to_string(), code = &**code)
            }
            Why::NotSent(error) => error.into(),
        }
    }

    fn verdict(&self) -> Verdict {
        refusal(self.code(), self.reason().text())
    }
}

fn refusal(code: &'static str, reason: &str) -> Verdict {
    Verdict { accepted: false, code, reason: Some(reason.to_owned()) }
}
