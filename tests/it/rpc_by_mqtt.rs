//! Commands called by an MQTT client that is not the broker's.

use anyhow::Result;
use serde_json::{Value, json};

use crate::downlinks::{LATER, connect, read};
use crate::mqtt::{Publisher, Subscriber};
use crate::rpc::{model, mount};
use crate::stage::{Stage, abp, uplink};

/// A program that calls commands of one device.
struct Caller {
    publisher: Publisher,
    subscriber: Subscriber,
    eui: String,
}

impl Caller {
    fn of(stage: &Stage, eui: &str) -> Result<Self> {
        let (username, password) = stage.mqtt_account(&stage.owner)?;
        let address = stage.instance.address("mqtt")?;
        let publisher = Publisher::connect(address, &username, &password)?;
        Ok(Self { publisher, subscriber: stage.subscriber()?, eui: eui.to_owned() })
    }

    fn say(&mut self, body: &str) -> Result<()> {
        let topic = format!("/v32/default/tkl/dn/rpc/{}", self.eui);
        self.publisher.publish(&topic, body.as_bytes())?;
        Ok(())
    }

    /// The next answer.
    fn answer(&mut self) -> Result<Value> {
        let reply = self.subscriber.hear(&format!("/v32/default/tkl/up/rpc/{}", self.eui))?;
        anyhow::ensure!(reply.get("jsonrpc") == Some(&json!("2.0")), "{reply}");
        Ok(reply)
    }

    /// What is answered to this text.
    fn ask(&mut self, body: &str) -> Result<Value> {
        self.say(body)?;
        self.answer()
    }

    fn call(&mut self, id: &Value, method: &str, mut params: Value) -> Result<Value> {
        if let Some(params) = params.as_object_mut() {
            params.insert("_eui".into(), json!(self.eui));
        }
        let body = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        let reply = self.ask(&body.to_string())?;
        anyhow::ensure!(reply.get("id") == Some(id), "{reply}");
        Ok(reply)
    }
}

/// The built-in raw downlink, in both forms, under both of its names.
#[test]
fn both_forms_of_a_call_send_a_downlink_and_are_answered() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let eui = device.dev_eui.to_string();
    let mut caller = Caller::of(&stage, &eui)?;
    let params = json!({"port": 214, "data": "CF 03 09 01 01"});
    let refused = caller.call(&json!(1), "mt_act_dn_data", params.clone())?;
    assert_eq!(
        refused["error"]["code"], -32_601,
        "a profile and a device are not enough: {refused}"
    );
    mount(&stage, &eui, &["mt_act_dn_data"])?;

    let reply = caller.call(&json!("17"), "mt_act_dn_data", params)?;
    assert_eq!(reply["result"]["sent"], 1, "{reply}");
    let old = json!({"id": 2, "idName": "mt_dn_data", "values": {"port": "5", "data": "0a0b"}});
    let reply = caller.ask(&old.to_string())?;
    assert_eq!((&reply["id"], &reply["result"]["sent"]), (&json!(2), &json!(1)), "{reply}");
    let run = reply["result"]["run"].as_str().unwrap_or_default();
    let run = stage.read(&format!("/api/v1/rpc-runs/{run}"))?;
    assert_eq!((&run["origin"], &run["method"]), (&json!("mqtt"), &json!("mt_act_dn_data")));

    let gateway = connect(&stage, 1)?;
    for (f_cnt, port, payload) in [(1, 214, "cf03090101"), (2, 5, "0a0b")] {
        gateway.report(f_cnt * LATER, &uplink(&device, f_cnt, false)?)?;
        let heard = read(&gateway.downlink()?, &device, f_cnt - 1)?;
        assert_eq!((heard.f_port, &*heard.payload), (Some(port), payload));
    }
    Ok(())
}

