//! Registered gateways that were selected.

use std::collections::HashSet;
use std::time::Duration;

use lorawan::Eui64;
use model::record::{Operation, Task, TaskKind};
use model::{JsonMap, TenantCode};

use super::{Selected, check_number, deleted, new_task};
use crate::Error;
use crate::gateways::GatewayFilter;
use crate::page::PageRequest;
use crate::rpc::Origin;
use crate::tasks::paced;

/// Gateways, as a person selected them.
#[derive(Debug, Clone)]
pub enum GatewaySelection {
    /// These.
    Euis(Vec<Eui64>),
    /// All registered ones that match at this moment.
    Matching {
        /// The filter.
        filter: GatewayFilter,
        /// The text.
        text: Option<String>,
        /// Those of them that were left out again.
        except: Vec<Eui64>,
    },
}

impl Selected<'_> {
    /// Begins to forget registered gateways.
    ///
    /// # Errors
    /// [`Error::Invalid`] when nothing is selected, [`Error::Full`] when too many tasks wait,
    /// [`Error::Store`].
    pub async fn delete_gateways(
        &self,
        tenant: &TenantCode,
        selection: GatewaySelection,
        origin: &Origin,
    ) -> Result<Task, Error> {
        let euis = self.gateways(tenant, selection)?;
        let name = match euis.as_slice() {
            [eui] => {
                let named = self.0.gateways().owned(tenant, *eui).map(|gateway| gateway.name);
                named.ok().filter(|name| !name.is_empty()).unwrap_or_else(|| eui.to_string())
            }
            _ => String::new(),
        };
        let kind = TaskKind::DeleteGateways;
        let new = new_task(tenant, kind, name, JsonMap::new(), euis.len(), origin);
        let (engine, tenant) = (self.0.clone(), tenant.clone());
        let begin = self.begin(new, Operation::Delete, move |reporter, recorder| async move {
            paced(&reporter, euis, Duration::ZERO, move |eui| {
                let (engine, recorder, tenant) = (engine.clone(), recorder.clone(), tenant.clone());
                async move {
                    let gone = engine.gateways().delete_kept(&tenant, eui, Some(&recorder)).await;
                    deleted(eui.to_string(), gone)
                }
            })
            .await
        });
        begin.await
    }

    /// The gateways of a selection, each once.
    fn gateways(
        &self,
        tenant: &TenantCode,
        selection: GatewaySelection,
    ) -> Result<Vec<Eui64>, Error> {
        let mut euis: Vec<Eui64> = match selection {
            GatewaySelection::Euis(euis) => euis,
            GatewaySelection::Matching { filter, text, except } => {
                let except: HashSet<Eui64> = except.into_iter().collect();
                let page = PageRequest { q: text, ..PageRequest::default() };
                let found = self.0.gateways().matching(tenant, &filter, &page)?.into_iter();
                let registered = found.filter(|view| view.registered.is_some());
                registered.map(|view| view.eui).filter(|eui| !except.contains(eui)).collect()
            }
        };
        euis.sort_unstable();
        euis.dedup();
        check_number("euis", euis.len())?;
        Ok(euis)
    }
}
