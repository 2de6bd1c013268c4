//! Dates and numbers as text, against what Node.js makes of the same.

use std::time::Duration;

use serde_json::{Value, json};

use super::*;

/// See `tests/data/locale-cases.mjs`.
const CASES: &str = include_str!("../../tests/data/locale-cases.json");

const ALL_CASES: &str = r"
return msg.cases.map(([name, value, locales, options]) => {
  const [type, method] = name.split('.');
  const subject = type === 'Date' ? new Date(value) : Number(value);
  try {
    return subject[method](locales ?? undefined, options ?? undefined);
  } catch (error) {
    return { error: error.name };
  }
});
";

#[test]
fn texts_are_those_of_node() {
    let cases: Vec<[Value; 5]> = serde_json::from_str(CASES).unwrap();
    let limits = Limits { time: Duration::from_secs(30), ..Limits::default() };
    let mut sandbox = Sandbox::new(limits);
    let mut wrong = Vec::new();
    for some in cases.chunks(200) {
        let msg = json!({ "cases": some }).to_string();
        let input = Input::ThingModel {
            device: DEVICE,
            msg: &msg,
            thing_model_id: "7",
            notice: Categories::UPLINK,
        };
        let outcome = sandbox.run(&thing_model(1, ALL_CASES), &input);
        let made = outcome.result.unwrap().unwrap();
        for (case, made) in some.iter().zip(made.as_array().unwrap()) {
            let [.., expected] = case;
            if made != expected {
                wrong.push(format!("{} made {made}", json!(case)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn without_a_zone_times_are_those_of_the_computer() {
    check(
        r"
        const at = new Date(1704438245678);
        const two = (value) => String(value).padStart(2, '0');
        const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
        const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
        return at.toLocaleString('sv-SE') === `${date} ${time}` && at.toLocaleDateString('sv-SE') === date
          && at.toLocaleTimeString('sv-SE') === time",
        "true",
    );
}

#[test]
fn what_cannot_be_written_is_said_in_the_words_of_node() {
    check(
        "return new Date(NaN).toLocaleString('de-DE', { timeZone: 'none' })",
        r#""Invalid Date""#,
    );
    for (call, expected) in [
        (
            "new Date(0).toLocaleString('en-US', { timeZone: 'Mars/Base' })",
            "RangeError: Invalid time zone specified: Mars/Base",
        ),
        (
            "new Date(0).toLocaleString('zh_CN')",
            "RangeError: Incorrect locale information provided",
        ),
        (
            "new Date(0).toLocaleString('en', { year: 'long' })",
            "RangeError: Value long out of range for Intl.DateTimeFormat options property year",
        ),
        (
            "new Date(0).toLocaleString(null)",
            "TypeError: Cannot convert undefined or null to object",
        ),
        ("new Date(0).toLocaleString([7])", "TypeError: Language ID should be string or object."),
        (
            "new Date(0).toLocaleTimeString('en', { dateStyle: 'short' })",
            "TypeError: Invalid option : dateStyle",
        ),
        (
            "new Date(0).toLocaleString('en', { dateStyle: 'short', day: 'numeric' })",
            "TypeError: Can't set option day when dateStyle is used",
        ),
        (
            "(1).toLocaleString('en', { maximumFractionDigits: 101 })",
            "RangeError: maximumFractionDigits value is out of range.",
        ),
        ("Date.prototype.toLocaleString.call({})", "TypeError: not a Date object"),
        ("Number.prototype.toLocaleString.call({})", "TypeError: not a number"),
    ] {
        let source = format!("try {{ return {call} }} catch (error) {{ return String(error) }}");
        check(&source, &json!(expected).to_string());
    }
}

#[test]
fn writing_dates_leaves_nothing_behind_and_ends() {
    check(
        "return Object.isFrozen(new Date().toLocaleString) && Object.isFrozen((5).toLocaleString)",
        "true",
    );
    check("return [1234.5, 6789].toLocaleString()", r#""1,234.5,6,789""#);
    // Hostile lists and options cost no more than others.
    check(
        "const tags = { length: 4294967295, __proto__: new Array(16).fill('de-DE') };
         return new Date(0).toLocaleDateString(tags, { timeZone: 'UTC' })",
        r#""1.1.1970""#,
    );
    // Lists of the host are none of the script's, whatever it makes of those.
    for name in ["0", "1", "7"] {
        let source = format!(
            "Object.defineProperty(Array.prototype, '{name}', {{ set() {{ this.length = 4294967295 }} }});
             return new Date(0).toLocaleDateString(['xx', 'de-DE'], {{ timeZone: 'UTC' }})
               + (1.5).toLocaleString(['xx', 'de-DE'], {{ minimumFractionDigits: 2 }})"
        );
        check(&source, r#""1.1.19701,50""#);
    }
    let limits = Limits { time: Duration::from_millis(50), ..Limits::default() };
    let source = "const long = 'a-'.repeat(200000) + 'b'; for (;;) { try { new Date().toLocaleString(long) } catch {} }";
    let ended = ends(move || Sandbox::new(limits).run(&thing_model(1, source), &input()).result);
    assert!(ended.is_some_and(|result| result.is_err()));
}
