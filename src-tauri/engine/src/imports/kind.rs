//! The kinds of record that files hold.

use std::fmt;
use std::str::FromStr;

use model::record::{DeviceTemplate, RpcModel, TriggerModel};
use model::{Said, Saying, say};
use sheet::{ReadError, Table, TextEncoding};

use super::plan::{Held, Plan, RowPlan};
use super::subject::Subject;
use super::{Field, check, foreign, models};
use crate::registry::RunnableModel;
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

    /// Its name in paths and file names.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        with_subject!(self, S => S::NAME)
    }

    /// How its files are written: as tables, or as JSON.
    #[must_use]
    pub const fn is_json(self) -> bool {
        matches!(
            self,
            Self::ThingModels | Self::RpcModels | Self::TriggerModels | Self::DeviceTemplates
        )
    }

    /// The fields that its workbooks have columns for, the key first.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        with_subject!(self, S => S::FIELDS)
    }

    pub(super) fn field(self, name: &str) -> Option<usize> {
        self.fields().iter().position(|field| field.name == name)
    }

    pub(super) fn check(self, engine: &Engine, plan: &Plan, held: &Held) -> Vec<RowPlan> {
        let (table, columns) = (&held.table, &held.columns);
        with_subject!(self, S => check::check::<S>(engine, &plan.tenant, table, columns))
    }

    pub(super) fn read(
        self,
        bytes: &[u8],
        (sheet, encoding): (Option<&str>, Option<TextEncoding>),
    ) -> Result<Table, Error> {
        if self.is_json() && bytes.len() > sheet::limits::FILE_BYTES {
            return Err(Error::field("file", Saying::FileOver32));
        }
        match self {
            Self::ThingModels => models::read::<RunnableModel>(bytes),
            Self::RpcModels => models::read::<RpcModel>(bytes),
            Self::TriggerModels => models::read::<TriggerModel>(bytes),
            Self::DeviceTemplates => models::read::<DeviceTemplate>(bytes),
            Self::Profiles | Self::Devices | Self::Gateways => {
                foreign::read(self, bytes, sheet, encoding)
                    .map_err(|error| Error::field("file", unreadable(error)))
            }
        }
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

/// Why a file cannot be read.
fn unreadable(error: ReadError) -> Said {
    use sheet::limits::{CELLS, COLUMNS, FILE_BYTES, ROWS, TEXT_BYTES};
    match error {
        ReadError::TooLarge { bytes } => say!(FileTooLarge, bytes = bytes, limit = FILE_BYTES),
        ReadError::WrongType(why) => say!(FileWrongType, why = why),
        ReadError::NotEncoded(encoding) => say!(FileNotEncoded, encoding = encoding),
        ReadError::OpenQuote(line) => say!(FileOpenQuote, line = line),
        ReadError::NoJson(why) => say!(NoValidJson, why = why),
        ReadError::OtherJson => Saying::FileOtherJson.into(),
        ReadError::Password => Saying::FilePassword.into(),
        ReadError::Damaged(why) => say!(FileDamaged, why = why),
        ReadError::Hostile(why) => say!(FileHostile, why = why),
        ReadError::NoSuchSheet(name) => say!(NoSheet, name = name),
        ReadError::Empty => Saying::NoRows.into(),
        ReadError::TooManyRows => say!(RowsOver, limit = ROWS),
        ReadError::FarCell(cell) => {
            say!(CellFar, cell = cell, rows = ROWS + 1, columns = COLUMNS)
        }
        ReadError::LongCell(cell, limit) => say!(CellLong, cell = cell, limit = limit),
        ReadError::TooMuchText => say!(CellsOver, bytes = TEXT_BYTES, values = CELLS),
    }
}
