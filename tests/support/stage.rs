//! An instance with everything around it: its owner, devices, gateways, subscribers.

use std::future::Future;

use anyhow::{Context as _, Result, bail, ensure};
use lorawan::{AesKey, DataUp, DevAddr, Eui64, SessionKey};
use model::record::{LwVersion, Standard};
use serde_json::{Value, json};
use testkit::{Activation, Air, DeviceDescription, Model, SimulatedDevice, Uplink};
use tokio::runtime::Runtime;

use crate::events::Events;
use crate::headless::Headless;
use crate::http::Client;
use crate::mqtt::Subscriber;

/// The port of sensor frames.
pub(crate) const PORT: u8 = 11;

/// A running instance and what a test plays with it.
pub(crate) struct Stage {
    pub(crate) instance: Headless,
    pub(crate) owner: Client,
    runtime: Runtime,
}

impl Stage {
    /// Starts an instance in a new folder that asks nothing of devices by itself, so that a test
    /// sees only the downlinks it is about.
    pub(crate) fn set() -> Result<Self> {
        let stage = Self::as_delivered()?;
        let nothing = json!({
            "adr_enabled": false, "dev_status_interval_h": 0, "eu868_extra_channels": "",
        });
        stage.change("/api/v1/settings", &nothing)?;
        Ok(stage)
    }

    /// Starts an instance in a new folder with the settings of a first start.
    pub(crate) fn as_delivered() -> Result<Self> {
        Self::around(Headless::start()?)
    }

    /// Takes over a running instance.
    pub(crate) fn around(instance: Headless) -> Result<Self> {
        let owner = instance.owner()?;
        Ok(Self { instance, owner, runtime: Runtime::new()? })
    }

    /// Runs something asynchronous to its end.
    pub(crate) fn run<T>(&self, what: impl Future<Output = T>) -> T {
        self.runtime.block_on(what)
    }

    /// Creates a record.
    pub(crate) fn create(&self, path: &str, body: &Value) -> Result<Value> {
        let answer = self.owner.post(path, body)?;
        ensure!(matches!(answer.status, 200 | 201), "{path}: {} {}", answer.status, answer.body);
        Ok(answer.body)
    }

    /// Changes a record.
    pub(crate) fn change(&self, path: &str, body: &Value) -> Result<Value> {
        let answer = self.owner.send("PATCH", path, Some(body))?;
        ensure!(answer.status == 200, "{path}: {} {}", answer.status, answer.body);
        Ok(answer.body)
    }

    /// Reads something.
    pub(crate) fn read(&self, path: &str) -> Result<Value> {
        let answer = self.owner.get(path)?;
        ensure!(answer.status == 200, "{path}: {} {}", answer.status, answer.body);
        Ok(answer.body)
    }

    /// Reads a list.
    pub(crate) fn list(&self, path: &str) -> Result<Vec<Value>> {
        let body = self.read(path)?;
        let items = body.pointer("/items").and_then(Value::as_array).context("items")?;
        Ok(items.clone())
    }

    /// Creates profile and device record.
    pub(crate) fn add(&self, device: &DeviceDescription) -> Result<()> {
        self.create("/api/v1/lorawan-profiles", &device.profile_json())?;
        self.create("/api/v1/devices", &device.device_json())?;
        Ok(())
    }

    /// Changes the profile of a device.
    pub(crate) fn change_profile(&self, device: &DeviceDescription, body: &Value) -> Result<()> {
        self.change(&format!("/api/v1/lorawan-profiles/{}", device.dev_eui), body)?;
        Ok(())
    }

    /// Makes another tenant. Returns a client of its owner.
    pub(crate) fn tenant(&self, code: &str) -> Result<Client> {
        self.create("/api/v1/tenants", &json!({"code": code}))?;
        let wanted = json!({"name": "test", "role": "OWNER", "tenant": code});
        let token = self.create("/api/v1/tokens", &wanted)?;
        let token = token.get("token").and_then(Value::as_str).context("a token")?;
        self.instance.with_token(token)
    }

    /// Connects an MQTT client of the default tenant.
    pub(crate) fn subscriber(&self) -> Result<Subscriber> {
        let (username, password) = self.mqtt_account(&self.owner)?;
        Subscriber::connect(self.instance.address("mqtt")?, &username, &password)
    }

    /// Name and password for MQTT of the tenant whose client it is.
    pub(crate) fn mqtt_account(&self, client: &Client) -> Result<(String, String)> {
        let account = client.get("/api/v1/mqtt-account")?.body;
        let word = |name| account.get(name).and_then(Value::as_str).map(str::to_owned);
        word("username").zip(word("password")).with_context(|| account.to_string())
    }

