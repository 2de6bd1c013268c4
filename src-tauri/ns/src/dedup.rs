//! Groups the copies of one transmission and tells repeats of the device from repeats of the
//! network.
//!
//! Pure: the caller brings the time and asks for the groups that are due. Owns the memory of
//! recently heard frames, bounded by [`Deduplicator::with_capacity`]; knows nothing of devices.
//! What must be checked before (CRC, length, message type) and after (MIC, counter) is the
//! caller's duty.
//!
//! The key is the PHY payload alone. Frequency and data rate do not take part, because a strong
//! device close to a gateway shows up as ghosts on neighbouring channels.
//!
//! Start at [`Deduplicator::offer`].

use std::cmp::Ordering;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use lorawan::Eui64;
use model::radio::GatewayUplink;

/// How long a frame is remembered after its group closed.
const REMEMBERED: Duration = Duration::from_secs(60);

/// A join-request with the same bytes inside this time is the same attempt to join.
const JOIN_REPEAT: Duration = Duration::from_secs(10);

/// Two receptions of one gateway closer than this, in microseconds, are one transmission.
const SAME_TRANSMISSION_US: u32 = 1_000_000;

/// A device opens RX2 this long after RX1 and cannot transmit again before.
const RX2_AFTER_RX1: Duration = Duration::from_secs(1);

/// RX1 delay assumed until [`Deduplicator::set_rx_delay`] says better.
const DEFAULT_RX_DELAY: Duration = Duration::from_secs(1);

/// Join-accept delay, which nobody can change. RP002-1.0.4, JOIN_ACCEPT_DELAY1.
const JOIN_ACCEPT_DELAY: Duration = Duration::from_secs(5);

/// Frames remembered unless the caller says otherwise: about 50 MiB when all are in use.
const DEFAULT_CAPACITY: usize = 1 << 18;

/// Gateways kept for one transmission; more would not change any decision.
const MAX_COPIES: usize = 64;

/// Names one group of copies. Grows with each group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub u64);

/// What one received copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// Never heard before: a group was opened. Go on with this copy at once.
    First(GroupId),
    /// Another gateway heard the same transmission; it joined the open group.
    Copy(GroupId),
    /// Another gateway heard it too, but its copy came after the group had closed. Metadata only.
    LateCopy(GroupId),
    /// The same gateway again: a ghost on a neighbouring channel or a repeated datagram. Drop.
    Ghost(GroupId),
    /// The device sent the same bytes again: a new group was opened. Answer, publish nothing.
    Retransmission {
        /// The new group.
        group: GroupId,
        /// The counter of a gateway that heard both says so; otherwise the copy may have been on
        /// its way for a long time.
        proven: bool,
    },
    /// The device repeated a join-request that was just handled. Drop.
    JoinRepeat(GroupId),
}

impl Offer {
    /// A stable word for logs and the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::First(_) => "first",
            Self::Copy(_) => "copy",
            Self::LateCopy(_) => "late_copy",
            Self::Ghost(_) => "ghost",
            Self::Retransmission { .. } => "retransmission",
            Self::JoinRepeat(_) => "join_repeat",
        }
    }

    /// The group the copy belongs to.
    #[must_use]
    pub const fn group(self) -> GroupId {
        match self {
            Self::First(id)
            | Self::Copy(id)
            | Self::LateCopy(id)
            | Self::Ghost(id)
            | Self::Retransmission { group: id, .. }
            | Self::JoinRepeat(id) => id,
        }
    }
}

/// All copies of one transmission that came in time.
#[derive(Debug, Clone)]
pub struct ClosedGroup {
    /// The group's name, as [`Deduplicator::offer`] gave it.
    pub id: GroupId,
    /// One copy per gateway, best signal first; at least one, at most 64.
    pub copies: Vec<GatewayUplink>,
}

impl ClosedGroup {
    /// The copy with the best signal. `None` only for a group built by hand without copies.
    #[must_use]
    pub fn best(&self) -> Option<&GatewayUplink> {
        self.copies.first()
    }
}

/// Orders two receptions of one frame, the better one first: by SNR, then by RSSI.
#[must_use]
pub fn better_first(left: &GatewayUplink, right: &GatewayUplink) -> Ordering {
    let strength = |value: Option<f32>| value.filter(|v| v.is_finite()).unwrap_or(f32::MIN);
    strength(right.snr_db)
        .total_cmp(&strength(left.snr_db))
        .then_with(|| strength(right.rssi_dbm).total_cmp(&strength(left.rssi_dbm)))
}

/// Where and when a gateway last heard a remembered frame.
#[derive(Debug, Clone, Copy)]
struct Heard {
    gateway: Eui64,
    tmst: u32,
    group: GroupId,
}

