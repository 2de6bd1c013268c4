//! The list of thing models: a tenant's own and the built-in ones.

use model::TenantCode;
use model::record::{ApplyTo, ParserType, ThingModel};

use crate::cursor::Page;
use crate::filter::{Filter, containing};
use crate::list::listing::{Listed, Listing};
use crate::table::{Tx, read_thing_model};
use crate::{ReadTx, StoreError};

/// A thing model as the list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ThingModelItem {
    /// The record.
    pub model: ThingModel,
    /// Devices of all tenants that mount it.
    pub used_by: u64,
}

/// What the list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThingModelSort {
    /// Label, without regard to case.
    #[default]
    Name,
    /// Stable text id.
    IdName,
    /// Creation.
    Created,
    /// Last change.
    Updated,
}

/// Which thing models; all conditions must hold.
#[derive(Debug, Clone, Default)]
pub struct ThingModelQuery {
    /// What this tenant may use, built-in ones included; or everyone's.
    pub tenant: Option<TenantCode>,
    /// Owned by: `PUBLIC` or the tenant.
    pub scope: Option<TenantCode>,
    /// With this style of script.
    pub payload_parser_type: Option<ParserType>,
    /// For these records.
    pub apply_to: Option<ApplyTo>,
    /// With this tag.
    pub tag: Option<String>,
    /// Text in `id_name`, name, tags or remark.
    pub q: Option<String>,
    /// Order.
    pub sort: ThingModelSort,
    /// Largest or newest first.
    pub descending: bool,
    /// Which page.
    pub page: Page,
}

const COLUMNS: &str = "m.id, m.tenant, m.id_name, m.name, m.payload_parser,
    m.payload_parser_type, m.apply_to, m.telemetry_config, m.tags, m.remark, m.updated_at,
    (SELECT count(*) FROM device_thing_model t WHERE t.thing_model = m.id)";

impl ReadTx<'_> {
    /// A page of thing models.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub fn list_thing_models(
        &self,
        query: &ThingModelQuery,
    ) -> Result<Listed<ThingModelItem>, StoreError> {
        let tx = Tx { conn: self.conn, cipher: self.cipher };
        listing(query).run(&tx, |columns| {
            let model = read_thing_model(columns)?;
            let used_by = u64::try_from(columns.get::<i64>()?).map_err(StoreError::corrupt)?;
            Ok(ThingModelItem { model, used_by })
        })
    }
}

pub(crate) fn listing(query: &ThingModelQuery) -> Listing<'_> {
    Listing {
        name: "thing_models",
        columns: COLUMNS,
        table: "thing_model m",
        joins: "",
        filter_needs_joins: false,
        filter: filter(query),
        sort: match query.sort {
            ThingModelSort::Name => Some("m.name COLLATE NOCASE"),
            ThingModelSort::IdName => Some("m.id_name"),
            ThingModelSort::Created => None,
            ThingModelSort::Updated => Some("m.updated_at"),
        },
        key: "m.id",
        descending: query.descending,
        page: &query.page,
    }
}

fn filter(query: &ThingModelQuery) -> Filter {
    let mut filter = Filter::default();
    let owned = |code: &TenantCode| code.as_str().to_owned();
    filter.and_opt("m.tenant IN (?, 'PUBLIC')", query.tenant.as_ref().map(owned));
    filter.and_opt("m.tenant = ?", query.scope.as_ref().map(owned));
    filter.and_opt(
        "m.payload_parser_type = ?",
        query.payload_parser_type.map(|word| word.as_str().to_owned()),
    );
    filter.and_opt("m.apply_to = ?", query.apply_to.map(|word| word.as_str().to_owned()));
    filter.and_opt("EXISTS (SELECT 1 FROM json_each(m.tags) WHERE value = ?)", query.tag.clone());
    if let Some(q) = query.q.as_deref().filter(|q| !q.is_empty()) {
        let text = containing(q);
        filter.and(
            r"m.id_name LIKE ? ESCAPE '\' OR m.name LIKE ? ESCAPE '\' OR m.tags LIKE ? ESCAPE '\'
              OR m.remark LIKE ? ESCAPE '\'",
            [text.clone(), text.clone(), text.clone(), text],
        );
    }
    filter
}
