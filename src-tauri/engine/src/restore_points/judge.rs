//! What undoing would do to each record, as things are now.

use model::record::{RecordKey, RestoreItem};
use model::{RecordId, Said, Saying, TenantCode, Timestamp};

use super::{RestorePoints, undo};
use crate::page::{Page, PageRequest};
use crate::records::Managed;
use crate::registry::Shelf;
use crate::{Engine, Error};

/// What undoing does to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It was deleted and comes back.
    Restore,
    /// It was changed and becomes what it was.
    Revert,
    /// It was added and goes.
    Remove,
    /// It is as it was before already.
    Same,
    /// It was changed after the operation: left alone unless the caller wants it overwritten.
    Conflict(Said),
    /// It cannot come back.
    Refused(Said),
}

impl Verdict {
    /// Its name in the API.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Restore => "restore",
            Self::Revert => "revert",
            Self::Remove => "remove",
            Self::Same => "same",
            Self::Conflict(_) => "conflict",
            Self::Refused(_) => "refused",
        }
    }

    /// Why it is left alone.
    #[must_use]
    pub const fn detail(&self) -> Option<&Said> {
        match self {
            Self::Conflict(detail) | Self::Refused(detail) => Some(detail),
            Self::Restore | Self::Revert | Self::Remove | Self::Same => None,
        }
    }
}

/// A kept record with what undoing does to it.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The record.
    pub item: RestoreItem,
    /// What undoing does to it.
    pub verdict: Verdict,
}

/// How many records have each verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named as the verdicts")]
pub struct Counts {
    pub restore: u64,
    pub revert: u64,
    pub remove: u64,
    pub same: u64,
    pub conflict: u64,
    pub refused: u64,
}

impl Counts {
    const fn of(&mut self, verdict: &Verdict) -> &mut u64 {
        match verdict {
            Verdict::Restore => &mut self.restore,
            Verdict::Revert => &mut self.revert,
            Verdict::Remove => &mut self.remove,
            Verdict::Same => &mut self.same,
            Verdict::Conflict(_) => &mut self.conflict,
            Verdict::Refused(_) => &mut self.refused,
        }
    }

    /// How many records have the verdict with this name, or any.
    fn named(self, only: Option<&str>) -> u64 {
        let Self { restore, revert, remove, same, conflict, refused } = self;
        match only {
            None => [restore, revert, remove, same, conflict, refused]
                .into_iter()
                .fold(0, u64::saturating_add),
            Some("restore") => restore,
            Some("revert") => revert,
            Some("remove") => remove,
            Some("same") => same,
            Some("conflict") => conflict,
            Some("refused") => refused,
            Some(_) => 0,
        }
    }
}

/// Where a page begins, with what the first one counted: the pages after it read on from there
/// and count nothing anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cursor {
    after: RecordId,
    counts: Counts,
}

impl Cursor {
    fn text(&self) -> String {
        let Counts { restore, revert, remove, same, conflict, refused } = self.counts;
        let after = self.after.0;
        format!("{after}.{restore}.{revert}.{remove}.{same}.{conflict}.{refused}")
    }

    fn read(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(|number| number.parse::<u64>().ok());
        let mut next = || numbers.next().flatten();
        let after = RecordId(next()?);
        let counts = Counts {
            restore: next()?,
            revert: next()?,
            remove: next()?,
            same: next()?,
            conflict: next()?,
            refused: next()?,
        };
        numbers.next().is_none().then_some(Self { after, counts })
    }
}

