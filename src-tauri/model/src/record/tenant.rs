//! Tenants.

use crate::{TenantCode, Timestamp};

/// A tenant: the unit of isolation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its code, the `{tenant}` of every topic.
    pub code: TenantCode,
    /// Its name for people.
    pub name: String,
    /// When it was created.
    pub created_at: Timestamp,
}
