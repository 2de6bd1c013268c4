//! "Load a simulated site": gateways and devices that run inside, for people who evaluate.
//!
//! They speak to the instance through its own UDP socket, like real ones, so what they show is
//! what a real site shows. What was created for them carries the tag [`TAG`] and goes again.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use model::{DeviceEui, Saying, TenantCode};
use store::{ReadTx, StoreError};
use testkit::{Activation, DeviceDescription, LastDevNonces, Pace, site};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::devices::{DeleteAlso, DeviceChange};
use crate::gateways::GatewayChange;
use crate::models::mounting::ModelKey;
use crate::profiles::ProfileChange;
use crate::{Engine, Error};

/// Marks what belongs to the simulated site.
const TAG: &str = "simulated";

/// The running simulation.
#[derive(Debug)]
pub(crate) struct Running {
    cancel: CancellationToken,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn stop(self) {
        self.cancel.cancel();
        if self.task.await.is_err() {
            tracing::error!("the simulated site panicked");
        }
    }
}

/// The use cases of the simulated site.
#[derive(Debug, Clone, Copy)]
pub struct SimulatedSite<'e>(pub(crate) &'e Engine);

impl SimulatedSite<'_> {
    /// Whether the tenant has records of the simulated site.
    #[must_use]
    pub fn is_loaded(&self, tenant: &TenantCode) -> bool {
        let registry = &self.0.core.registry;
        site::gateways()
            .iter()
            .any(|gateway| registry.gateway(gateway.eui).is_some_and(|it| it.tenant == *tenant))
    }

    /// Whether the simulation runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.0.core.site.lock().is_some()
    }

    /// Creates what is missing of the site and lets it run.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when no gateway port is open; those of creating the records.
    pub async fn load(&self, tenant: &TenantCode) -> Result<(), Error> {
        let server = self.server()?;
        self.check_owner(tenant)?;
        for gateway in site::gateways() {
            let change = GatewayChange {
                name: Some(gateway.name.clone()),
                standard: Some(Some(site::STANDARD)),
                latitude: Some(Some(gateway.latitude)),
                longitude: Some(Some(gateway.longitude)),
                remark: Some("Simulated".into()),
                ..GatewayChange::default()
            };
            unless_there(self.0.gateways().create(tenant, gateway.eui, change).await)?;
        }
        for device in site::devices() {
            let profile = profile(&device);
            unless_there(self.0.profiles().create(tenant, device.dev_eui, profile).await)?;
            let fields = DeviceChange {
                name: Some(device.name.clone()),
                thing_model: Some(vec![ModelKey::from_text(device.model.id_name().to_owned())]),
                tags: Some(vec![TAG.into(), device.model.product().into()]),
                ..DeviceChange::default()
            };
            let eui = DeviceEui::from(device.dev_eui);
            unless_there(self.0.devices().create(tenant, eui, fields.into()).await)?;
        }
        self.run(server);
        Ok(())
    }

    /// Goes on with a site that was loaded before the instance was stopped.
    pub(crate) fn resume(&self) {
        let registry = &self.0.core.registry;
        let is_loaded = site::gateways().iter().any(|it| registry.gateway(it.eui).is_some());
        if is_loaded && let Ok(server) = self.server() {
            self.run(server);
        }
    }

    fn run(&self, server: SocketAddr) {
        let mut running = self.0.core.site.lock();
        if running.is_none() {
            let cancel = CancellationToken::new();
            let (stop, store) = (cancel.clone(), self.0.core.store.clone());
            let task = tokio::spawn(async move {
                let joined = store.read(last_dev_nonces).await.unwrap_or_else(|error| {
                    tracing::error!(%error, "nonces of the simulated site could not be read");
                    LastDevNonces::new()
                });
                if let Err(error) = site::run(server, &joined, stop, Pace::DEMO).await {
                    tracing::error!(%error, "the simulated site ended");
                }
            });
            *running = Some(Running { cancel, task });
        }
    }

    /// Stops the simulation and deletes everything that was created for it.
    ///
    /// # Errors
    /// [`Error::InUse`] for the site of another tenant, and those of deleting the records; a record
    /// that is gone already is none.
    pub async fn remove(&self, tenant: &TenantCode) -> Result<(), Error> {
        self.check_owner(tenant)?;
        let running = self.0.core.site.lock().take();
        if let Some(running) = running {
            running.stop().await;
        }
        for device in site::devices() {
            let eui = DeviceEui::from(device.dev_eui);
            let also = DeleteAlso { profile: true, telemetry: true, children: true };
            unless_gone(self.0.devices().delete_kept(tenant, &eui, also, None).await)?;
            unless_gone(self.0.profiles().delete_kept(tenant, device.dev_eui, None).await)?;
        }
        for gateway in site::gateways() {
            unless_gone(self.0.gateways().delete_kept(tenant, gateway.eui, None).await)?;
        }
        Ok(())
    }

    /// Its EUIs are fixed, so one tenant at a time can have it.
    fn check_owner(&self, tenant: &TenantCode) -> Result<(), Error> {
        let registry = &self.0.core.registry;
        let (gateways, devices) = (site::gateways(), site::devices());
        let is_foreign = gateways
            .iter()
            .any(|gateway| registry.gateway(gateway.eui).is_some_and(|it| it.tenant != *tenant))
            || devices.iter().any(|device| {
                registry.profile(device.dev_eui).is_some_and(|it| it.tenant != *tenant)
            });
        if is_foreign {
            return Err(Error::InUse(Saying::SiteElsewhere.into()));
        }
        Ok(())
    }

    /// Where the instance hears gateways, as seen from this computer.
    fn server(&self) -> Result<SocketAddr, Error> {
        let address = self
            .0
            .listeners()
            .gwmp
            .first()
            .copied()
            .ok_or_else(|| Error::Unavailable(Saying::NoGatewayPort.into()))?;
        let host = match address.ip() {
            ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            ip => ip,
        };
        Ok(SocketAddr::new(host, address.port()))
    }
}

/// Where the site's devices were with their DevNonces when it was played last.
fn last_dev_nonces(reader: &ReadTx<'_>) -> Result<LastDevNonces, StoreError> {
    let mut joined = LastDevNonces::new();
    for device in site::devices() {
        if let Some(last) = reader.joins().state(device.dev_eui)?.last_dev_nonce {
            joined.insert(device.dev_eui, last);
        }
    }
    Ok(joined)
}

fn profile(device: &DeviceDescription) -> ProfileChange {
    let change = ProfileChange {
        join_mode: Some(device.activation.join_mode()),
        standard: Some(device.standard),
        as923_group: Some(device.as923_group),
        lw_ver: Some(device.lw_ver),
        resets_f_cnt: Some(device.resets_f_cnt),
        handle: Some("Simulated".into()),
        model: Some(device.model.product().into()),
        ..ProfileChange::default()
    };
    match device.activation {
        Activation::Abp { dev_addr, nwks_key, apps_key } => ProfileChange {
            dev_addr: Some(Some(dev_addr)),
            nwks_key: Some(Some(nwks_key)),
            apps_key: Some(Some(apps_key)),
            ..change
        },
        Activation::Otaa { join_eui, app_key } => {
            ProfileChange { join_eui: Some(Some(join_eui)), app_key: Some(Some(app_key)), ..change }
        }
    }
}

/// A record that is there already is as good as a created one.
fn unless_there<T>(created: Result<T, Error>) -> Result<(), Error> {
    match created {
        Ok(_) | Err(Error::Conflict { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

fn unless_gone(deleted: Result<(), Error>) -> Result<(), Error> {
    match deleted {
        Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}
