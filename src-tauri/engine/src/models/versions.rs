//! The last saves of models: kept with every save, of any kind, and shown.

use model::{JsonMap, RecordId, TenantCode};
use store::{ModelVersion, StoreError, WriteTx};

use super::ModelKind;
use crate::records::Managed;
use crate::{Engine, Error};

/// Saves that are kept of one model; older ones are forgotten.
pub(super) const KEPT: u32 = 20;

/// Keeps what a new model is.
pub(crate) fn keep_first<T: Managed>(model: &T, tx: &WriteTx<'_>) -> Result<(), StoreError> {
    model.content().map_or(Ok(()), |content| append(model, &content, tx))
}

/// Keeps what a model was made by a save, if that changed anything; and what it was before, where
/// no version was kept yet.
pub(crate) fn keep<T: Managed>(before: &T, after: &T, tx: &WriteTx<'_>) -> Result<(), StoreError> {
    let (Some(old), Some(new)) = (before.content(), after.content()) else { return Ok(()) };
    if old == new {
        return Ok(());
    }
    if tx.model_versions().list(after.tenant(), after.id())?.is_empty() {
        append(before, &old, tx)?;
    }
    append(after, &new, tx)
}

fn append<T: Managed>(model: &T, content: &JsonMap, tx: &WriteTx<'_>) -> Result<(), StoreError> {
    let (tenant, id, at) = (model.tenant(), model.id(), model.updated_at());
    tx.model_versions().append(tenant, id, at, content, KEPT)
}

/// The use cases of the versions of models.
#[derive(Debug, Clone, Copy)]
pub struct ModelVersions<'e>(pub(crate) &'e Engine);

impl ModelVersions<'_> {
    /// The versions that are kept of a model, newest first. A built-in model has none; of one
    /// that was promoted, those from before stay with its tenant.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn list(
        &self,
        tenant: &TenantCode,
        kind: ModelKind,
        id: RecordId,
    ) -> Result<Vec<ModelVersion>, Error> {
        kind.reach(self.0, tenant, id)?;
        let (store, tenant) = (&self.0.core.store, tenant.clone());
        Ok(store.read(move |reader| reader.model_versions().list(&tenant, id)).await?)
    }

    /// What a model was in one version, in the shape in which it is changed.
    ///
    /// # Errors
    /// [`Error::NotFound`] also when the version is no longer kept, [`Error::Store`].
    pub async fn content(
        &self,
        tenant: &TenantCode,
        kind: ModelKind,
        id: RecordId,
        number: u32,
    ) -> Result<JsonMap, Error> {
        kind.reach(self.0, tenant, id)?;
        let (store, tenant) = (&self.0.core.store, tenant.clone());
        let read = store.read(move |reader| reader.model_versions().content(&tenant, id, number));
        let content = read.await?;
        content.ok_or_else(|| Error::not_found("version", number))
    }
}

#[cfg(test)]
mod tests {
    use model::JsonMap;
    use serde_json::{Value, json};
    use testkit::TempDir;

    use super::KEPT;
    use crate::clock;
    use crate::models::thing_models::ModelChange;
    use crate::testing::start;

    /// What was saved before it was checked can be given back, and nothing else of its kind.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_version_from_before_a_check_can_be_given_back() {
        let folder = TempDir::new().unwrap();
        let (engine, tenant) = start(&folder).await;
        let config = |kind: &str| json!({ "fields": { "t": { "name": "T", "type": kind } } });
        let change = |config: Value| ModelChange {
            id_name: Some("old".into()),
            name: Some("Old".into()),
            telemetry_config: Some(config),
            ..ModelChange::default()
        };
        let made = engine.thing_models().create(&tenant, change(config("number"))).await.unwrap();
        let id = made.record.id;
        let mut content = JsonMap::new();
        content.insert("telemetry_config".into(), config("float"));
        let of = tenant.clone();
        let kept = engine
            .core
            .store
            .write(move |tx| tx.model_versions().append(&of, id, clock::now(), &content, KEPT));
        kept.await.unwrap();
        let given_back = engine.thing_models().update(&tenant, id, change(config("float"))).await;
        assert_eq!(given_back.unwrap().record.telemetry_config, config("float"));
        assert!(engine.thing_models().update(&tenant, id, change(config("real"))).await.is_err());
    }
}
