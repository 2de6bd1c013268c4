//! Giving tags to devices and taking them away.

use model::record::{Operation, RecordKey, Task, TaskItem, TaskKind};
use model::{DeviceEui, JsonMap, Said, Saying, TenantCode, say};

use super::{BATCH, Selected, deleted, item, new_task};
use crate::Error;
use crate::devices::{Planned, Selection};
use crate::event::Resource;
use crate::fields::{Checks, change_tags, has_tag};
use crate::restore_points::Recorder;
use crate::rpc::Origin;

/// What to do with the tags of devices.
#[derive(Debug, Clone, Default)]
pub struct TagChange {
    /// Tags they get, when they do not have them.
    pub add: Vec<String>,
    /// Tags they lose, in any spelling of capitals.
    pub remove: Vec<String>,
}

impl Selected<'_> {
    /// Begins to give tags to devices and to take tags away.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field, [`Error::Full`] when too many tasks wait,
    /// [`Error::Store`].
    pub async fn change_tags(
        &self,
        tenant: &TenantCode,
        chosen: Selection,
        change: TagChange,
        origin: &Origin,
    ) -> Result<Task, Error> {
        let euis = self.devices(tenant, chosen)?;
        let mut checks = Checks::default();
        let mut add = Vec::new();
        checks.tags(&mut add, Some(change.add));
        checks.finish()?;
        if add.is_empty() && change.remove.is_empty() {
            return Err(Error::field("add", Saying::NoTagGiven));
        }
        if let Some(both) = add.iter().find(|tag| has_tag(&change.remove, tag)) {
            return Err(Error::field("remove", say!(AddedToo, tag = both.as_str())));
        }
        let mut request = JsonMap::new();
        request.insert("add".into(), add.clone().into());
        request.insert("remove".into(), change.remove.clone().into());
        self.begin_tags(tenant, euis, TagChange { add, remove: change.remove }, request, origin)
            .await
    }

    pub(super) async fn begin_tags(
        &self,
        tenant: &TenantCode,
        euis: Vec<DeviceEui>,
        change: TagChange,
        request: JsonMap,
        origin: &Origin,
    ) -> Result<Task, Error> {
        let named = change.add.iter().map(|tag| format!("+{tag}"));
        let named = named.chain(change.remove.iter().map(|tag| format!("−{tag}")));
        let name = named.collect::<Vec<_>>().join(", ").chars().take(255).collect();
        let new = new_task(tenant, TaskKind::Tags, name, request, euis.len(), origin);
        let (engine, tenant) = (self.0.clone(), tenant.clone());
        let begin = self.begin(new, Operation::Tags, move |reporter, recorder| async move {
            for batch in euis.chunks(BATCH) {
                if reporter.is_stopped() {
                    break;
                }
                let items = engine.selected().tag(&tenant, batch, &change, &recorder).await?;
                reporter.commit(items, |_| Ok(())).await?;
            }
            Ok(())
        });
        begin.await
    }

    /// Changes the tags of some devices.
    async fn tag(
        &self,
        tenant: &TenantCode,
        euis: &[DeviceEui],
        change: &TagChange,
        recorder: &Recorder,
    ) -> Result<Vec<TaskItem>, Error> {
        let _turns = self.0.core.edit_all(Resource::Devices, euis).await;
        let mut wanted = Vec::new();
        let mut items = Vec::with_capacity(euis.len());
        for eui in euis {
            let Some(shared) = self.0.core.registry.device_of(tenant, eui) else {
                let gone = Err(Error::not_found("device", eui));
                items.push(deleted(eui.to_string(), gone));
                continue;
            };
            let before = shared.lock().device.clone();
            let mut after = before.clone();
            change_tags(&mut after.tags, &change.add, &change.remove);
            let mut checks = Checks::default();
            let mut kept = Vec::new();
            checks.tags(&mut kept, Some(after.tags.clone()));
            if let Err(error) = checks.finish() {
                items.push(item(eui.to_string(), Err(Said::from(&error)), "tagged"));
            } else if after.tags == before.tags {
                items.push(item(eui.to_string(), Ok(()), "unchanged"));
            } else {
                wanted.push(Planned { before: Some(before), after, identifier: None });
            }
        }
        let records = wanted.iter().map(|it| RecordKey::Device(it.after.eui.clone()));
        recorder.keep(records.collect()).await?;
        let euis: Vec<String> = wanted.iter().map(|it| it.after.eui.to_string()).collect();
        let settling = recorder.clone();
        let answers = self
            .0
            .devices()
            .save_all(wanted, move |tx, _| settling.settle_in(tx))
            .await?
            .into_iter();
        items.extend(euis.into_iter().zip(answers).map(|(eui, it)| item(eui, it, "tagged")));
        Ok(items)
    }
}