#[test]
fn whatever_is_wrong_with_a_call_is_answered() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let eui = device.dev_eui.to_string();
    model(&stage, "throws", "throw new Error('no such mode')", &json!({}))?;
    mount(&stage, &eui, &["mt_act_dn_data", "throws"])?;
    let mut caller = Caller::of(&stage, &eui)?;
    for (body, code, word) in [
        (r#"{"id":1,"#.to_owned(), -32_700, "JSON"),
        ("[]".into(), -32_600, "object"),
        (r#"{"jsonrpc":"2.0","id":1}"#.into(), -32_600, "method"),
        (r#"{"jsonrpc":"2.0","method":"throws"}"#.into(), -32_602, "_eui"),
        (r#"{"jsonrpc":"2.0","method":"throws","params":{"_eui":"aa"}}"#.into(), -32_602, "topic"),
        (format!(r#"{{"method":"none","params":{{"_eui":"{eui}"}}}}"#), -32_601, "none"),
        (
            format!(r#"{{"method":"mt_act_dn_data","params":{{"_eui":"{eui}","port":"x"}}}}"#),
            -32_602,
            "params.port",
        ),
        (
            format!(r#"{{"method":"mt_act_dn_data","params":{{"_eui":"{eui}","type":"bogus"}}}}"#),
            -32_602,
            "params.type: expected one of: data, dataClear",
        ),
        (
            format!(r#"{{"method":"mt_act_dn_data","params":{{"_eui":"{eui}","port":300}}}}"#),
            -32_000,
            "port",
        ),
        (r#"{"idName":"throws"}"#.into(), -32_000, "no such mode (line 1)"),
    ] {
        let reply = caller.ask(&body)?;
        assert_eq!(reply["error"]["code"], code, "{body:.200}: {reply}");
        let message = reply["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains(word), "{body:.200}: {reply}");
    }
    caller.eui = "nobody".into();
    let reply = caller.call(&json!(3), "throws", json!({}))?;
    assert_eq!(reply["error"]["code"], -32_602, "{reply}");
    let waiting = stage.read(&crate::downlinks::path(&eui))?;
    assert_eq!(waiting["waiting_total"], 0, "{waiting}");
    Ok(())
}

/// A device that is not LoRaWAN hears its commands where it listens.
#[test]
fn a_device_by_mqtt_hears_its_commands() -> Result<()> {
    let stage = Stage::set()?;
    let script = "return { dnMsg: { switch: params.on, token: 5 } }";
    model(&stage, "switch", script, &json!({"on": {"type": "boolean"}}))?;
    let device = json!({"eui": "lamp-1", "data_from": "OTHER", "rpc": ["switch"]});
    stage.create("/api/v1/devices", &device)?;
    let mut caller = Caller::of(&stage, "lamp-1")?;
    caller.say(r#"{"id":9,"idName":"switch","values":{"on":"true"}}"#)?;
    let heard = caller.subscriber.hear("/v32/default/as/dn/data/lamp-1")?;
    assert_eq!(heard, json!({"switch": true, "token": 5}));
    let reply = caller.answer()?;
    assert_eq!((&reply["id"], &reply["result"]["sent"]), (&json!(9), &json!(1)), "{reply}");
    let messages = stage.list("/api/v1/network/messages?eui=lamp-1&direction=dn")?;
    assert_eq!(messages.len(), 1, "{messages:?}");
    Ok(())
}

/// Scripts come from anywhere, so that they call nobody unless the owner says so.
#[test]
fn web_addresses_are_called_only_when_that_is_allowed() -> Result<()> {
    let stage = Stage::set()?;
    let script = "return { type: 'http', dnMsg: { url: params.url, method: 'GET' } }";
    model(&stage, "hook", script, &json!({"url": {"type": "string"}}))?;
    let device = json!({"eui": "lamp-1", "data_from": "OTHER", "rpc": ["hook"]});
    stage.create("/api/v1/devices", &device)?;
    let health = format!("http://{}/api/health", stage.instance.address("http")?);
    let call = |url: &str| crate::rpc::call(&stage, "lamp-1", "hook", &json!({"url": url}));
    let run = call(&health)?;
    assert!(run["result"].as_str().unwrap_or_default().contains("rpc_http"), "{run}");
    stage.change("/api/v1/settings", &json!({"rpc_http": true}))?;
    let run = call(&health)?;
    assert_eq!(run["state"], "finished", "{run}");
    assert!(run["steps"][0]["reason"].as_str().unwrap_or_default().starts_with("200"), "{run}");
    for (url, word) in
        [("http://169.254.169.254/latest", "link-local"), ("http://[fe80::1]/", "link-local")]
    {
        let run = call(url)?;
        assert_eq!(run["state"], "failed", "{run}");
        assert!(run["result"].as_str().unwrap_or_default().contains(word), "{run}");
    }
    let missing = call(&format!("{health}/nothing"))?;
    assert!(missing["result"].as_str().unwrap_or_default().contains("answered"), "{missing}");
    Ok(())
}
