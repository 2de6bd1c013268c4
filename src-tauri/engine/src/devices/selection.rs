//! Devices as people select them: named, or all that match a filter.

use std::collections::HashSet;

use model::{DeviceEui, TenantCode, say};

use super::DeviceFilter;
use crate::device_executions::{DEVICES_MAX, distinct};
use crate::fields::Checks;
use crate::{Engine, Error, lists};

/// Devices, as a person selected them.
#[derive(Debug, Clone)]
pub enum Selection {
    /// These.
    Euis(Vec<DeviceEui>),
    /// All that match at this moment.
    Matching {
        /// The filter.
        filter: Box<DeviceFilter>,
        /// The text.
        text: Option<String>,
        /// Those of them that were left out again.
        except: Vec<DeviceEui>,
    },
}

impl Selection {
    /// The devices it has now, each once.
    pub(crate) fn euis(
        self,
        engine: &Engine,
        tenant: &TenantCode,
    ) -> Result<Vec<DeviceEui>, Error> {
        match self {
            Self::Euis(euis) => Ok(distinct(euis.into_iter())),
            Self::Matching { filter, text, except } => {
                let mut euis = lists::matching_euis(engine, tenant, &filter, text)?;
                let except: HashSet<DeviceEui> = except.into_iter().collect();
                euis.retain(|eui| !except.contains(eui));
                Ok(euis)
            }
        }
    }

    /// The devices it has now, each once; how many are too few or too many is noted.
    pub(crate) fn resolve(
        self,
        engine: &Engine,
        tenant: &TenantCode,
        checks: &mut Checks,
    ) -> Result<Vec<DeviceEui>, Error> {
        let euis = self.euis(engine, tenant)?;
        if !(1..=DEVICES_MAX).contains(&euis.len()) {
            let detail = say!(DevicesOutOfRange, found = euis.len(), limit = DEVICES_MAX);
            checks.refuse("euis", detail);
        }
        Ok(euis)
    }
}
