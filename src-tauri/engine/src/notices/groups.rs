//! Notification groups: who is told when a script names them.

use model::record::{NotificationChannel, NotificationGroup};
use model::{RecordId, Saying, TenantCode, Timestamp, say};
use store::{NoticeRecord, StoreError, WriteTx};

use super::{Failure, Notice, WindowNotice, mail};
use crate::event::{Event, Resource};
use crate::fields::Checks;
use crate::page::{LogPage, Page, PageRequest};
use crate::records::{self, Managed, RecordFilter, RecordView};
use crate::registry::{Registry, Shelf};
use crate::{Engine, Error, clock};

/// Addresses of one group.
const RECIPIENTS_MAX: usize = 64;

/// What to set; absent fields keep their value or get their default.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of NotificationGroup")]
pub struct NotificationGroupChange {
    pub name: Option<String>,
    pub enable: Option<bool>,
    pub channel: Option<NotificationChannel>,
    pub recipients: Option<Vec<String>>,
    pub all_gateways: Option<bool>,
    pub remark: Option<String>,
}

/// What a try-out found for one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestOutcome {
    /// The address; empty for the open windows.
    pub recipient: String,
    /// `None`: it was taken.
    pub failure: Option<Failure>,
}

impl Managed for NotificationGroup {
    const WHAT: &'static str = "notification group";
    const KEY: &'static str = "name";
    const RESOURCE: Resource = Resource::NotificationGroups;

    fn shelf(registry: &Registry) -> &Shelf<Self> {
        &registry.notification_groups
    }

    fn label(&self) -> &str {
        &self.name
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn set_id(&mut self, id: RecordId) {
        self.id = id;
    }

    fn set_updated_at(&mut self, at: Timestamp) {
        self.updated_at = at;
    }

    fn insert(&self, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.notification_groups().insert(self)
    }

    fn update(&self, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.notification_groups().update(self)
    }

    fn delete(id: RecordId, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.notification_groups().delete(id)
    }
}

/// The use cases of notification groups.
#[derive(Debug, Clone, Copy)]
pub struct NotificationGroups<'e>(pub(crate) &'e Engine);

impl NotificationGroups<'_> {
    /// One page of the tenant's groups.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown sort field or a foreign cursor.
    pub fn list(
        &self,
        tenant: &TenantCode,
        page: &PageRequest,
    ) -> Result<Page<NotificationGroup>, Error> {
        let page = records::list(self.0, tenant, &RecordFilter::default(), page)?;
        Ok(page.map(|view: RecordView<NotificationGroup>| view.record))
    }

    /// One group.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, tenant: &TenantCode, id: RecordId) -> Result<NotificationGroup, Error> {
        Ok(records::get::<NotificationGroup>(self.0, tenant, id)?.record)
    }

    /// Adds a group.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field, [`Error::Conflict`] when the name is taken,
    /// [`Error::Store`].
    pub async fn create(
        &self,
        tenant: &TenantCode,
        change: NotificationGroupChange,
    ) -> Result<NotificationGroup, Error> {
        let blank = NotificationGroup {
            id: RecordId(0),
            tenant: tenant.clone(),
            name: String::new(),
            enable: true,
            channel: NotificationChannel::Email,
            recipients: Vec::new(),
            all_gateways: false,
            remark: String::new(),
            updated_at: clock::now(),
        };
        let apply = |group: &mut _, checks: &mut _| apply(change, group, checks);
        Ok(records::create(self.0, blank, apply).await?.record)
    }

    /// Changes a group.
    ///
    /// # Errors
    /// [`Error::NotFound`], and as [`Self::create`].
    pub async fn update(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        change: NotificationGroupChange,
    ) -> Result<NotificationGroup, Error> {
        let apply = |group: &mut _, checks: &mut _| apply(change, group, checks);
        Ok(records::update(self.0, tenant, id, apply).await?.record)
    }

    /// Deletes a group. What is still to be sent to it is sent.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn delete(&self, tenant: &TenantCode, id: RecordId) -> Result<(), Error> {
        records::delete_kept::<NotificationGroup>(self.0, tenant, id, None).await
    }

    /// Tells a group something now, enabled or not, and waits for what comes of it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Unavailable`] when too many are tried out at once.
    pub async fn test(&self, tenant: &TenantCode, id: RecordId) -> Result<Vec<TestOutcome>, Error> {
        let group = self.get(tenant, id)?;
        let core = &self.0.core;
        let _permit = core.outbox.permit()?;
        let notice = trial(tenant);
        if group.channel == NotificationChannel::Desktop {
            core.bus.publish(Event::Notice(WindowNotice { group: group.name, notice }.into()));
            return Ok(vec![TestOutcome { recipient: String::new(), failure: None }]);
        }
        let mut outcomes = Vec::with_capacity(group.recipients.len());
        for recipient in group.recipients {
            let failure = mail::send(core, &recipient, &notice).await.err();
            outcomes.push(TestOutcome { recipient, failure });
        }
        Ok(outcomes)
    }

    /// What became of notifications, newest first; of one group, or of all.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a foreign cursor, [`Error::Store`].
    pub async fn log(
        &self,
        tenant: &TenantCode,
        group: Option<String>,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<LogPage<NoticeRecord>, Error> {
        let tenant = tenant.clone();
        let slice = self.0.core.store.read(move |reader| {
            reader.notice_log().list(&tenant, group.as_deref(), limit, cursor.as_deref())
        });
        let slice = slice.await?;
        Ok(LogPage { items: slice.items, next_cursor: slice.next_cursor })
    }
}

/// What a test tells.
pub(super) fn trial(tenant: &TenantCode) -> Notice {
    Notice {
        tenant: tenant.clone(),
        about: None,
        title: Saying::TrialTitle.into(),
        desc: Saying::TrialText.into(),
        alarm: None,
        at: clock::now(),
    }
}

fn apply(change: NotificationGroupChange, group: &mut NotificationGroup, checks: &mut Checks) {
    checks.label(&mut group.name, change.name);
    checks.text("remark", &mut group.remark, change.remark);
    group.enable = change.enable.unwrap_or(group.enable);
    group.channel = change.channel.unwrap_or(group.channel);
    group.all_gateways = change.all_gateways.unwrap_or(group.all_gateways);
    if let Some(recipients) = change.recipients {
        group.recipients.clear();
        let bad = recipients.iter().find_map(|text| ::mail::check_address(text).err());
        if let Some(detail) = bad {
            return checks.refuse("recipients", detail);
        }
        for recipient in recipients {
            let recipient = recipient.trim();
            if !group.recipients.iter().any(|known| known == recipient) {
                group.recipients.push(recipient.to_owned());
            }
        }
    }
    let count = group.recipients.len();
    let by_mail = group.channel == NotificationChannel::Email;
    if count > RECIPIENTS_MAX || (by_mail && count == 0) {
        checks.refuse("recipients", say!(RecipientsExpected, limit = RECIPIENTS_MAX));
    }
}
