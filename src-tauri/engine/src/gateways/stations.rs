//! Gateways that run LoRa Basics Station: who may connect, and what they need to do so.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use gateway::station::{Denial, Identity, Plan, StationRules, TlsError, Trust};
use gateway::{Admission, Refusal};
use lorawan::Eui64;
use lorawan::region::Region;
use model::record::{Gateway, Standard, StationToken};
use model::{TenantCode, Timestamp};
use parking_lot::RwLock;

use crate::event::{Action, Resource};
use crate::settings::Settings;
use crate::{Core, Engine, Error, access, clock};

/// Folder in the data folder that holds the certificate made at the first start.
const FOLDER: &str = "basics-station";

/// The tokens of gateways, by the hash of their text.
#[derive(Debug, Default)]
pub(crate) struct Tokens(RwLock<HashMap<Eui64, StationToken>>);

impl Tokens {
    pub(crate) fn of(tokens: Vec<StationToken>) -> Self {
        Self(RwLock::new(tokens.into_iter().map(|token| (token.gateway, token)).collect()))
    }

    pub(crate) fn put(&self, token: StationToken) {
        self.0.write().insert(token.gateway, token);
    }

    pub(crate) fn remove(&self, gateway: Eui64) {
        self.0.write().remove(&gateway);
    }

    pub(crate) fn made_at(&self, gateway: Eui64) -> Option<Timestamp> {
        self.0.read().get(&gateway).map(|token| token.created_at)
    }

    /// How far a text proves that its sender is the gateway.
    fn judge(
        &self,
        gateway: Eui64,
        text: Option<&str>,
        is_required: bool,
    ) -> Result<Trust, Denial> {
        let tokens = self.0.read();
        match (tokens.get(&gateway), text) {
            // Hashes are compared, so the time this takes tells nothing about the text.
            (Some(token), Some(text)) if access::hash(text) == token.hash => Ok(Trust::Proven),
            (_, Some(_)) => Err(Denial::TokenWrong),
            (Some(_), None) => Err(Denial::TokenMissing),
            (None, None) if is_required => Err(Denial::TokenMissing),
            (None, None) => Ok(Trust::Claimed),
        }
    }
}

/// Which gateways are heard: registered and enabled ones, and others while the settings allow.
pub(crate) struct Rules(Weak<Core>);

impl Rules {
    pub(crate) fn of(core: &Arc<Core>) -> Self {
        Self(Arc::downgrade(core))
    }
}

