//! The sessions of all devices, in memory, found by address.
//!
//! Owned by the radio task alone. The store holds the same and is written before anything that
//! follows from a change leaves the program.

use std::collections::HashMap;
use std::sync::Arc;

use lorawan::{DataFrame, DevAddr, Eui64, SessionKey};
use model::Timestamp;
use model::record::{LorawanProfile, Session};
use ns::mac::{Answered, Mac, MacState, answers};
use ns::uplink::{Candidate, Kind};
use parking_lot::{Mutex, RwLock};
use store::StoredMac;

/// A session in use.
///
/// There is one for each device that is heard, so it has to be small: prepared keys are four times
/// as large as all the rest, and are made anew for each frame in less than a microsecond.
#[derive(Debug, Clone)]
pub(crate) struct Live {
    pub(crate) session: Session,
    pub(crate) profile: Arc<LorawanProfile>,
    /// Made by a join whose device has not sent a data frame yet.
    pub(crate) pending: bool,
    /// MIC of the last accepted uplink, to tell a repeat from a second frame of the same counter.
    pub(crate) last_mic: Option<[u8; 4]>,
    /// What MAC commands agreed on. Shared with the tasks that answer; held for microseconds.
    pub(crate) mac: Arc<Mutex<Mac>>,
}

impl Live {
    pub(crate) fn new(
        session: Session,
        profile: Arc<LorawanProfile>,
        pending: bool,
        mac: MacState,
    ) -> Self {
        Self { session, profile, pending, last_mic: None, mac: Arc::new(Mutex::new(Mac::new(mac))) }
    }

    /// The key of MICs and MAC commands, prepared.
    pub(crate) fn nwk_s_key(&self) -> SessionKey {
        SessionKey::new(&self.session.nwk_s_key)
    }

    /// The key of the application's payloads, prepared.
    pub(crate) fn app_s_key(&self) -> SessionKey {
        SessionKey::new(&self.session.app_s_key)
    }

    /// What a device has in force that nothing was agreed with yet.
    pub(crate) fn fresh_mac(profile: &LorawanProfile) -> MacState {
        MacState::fresh(ns::downlink::region(profile), None)
    }

    /// Applies what a new uplink says about requests. Returns what there is to store then.
    pub(super) fn take_answers(
        &mut self,
        frame: &DataFrame<'_>,
        f_cnt: u32,
        kind: Kind,
        at: Timestamp,
    ) -> Option<StoredMac> {
        let mut mac = self.mac.lock();
        let before = mac.state().revision;
        if kind == Kind::CounterReset {
            mac.restart(&self.profile);
        }
        if !frame.f_opts.is_empty() || frame.f_port == Some(0) || !mac.state().pending.is_empty() {
            let commands = answers::commands_of(frame, &self.session.nwk_s_key, f_cnt);
            let answered = Answered { commands: &commands, adr: frame.f_ctrl.adr, at };
            for event in mac.take(&self.profile, &mut self.session, &answered) {
                tracing::info!(dev_eui = %self.session.dev_eui, f_cnt, "{event}");
            }
        }
        (mac.state().revision != before).then(|| stored(mac.state()))
    }

    /// With its key, prepared.
    pub(crate) fn candidate<'a>(&'a self, nwk_s_key: &'a SessionKey) -> Candidate<'a> {
        let candidate = Candidate::new(&self.session, nwk_s_key, &self.profile, self.last_mic);
        if self.pending { candidate.pending() } else { candidate }
    }
}

/// As the store keeps it.
pub(crate) fn stored(state: &MacState) -> StoredMac {
    StoredMac { state: state.to_stored(), revision: state.revision }
}

/// Addresses of the sessions of each device: the active one and one a join has prepared. Written by
/// the radio task alone, read by lists.
pub(crate) type Addresses = Arc<RwLock<HashMap<Eui64, Vec<DevAddr>>>>;

/// Every session, by address and by device.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    by_address: HashMap<DevAddr, Vec<Live>>,
    addresses: Addresses,
}

impl Sessions {
    /// None yet; their addresses are seen by whoever has `addresses` too.
    pub(crate) fn showing(addresses: Addresses) -> Self {
        Self { by_address: HashMap::new(), addresses }
    }

