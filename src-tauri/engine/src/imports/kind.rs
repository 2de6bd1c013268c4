//! The kinds of record that files hold.

use std::fmt;
use std::str::FromStr;

use model::{Said, say};
use sheet::{Table, TextEncoding};

use super::plan::{Held, Plan, RowPlan};
use super::subject::Subject;
use super::{Field, check};
use crate::{Engine, Error};

/// A kind of record that workbooks hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportKind {
    /// LoRaWAN profiles.
    Profiles,
    /// Devices.
    Devices,
    /// Gateways.
    Gateways,
    /// Thing models, in JSON files.
    ThingModels,
    /// RPC models, in JSON files.
    RpcModels,
    /// Trigger models, in JSON files.
    TriggerModels,
    /// Device templates, in JSON files.
    DeviceTemplates,
}

/// Does something with the [`Subject`] of a kind.
macro_rules! with_subject {
    ($kind:expr, $subject:ident => $work:expr) => {
        match $kind {
            $crate::imports::ImportKind::Profiles => {
                type $subject = $crate::imports::profiles::ProfileRows;
                $work
            }
            $crate::imports::ImportKind::Devices => {
                type $subject = $crate::imports::devices::DeviceRows;
                $work
            }
            $crate::imports::ImportKind::Gateways => {
                type $subject = $crate::imports::gateways::GatewayRows;
                $work
            }
            $crate::imports::ImportKind::ThingModels => {
                type $subject = $crate::imports::models::ModelRows<$crate::registry::RunnableModel>;
                $work
            }
            $crate::imports::ImportKind::RpcModels => {
                type $subject = $crate::imports::models::ModelRows<model::record::RpcModel>;
                $work
            }
            $crate::imports::ImportKind::TriggerModels => {
                type $subject = $crate::imports::models::ModelRows<model::record::TriggerModel>;
                $work
            }
            $crate::imports::ImportKind::DeviceTemplates => {
                type $subject = $crate::imports::models::ModelRows<model::record::DeviceTemplate>;
                $work
            }
        }
    };
}
pub(super) use with_subject;

impl ImportKind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Profiles,
        Self::Devices,
        Self::Gateways,
        Self::ThingModels,
        Self::RpcModels,
        Self::TriggerModels,
        Self::DeviceTemplates,
    ];

    /// Its name in paths, files and sheets.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Profiles => "lorawan-profiles",
            Self::Devices => "devices",
            Self::Gateways => "gateways",
            Self::ThingModels => "thing-models",
            Self::RpcModels => "rpc-models",
            Self::TriggerModels => "trigger-models",
            Self::DeviceTemplates => "device-templates",
        }
    }

    /// How its files are written: as tables, or as JSON.
    #[must_use]
    pub const fn is_json(self) -> bool {
        with_subject!(self, S => S::IS_JSON)
    }

    /// The fields that its workbooks have columns for, the key first.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        with_subject!(self, S => S::FIELDS)
    }

    pub(super) fn field(self, name: &str) -> Option<usize> {
        self.fields().iter().position(|field| field.name == name)
    }

    pub(super) fn read(
        self,
        bytes: &[u8],
        (sheet, encoding): (Option<&str>, Option<TextEncoding>),
    ) -> Result<Table, Error> {
        with_subject!(self, S => S::read(bytes, sheet, encoding))
    }

    pub(super) fn check(self, engine: &Engine, plan: &Plan, held: &Held) -> Vec<RowPlan> {
        let (table, columns) = (&held.table, &held.columns);
        with_subject!(self, S => check::check::<S>(engine, &plan.tenant, table, columns))
    }
}

impl fmt::Display for ImportKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for ImportKind {
    type Err = Said;

    fn from_str(text: &str) -> Result<Self, Said> {
        let found = Self::ALL.iter().copied().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|kind| kind.as_str()).collect();
            say!(OneOf, words = names)
        })
    }
}