impl Admission for Rules {
    fn admit(&self, gateway: Eui64, from: IpAddr) -> Result<(), Refusal> {
        let core = self.0.upgrade().ok_or(Refusal::NotRegistered)?;
        match core.registry.gateway(gateway) {
            Some(gateway) if !gateway.may_send_from(from) => Err(Refusal::WrongAddress),
            Some(gateway) if !gateway.enable => Err(Refusal::Disabled),
            None if !core.settings.read().accept_unregistered_gateways => {
                Err(Refusal::NotRegistered)
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl StationRules for Rules {
    fn authorize(
        &self,
        gateway: Eui64,
        from: IpAddr,
        token: Option<&str>,
        is_local: bool,
    ) -> Result<Trust, Denial> {
        self.admit(gateway, from).map_err(Denial::NotAdmitted)?;
        let core = self.0.upgrade().ok_or(Denial::NotAdmitted(Refusal::NotRegistered))?;
        let is_required = core.settings.read().station_token_required && !is_local;
        core.station_tokens.judge(gateway, token, is_required)
    }

    fn plan(&self, gateway: Eui64) -> Plan {
        let core = self.0.upgrade();
        let settings = core.as_ref().map(|core| core.settings()).unwrap_or_default();
        let gateway = core.and_then(|core| core.registry.gateway(gateway));
        plan(&settings, gateway.as_deref())
    }
}

/// The channels of a station: by its record as far as that says, else by the settings of the
/// instance.
fn plan(settings: &Settings, gateway: Option<&Gateway>) -> Plan {
    let as923_group = u8::try_from(settings.station_as923_group).unwrap_or(1);
    let standard = gateway.and_then(|it| it.standard).unwrap_or(settings.station_standard);
    let region = ns::downlink::region_of(standard, as923_group);
    let by_settings = match standard {
        Standard::Cn470 => settings.cn470_group,
        Standard::Us902 => settings.us902_sub_band,
        Standard::Au915 => settings.au915_sub_band,
        Standard::Eu433 | Standard::Eu868 | Standard::As923 => 1,
    };
    // A record counts the groups of CN470 from 0, the settings and a plan from 1.
    let first = u32::from(standard == Standard::Cn470);
    let own = gateway.and_then(|it| it.sub_band).map(|sub_band| u32::from(sub_band) + first);
    let sub_band = own.unwrap_or(by_settings);
    // A gateway of eight channels cannot hear all of them; the most usual ones stand for them.
    let usual = if matches!(region, Region::Us902 | Region::Au915) { 2 } else { 1 };
    let sub_band = u8::try_from(sub_band).ok().filter(|sub_band| *sub_band > 0).unwrap_or(usual);
    Plan { region, sub_band, max_eirp_dbm: gateway.and_then(|it| it.max_eirp) }
}

impl Core {
    /// Ends a station's connection; it comes back, if it still may, to its changed settings.
    pub(crate) fn dismiss_station(&self, gateway: Eui64) {
        if let Some(gateways) = self.gateways() {
            gateways.dismiss(gateway);
        }
    }

    /// Lets the stations connect anew when what they were told or asked has changed.
    pub(crate) fn stations_follow(&self, old: &Settings, new: &Settings) {
        let rules = |settings: &Settings| {
            (settings.station_token_required, settings.accept_unregistered_gateways)
        };
        // One of another band than the settings' loses its connection too; it comes back at once.
        let channels = |settings: &Settings| {
            let of = |standard: &Standard| {
                plan(&Settings { station_standard: *standard, ..settings.clone() }, None)
            };
            Standard::ALL.iter().map(of).collect::<Vec<_>>()
        };
        let is_same = old.station_standard == new.station_standard
            && channels(old) == channels(new)
            && rules(old) == rules(new);
        if !is_same && let Some(gateways) = self.gateways() {
            gateways.dismiss_all();
        }
    }

    /// Lets a station connect anew when what its record tells or asks of it has changed.
    pub(crate) fn station_follows(&self, old: &Gateway, new: &Gateway) {
        let settings = self.settings();
        let is_same = plan(&settings, Some(old)) == plan(&settings, Some(new))
            && old.fixed_address == new.fixed_address
            && new.enable;
        if !is_same {
            self.dismiss_station(new.eui);
        }
    }
}

/// The certificate to show: the owner's, or one made at the first start.
pub(crate) async fn identity(
    data_dir: &Path,
    listen: &[SocketAddr],
    certificate: Option<&(PathBuf, PathBuf)>,
) -> Result<Identity, TlsError> {
    let (folder, names) = (data_dir.join(FOLDER), own_names(listen));
    let certificate = certificate.cloned();
    let made = tokio::task::spawn_blocking(move || match certificate {
        Some((certificate, key)) => Identity::read(&certificate, &key),
        None => Identity::in_folder(&folder, &names),
    });
    made.await.unwrap_or_else(|error| {
        let source = std::io::Error::other(error);
        Err(TlsError::File { path: data_dir.join(FOLDER), source })
    })
}

/// Names and addresses by which stations may call this machine.
fn own_names(listen: &[SocketAddr]) -> Vec<String> {
    let host = std::fs::read_to_string("/etc/hostname").ok();
    let host = host.or_else(|| std::env::var("COMPUTERNAME").ok());
    let is_name = |name: &String| {
        !name.is_empty() && name.chars().all(|it| it.is_ascii_alphanumeric() || "-.".contains(it))
    };
    let mut names = vec!["localhost".to_owned()];
    names.extend(host.map(|host| host.trim().to_ascii_lowercase()).filter(is_name));
    let bound = listen.iter().map(SocketAddr::ip).filter(|address| !address.is_unspecified());
    let addresses = [IpAddr::from([127, 0, 0, 1])].into_iter().chain(bound).chain(outward());
    names.extend(addresses.map(|address| address.to_string()));
    names.sort();
    names.dedup();
    names
}

/// The address that the rest of the world sees first. Nothing is sent: connecting a UDP socket
/// only makes the system choose a way. The destination is reserved for documentation (RFC 5737).
fn outward() -> Option<IpAddr> {
    let socket = UdpSocket::bind(("0.0.0.0", 0)).ok()?;
    socket.connect(("192.0.2.1", 9)).ok()?;
    socket.local_addr().ok().map(|address| address.ip())
}

/// What a person needs to connect a station.
#[derive(Debug, Clone)]
pub struct StationAccess {
    /// Where stations are served; empty: nowhere.
    pub listen: Vec<SocketAddr>,
    /// Content of `tc.trust`.
    pub trust_pem: Option<String>,
}

/// The use cases of Basics Station gateways.
#[derive(Debug, Clone, Copy)]
pub struct Stations<'e>(pub(crate) &'e Engine);

impl Stations<'_> {
    /// Where stations connect, and what they have to trust.
    #[must_use]
    pub fn access(&self) -> StationAccess {
        let gateways = self.0.core.gateways();
        StationAccess {
            listen: self.0.core.listeners().basics_station,
            trust_pem: gateways.and_then(|gateways| gateways.station_trust_pem()),
        }
    }

    /// Makes a token for a registered gateway and returns its text, which nobody can see again.
    /// A former token ends, and so does a connection that may have used it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn make_token(
        &self,
        tenant: &TenantCode,
        eui: Eui64,
    ) -> Result<(StationToken, String), Error> {
        self.0.gateways().owned(tenant, eui)?;
        let core = &self.0.core;
        let text = access::random_text();
        let token =
            StationToken { gateway: eui, hash: access::hash(&text), created_at: clock::now() };
        let record = token.clone();
        core.store.write(move |tx| tx.station_tokens().put(&record)).await?;
        core.station_tokens.put(token.clone());
        core.dismiss_station(eui);
        core.bus.changed(tenant, Resource::Gateways, eui, Action::Updated);
        Ok((token, text))
    }

    /// Takes a gateway's token away.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the gateway or its token does not exist, [`Error::Store`].
    pub async fn revoke_token(&self, tenant: &TenantCode, eui: Eui64) -> Result<(), Error> {
        self.0.gateways().owned(tenant, eui)?;
        let core = &self.0.core;
        match core.store.write(move |tx| tx.station_tokens().delete(eui)).await {
            Ok(()) => {}
            Err(store::StoreError::NotFound(_)) => {
                return Err(Error::not_found("station token", eui));
            }
            Err(error) => return Err(error.into()),
        }
        core.station_tokens.remove(eui);
        core.dismiss_station(eui);
        core.bus.changed(tenant, Resource::Gateways, eui, Action::Updated);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GATEWAY: Eui64 = Eui64::from_be_bytes([1; 8]);

    #[test]
    fn a_token_is_asked_for_where_it_exists_or_is_required() {
        let with = Tokens::of(vec![StationToken {
            gateway: GATEWAY,
            hash: access::hash("secret"),
            created_at: Timestamp::default(),
        }]);
        let without = Tokens::default();
        for is_required in [true, false] {
            assert_eq!(with.judge(GATEWAY, Some("secret"), is_required), Ok(Trust::Proven));
            assert_eq!(with.judge(GATEWAY, Some("guess"), is_required), Err(Denial::TokenWrong));
            assert_eq!(with.judge(GATEWAY, None, is_required), Err(Denial::TokenMissing));
            assert_eq!(without.judge(GATEWAY, Some("any"), is_required), Err(Denial::TokenWrong));
        }
        assert_eq!(without.judge(GATEWAY, None, true), Err(Denial::TokenMissing));
        assert_eq!(without.judge(GATEWAY, None, false), Ok(Trust::Claimed));
    }

    #[test]
    fn a_station_hears_the_sub_band_that_its_devices_use() {
        let plan_of = |standard, us902_sub_band, cn470_group| {
            let settings = Settings {
                station_standard: standard,
                us902_sub_band,
                cn470_group,
                ..Settings::default()
            };
            plan(&settings, None)
        };
        let is = |region, sub_band| Plan { region, sub_band, max_eirp_dbm: None };
        assert_eq!(plan_of(Standard::Us902, 7, 0), is(Region::Us902, 7));
        assert_eq!(plan_of(Standard::Us902, 0, 0), is(Region::Us902, 2));
        assert_eq!(plan_of(Standard::Cn470, 0, 11), is(Region::Cn470, 11));
        assert_eq!(plan_of(Standard::Eu868, 0, 0), is(Region::Eu868, 1));
        let tenant = TenantCode::public();
        let mut record = Gateway::new(GATEWAY, tenant, 60, Timestamp::default());
        record.standard = Some(Standard::Cn470);
        record.sub_band = Some(10);
        record.max_eirp = Some(12);
        let own = Plan { region: Region::Cn470, sub_band: 11, max_eirp_dbm: Some(12) };
        assert_eq!(plan(&Settings::default(), Some(&record)), own, "the record comes first");
    }

    #[test]
    fn the_machine_knows_a_name_for_itself() {
        let names = own_names(&["192.168.7.7:3001".parse().unwrap(), "0.0.0.0:1".parse().unwrap()]);
        for expected in ["localhost", "127.0.0.1", "192.168.7.7"] {
            assert!(names.iter().any(|name| name == expected), "{names:?}");
        }
        assert!(!names.iter().any(|name| name == "0.0.0.0"));
    }
}