    /// Subscribes to live events.
    pub(crate) fn events(&self, topics: &str) -> Result<Events> {
        Events::subscribe(&self.instance, topics)
    }

    /// Connects gateways.
    pub(crate) fn air(&self, gateways: &[Eui64]) -> Result<Air> {
        let server = self.instance.address("gwmp")?.parse()?;
        Ok(self.run(Air::open(server, gateways))?)
    }

    /// Lets a device send a payload that nobody has to acknowledge. Returns the frame's bytes.
    pub(crate) fn send(
        &self,
        air: &Air,
        device: &mut SimulatedDevice,
        payload: &[u8],
    ) -> Result<Vec<u8>> {
        let uplink = Uplink { f_port: PORT, payload, confirmed: false };
        self.run(device.send(air, uplink))?;
        Ok(device.last_frame().to_vec())
    }
}

/// EUI of a gateway.
pub(crate) const fn gateway(number: u8) -> Eui64 {
    Eui64::from_be_bytes([0x02, 0x51, 0x7E, 0xFF, 0xFE, 0xBB, 0xBB, number])
}

/// A personalised KS52 in EU868.
pub(crate) fn abp(number: u8) -> DeviceDescription {
    let activation = Activation::Abp {
        dev_addr: DevAddr::from_be_bytes([0x00, 0x0A, 0xBB, number]),
        nwks_key: AesKey::new([number | 0x40; 16]),
        apps_key: AesKey::new([number | 0x80; 16]),
    };
    description(number, LwVersion::V1_0_3, activation)
}

/// A joining KS52 in EU868.
pub(crate) fn otaa(number: u8, lw_ver: LwVersion) -> DeviceDescription {
    let join_eui = Eui64::from_be_bytes([0x70, 0xB3, 0xD5, 0x7E, 0xD0, 0, 0, 1]);
    let mut app_key = *b"the key of some0";
    if let Some(last) = app_key.last_mut() {
        *last = number;
    }
    description(number, lw_ver, Activation::Otaa { join_eui, app_key: AesKey::new(app_key) })
}

fn description(number: u8, lw_ver: LwVersion, activation: Activation) -> DeviceDescription {
    DeviceDescription {
        dev_eui: Eui64::from_be_bytes([0x70, 0xB3, 0xD5, 0x7E, 0xD0, 0xAA, 0, number]),
        name: format!("Test {number}"),
        model: Model::Ks52,
        activation,
        standard: Standard::Eu868,
        as923_group: 1,
        lw_ver,
        resets_f_cnt: false,
    }
}

/// A KS52's report of a temperature in tenths of a degree and a humidity in tenths of a percent.
pub(crate) fn report(temperature: i16, humidity: u16) -> Vec<u8> {
    let [t0, t1] = (temperature + 1_000).to_le_bytes();
    let [h0, h1] = humidity.to_le_bytes();
    vec![0x21, 0x07, 0x03, 0, 0, 60, 0, 0, t0, t1, h0, h1, 200, 0, 0]
}

/// Topic of the AS message of a device of the default tenant; `kind` is `data` or `dataAll`.
pub(crate) fn as_topic(kind: &str, device: &DeviceDescription) -> String {
    format!("/v32/default/as/up/{kind}/{}", device.dev_eui)
}

/// An uplink of a personalised device, as its radio would send it.
pub(crate) fn uplink(device: &DeviceDescription, f_cnt: u32, confirmed: bool) -> Result<Vec<u8>> {
    let Activation::Abp { dev_addr, nwks_key, apps_key } = device.activation else {
        bail!("the session of a device that joins is not known before");
    };
    let frame = DataUp {
        dev_addr,
        confirmed,
        f_cnt,
        f_port: Some(PORT),
        payload: &report(215, 480),
        ..DataUp::default()
    };
    Ok(frame.build(&SessionKey::new(&nwks_key), &SessionKey::new(&apps_key))?)
}

/// The counters a device's frames are published with, up to and with `last`.
pub(crate) fn published_until(
    subscriber: &mut Subscriber,
    device: &DeviceDescription,
    last: u32,
) -> Result<Vec<u32>> {
    let topic = as_topic("data", device);
    let mut counters = Vec::new();
    loop {
        let message = subscriber.hear(&topic)?;
        let counter = message.pointer("/userdata/seqno").and_then(Value::as_u64);
        let counter = u32::try_from(counter.context("a counter")?)?;
        counters.push(counter);
        if counter == last {
            return Ok(counters);
        }
    }
}
