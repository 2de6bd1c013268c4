//! Relations: which devices hear of which others.
//!
//! The use cases are here, [`index`] is what the pipeline looks into, and `workers::notification`
//! is what happens when a source changes.

mod index;

use std::sync::Arc;

use model::record::{Categories, DeviceType, OnlineStatus, Relation};
use model::{DeviceEui, JsonMap, RecordId, Saying, TenantCode, Timestamp, say};

use crate::event::{Action, Resource};
use crate::fields::Checks;
use crate::lists::{self, Listed, time_key};
use crate::page::{Page, PageRequest};
use crate::{Engine, Error, clock};

pub(crate) use index::{Bound, Relations as Index};

/// Most relations one request makes.
const AT_ONCE_MAX: usize = 1_000;
/// Most targets of one source: what one report may set going.
const TARGETS_MAX: usize = 1_000;
/// Most sources of one target.
const SOURCES_MAX: usize = 10_000;

/// Which relations a list has.
#[derive(Debug, Clone, Default)]
pub struct RelationFilter {
    /// Only those of this source.
    pub from_eui: Option<DeviceEui>,
    /// Only those of this target.
    pub to_eui: Option<DeviceEui>,
}

/// Sources and targets to bind: each source with each target.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are those of Relation")]
pub struct Binding {
    pub from_eui: Vec<DeviceEui>,
    pub to_eui: Vec<DeviceEui>,
    pub notify_fields: Categories,
    pub params: Option<JsonMap>,
}

/// What to change; absent fields keep their value.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of Relation")]
pub struct RelationChange {
    pub notify_fields: Option<Categories>,
    pub params: Option<JsonMap>,
}

/// One of the two devices of a relation.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are those of Device")]
pub struct End {
    pub eui: DeviceEui,
    pub name: String,
    pub device_type: DeviceType,
    pub status: OnlineStatus,
}

/// A relation with its devices.
#[derive(Debug, Clone)]
pub struct RelationView {
    /// The record.
    pub relation: Relation,
    /// The device whose data changes.
    pub source: End,
    /// The device whose thing models run.
    pub target: End,
    /// When the target last heard of the source, since the instance started.
    pub notified_at: Option<Timestamp>,
}

impl Listed for RelationView {
    fn identity(&self) -> String {
        format!("{:020}", self.relation.id.0)
    }
}

/// The use cases of relations.
#[derive(Debug, Clone, Copy)]
pub struct Relations<'e>(pub(crate) &'e Engine);

