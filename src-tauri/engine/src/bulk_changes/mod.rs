//! Changes to many devices at once: Reset by Template and Bulk Update Parameters.
//!
//! Both are looked at before they happen: a plan says what would change on which device. Doing it
//! is a task; see [`crate::tasks`]. The devices are changed in batches by their own threads
//! ([`crate::workers`]), each batch with what became of its devices in one transaction, so that a
//! program that is killed has done both or nothing.
//!
//! [`reset`] and [`prepared`], of a [`change`], say what is made of a device, [`difference`] says it for people,
//! [`plan`] counts it, and [`apply`] does it.

mod apply;
mod change;
mod difference;
mod facts;
mod name;
mod plan;
mod prepared;
mod reset;

use std::sync::Arc;

use model::record::{Device, Operation, Task, TaskKind};
use model::{DeviceEui, JsonMap, RecordId, Said, Saying, TenantCode, Timestamp, say};
use serde_json::Value;

pub use change::{AttributesStep, BulkChange, ListChange, NewAttribute};
pub use difference::FieldChange;
pub use facts::{Counted, Facts, KeyCount, Recorded};
pub use plan::{Category, Plan, PlannedDevice, Unlike};

use self::difference::changed_fields;
use self::prepared::Prepared;
use self::reset::Reset;
use crate::devices::Selection;
use crate::fields::Checks;
use crate::models::mounting::{ModelKey, ModelRef};
use crate::restore_points::NewPoint;
use crate::rpc::Origin;
use crate::tasks::{Keep, NewTask};
use crate::workers::Made;
use crate::{Engine, Error};

/// Records of the history that are counted before a person deletes telemetry.
const RECORDS_COUNTED: u64 = 200_000;

/// Devices to change, as a person saw and confirmed them.
#[derive(Debug, Clone)]
pub struct Confirmed {
    /// The devices.
    pub devices: Selection,
    /// How many they were when they were confirmed; refused when they are more or fewer now.
    pub count: Option<usize>,
    /// What people call it; a name is made when it is empty.
    pub name: String,
}

/// What is made of every device.
#[derive(Debug)]
enum Recipe {
    Reset(Box<Reset>),
    Update(Box<Prepared>),
}

impl Recipe {
    /// How the device at this place is to be.
    ///
    /// # Errors
    /// A sentence that says why it cannot be done to this device.
    fn made(
        &self,
        engine: &Engine,
        place: u64,
        before: &Device,
        at: Timestamp,
    ) -> Result<Made, Said> {
        match self {
            Self::Reset(reset) => {
                let after = reset.after(before, at);
                let changed = changed_fields(before, &after);
                Ok(Made { after, told: JsonMap::new(), changed })
            }
            Self::Update(prepared) => prepared.made(engine, place + 1, before, at),
        }
    }

    const fn kind(&self) -> TaskKind {
        match self {
            Self::Reset(_) => TaskKind::ResetByTemplate,
            Self::Update(_) => TaskKind::BulkUpdate,
        }
    }

    const fn operation(&self) -> Operation {
        match self {
            Self::Reset(_) => Operation::Reset,
            Self::Update(_) => Operation::BulkUpdate,
        }
    }

    /// What a task keeps of it.
    fn described(&self) -> JsonMap {
        match self {
            Self::Reset(reset) => JsonMap::from_iter([
                ("template_id".to_owned(), reset.id().to_string().into()),
                ("template_name".to_owned(), reset.name().into()),
            ]),
            Self::Update(prepared) => match serde_json::to_value(&prepared.change) {
                Ok(Value::Object(change)) => change,
                _ => JsonMap::new(),
            },
        }
    }

    /// What a task is called that nobody gave a name.
    fn name(&self) -> Said {
        match self {
            Self::Reset(reset) => Said::plain(reset.name()),
            Self::Update(_) => {
                let fields: Vec<String> = self.described().keys().cloned().collect();
                Said::new(Saying::ChangedFields).with("fields", fields)
            }
        }
    }

    /// The thing models whose telemetry is deleted.
    fn purged(&self) -> &[RecordId] {
        match self {
            Self::Reset(_) => &[],
            Self::Update(prepared) => &prepared.purged,
        }
    }
}

/// The use cases of changes to many devices.
#[derive(Debug, Clone, Copy)]
pub struct BulkChanges<'e>(pub(crate) &'e Engine);