impl RestorePoints<'_> {
    /// What undoing would do: how many records have each verdict, and one page of the records
    /// with the verdict named `only`, or of all. The pages after the first one have its counts.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] for a foreign cursor, [`Error::Store`].
    pub async fn check(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        only: Option<&str>,
        page: &PageRequest,
    ) -> Result<(Counts, Page<Checked>), Error> {
        self.get(tenant, id).await?;
        let from = match page.cursor.as_deref().map(Cursor::read) {
            None => None,
            Some(Some(cursor)) => Some(cursor),
            Some(None) => return Err(Error::field("cursor", Saying::NotCursor)),
        };
        let mut counts = from.map(|from| from.counts).unwrap_or_default();
        let mut after = from.map(|from| from.after);
        let (mut items, mut more): (Vec<Checked>, bool) = (Vec::new(), false);
        loop {
            let judged = self.judged(tenant, id, after).await?;
            let is_last = judged.len() < undo::PAGE as usize;
            after = judged.last().map(|checked| checked.item.id);
            for checked in judged {
                if from.is_none() {
                    *counts.of(&checked.verdict) += 1;
                }
                if only.is_some_and(|only| only != checked.verdict.as_str()) {
                    continue;
                }
                if items.len() < page.limit() {
                    items.push(checked);
                } else {
                    more = true;
                }
            }
            // The first page counts them all.
            if is_last || (more && from.is_some()) {
                break;
            }
        }
        let last = items.last().filter(|_| more).map(|checked| checked.item.id);
        let next_cursor = last.map(|after| Cursor { after, counts }.text());
        Ok((counts, Page { items, total: counts.named(only), next_cursor }))
    }

    /// The next records of a point with what undoing does to them. Judged where they are read: it
    /// takes a moment that nobody else shall wait for.
    async fn judged(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        after: Option<RecordId>,
    ) -> Result<Vec<Checked>, Error> {
        let (engine, tenant) = (self.0.clone(), tenant.clone());
        let judged = self.0.core.store.read(move |tx| {
            let items = tx.restore_points().items(id, after, undo::PAGE)?;
            let check = |item| Checked { verdict: judge(&engine, &tenant, &item), item };
            Ok(items.into_iter().map(check).collect())
        });
        Ok(judged.await?)
    }
}

/// Who has the EUI or id of a kept record now.
enum Holder {
    Nobody,
    /// The tenant, in a record that was last changed then.
    Here(Timestamp),
    /// Everybody: a model that was promoted.
    Everybody,
    Elsewhere,
}

fn holder(engine: &Engine, tenant: &TenantCode, record: &RecordKey) -> Holder {
    let registry = &engine.core.registry;
    let found = match record {
        RecordKey::Device(eui) => registry.device(eui).map(|device| {
            let device = &device.lock().device;
            (device.tenant.clone(), device.updated_at)
        }),
        RecordKey::Profile(dev_eui) => {
            registry.profile(*dev_eui).map(|profile| (profile.tenant.clone(), profile.updated_at))
        }
        RecordKey::Gateway(eui) => {
            registry.gateway(*eui).map(|gateway| (gateway.tenant.clone(), gateway.updated_at))
        }
        RecordKey::ThingModel(id) => of_shelf(&registry.thing_models, *id),
        RecordKey::RpcModel(id) => of_shelf(&registry.rpc_models, *id),
        RecordKey::TriggerModel(id) => of_shelf(&registry.trigger_models, *id),
        RecordKey::DeviceTemplate(id) => of_shelf(&registry.device_templates, *id),
        RecordKey::Location(id) => {
            registry.locations.get(*id).map(|place| (place.tenant.clone(), place.updated_at))
        }
    };
    match found {
        None => Holder::Nobody,
        Some((owner, at)) if owner == *tenant => Holder::Here(at),
        Some((owner, _)) if owner.is_public() => Holder::Everybody,
        Some(_) => Holder::Elsewhere,
    }
}

fn of_shelf<T: Managed>(shelf: &Shelf<T>, id: RecordId) -> Option<(TenantCode, Timestamp)> {
    shelf.get(id).map(|model| (model.tenant().clone(), model.updated_at()))
}

pub(super) fn judge(engine: &Engine, tenant: &TenantCode, item: &RestoreItem) -> Verdict {
    let holder = holder(engine, tenant, &item.record);
    verdict(item.before_at, item.after_at, &holder)
}

