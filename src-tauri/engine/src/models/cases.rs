//! Saved test cases: what a model's script must return for an input.

use model::{DeviceEui, JsonMap, RecordId, TenantCode, say};
use serde_json::Value;
use store::ModelCase;

use super::ModelKind;
use crate::fields::Checks;
use crate::{Engine, Error, clock};

/// Cases one model may have.
const CASES_MAX: usize = 50;

/// What to keep of a case.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are those of ModelCase")]
pub struct CaseInput {
    pub name: String,
    pub eui: Option<DeviceEui>,
    pub input: JsonMap,
    pub expected: Value,
}

/// The use cases of test cases.
#[derive(Debug, Clone, Copy)]
pub struct ModelCases<'e>(pub(crate) &'e Engine);

impl ModelCases<'_> {
    /// The tenant's cases for a model, oldest first.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn list(
        &self,
        tenant: &TenantCode,
        kind: ModelKind,
        model: RecordId,
    ) -> Result<Vec<ModelCase>, Error> {
        kind.reach(self.0, tenant, model)?;
        let tenant = tenant.clone();
        let store = &self.0.core.store;
        Ok(store.read(move |reader| reader.model_cases().list(&tenant, model)).await?)
    }

    /// Adds a case.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`], [`Error::Full`] when the model has as many as it
    /// may have, [`Error::Store`].
    pub async fn create(
        &self,
        tenant: &TenantCode,
        kind: ModelKind,
        model: RecordId,
        input: CaseInput,
    ) -> Result<ModelCase, Error> {
        if self.list(tenant, kind, model).await?.len() >= CASES_MAX {
            return Err(Error::Full(say!(CasesMost, limit = CASES_MAX)));
        }
        let mut case = checked(RecordId(0), tenant, model, input)?;
        let now = clock::now();
        let saved = self.0.core.store.write(move |tx| {
            case.id = tx.next_id(now)?;
            tx.model_cases().insert(&case)?;
            Ok(case)
        });
        Ok(saved.await?)
    }

    /// Replaces a case.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`], [`Error::Store`].
    pub async fn replace(
        &self,
        tenant: &TenantCode,
        kind: ModelKind,
        model: RecordId,
        id: RecordId,
        input: CaseInput,
    ) -> Result<ModelCase, Error> {
        kind.reach(self.0, tenant, model)?;
        let case = checked(id, tenant, model, input)?;
        let record = case.clone();
        let saved = self.0.core.store.write(move |tx| tx.model_cases().update(&record)).await;
        saved.map_err(|error| missing(error, id))?;
        Ok(case)
    }

    /// Deletes a case.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn delete(
        &self,
        tenant: &TenantCode,
        kind: ModelKind,
        model: RecordId,
        id: RecordId,
    ) -> Result<(), Error> {
        kind.reach(self.0, tenant, model)?;
        let owner = tenant.clone();
        let job = self.0.core.store.write(move |tx| tx.model_cases().delete(&owner, model, id));
        job.await.map_err(|error| missing(error, id))
    }
}

fn missing(error: store::StoreError, id: RecordId) -> Error {
    match error {
        store::StoreError::NotFound(_) => Error::not_found("test case", id),
        error => error.into(),
    }
}

fn checked(
    id: RecordId,
    tenant: &TenantCode,
    model: RecordId,
    given: CaseInput,
) -> Result<ModelCase, Error> {
    let mut checks = Checks::default();
    let (mut name, mut input) = (String::new(), JsonMap::new());
    checks.label(&mut name, Some(given.name));
    checks.object("input", &mut input, Some(given.input));
    checks.size("expected", &given.expected);
    checks.finish()?;
    let (tenant, eui, expected) = (tenant.clone(), given.eui, given.expected);
    Ok(ModelCase { id, tenant, model, name, eui, input, expected })
}
