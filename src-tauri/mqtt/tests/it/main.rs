//! The broker as clients see it: over TCP, with clients that are not ours and with raw bytes.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests fail by panicking"
)]

mod delivery;
mod hostile;
mod independent;
mod lifecycle;
mod login;
mod raw;
mod rights;

use std::sync::Arc;
use std::time::Duration;

use model::TenantCode;
use thinklink_mqtt::{Accounts, Broker, Config, Inbound, Limits};
use tokio::sync::mpsc;

/// Two tenants, each with its code as user name and `secret` as password; `second` is one more
/// name of the tenant `acme`.
struct TwoTenants;

impl Accounts for TwoTenants {
    fn login(&self, username: &str, password: &[u8]) -> Option<TenantCode> {
        let code = match username {
            "acme" | "second" => "acme",
            "other" => "other",
            _ => return None,
        };
        (password == b"secret").then(|| code.parse().unwrap())
    }
}

async fn start() -> (Broker, mpsc::Receiver<Inbound>) {
    start_with(Limits::default()).await
}

async fn start_with(limits: Limits) -> (Broker, mpsc::Receiver<Inbound>) {
    let (sender, receiver) = mpsc::channel(10_000);
    let config = Config { listen: ([127, 0, 0, 1], 0).into(), limits };
    (Broker::start(config, Arc::new(TwoTenants), sender).await.unwrap(), receiver)
}

/// Waits until a condition holds that the broker brings about by itself.
async fn eventually(mut condition: impl FnMut() -> bool) {
    let waited = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), waited).await.expect("the condition came true");
}
