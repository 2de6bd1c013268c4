//! Models: thing models, RPC models, trigger models and device templates.
//!
//! What they share with other records that have a name is in [`crate::records`]; here is what only
//! models have: versions, test cases, a scope, a log and scripts.

mod cases;
pub mod device_templates;
pub(crate) mod impact;
mod kind;
pub mod mounting;
pub mod rpc_models;
mod runs;
mod scope;
pub mod scripts;
pub mod thing_models;
pub mod trigger_models;
pub(crate) mod versions;

use model::{JsonMap, RecordId, TenantCode};
use serde_json::Value;
use store::ModelLogRecord;
pub use store::ModelLogRow;

use crate::{Engine, Error};

pub use cases::{CaseInput, ModelCases};
pub use kind::ModelKind;
pub use scope::{ModelScope, ModelScopes};
pub use store::{ModelCase, ModelVersion};
pub use things::builtin::ships;
pub use versions::ModelVersions;

/// Newest log lines that are shown.
const LOG_SHOWN: u32 = 200;

/// The newest lines of a model's log, as far as the tenant's devices wrote them.
pub(crate) async fn log(
    engine: &Engine,
    tenant: &TenantCode,
    id: RecordId,
) -> Result<Vec<ModelLogRecord>, Error> {
    let tenant = tenant.clone();
    let lines = engine
        .core
        .store
        .read(move |reader| reader.model_log().list(id, Some(&tenant), LOG_SHOWN, None));
    Ok(lines.await?.items)
}

/// The members of an object that was written as one.
pub(crate) fn content(object: Value) -> Option<JsonMap> {
    match object {
        Value::Object(members) => Some(members),
        _ => None,
    }
}
