//! A WebDriver client for the system's webview.
//!
//! Source: W3C WebDriver; the capability `webkitgtk:browserOptions` is WebKitGTK's own.

use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::http::Client;
use crate::process::{PATIENCE, Process};

/// The key under which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The program's window, under control of a driver.
pub(crate) struct Driver {
    client: Client,
    session: String,
    process: Process,
}

impl Driver {
    /// Starts the program on a desk.
    pub(crate) fn open(desk: &Desk) -> Result<Self> {
        let port = free_port()?;
        let mut command = Command::new("WebKitWebDriver");
        command.arg(format!("--port={port}")).stdout(Stdio::null());
        command.env("TAURI_WEBVIEW_AUTOMATION", "true");
        desk.furnish(&mut command);
        let process = Process::start(&mut command)?;
        let client = Client::new(&format!("http://127.0.0.1:{port}"), None);
        wait_until_ready(&client)?;
        let program = desk.program();
        let arguments: Vec<_> = program.get_args().map(|text| text.to_string_lossy()).collect();
        let capabilities = json!({"capabilities": {"alwaysMatch": {
            // The page moves inside itself and never loads again; waiting for a load that does not
            // come takes the driver 15 seconds a click.
            "pageLoadStrategy": "none",
            "webkitgtk:browserOptions": {
                "binary": program.get_program().to_string_lossy(),
                "args": arguments,
            },
        }}});
        let opened = value(client.post("/session", &capabilities)?)?;
        let session = text(&opened, "sessionId").context("no session")?.to_owned();
        let driver = Self { client, session, process };
        let patience = u64::try_from(PATIENCE.as_millis())?;
        driver.post("timeouts", &json!({"script": patience, "pageLoad": patience}))?;
        driver.wait_for_page()?;
        Ok(driver)
    }

    /// The first question may meet the empty document that the page replaces, and is then lost.
    fn wait_for_page(&self) -> Result<()> {
        let asked_first = Instant::now();
        while let Err(error) = self.until("document.querySelector('#root')?.firstChild && 1") {
            ensure!(asked_first.elapsed() < PATIENCE, "the page never came: {error:#}");
        }
        Ok(())
    }

