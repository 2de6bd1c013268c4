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

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use thinklink_mqtt::{Accounts, Admission, Broker, Config, Inbound, Limits};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Two tenants, each with its code as user name and `secret` as password; `second` is one more
/// name of the tenant `acme`.
#[derive(Default)]
struct TwoTenants {
    /// Ends what logged in as `acme`; other names go on.
    acme_ended: CancellationToken,
}

impl Accounts for TwoTenants {
    fn login(&self, username: &str, password: &[u8], _peer: IpAddr) -> Option<Admission> {
        let code = match username {
            "acme" | "second" => "acme",
            "other" => "other",
            _ => return None,
        };
        let ended = if username == "acme" { self.acme_ended.clone() } else { Default::default() };
        (password == b"secret").then(|| Admission { tenant: code.parse().unwrap(), ended })
    }
}

async fn start() -> (Broker, mpsc::Receiver<Inbound>) {
    start_with(Limits { wrong_login_time: Duration::ZERO, ..Limits::default() }).await
}

async fn start_with(limits: Limits) -> (Broker, mpsc::Receiver<Inbound>) {
    start_for(TwoTenants::default(), limits).await
}

async fn start_for(accounts: TwoTenants, limits: Limits) -> (Broker, mpsc::Receiver<Inbound>) {
    let (sender, receiver) = mpsc::channel(10_000);
    let config = Config { listen: ([127, 0, 0, 1], 0).into(), limits };
    (Broker::start(config, Arc::new(accounts), sender).await.unwrap(), receiver)
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