/// A remembered frame.
#[derive(Debug)]
struct Memory {
    /// The newest transmission of these bytes.
    group: GroupId,
    /// When its first copy came.
    first_at: Instant,
    rx_delay: Duration,
    heard: Vec<Heard>,
}

#[derive(Debug)]
struct OpenGroup {
    due: Instant,
    copies: Vec<GatewayUplink>,
}

/// The memory of frames heard lately and the groups still open.
#[derive(Debug)]
pub struct Deduplicator {
    window: Duration,
    capacity: usize,
    next_id: u64,
    known: HashMap<Arc<[u8]>, Memory>,
    /// Every group in the order it was opened, with the moment its frame may be forgotten.
    forget: VecDeque<(Instant, GroupId, Arc<[u8]>)>,
    /// Groups are opened and closed in the same order, so that the position follows from the id.
    open: VecDeque<OpenGroup>,
}

impl Deduplicator {
    /// Groups stay open for `window` after their first copy; 200 ms is usual.
    #[must_use]
    pub fn new(window: Duration) -> Self {
        Self::with_capacity(window, DEFAULT_CAPACITY)
    }

    /// As [`Self::new`], remembering at most `capacity` transmissions; the oldest is forgotten
    /// first.
    #[must_use]
    pub fn with_capacity(window: Duration, capacity: usize) -> Self {
        Self {
            window,
            capacity: capacity.max(1),
            next_id: 0,
            known: HashMap::new(),
            forget: VecDeque::new(),
            open: VecDeque::new(),
        }
    }

    /// Changes the window for groups opened from now on.
    pub fn set_window(&mut self, window: Duration) {
        self.window = window;
    }

    /// Transmissions remembered at present.
    #[cfg(test)]
    fn remembered(&self) -> usize {
        self.forget.len()
    }

    /// Says what the copy is and files it. `now` must not run backwards.
    pub fn offer(&mut self, now: Instant, copy: &GatewayUplink) -> Offer {
        self.forget_old(now);
        let Some(memory) = self.known.get(&*copy.phy) else {
            return Offer::First(self.open_group(now, copy));
        };
        match classify(memory, self.is_open(memory.group), now, copy) {
            Class::Ghost(group) => {
                self.keep_better(group, copy);
                Offer::Ghost(group)
            }
            Class::JoinRepeat => Offer::JoinRepeat(memory.group),
            Class::LateCopy => {
                let group = self.note_heard(copy);
                Offer::LateCopy(group)
            }
            Class::Copy => {
                let group = self.note_heard(copy);
                self.add_copy(group, copy);
                Offer::Copy(group)
            }
            Class::Retransmission { proven } => {
                Offer::Retransmission { group: self.open_group(now, copy), proven }
            }
        }
    }

    /// Tells the RX1 delay of the device that sent `phy`, once its session is known: until RX2 has
    /// passed, a copy from a new gateway cannot be a repeat of the device.
    pub fn set_rx_delay(&mut self, phy: &[u8], rx_delay: Duration) {
        if let Some(memory) = self.known.get_mut(phy) {
            memory.rx_delay = rx_delay;
        }
    }

