//! What the tests of several modules begin with.

use model::TenantCode;
use testkit::TempDir;

use crate::{BasicsStation, Config, Engine};

/// An engine in a folder, without a gateway's and MQTT's ports, and its first tenant.
pub(crate) async fn start(folder: &TempDir) -> (Engine, TenantCode) {
    let config = Config {
        data_dir: folder.path().to_owned(),
        gwmp: Vec::new(),
        basics_station: BasicsStation::default(),
        mqtt: None,
    };
    let engine = Engine::start(config).await.unwrap();
    let tenant = engine.default_tenant();
    (engine, tenant)
}