impl BulkChanges<'_> {
    /// What a template would make of devices; `page` is where the listed ones begin, among those
    /// that change, and how many are listed.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown template or a selection without devices.
    pub async fn plan_reset(
        &self,
        tenant: &TenantCode,
        devices: Selection,
        template: ModelKey,
        page: (usize, usize),
    ) -> Result<Plan, Error> {
        let mut checks = Checks::default();
        let recipe = self.find_reset(tenant, &template, &mut checks);
        let euis = devices.resolve(self.0, tenant, &mut checks)?;
        checks.finish()?;
        self.heavy(tenant, euis, move |engine, devices| {
            let Some(recipe) = recipe else { return Plan::default() };
            plan::plan(engine, &Recipe::Reset(Box::new(recipe)), &devices, page)
        })
        .await
    }

    /// Begins to make devices what a template says. Nothing is sent to them.
    ///
    /// # Errors
    /// As [`Self::plan_reset`]; [`Error::Conflict`] when the selection has another number of
    /// devices than was confirmed; [`Error::Full`], [`Error::Store`].
    pub async fn reset(
        &self,
        tenant: &TenantCode,
        confirmed: Confirmed,
        template: ModelKey,
        origin: Origin,
    ) -> Result<Task, Error> {
        let mut checks = Checks::default();
        let recipe = self.find_reset(tenant, &template, &mut checks);
        let (name, euis) = self.confirmed(tenant, confirmed, checks)?;
        let recipe = recipe.ok_or_else(|| Error::not_found("device template", template))?;
        self.begin(tenant, Recipe::Reset(Box::new(recipe)), Said::plain(name), placed(euis), origin)
            .await
    }

    /// What a change would do to devices, or what is wrong with it; `page` as in
    /// [`Self::plan_reset`].
    ///
    /// # Errors
    /// [`Error::Invalid`] for a selection without devices.
    pub async fn plan_update(
        &self,
        tenant: &TenantCode,
        devices: Selection,
        change: BulkChange,
        page: (usize, usize),
    ) -> Result<Plan, Error> {
        let euis = self.selected(tenant, devices)?;
        let prepared = Prepared::new(self.0, tenant, change);
        self.heavy(tenant, euis, move |engine, devices| match prepared {
            Err(problems) => Plan { devices: devices.len(), problems, ..Plan::default() },
            Ok(prepared) => {
                let problems = prepared.conflicts(&found(&devices));
                let recipe = Recipe::Update(Box::new(prepared));
                Plan { problems, ..plan::plan(engine, &recipe, &devices, page) }
            }
        })
        .await
    }

    /// Begins to change devices. Shared attributes whose values become other ones are sent to
    /// their devices.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything that is wrong, the field being the step;
    /// [`Error::Conflict`] when the selection has another number of devices than was confirmed;
    /// [`Error::Full`], [`Error::Store`].
    pub async fn update(
        &self,
        tenant: &TenantCode,
        confirmed: Confirmed,
        change: BulkChange,
        origin: Origin,
    ) -> Result<Task, Error> {
        let (name, euis) = self.confirmed(tenant, confirmed, Checks::default())?;
        let prepared = Prepared::new(self.0, tenant, change).map_err(Error::Invalid)?;
        if prepared.is_empty() {
            return Err(Error::field("basic", Saying::NothingToChange));
        }
        let conflicts = prepared.conflicts(&found(&self.records(tenant, &euis)));
        if !conflicts.is_empty() {
            return Err(Error::Invalid(conflicts));
        }
        let recipe = Recipe::Update(Box::new(prepared));
        self.begin(tenant, recipe, Said::plain(name), placed(euis), origin).await
    }

    /// What the devices of a selection have.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a selection without devices.
    pub async fn facts(&self, tenant: &TenantCode, devices: Selection) -> Result<Facts, Error> {
        let euis = self.selected(tenant, devices)?;
        let of = tenant.clone();
        let look =
            move |engine: &Engine, devices: Vec<Found>| Facts::of(engine, &of, &found(&devices));
        self.heavy(tenant, euis, look).await
    }

    /// What thing models recorded for the devices of a selection; at most 200,000 records are
    /// counted.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a selection without devices, [`Error::Store`].
    pub async fn recorded(
        &self,
        tenant: &TenantCode,
        devices: Selection,
    ) -> Result<Vec<Recorded>, Error> {
        let euis = self.selected(tenant, devices)?;
        let there = self.records(tenant, &euis).into_iter().filter(|(_, device)| device.is_some());
        let euis: Vec<DeviceEui> = there.map(|(eui, _)| eui).collect();
        let of = tenant.clone();
        let read = self
            .0
            .core
            .store
            .read(move |reader| reader.telemetry().extents(&of, &euis, RECORDS_COUNTED));
        let shelf = &self.0.core.registry.thing_models;
        let recorded = read.await?.into_iter().map(|extent| Recorded {
            model: shelf.of(tenant, extent.thing_model).map_or_else(
                || ModelRef::missing(extent.thing_model),
                |model| ModelRef::from(&*model),
            ),
            devices: extent.devices,
            records: extent.records,
            complete: extent.complete,
            from: extent.from,
            to: extent.to,
        });
        Ok(recorded.collect())
    }

    /// Begins anew with those devices of a task that failed, each with the number it had.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::InUse`] when nothing is known to have failed or what was asked
    /// for cannot be done any more, [`Error::Full`], [`Error::Store`].
    pub(crate) async fn retry(&self, task: Task, origin: Origin) -> Result<Task, Error> {
        let id = task.id;
        let failed = self.0.core.store.read(move |reader| reader.tasks().failed_places(id)).await?;
        let failed = failed.into_iter();
        let euis: Vec<(u64, DeviceEui)> =
            failed.filter_map(|(place, eui)| Some((place, eui.parse().ok()?))).collect();
        if euis.is_empty() {
            return Err(Error::InUse(Saying::NoFailedDevice.into()));
        }
        let recipe = match task.kind {
            TaskKind::ResetByTemplate => {
                let id = task.request.get("template_id").and_then(Value::as_str);
                let key = ModelKey::from_text(id.unwrap_or_default().to_owned());
                self.find_reset(&task.tenant, &key, &mut Checks::default())
                    .map(|recipe| Recipe::Reset(Box::new(recipe)))
            }
            _ => serde_json::from_value(Value::Object(task.request.clone()))
                .ok()
                .and_then(|change| Prepared::new(self.0, &task.tenant, change).ok())
                .map(|prepared| Recipe::Update(Box::new(prepared))),
        };
        let gone = || Error::InUse(Saying::ModelGone.into());
        let recipe = recipe.ok_or_else(gone)?;
        self.begin(&task.tenant, recipe, task.name, euis, origin).await
    }

    fn find_reset(
        &self,
        tenant: &TenantCode,
        key: &ModelKey,
        checks: &mut Checks,
    ) -> Option<Reset> {
        let templates = &self.0.core.registry.device_templates;
        let found = key.find(templates, tenant);
        if found.is_none() {
            checks.refuse("template", key.unknown_template(templates, tenant));
        }
        found.map(|template| Reset::new(self.0, (*template).clone(), tenant))
    }

    fn selected(&self, tenant: &TenantCode, devices: Selection) -> Result<Vec<DeviceEui>, Error> {
        let mut checks = Checks::default();
        let euis = devices.resolve(self.0, tenant, &mut checks)?;
        checks.finish()?;
        Ok(euis)
    }

    /// The devices that were confirmed, and what a person calls the task.
    fn confirmed(
        &self,
        tenant: &TenantCode,
        confirmed: Confirmed,
        mut checks: Checks,
    ) -> Result<(String, Vec<DeviceEui>), Error> {
        let mut name = String::new();
        checks.line("name", &mut name, Some(confirmed.name));
        let euis = confirmed.devices.resolve(self.0, tenant, &mut checks)?;
        checks.finish()?;
        if confirmed.count.is_some_and(|count| count != euis.len()) {
            return Err(Error::conflict("count", say!(SelectionChanged, count = euis.len())));
        }
        Ok((name, euis))
    }

    async fn begin(
        &self,
        tenant: &TenantCode,
        recipe: Recipe,
        name: Said,
        devices: Vec<(u64, DeviceEui)>,
        origin: Origin,
    ) -> Result<Task, Error> {
        let core = &self.0.core;
        let new = NewTask {
            tenant: tenant.clone(),
            kind: recipe.kind(),
            subject: None,
            name: if name.is_empty() { recipe.name() } else { name },
            who: origin.account().to_owned(),
            request: recipe.described(),
            total: devices.len(),
            keep: Keep::All,
        };
        let point = NewPoint {
            tenant: tenant.clone(),
            operation: recipe.operation(),
            name: new.name.to_string(),
            who: new.who.clone(),
            task: None,
        };
        let engine = self.0.clone();
        core.start_task(new, move |reporter| {
            apply::run(engine, point, Arc::new(recipe), devices, reporter)
        })
        .await
    }

    /// The devices as they are now, in the order given; `None` for one that is not there.
    fn records(&self, tenant: &TenantCode, euis: &[DeviceEui]) -> Vec<Found> {
        let registry = &self.0.core.registry;
        let record = |eui: &DeviceEui| {
            let device = registry.device_of(tenant, eui);
            (eui.clone(), device.map(|device| device.lock().device.clone()))
        };
        euis.iter().map(record).collect()
    }

    /// Looks at devices on a thread of its own.
    async fn heavy<T, F>(
        &self,
        tenant: &TenantCode,
        euis: Vec<DeviceEui>,
        look: F,
    ) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Engine, Vec<Found>) -> T + Send + 'static,
    {
        let (engine, tenant) = (self.0.clone(), tenant.clone());
        let looked = tokio::task::spawn_blocking(move || {
            let devices = engine.bulk_changes().records(&tenant, &euis);
            look(&engine, devices)
        });
        looked.await.map_err(|error| Error::Unavailable(error.to_string().into()))
    }
}

/// A device that was asked for.
type Found = (DeviceEui, Option<Device>);

fn found(devices: &[Found]) -> Vec<&Device> {
    devices.iter().filter_map(|(_, device)| device.as_ref()).collect()
}

/// Each device with its place.
fn placed(euis: Vec<DeviceEui>) -> Vec<(u64, DeviceEui)> {
    (0..).zip(euis).collect()
}
