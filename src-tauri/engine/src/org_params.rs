//! What an organisation gives its scripts: keys and values that an RPC or a forwarder reads as
//! `org_params`, such as an account at a service outside.
//!
//! Source: thinklink reference 1.20 and 3.4.

use std::collections::HashMap;
use std::sync::Arc;

use model::{JsonMap, TenantCode, say};
use parking_lot::RwLock;
use serde_json::Value;

use crate::event::{Action, Resource};
use crate::fields::Checks;
use crate::{Engine, Error, clock};

/// Keys an organisation may have.
const KEYS_MAX: usize = 200;
/// Longest key, in bytes.
const KEY_MAX: usize = 64;

/// Those of all tenants, as scripts are given them. They are never printed.
pub(crate) struct OrgParamsOf(RwLock<HashMap<TenantCode, Arc<JsonMap>>>);

impl OrgParamsOf {
    pub(crate) fn of(stored: Vec<(TenantCode, JsonMap)>) -> Self {
        let all = stored.into_iter().map(|(tenant, values)| (tenant, Arc::new(values)));
        Self(RwLock::new(all.collect()))
    }

    fn get(&self, tenant: &TenantCode) -> Arc<JsonMap> {
        self.0.read().get(tenant).cloned().unwrap_or_default()
    }

    fn put(&self, tenant: TenantCode, values: JsonMap) {
        self.0.write().insert(tenant, Arc::new(values));
    }

    /// As JSON text, for a script.
    pub(crate) fn text(&self, tenant: &TenantCode) -> String {
        Value::Object(JsonMap::clone(&self.get(tenant))).to_string()
    }
}

/// The use cases of organisation parameters.
#[derive(Debug, Clone, Copy)]
pub struct OrgParams<'e>(pub(crate) &'e Engine);

impl OrgParams<'_> {
    /// Those of a tenant; empty when nobody set any.
    #[must_use]
    pub fn get(&self, tenant: &TenantCode) -> JsonMap {
        JsonMap::clone(&self.0.core.org_params.get(tenant))
    }

    /// Replaces those of a tenant. The next script gets them.
    ///
    /// # Errors
    /// [`Error::Invalid`] for keys that are empty, too long or too many, and for too much in all;
    /// [`Error::Store`].
    pub async fn set(&self, tenant: &TenantCode, values: JsonMap) -> Result<JsonMap, Error> {
        let mut checks = Checks::default();
        if values.len() > KEYS_MAX {
            checks.refuse("params", say!(KeysOver, found = values.len(), limit = KEYS_MAX));
        }
        if let Some(key) = values.keys().find(|key| key.trim().is_empty() || key.len() > KEY_MAX) {
            let detail = say!(KeyLength, key = format!("{key:?}"), limit = KEY_MAX);
            checks.refuse("params", detail);
        }
        checks.size("params", &values);
        checks.finish()?;
        let core = &self.0.core;
        let (owner, stored) = (tenant.clone(), values.clone());
        core.store.write(move |tx| tx.org_params().put(&owner, &stored, clock::now())).await?;
        core.org_params.put(tenant.clone(), values.clone());
        core.bus.changed(tenant, Resource::OrgParams, "", Action::Updated);
        Ok(values)
    }
}
