//! Which topics and filters are legal, and which a tenant may use.
//!
//! Pure. The only right there is: everything below `/v32/{tenant}/` of the own tenant. The tenant
//! must be written out, so a wildcard can never reach it, and neither can `$SYS` or `$share`.
//!
//! Source: MQTT Version 3.1.1, section 4.7 (topic names and filters).

use model::TenantCode;

use crate::Limits;

/// First levels of every topic; the tenant follows.
const ROOT: &str = "/v32/";

/// Why a topic or filter is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not a topic or filter at all: empty, too long, too deep, misplaced wildcard, NUL.
    Malformed,
    /// Not below `/v32/{tenant}/`.
    NotYours,
    /// `$share/…`: shared subscriptions do not exist here.
    Shared,
}

/// Whether a client of `tenant` may publish to `topic`.
///
/// # Errors
/// The reason why it may not.
pub fn check_topic(tenant: &TenantCode, topic: &str, limits: &Limits) -> Result<(), Refusal> {
    if topic.contains(['+', '#']) {
        return Err(Refusal::Malformed);
    }
    check_common(tenant, topic, limits)
}

/// Whether a client of `tenant` may subscribe to `filter`.
///
/// # Errors
/// The reason why it may not.
pub fn check_filter(tenant: &TenantCode, filter: &str, limits: &Limits) -> Result<(), Refusal> {
    if filter.starts_with("$share/") {
        return Err(Refusal::Shared);
    }
    let mut levels = filter.split('/').peekable();
    while let Some(level) = levels.next() {
        let legal = match level {
            "#" => levels.peek().is_none(),
            "+" => true,
            text => !text.contains(['+', '#']),
        };
        if !legal {
            return Err(Refusal::Malformed);
        }
    }
    check_common(tenant, filter, limits)
}

fn check_common(tenant: &TenantCode, text: &str, limits: &Limits) -> Result<(), Refusal> {
    let levels = text.bytes().filter(|byte| *byte == b'/').count() + 1;
    if text.is_empty()
        || text.len() > limits.topic_bytes
        || levels > limits.topic_levels
        || text.contains('\0')
    {
        return Err(Refusal::Malformed);
    }
    match split(text) {
        Some((owner, rest)) if owner == tenant.as_str() && !rest.is_empty() => Ok(()),
        _ => Err(Refusal::NotYours),
    }
}

/// Splits `/v32/{tenant}/{rest}` into tenant and rest.
pub(crate) fn split(topic: &str) -> Option<(&str, &str)> {
    topic.strip_prefix(ROOT)?.split_once('/')
}

#[cfg(test)]
mod tests;