    /// All sessions with this address, active and pending.
    pub(crate) fn with_address(&mut self, address: DevAddr) -> &mut [Live] {
        self.by_address.get_mut(&address).map_or(&mut [], Vec::as_mut_slice)
    }

    /// The session a device uses; the pending one when there is no other.
    pub(crate) fn of_device(&mut self, dev_eui: Eui64) -> Option<&mut Live> {
        let addresses = self.addresses_of(dev_eui);
        let is_active = |live: &Live| live.session.dev_eui == dev_eui && !live.pending;
        let active = addresses.iter().copied().find(|address| {
            self.by_address.get(address).is_some_and(|lives| lives.iter().any(is_active))
        });
        let address = active.or_else(|| addresses.first().copied())?;
        let lives = self.by_address.get_mut(&address)?;
        lives
            .iter_mut()
            .find(|live| live.session.dev_eui == dev_eui && (active.is_none() || !live.pending))
    }

    /// The session a device was heard in; none while a newer one waits for its first frame: the
    /// device may have left the old one.
    pub(crate) fn heard(&mut self, dev_eui: Eui64) -> Option<Live> {
        let addresses = self.addresses_of(dev_eui);
        let of_device = |live: &&Live| live.session.dev_eui == dev_eui;
        let mut lives = addresses
            .iter()
            .filter_map(|address| self.by_address.get(address))
            .flat_map(|lives| lives.iter().filter(of_device));
        let first = lives.next()?;
        let is_heard = !first.pending && first.session.last_f_cnt_up.is_some();
        (is_heard && lives.next().is_none()).then(|| first.clone())
    }

    /// Adds a session. One of the same device and kind (active or pending) gives way.
    pub(crate) fn insert(&mut self, live: Live) {
        self.remove(live.session.dev_eui, |old| old.pending == live.pending);
        let (dev_eui, address) = (live.session.dev_eui, live.session.dev_addr);
        // Nearly every address has one session, for which no more than its own room is taken.
        let lives = self.by_address.entry(address).or_default();
        if lives.is_empty() {
            lives.reserve_exact(1);
        }
        lives.push(live);
        let mut addresses = self.addresses.write();
        let addresses = addresses.entry(dev_eui).or_default();
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }

    /// The device used its pending session: it becomes the active one and the former one ends.
    pub(crate) fn promote(&mut self, dev_eui: Eui64) {
        self.remove(dev_eui, |old| !old.pending);
        for address in self.addresses_of(dev_eui) {
            for live in self.with_address(address) {
                if live.session.dev_eui == dev_eui {
                    live.pending = false;
                }
            }
        }
    }

    /// Ends all sessions of a device.
    pub(crate) fn remove_device(&mut self, dev_eui: Eui64) {
        self.remove(dev_eui, |_| true);
    }

    /// Gives every session of a device its changed profile.
    pub(crate) fn set_profile(&mut self, profile: &Arc<LorawanProfile>) {
        for address in self.addresses_of(profile.dev_eui) {
            for live in self.with_address(address) {
                if live.session.dev_eui == profile.dev_eui {
                    live.profile = Arc::clone(profile);
                    live.mac.lock().follow(profile);
                }
            }
        }
    }

    /// Whether any session has this address.
    pub(crate) fn uses(&self, address: DevAddr) -> bool {
        self.by_address.get(&address).is_some_and(|lives| !lives.is_empty())
    }

    fn addresses_of(&self, dev_eui: Eui64) -> Vec<DevAddr> {
        self.addresses.read().get(&dev_eui).cloned().unwrap_or_default()
    }

    fn remove(&mut self, dev_eui: Eui64, which: impl Fn(&Live) -> bool) {
        let mut all = self.addresses.write();
        let Some(addresses) = all.get_mut(&dev_eui) else { return };
        addresses.retain(|address| {
            let Some(lives) = self.by_address.get_mut(address) else { return false };
            lives.retain(|live| live.session.dev_eui != dev_eui || !which(live));
            let kept = lives.iter().any(|live| live.session.dev_eui == dev_eui);
            if lives.is_empty() {
                self.by_address.remove(address);
            }
            kept
        });
        if addresses.is_empty() {
            all.remove(&dev_eui);
        }
    }
}