    /// Waits until a JavaScript expression is true in the page, and returns its value.
    ///
    /// The page asks itself again and again, so that no moment is missed between two questions.
    pub(crate) fn until(&self, expression: &str) -> Result<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const ask = () => {{
               let found;
               try {{ found = ({expression}); }} catch {{ found = null; }}
               if (found) done(found); else setTimeout(ask, 50);
             }};
             ask();"
        );
        self.post("execute/async", &json!({"script": script, "args": []})).with_context(|| {
            let seen = self.text().unwrap_or_else(|error| error.to_string());
            format!("never came true: {expression}\nthe page says:\n{seen}")
        })
    }

    /// The value of a JavaScript expression.
    pub(crate) fn value_of(&self, expression: &str) -> Result<Value> {
        self.post("execute/sync", &json!({"script": format!("return {expression}"), "args": []}))
    }

    /// A request of the page to the instance, as the page itself makes it. Returns the body.
    pub(crate) fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        self.send(method, path, body.map(Value::to_string))
    }

    /// The same with a text, such as a CSV file.
    pub(crate) fn upload(&self, path: &str, text: String) -> Result<Value> {
        self.send("POST", path, Some(text))
    }

    fn send(&self, method: &str, path: &str, body: Option<String>) -> Result<Value> {
        let script = "const [method, path, body, done] = arguments;
            const headers = body === null ? [] : [['content-type', 'application/json']];
            const utf8 = (text) => new TextEncoder().encode(text);
            const [head, content] = [utf8(JSON.stringify({method, path, headers})), utf8(body ?? '')];
            const frame = new Uint8Array(4 + head.length + content.length);
            new DataView(frame.buffer).setUint32(0, head.length);
            frame.set(head, 4);
            frame.set(content, 4 + head.length);
            const text = (bytes, from, to) => new TextDecoder().decode(bytes.slice(from, to));
            window.__TAURI_INTERNALS__.invoke('http', frame).then((answer) => {
              const end = 4 + new DataView(answer).getUint32(0);
              done({...JSON.parse(text(answer, 4, end)), body: text(answer, end)});
            }).catch((reason) => done({status: 0, body: JSON.stringify(String(reason))}));";
        let arguments = json!([method, path, body]);
        let answer = self.post("execute/async", &json!({"script": script, "args": arguments}))?;
        let status = answer.get("status").and_then(Value::as_u64).unwrap_or_default();
        ensure!((200..300).contains(&status), "{method} {path}: {answer}");
        Ok(serde_json::from_str(text(&answer, "body").unwrap_or_default()).unwrap_or_default())
    }

    /// Moves to an address inside the page, without loading it again.
    pub(crate) fn visit(&self, address: &str) -> Result<()> {
        let address = serde_json::to_string(address)?;
        self.value_of(&format!("void (location.hash = {address})")).map(|_| ())
    }

    /// The text that is visible.
    pub(crate) fn text(&self) -> Result<String> {
        Ok(self.value_of("document.body.innerText")?.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the page shows a text anywhere.
    pub(crate) fn until_text(&self, text: &str) -> Result<()> {
        let wanted = serde_json::to_string(text)?;
        self.until(&format!("document.body.innerText.includes({wanted})")).map(|_| ())
    }

    /// Clicks the button or link with this text.
    pub(crate) fn click_text(&self, text: &str) -> Result<()> {
        self.until_text(text)?;
        self.click(&format!(
            "//*[self::button or self::a or @role='button' or @role='link' or @role='menuitem' \
             or @role='tab'][normalize-space()='{text}']"
        ))
    }

    /// Clicks the first element of an XPath, once there is one.
    pub(crate) fn click(&self, path: &str) -> Result<()> {
        let element = self.element_once_there(path)?;
        self.post(&format!("element/{element}/click"), &json!({})).map(|_| ())
    }

    /// Chooses an option of the list that the field with this label opens.
    pub(crate) fn choose(&self, label: &str, option: &str) -> Result<()> {
        self.click(&labelled(label))?;
        self.click(&format!("//*[@title='{option}' and contains(@class,'option')]"))
    }

    /// Types into the field with this label, behind what it holds.
    pub(crate) fn type_into(&self, label: &str, text: &str) -> Result<()> {
        let element = self.element_once_there(&labelled(label))?;
        self.post(&format!("element/{element}/value"), &json!({"text": text})).map(|_| ())
    }

    /// What the field with this label holds.
    pub(crate) fn value_in(&self, label: &str) -> Result<String> {
        let element = self.element_once_there(&labelled(label))?;
        let held = self.value_of_element(&element)?;
        Ok(held.as_str().unwrap_or_default().to_owned())
    }

    /// Presses keys together, in this order, and lets them go.
    pub(crate) fn press(&self, keys: &[&str]) -> Result<()> {
        let way = |kind: &'static str| move |key: &&str| json!({"type": kind, "value": *key});
        let down = keys.iter().map(way("keyDown"));
        let up = keys.iter().rev().map(way("keyUp"));
        let actions: Vec<Value> = down.chain(up).collect();
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": actions});
        self.post("actions", &json!({"actions": [keyboard]})).map(|_| ())
    }

    /// Ends the program this very moment, without a word. It is the driver's only child.
    pub(crate) fn kill_program(self) -> Result<()> {
        let driver = self.process.id().to_string();
        let killed = Command::new("pkill").args(["-KILL", "-P", &driver]).status()?;
        ensure!(killed.success(), "the driver has no program");
        Ok(())
    }

    fn value_of_element(&self, element: &str) -> Result<Value> {
        let script = "return arguments[0].value";
        let arguments = json!([{ELEMENT: element}]);
        self.post("execute/sync", &json!({"script": script, "args": arguments}))
    }

    fn element_once_there(&self, path: &str) -> Result<String> {
        let quoted = serde_json::to_string(path)?;
        self.until(&format!(
            "document.evaluate({quoted}, document, null, XPathResult.BOOLEAN_TYPE).booleanValue"
        ))?;
        self.element("xpath", path)
    }

    fn element(&self, using: &str, selector: &str) -> Result<String> {
        let found = self.post("element", &json!({"using": using, "value": selector}))?;
        let element = text(&found, ELEMENT).with_context(|| format!("no {selector}"))?;
        Ok(element.to_owned())
    }

    fn post(&self, command: &str, body: &Value) -> Result<Value> {
        value(self.client.post(&self.path(command), body)?)
    }

    fn path(&self, command: &str) -> String {
        format!("/session/{}/{command}", self.session)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Ends the program; when that fails, the end of the driver does.
        let _ = self.client.send("DELETE", &format!("/session/{}", self.session), None);
    }
}

/// The input that a label belongs to.
fn labelled(label: &str) -> String {
    format!("//*[@id=//label[starts-with(normalize-space(.),'{label}')]/@for]")
}

fn value(answer: crate::http::Answer) -> Result<Value> {
    let value = answer.body.get("value").cloned().unwrap_or_default();
    ensure!(answer.status == 200, "the driver refused: {value}");
    Ok(value)
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The driver says nothing when it listens, so it is asked.
fn wait_until_ready(client: &Client) -> Result<()> {
    let asked_first = Instant::now();
    while let Err(error) = client.get("/status") {
        ensure!(asked_first.elapsed() < PATIENCE, "the driver does not answer: {error:#}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
    Ok(())
}
