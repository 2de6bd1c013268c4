//! The words of a message. People who get them have no language of the window, so it is English.

use std::fmt::Write as _;

use model::record::AlarmEvent;

use super::Notice;

/// The line that tells what it is about.
pub(super) fn subject(notice: &Notice) -> String {
    let device = notice.device_name.as_deref().or(notice.eui.as_ref().map(|eui| eui.as_str()));
    let about = device.map_or_else(String::new, |device| format!("{device}: "));
    let title = match (&notice.alarm, notice.title.is_empty()) {
        (Some((name, ..)), true) => name,
        _ => &notice.title,
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
    line("Title", &notice.title);
    line("Description", &notice.desc);
    if let Some((name, event, level)) = &notice.alarm {
        line("Alarm", name);
        line("State", if is_over(*event) { "cleared" } else { event.as_str() });
        line("Level", level.as_str());
    }
    line("Device", notice.device_name.as_deref().unwrap_or_default());
    line("EUI", notice.eui.as_ref().map(|eui| eui.as_str()).unwrap_or_default());
    line("Time", &notice.at.to_string());
    text
}

fn is_over(event: AlarmEvent) -> bool {
    matches!(event, AlarmEvent::Cleared | AlarmEvent::ManuallyCleared)
}
