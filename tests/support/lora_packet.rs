//! A device whose codec is not ours and not that of [`crate::foreign`]: the npm package
//! `lora-packet`, which knows no band, so that the test says where the device sends and listens.

use std::io::Write as _;
use std::path::Path;
use std::process::{ChildStdin, Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use lorawan::Eui64;
use serde_json::{Value, json};

use crate::process::{Lines, Process};
use crate::stage::PORT;

/// The codec, and what the device remembers.
pub(crate) struct LoraPacket {
    _process: Process,
    questions: ChildStdin,
    answers: Lines,
    dev_eui: Eui64,
    join_eui: Eui64,
    app_key: [u8; 16],
    dev_nonce: u16,
    session: Value,
    f_cnt: u32,
}

impl LoraPacket {
    /// A device that joins.
    pub(crate) fn new(dev_eui: Eui64, join_eui: Eui64, app_key: [u8; 16]) -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let is_there = root.join("ui/node_modules/lora-packet").is_dir();
        ensure!(is_there, "lora-packet is not installed: npm ci in ui/");
        let mut process = Process::start(
            Command::new("node")
                .arg(root.join("tests/support/lora-packet.mjs"))
                .stdin(Stdio::piped())
                .stdout(Stdio::piped()),
        )?;
        let (questions, answers) = (process.stdin()?, process.stdout()?);
        let (session, dev_nonce, f_cnt) = (Value::Null, 0, 0);
        Ok(Self {
            _process: process,
            questions,
            answers,
            dev_eui,
            join_eui,
            app_key,
            dev_nonce,
            session,
            f_cnt,
        })
    }

    /// The next join-request.
    pub(crate) fn join_request(&mut self) -> Result<Vec<u8>> {
        self.dev_nonce += 1;
        let answer = self.ask(json!({
            "what": "joinRequest", "join_eui": self.join_eui, "dev_eui": self.dev_eui,
            "dev_nonce": self.dev_nonce, "app_key": hex::encode(self.app_key),
        }))?;
        bytes(&answer, "phy")
    }

    /// Takes the session of a join-accept. Returns the channel list in it, hex.
    pub(crate) fn join(&mut self, phy: &[u8]) -> Result<Value> {
        let accept = self.ask(json!({
            "what": "joinAccept", "phy": hex::encode(phy), "app_key": hex::encode(self.app_key),
            "dev_nonce": self.dev_nonce,
        }))?;
        ensure!(accept.get("genuine") == Some(&json!(true)), "{accept}");
        let channels = accept.get("channels").cloned().unwrap_or_default();
        self.session = accept;
        self.f_cnt = 0;
        Ok(channels)
    }

    /// The next uplink.
    pub(crate) fn uplink(&mut self, payload: &[u8], confirmed: bool, ack: bool) -> Result<Vec<u8>> {
        let answer = self.ask(json!({
            "what": "uplink", "session": self.session, "f_cnt": self.f_cnt, "f_port": PORT,
            "payload": hex::encode(payload), "confirmed": confirmed, "ack": ack,
        }))?;
        self.f_cnt += 1;
        bytes(&answer, "phy")
    }

    /// What a downlink with this counter says: `ack`, `f_pending`, `confirmed`, `f_port`, `f_opts`,
    /// `payload`.
    pub(crate) fn downlink(&mut self, phy: &[u8], f_cnt: u32) -> Result<Value> {
        let said = self.ask(json!({
            "what": "downlink", "session": self.session, "phy": hex::encode(phy), "f_cnt": f_cnt,
        }))?;
        ensure!(said.get("genuine") == Some(&json!(true)), "{said}");
        ensure!(said.get("direction") == Some(&json!("down")), "{said}");
        ensure!(said.get("f_cnt") == Some(&json!(f_cnt & 0xFFFF)), "{said}");
        Ok(said)
    }

    fn ask(&mut self, question: Value) -> Result<Value> {
        writeln!(self.questions, "{question}")?;
        let answer = self.answers.until(|line| line.starts_with('{'))?;
        Ok(serde_json::from_str(&answer)?)
    }
}

fn bytes(answer: &Value, name: &str) -> Result<Vec<u8>> {
    let digits = answer.get(name).and_then(Value::as_str).with_context(|| answer.to_string())?;
    Ok(hex::decode(digits)?)
}
