//! Doing it: batch after batch, until all are done or a person stops it.

use std::sync::Arc;

use model::record::TaskItem;
use model::{DeviceEui, RecordId, Said, Saying, TenantCode};
use tokio::task::JoinSet;

use super::Recipe;
use crate::event::Resource;
use crate::registry::SharedDevice;
use crate::restore_points::NewPoint;
use crate::tasks::Reporter;
use crate::workers::{Books, Changed, Make, Told};
use crate::{Engine, Error, clock};

/// Devices that are changed together. A person who stops the task waits for one batch.
const BATCH: usize = 500;
/// Devices that are told something, or whose telemetry is deleted, at once.
const AT_ONCE: usize = 64;

/// Changes devices, each with its place in the task; what they were is kept in a restore point.
pub(super) async fn run(
    engine: Engine,
    point: NewPoint,
    recipe: Arc<Recipe>,
    devices: Vec<(u64, DeviceEui)>,
    reporter: Reporter,
) -> Result<(), Error> {
    let make: Make = {
        let (engine, recipe) = (engine.clone(), Arc::clone(&recipe));
        Arc::new(move |place, before, at| recipe.made(&engine, place, before, at))
    };
    let tenant = point.tenant.clone();
    let point = NewPoint { task: Some(reporter.id()), ..point };
    let recorder = engine.core.begin_restore_point(point).await?;
    let books = Books { reporter: reporter.clone(), recorder };
    let work = async {
        for batch in devices.chunks(BATCH) {
            if reporter.is_stopped() {
                break;
            }
            let changed = change(&engine, &tenant, &recipe, batch, &make, &books).await?;
            tell(&engine, &tenant, changed.told).await;
            changed.end?;
        }
        Ok(())
    };
    let done = work.await;
    books.recorder.tell().await;
    done
}

/// Changes a batch of devices in their turns.
async fn change(
    engine: &Engine,
    tenant: &TenantCode,
    recipe: &Recipe,
    batch: &[(u64, DeviceEui)],
    make: &Make,
    books: &Books,
) -> Result<Changed, Error> {
    let euis = batch.iter().map(|(_, eui)| eui);
    let _turns = engine.core.edit_all(Resource::Devices, euis).await;
    let (mut found, mut gone) = (Vec::with_capacity(batch.len()), Vec::new());
    for (place, eui) in batch {
        match engine.core.registry.device_of(tenant, eui) {
            Some(device) => found.push((*place, device)),
            None => gone.push((*place, missing(eui))),
        }
    }
    if !gone.is_empty() {
        books.reporter.note_at(gone).await?;
    }
    // First, so that a device that is reported as done has none left; of one that is refused
    // nothing is touched.
    if !recipe.purged().is_empty() {
        let is_sound = |(place, device): &&(u64, SharedDevice)| {
            let before = device.lock().device.clone();
            recipe.made(engine, *place, &before, clock::now()).is_ok()
        };
        let sound: Vec<_> = found.iter().filter(is_sound).map(|(_, it)| it.clone()).collect();
        purge(engine, sound, recipe.purged()).await?;
    }
    Ok(engine.core.change_records(found, make, books).await)
}

fn missing(eui: &DeviceEui) -> TaskItem {
    TaskItem {
        subject: eui.to_string(),
        ok: false,
        code: "no_device".into(),
        detail: Said::new(Saying::NoDevice).with("eui", eui.to_string()),
        link: None,
        at: clock::now(),
    }
}

/// Deletes what thing models recorded for devices.
async fn purge(
    engine: &Engine,
    devices: Vec<SharedDevice>,
    models: &[RecordId],
) -> Result<(), Error> {
    let mut under_way = JoinSet::new();
    for device in devices {
        let (tenant, eui) = {
            let mut state = device.lock();
            state.latest.retain(|(id, _)| !models.contains(id));
            (state.device.tenant.clone(), state.device.eui.clone())
        };
        while under_way.len() >= AT_ONCE {
            joined(under_way.join_next().await)?;
        }
        let (store, models) = (engine.core.store.clone(), models.to_vec());
        under_way.spawn(async move {
            for model in models {
                store.delete_telemetry(&tenant, &eui, Some(model)).await?;
            }
            Ok::<(), Error>(())
        });
    }
    while let Some(done) = under_way.join_next().await {
        joined(Some(done))?;
    }
    Ok(())
}

fn joined(done: Option<Result<Result<(), Error>, tokio::task::JoinError>>) -> Result<(), Error> {
    match done {
        None => Ok(()),
        Some(Ok(done)) => done,
        Some(Err(error)) => Err(Error::Unavailable(error.to_string().into())),
    }
}

/// Sends shared attributes to their devices. What cannot be sent is noted with the attribute, as
/// when a person edits it on one device.
async fn tell(engine: &Engine, tenant: &TenantCode, told: Vec<Told>) {
    let mut under_way = JoinSet::new();
    for (device, values) in told {
        while under_way.len() >= AT_ONCE {
            under_way.join_next().await;
        }
        let (engine, tenant) = (engine.clone(), tenant.clone());
        under_way.spawn(async move {
            if let Err(error) = engine.attributes().push(&tenant, &device, values).await {
                tracing::warn!(%error, "what was sent to a device could not be noted");
            }
        });
    }
    while under_way.join_next().await.is_some() {}
}