    /// When the next group is due; `None` while no group is open.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        self.open.front().map(|group| group.due)
    }

    /// Closes and hands out every group whose window has passed, oldest first.
    pub fn close_due(&mut self, now: Instant) -> Vec<ClosedGroup> {
        let mut closed = Vec::new();
        while self.open.front().is_some_and(|group| group.due <= now) {
            let id = self.first_open();
            if let Some(mut group) = self.open.pop_front() {
                group.copies.sort_by(better_first);
                closed.push(ClosedGroup { id, copies: group.copies });
            }
        }
        closed
    }

    /// The id of the oldest open group, or of the next one when none is open.
    fn first_open(&self) -> GroupId {
        GroupId(self.next_id.saturating_sub(self.open.len() as u64))
    }

    fn is_open(&self, group: GroupId) -> bool {
        group >= self.first_open()
    }

    fn open_group_mut(&mut self, group: GroupId) -> Option<&mut OpenGroup> {
        let position = group.0.checked_sub(self.first_open().0)?;
        self.open.get_mut(usize::try_from(position).ok()?)
    }

    fn open_group(&mut self, now: Instant, copy: &GatewayUplink) -> GroupId {
        if self.forget.len() >= self.capacity {
            self.forget_oldest();
        }
        let id = GroupId(self.next_id);
        self.next_id += 1;
        // Never earlier than the group before, so that groups close in the order they opened.
        let due = (now + self.window).max(self.open.back().map_or(now, |group| group.due));
        self.open.push_back(OpenGroup { due, copies: vec![copy.clone()] });
        self.forget.push_back((due + REMEMBERED, id, Arc::clone(&copy.phy)));

        let heard = Heard { gateway: copy.gateway, tmst: copy.tmst, group: id };
        match self.known.get_mut(&*copy.phy) {
            Some(memory) => {
                memory.group = id;
                memory.first_at = now;
                note(&mut memory.heard, heard);
            }
            None => {
                let rx_delay =
                    if is_join_request(copy) { JOIN_ACCEPT_DELAY } else { DEFAULT_RX_DELAY };
                let memory = Memory { group: id, first_at: now, rx_delay, heard: vec![heard] };
                self.known.insert(Arc::clone(&copy.phy), memory);
            }
        }
        id
    }

    /// Remembers that the copy's gateway heard the newest transmission of its bytes.
    fn note_heard(&mut self, copy: &GatewayUplink) -> GroupId {
        let Some(memory) = self.known.get_mut(&*copy.phy) else {
            // Unreachable: the caller has just found it. Any closed group will do.
            return GroupId(0);
        };
        let group = memory.group;
        note(&mut memory.heard, Heard { gateway: copy.gateway, tmst: copy.tmst, group });
        group
    }

    fn add_copy(&mut self, group: GroupId, copy: &GatewayUplink) {
        let Some(open) = self.open_group_mut(group) else { return };
        open.copies.push(copy.clone());
        if open.copies.len() > MAX_COPIES {
            open.copies.sort_by(better_first);
            open.copies.pop();
        }
    }

    /// A gateway with two antennas, or a ghost, reported the frame twice: the stronger one counts.
    fn keep_better(&mut self, group: GroupId, copy: &GatewayUplink) {
        let Some(open) = self.open_group_mut(group) else { return };
        let of_gateway = open.copies.iter_mut().find(|other| other.gateway == copy.gateway);
        if let Some(other) = of_gateway
            && better_first(copy, other) == Ordering::Less
        {
            *other = copy.clone();
        }
    }

    fn forget_old(&mut self, now: Instant) {
        while self.forget.front().is_some_and(|(at, _, _)| *at <= now) {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        let Some((_, group, phy)) = self.forget.pop_front() else { return };
        // A later transmission of the same bytes keeps the memory alive.
        if self.known.get(&phy).is_some_and(|memory| memory.group == group) {
            self.known.remove(&phy);
        }
    }
}

/// What a further copy of remembered bytes is, before it has been filed.
enum Class {
    Copy,
    LateCopy,
    Ghost(GroupId),
    Retransmission { proven: bool },
    JoinRepeat,
}

/// The table of further copies: by gateway, by its own clock, and by the time since the first copy.
fn classify(memory: &Memory, open: bool, now: Instant, copy: &GatewayUplink) -> Class {
    let earlier = memory.heard.iter().find(|heard| heard.gateway == copy.gateway);
    if let Some(heard) = earlier
        && is_same_transmission(heard.tmst, copy.tmst)
    {
        return Class::Ghost(heard.group);
    }
    let elapsed = now.saturating_duration_since(memory.first_at);
    let new_to_group = earlier.is_none_or(|heard| heard.group != memory.group);
    if new_to_group && open {
        return Class::Copy;
    }
    // A counter that went backwards is either an overtaken datagram or a restarted gateway; only
    // in the second case can the device have had the time to repeat itself.
    let sent_again =
        earlier.is_some_and(|heard| heard.group == memory.group && is_later(heard.tmst, copy.tmst));
    if !sent_again && elapsed < memory.rx_delay + RX2_AFTER_RX1 {
        return Class::LateCopy;
    }
    if is_join_request(copy) && elapsed < JOIN_REPEAT {
        return Class::JoinRepeat;
    }
    Class::Retransmission { proven: sent_again }
}

/// Whether two readings of one gateway's wrapping counter belong to one transmission.
fn is_same_transmission(one: u32, other: u32) -> bool {
    let apart = one.wrapping_sub(other);
    apart.min(apart.wrapping_neg()) < SAME_TRANSMISSION_US
}

/// Whether the wrapping counter reading `later` lies after `earlier`, at most half a turn on.
fn is_later(earlier: u32, later: u32) -> bool {
    later.wrapping_sub(earlier) < 1 << 31
}

fn is_join_request(copy: &GatewayUplink) -> bool {
    copy.phy.first().is_some_and(|mhdr| mhdr >> 5 == 0)
}

/// Replaces what is known of the gateway, or adds it while there is room.
fn note(heard: &mut Vec<Heard>, new: Heard) {
    if let Some(old) = heard.iter_mut().find(|old| old.gateway == new.gateway) {
        *old = new;
    } else if heard.len() < MAX_COPIES {
        heard.push(new);
    }
}

#[cfg(test)]
mod tests;