impl Relations<'_> {
    /// One page of the tenant's relations.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown sort field or a foreign cursor.
    pub fn list(
        &self,
        tenant: &TenantCode,
        filter: &RelationFilter,
        page: &PageRequest,
    ) -> Result<Page<RelationView>, Error> {
        let index = &self.0.core.registry.relations;
        let bound = match (&filter.from_eui, &filter.to_eui) {
            (Some(from), _) => index.of_source(from).map(|bundle| bundle.to_vec()),
            (None, Some(to)) => index.of_target(to).map(|bundle| bundle.to_vec()),
            (None, None) => Some(index.all()),
        };
        let needle = page.needle();
        let views = bound
            .unwrap_or_default()
            .into_iter()
            .filter(|bound| bound.relation.tenant == *tenant)
            .filter(|bound| filter.to_eui.as_ref().is_none_or(|to| *to == bound.relation.to_eui))
            .map(|bound| self.view(&bound))
            .filter(|view| {
                needle.as_ref().is_none_or(|needle| {
                    [&view.source, &view.target]
                        .iter()
                        .any(|end| needle.in_hex(end.eui.as_str()) || needle.in_text(&end.name))
                })
            });
        lists::in_memory(views.collect(), page, |view, field| match field {
            "from_eui" => Some(view.source.eui.to_string()),
            "to_eui" => Some(view.target.eui.to_string()),
            "source" => Some(view.source.name.to_lowercase()),
            "target" => Some(view.target.name.to_lowercase()),
            "notified_at" => Some(time_key(view.notified_at)),
            "created_at" => Some(time_key(Some(view.relation.created_at))),
            _ => None,
        })
    }

    /// One relation.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, tenant: &TenantCode, id: RecordId) -> Result<RelationView, Error> {
        Ok(self.view(&*self.owned(tenant, id)?))
    }

    /// Binds each source with each target. A pair that is bound already gets what is given here.
    /// All of it happens or nothing.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field, [`Error::Full`] when a device would have too many,
    /// [`Error::Store`].
    pub async fn bind(
        &self,
        tenant: &TenantCode,
        binding: Binding,
    ) -> Result<Vec<RelationView>, Error> {
        let relations = self.planned(tenant, binding)?;
        let saved = self
            .0
            .core
            .store
            .write(move |tx| {
                let put = |mut relation: Relation| {
                    relation.id = tx.next_id(relation.created_at)?;
                    tx.relations().put(&relation)
                };
                relations.into_iter().map(put).collect::<Result<Vec<_>, _>>()
            })
            .await?;
        let ids: Vec<RecordId> = saved.iter().map(|relation| relation.id).collect();
        self.0.core.registry.relations.put(saved);
        let key = match ids.as_slice() {
            [id] => id.to_string(),
            _ => String::new(),
        };
        self.0.core.bus.changed(tenant, Resource::Relations, key, Action::Created);
        ids.into_iter().map(|id| self.get(tenant, id)).collect()
    }

    /// Changes what a target hears of.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] with every bad field, [`Error::Store`].
    pub async fn update(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        change: RelationChange,
    ) -> Result<RelationView, Error> {
        let _turn = self.0.core.edit(Resource::Relations, id).await;
        let mut relation = self.owned(tenant, id)?.relation.clone();
        relation.notify_fields = change.notify_fields.unwrap_or(relation.notify_fields);
        let mut checks = Checks::default();
        checks.object("params", &mut relation.params, change.params);
        check_categories(relation.notify_fields, &mut checks);
        checks.finish()?;
        let saved = self.0.core.store.write(move |tx| tx.relations().put(&relation)).await?;
        self.0.core.registry.relations.put(vec![saved]);
        self.0.core.bus.changed(tenant, Resource::Relations, id, Action::Updated);
        self.get(tenant, id)
    }

    /// Ends a relation.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn delete(&self, tenant: &TenantCode, id: RecordId) -> Result<(), Error> {
        let core = &self.0.core;
        let _turn = core.edit(Resource::Relations, id).await;
        self.owned(tenant, id)?;
        core.store.write(move |tx| tx.relations().delete(id)).await?;
        core.registry.relations.remove(id);
        core.bus.changed(tenant, Resource::Relations, id, Action::Deleted);
        Ok(())
    }

    fn owned(&self, tenant: &TenantCode, id: RecordId) -> Result<Arc<Bound>, Error> {
        let bound = self.0.core.registry.relations.get(id);
        bound
            .filter(|bound| bound.relation.tenant == *tenant)
            .ok_or_else(|| Error::not_found("relation", id))
    }

    /// The relations a binding asks for, without ids.
    fn planned(&self, tenant: &TenantCode, binding: Binding) -> Result<Vec<Relation>, Error> {
        let Binding { mut from_eui, mut to_eui, notify_fields, params } = binding;
        let mut checks = Checks::default();
        for (field, ends) in [("from_eui", &mut from_eui), ("to_eui", &mut to_eui)] {
            ends.sort_unstable();
            ends.dedup();
            if ends.is_empty() {
                checks.refuse(field, Saying::AtLeastOneDevice);
            }
            for eui in ends.iter() {
                if self.0.core.registry.device_of(tenant, eui).is_none() {
                    checks.refuse(field, say!(NoSuchDevice, eui = eui.to_string()));
                }
            }
        }
        let count = from_eui.len().saturating_mul(to_eui.len());
        if count > AT_ONCE_MAX {
            checks.refuse("to_eui", say!(RelationsOver, found = count, limit = AT_ONCE_MAX));
        }
        if let Some(eui) = from_eui.iter().find(|eui| to_eui.binary_search(eui).is_ok()) {
            checks.refuse("to_eui", say!(HearsItself, eui = eui.to_string()));
        }
        check_categories(notify_fields, &mut checks);
        let mut checked = JsonMap::new();
        checks.object("params", &mut checked, params);
        checks.finish()?;
        self.check_room(&from_eui, &to_eui)?;
        let now = clock::now();
        let relation = |from: &DeviceEui, to: &DeviceEui| Relation {
            id: RecordId(0),
            tenant: tenant.clone(),
            from_eui: from.clone(),
            to_eui: to.clone(),
            notify_fields,
            params: checked.clone(),
            created_at: now,
        };
        let of = |from: &DeviceEui| to_eui.iter().map(|to| relation(from, to)).collect::<Vec<_>>();
        Ok(from_eui.iter().flat_map(of).collect())
    }

    /// Pairs that are bound already are counted twice: a limit is not met to the last one.
    fn check_room(&self, from_eui: &[DeviceEui], to_eui: &[DeviceEui]) -> Result<(), Error> {
        let index = &self.0.core.registry.relations;
        for eui in from_eui {
            let has = index.of_source(eui).map_or(0, |bundle| bundle.len());
            if has + to_eui.len() > TARGETS_MAX {
                let full = say!(TargetsMost, eui = eui.to_string(), limit = TARGETS_MAX);
                return Err(Error::Full(full));
            }
        }
        for eui in to_eui {
            let has = index.of_target(eui).map_or(0, |bundle| bundle.len());
            if has + from_eui.len() > SOURCES_MAX {
                let full = say!(SourcesMost, eui = eui.to_string(), limit = SOURCES_MAX);
                return Err(Error::Full(full));
            }
        }
        Ok(())
    }

    fn view(&self, bound: &Bound) -> RelationView {
        let relation = bound.relation.clone();
        RelationView {
            source: self.end(&relation.from_eui),
            target: self.end(&relation.to_eui),
            notified_at: bound.notified_at(),
            relation,
        }
    }

    fn end(&self, eui: &DeviceEui) -> End {
        let device = self.0.core.registry.device(eui);
        let state = device.as_ref().map(|device| device.lock());
        End {
            eui: eui.clone(),
            name: state.as_ref().map(|state| state.device.name.clone()).unwrap_or_default(),
            device_type: state.as_ref().map_or(DeviceType::Normal, |it| it.device.device_type),
            status: state.map_or(OnlineStatus::NeverSeen, |state| state.status(clock::now())),
        }
    }
}

fn check_categories(categories: Categories, checks: &mut Checks) {
    if !categories.any() {
        checks.refuse("notify_fields", Saying::CategoriesMissing);
    }
}
