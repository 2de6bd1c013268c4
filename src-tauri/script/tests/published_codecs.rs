//! Runs codecs that others published, with their own tests. They are not part of this project:
//! name the folder of a checkout in an environment variable.
//!
//! ```text
//! CHIRPSTACK_PROFILES=…/chirpstack-device-profiles SENSOR_DECODERS=…/SensorDecoders \
//!     cargo nextest run -p thinklink-script --run-ignored only --no-capture published
//! ```

#![expect(clippy::print_stdout, reason = "the report is what these tests are for")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::record::{Categories, ParserType};
use serde_json::{Value, json};
use thinklink_script::{Input, Limits, Sandbox, Script, ScriptKey, ScriptKind};

/// Runs scripts as a device's uplink does.
struct Bench {
    sandbox: Sandbox,
    version: u64,
}

impl Bench {
    fn new() -> Self {
        Self { sandbox: Sandbox::new(Limits::default()), version: 0 }
    }

    /// What the script returned, or the error as text.
    fn run(&mut self, source: &str, parser: ParserType, msg: &Value) -> Result<Value, String> {
        self.version += 1;
        let script = Script {
            key: ScriptKey { id: 1, version: self.version },
            kind: ScriptKind::ThingModel,
            parser,
            source: Arc::from(source),
        };
        let msg = msg.to_string();
        let input = Input::ThingModel {
            device: r#"{"eui":"70b3d57ed0001234","server_attrs":{},"shared_attrs":{}}"#,
            msg: &msg,
            thing_model_id: "1",
            notice: Categories::UPLINK,
        };
        let outcome = self.sandbox.run(&script, &input);
        outcome.result.map(Option::unwrap_or_default).map_err(|error| error.to_string())
    }

    /// The telemetry a codec makes of a payload.
    fn decode(&mut self, codec: &str, bytes: &[u8], port: &Value) -> Result<Value, String> {
        let userdata = json!({"port": port, "payload": STANDARD.encode(bytes)});
        let result = self.run(codec, ParserType::ChirpStack, &json!({"userdata": userdata}))?;
        Ok(result.get("telemetry_data").cloned().unwrap_or_default())
    }

    /// What the codec's encoder makes of a command, run as an RPC would.
    fn encode(&mut self, codec: &str, input: &Value) -> Result<Value, String> {
        self.version += 1;
        let script = Script {
            key: ScriptKey { id: 1, version: self.version },
            kind: ScriptKind::Rpc,
            parser: ParserType::Custom,
            source: format!("{codec}\n;return encodeDownlink(params)").into(),
        };
        let params = input.to_string();
        let input = Input::Rpc { device: "{}", params: &params, alarms: "{}", org_params: "{}" };
        let outcome = self.sandbox.run(&script, &input);
        outcome.result.map(Option::unwrap_or_default).map_err(|error| error.to_string())
    }

    /// Data written as JavaScript: with comments, without quotes.
    fn value(&mut self, text: &str) -> Result<Value, String> {
        self.run(&format!("return (\n{text}\n)"), ParserType::Custom, &json!({}))
    }
}

/// Passes and failures of one collection.
#[derive(Default)]
struct Report {
    passed: usize,
    failed: String,
    failures: usize,
}

impl Report {
    fn expect(
        &mut self,
        name: &str,
        found: &Result<Value, String>,
        expected: &Result<Value, String>,
    ) {
        let same = match (found, expected) {
            (Ok(found), Ok(expected)) => sorted(found) == sorted(expected),
            (Err(found), Err(expected)) => found.contains(expected.as_str()),
            _ => false,
        };
        if same {
            self.passed += 1;
        } else {
            self.failures += 1;
            let show = |value: &Result<Value, String>| match value {
                Ok(value) => value.to_string(),
                Err(error) => format!("error {error}"),
            };
            let (found, expected) = (show(found), show(expected));
            writeln!(self.failed, "{name}\n  found    {found}\n  expected {expected}")
                .expect("text grows");
        }
    }

    fn finish(self, name: &str) {
        println!("{name}: {} passed, {} failed", self.passed, self.failures);
        print!("{}", self.failed);
        assert!(self.passed > 0, "no tests were found");
    }
}

/// As text with sorted keys and one spelling of numbers.
fn sorted(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut members: Vec<_> =
                map.iter().map(|(key, value)| format!("{key:?}:{}", sorted(value))).collect();
            members.sort();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(values) => {
            format!("[{}]", values.iter().map(sorted).collect::<Vec<_>>().join(","))
        }
        Value::Number(number) => format!("{:?}", number.as_f64()),
        other => other.to_string(),
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let even = digits.len().is_multiple_of(2) && !digits.is_empty() && digits.is_ascii();
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    if even { (0..digits.len()).step_by(2).map(byte).collect() } else { None }
}

fn files(folder: &Path, wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path, wanted));
        } else if wanted(&name) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn folder(variable: &str) -> PathBuf {
    let value = std::env::var_os(variable);
    PathBuf::from(value.unwrap_or_else(|| panic!("{variable} names no folder")))
}

