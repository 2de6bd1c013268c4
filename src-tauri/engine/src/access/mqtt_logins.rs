//! How MQTT clients come in: by the tenant's password or by one of its API tokens.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Weak;

use model::TenantCode;
use model::record::Role;
use mqtt::Admission;
use parking_lot::RwLock;
use store::MqttAccount;

use super::hash;
use super::tokens::Validity;
use crate::Core;

/// The passwords of tenants, hashed, so that a login costs no query.
#[derive(Debug, Default)]
pub(super) struct MqttLogins(RwLock<HashMap<TenantCode, Login>>);

#[derive(Debug)]
struct Login {
    hash: [u8; 32],
    validity: Validity,
}

impl MqttLogins {
    /// Enters a tenant's password. The one before it ends, and with it whoever logged in by it.
    pub(super) fn put(&self, account: &MqttAccount) {
        let login = Login { hash: hash(&account.password), validity: Validity::default() };
        self.0.write().insert(account.tenant.clone(), login);
    }

    fn admit(&self, tenant: &TenantCode, password: &str) -> Option<Admission> {
        let logins = self.0.read();
        // Comparing hashes says nothing about how much of a guess was right.
        let login = logins.get(tenant).filter(|login| login.hash == hash(password))?;
        Some(Admission { tenant: tenant.clone(), ended: login.validity.end() })
    }
}

/// The broker's door.
pub(crate) struct MqttAccounts(pub(crate) Weak<Core>);

impl mqtt::Accounts for MqttAccounts {
    fn login(&self, username: &str, password: &[u8], peer: IpAddr) -> Option<Admission> {
        let access = &self.0.upgrade()?.access;
        let tenant: TenantCode = username.parse().ok()?;
        let text = std::str::from_utf8(password).ok()?;
        if let Some((token, ended)) = access.tokens.admit(text, Some(peer))
            && token.tenant == tenant
            && !matches!(token.role, Role::Viewer)
        {
            return Some(Admission { tenant, ended });
        }
        access.mqtt_logins.admit(&tenant, text)
    }
}
