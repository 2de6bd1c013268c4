//! The words of a message. People who get them have no language of the window, so it is English.

use std::fmt::Write as _;

use model::record::AlarmEvent;

use super::{About, Notice};

/// The line that tells what it is about.
pub(super) fn subject(notice: &Notice) -> String {
    let about = notice.about.as_ref().and_then(parts);
    let about =
        about.map_or_else(String::new, |(_, eui, name)| format!("{}: ", name.unwrap_or(&eui)));
    let title = match (&notice.alarm, notice.title.is_empty()) {
        (Some((name, ..)), true) => name,
        _ => notice.title.text(),
    };
    match &notice.alarm {
        Some((_, event, level)) if is_over(*event) => format!("[cleared, {level}] {about}{title}"),
        Some((_, _, level)) => format!("[{level}] {about}{title}"),
        None => format!("{about}{title}"),
    }
}

/// The text below it.
pub(super) fn body(notice: &Notice) -> String {
    let mut text = String::new();
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            // Writing into a text cannot fail.
            let _ = writeln!(text, "{label}: {value}");
        }
    };
    line("Title", notice.title.text());
    line("Description", notice.desc.text());
    if let Some((name, event, level)) = &notice.alarm {
        line("Alarm", name);
        line("State", if is_over(*event) { "cleared" } else { event.as_str() });
        line("Level", level.as_str());
    }
    if let Some((label, eui, name)) = notice.about.as_ref().and_then(parts) {
        line(label, name.unwrap_or_default());
        line("EUI", &eui);
    }
    line("Time", &notice.at.to_string());
    text
}

/// What it is called, its EUI, and its name; `None` where the text names several.
fn parts(about: &About) -> Option<(&'static str, String, Option<&str>)> {
    match about {
        About::Device(eui, name) => Some(("Device", eui.to_string(), name.as_deref())),
        About::Gateway(eui, name) => Some(("Gateway", eui.to_string(), name.as_deref())),
        About::Gateways => None,
    }
}

fn is_over(event: AlarmEvent) -> bool {
    matches!(event, AlarmEvent::Cleared | AlarmEvent::ManuallyCleared)
}
