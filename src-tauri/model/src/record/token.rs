//! Who may do what.

use std::net::IpAddr;

use crate::{RecordId, TenantCode, Timestamp};

words!(
    /// What a caller may do.
    Role {
        /// Everything, in every tenant.
        Owner = "OWNER",
        /// Everything inside the tenant.
        Admin = "ADMIN",
        /// Reading inside the tenant, keys excepted.
        Viewer = "VIEWER",
    }
);

/// A token that stands for a caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Record id.
    pub id: RecordId,
    /// Tenant the caller acts in.
    pub tenant: TenantCode,
    /// Name for people.
    pub name: String,
    /// What the caller may do.
    pub role: Role,
    /// SHA-256 of the token's text; the text itself is never stored.
    pub hash: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops being valid; `None`: never. Only a sign-in ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
    /// Where it was last used from, when that is known.
    pub used_from: Option<IpAddr>,
}

impl ApiToken {
    /// Whether it was made by signing in with a password.
    #[must_use]
    pub const fn is_sign_in(&self) -> bool {
        self.expires_at.is_some()
    }
}