/// The codec beside a test file, and the tests, which are JavaScript.
fn tests_of(bench: &mut Bench, file: &Path, prefix: &str) -> Option<(String, String, Vec<Value>)> {
    let name = file.file_name()?.to_string_lossy().into_owned();
    let codec = name.trim_start_matches(prefix).replace(".json", ".js");
    let Ok(codec) = std::fs::read_to_string(file.with_file_name(&codec)) else {
        println!("{name}: no codec");
        return None;
    };
    match bench.value(&std::fs::read_to_string(file).ok()?) {
        Ok(Value::Array(tests)) => Some((name, codec, tests)),
        other => {
            println!("{name}: {other:?}");
            None
        }
    }
}

#[test]
#[ignore = "needs a checkout of chirpstack/chirpstack-device-profiles"]
fn published_chirpstack_device_profiles() {
    let (mut bench, folder) = (Bench::new(), folder("CHIRPSTACK_PROFILES"));
    let (mut decoded, mut encoded) = (Report::default(), Report::default());
    for file in files(&folder, &|name| name.starts_with("test_decode_")) {
        let Some((name, codec, tests)) = tests_of(&mut bench, &file, "test_decode_") else {
            continue;
        };
        for test in tests {
            let bytes = test["input"]["bytes"].as_array().into_iter().flatten();
            let bytes = bytes.filter_map(|byte| u8::try_from(byte.as_u64()?).ok());
            let bytes: Vec<u8> = bytes.collect();
            let found = bench.decode(&codec, &bytes, &test["input"]["fPort"]);
            let expected = match (&test["expected"]["data"], &test["expected"]["errors"][0]) {
                (Value::Null, Value::String(error)) => Err(error.clone()),
                (data, _) => Ok(data.clone()),
            };
            let title = format!("{name}: {}", test["name"].as_str().unwrap_or_default());
            decoded.expect(&title, &found, &expected);
        }
    }
    for file in files(&folder, &|name| name.starts_with("test_encode_")) {
        let Some((name, codec, tests)) = tests_of(&mut bench, &file, "test_encode_") else {
            continue;
        };
        for test in tests {
            let found = bench.encode(&codec, &test["input"]);
            let title = format!("{name}: {}", test["name"].as_str().unwrap_or_default());
            encoded.expect(&title, &found, &Ok(test["expected"].clone()));
        }
    }
    decoded.finish("chirpstack-device-profiles, decoders");
    encoded.finish("chirpstack-device-profiles, encoders");
}

/// The examples of a README: a comment with the payload in hex, and the values as JSON.
fn examples(readme: &str) -> Vec<(Vec<u8>, String)> {
    let mut found = Vec::new();
    for block in readme.split("```json").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        for example in block.split("//").skip(1) {
            let Some((payload, values)) = example.split_once('\n') else { continue };
            if let Some(bytes) = hex(payload)
                && values.trim_start().starts_with('{')
            {
                found.push((bytes, values.to_owned()));
            }
        }
    }
    found
}

/// Runs `[codec file, payload in hex]` pairs in Node and gives what each decoder returned.
const IN_NODE: &str = r"
const { readFileSync } = require('node:fs');
const run = ([file, hex]) => {
  try {
    const codec = new Function(`${readFileSync(file, 'utf8')}\n;return decodeUplink`)();
    const { data } = codec({ bytes: [...Buffer.from(hex, 'hex')], fPort: 85, variables: {} });
    return { data: data ?? null };
  } catch (error) {
    return { error: String(error.message) };
  }
};
const { assign } = Object;
const pairs = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(pairs.map((pair) => { Object.assign = assign; return run(pair); })));
";

fn in_node(pairs: &[(String, String)]) -> Vec<Value> {
    use std::io::Write as _;
    let mut node = std::process::Command::new("node")
        .args(["-e", IN_NODE])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("node runs");
    let text = serde_json::to_string(pairs).expect("text");
    node.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("node reads");
    let output = node.wait_with_output().expect("node ends");
    serde_json::from_slice(&output.stdout).expect("node answers in JSON")
}

#[test]
#[ignore = "needs a checkout of Milesight-IoT/SensorDecoders, and node"]
fn published_milesight_decoders() {
    let mut bench = Bench::new();
    let (mut agree, mut node) = (Report::default(), Report::default());
    let (mut pairs, mut found) = (Vec::new(), Vec::new());
    for file in files(&folder("SENSOR_DECODERS"), &|name| name.ends_with("-decoder.js")) {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let codec = std::fs::read_to_string(&file).expect("a file");
        let readme = std::fs::read_to_string(file.with_file_name("README.md")).unwrap_or_default();
        // Without the newer function's name, the older function is called.
        let older = codec.replace("decodeUplink", "unused");
        for (index, (bytes, _)) in examples(&readme).into_iter().enumerate() {
            let title = format!("{name}, example {}", index + 1);
            let newer = bench.decode(&codec, &bytes, &json!(85));
            agree.expect(&title, &bench.decode(&older, &bytes, &json!(85)), &newer);
            let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            pairs.push((file.to_string_lossy().into_owned(), hex));
            found.push((title, newer));
        }
    }
    for ((title, found), there) in found.into_iter().zip(in_node(&pairs)) {
        let expected = match there.get("error").and_then(Value::as_str) {
            Some(error) => Err(error.to_owned()),
            None => Ok(there["data"].clone()),
        };
        node.expect(&title, &found, &expected);
    }
    agree.finish("SensorDecoders, v3 as v4");
    node.finish("SensorDecoders, as in Node");
}