/// Every change of a record by people or programs moves its `updated_at`, and undoing puts back the
/// one it had; so two equal times mean the same record.
fn verdict(before: Option<Timestamp>, after: Option<Timestamp>, holder: &Holder) -> Verdict {
    match (before, after, holder) {
        (Some(_), _, Holder::Elsewhere) => Verdict::Refused(Saying::OtherTenants.into()),
        (Some(_), _, Holder::Everybody) => Verdict::Refused(Saying::PublicNow.into()),
        (Some(_), None, Holder::Nobody) => Verdict::Restore,
        (Some(before), None, Holder::Here(at)) if *at == before => Verdict::Same,
        (Some(_), None, Holder::Here(at)) => {
            Verdict::Refused(Said::new(Saying::EuiTakenAt).with("at", at.to_string()))
        }
        (Some(_), Some(_), Holder::Nobody) => Verdict::Conflict(Saying::DeletedAfter.into()),
        (Some(_), Some(after), Holder::Here(at)) if *at == after => Verdict::Revert,
        (Some(before), Some(_), Holder::Here(at)) if *at == before => Verdict::Same,
        (None, Some(after), Holder::Here(at)) if *at == after => Verdict::Remove,
        (_, Some(_), Holder::Here(at)) => {
            Verdict::Conflict(Said::new(Saying::ChangedAfterAt).with("at", at.to_string()))
        }
        (None, None, Holder::Here(_))
        | (None, _, Holder::Nobody | Holder::Elsewhere | Holder::Everybody) => Verdict::Same,
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::{Counts, Cursor, Holder, verdict};

    fn of(before: Option<i64>, after: Option<i64>, holder: Holder) -> &'static str {
        let at = |millis: Option<i64>| millis.map(Timestamp::from_millis);
        verdict(at(before), at(after), &holder).as_str()
    }

    const fn here(millis: i64) -> Holder {
        Holder::Here(Timestamp::from_millis(millis))
    }

    #[test]
    fn later_changes_and_taken_euis_are_seen() {
        // Deleted.
        assert_eq!(of(Some(1), None, Holder::Nobody), "restore");
        assert_eq!(of(Some(1), None, here(1)), "same");
        assert_eq!(of(Some(1), None, here(9)), "refused");
        assert_eq!(of(Some(1), None, Holder::Elsewhere), "refused");
        // Changed.
        assert_eq!(of(Some(1), Some(2), here(2)), "revert");
        assert_eq!(of(Some(1), Some(2), here(1)), "same");
        assert_eq!(of(Some(1), Some(2), here(3)), "conflict");
        assert_eq!(of(Some(1), Some(2), Holder::Nobody), "conflict");
        assert_eq!(of(Some(1), Some(2), Holder::Elsewhere), "refused");
        assert_eq!(of(Some(1), Some(2), Holder::Everybody), "refused");
        // Added.
        assert_eq!(of(None, Some(2), here(2)), "remove");
        assert_eq!(of(None, Some(2), here(3)), "conflict");
        assert_eq!(of(None, Some(2), Holder::Nobody), "same");
        // Nothing became of it.
        assert_eq!(of(None, None, Holder::Elsewhere), "same");
    }

    #[test]
    fn a_cursor_keeps_its_counts() {
        let counts =
            Counts { restore: 1, revert: 2, remove: 3, same: 4, conflict: 5, refused: u64::MAX };
        let cursor = Cursor { after: model::RecordId(7), counts };
        assert_eq!(Cursor::read(&cursor.text()), Some(cursor));
        for foreign in
            ["", "7", "7.1.2.3.4.5", "7.1.2.3.4.5.6.7", "a.1.2.3.4.5.6", "7.1.2.3.4.5.-6"]
        {
            assert_eq!(Cursor::read(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn a_clock_that_went_back_hides_no_change() {
        assert_eq!(of(Some(10), Some(20), here(15)), "conflict");
    }
}
