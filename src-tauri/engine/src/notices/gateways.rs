//! Gateways that fell silent or are heard again, told to the groups that their records name and to
//! those that are told of all gateways.
//!
//! Those that turn at the same time are one message for a group: a line that is cut takes many
//! gateways with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::record::Gateway;
use model::{Said, Saying, TenantCode, Timestamp, say};

use super::{About, Notice};
use crate::Core;

/// Gateways that one message names; of the others it says how many they are.
const NAMED: usize = 20;

/// A gateway that has another status than before.
#[derive(Debug, Clone)]
pub(crate) struct Turn {
    pub(crate) gateway: Arc<Gateway>,
    /// It fell silent; otherwise it is heard again.
    pub(crate) is_silent: bool,
    /// When it was heard last.
    pub(crate) last_seen: Option<Timestamp>,
}

impl Core {
    /// Tells the groups of these gateways. One that is switched off is silent because somebody
    /// wanted it to be, and nobody is told.
    pub(crate) async fn notify_turns(&self, turns: &[Turn], at: Timestamp) {
        let mut of_group: BTreeMap<(&str, String, bool), (&TenantCode, Vec<&Turn>)> =
            BTreeMap::new();
        for turn in turns.iter().filter(|turn| turn.gateway.enable) {
            let tenant = &turn.gateway.tenant;
            for group in self.registry.groups_told(&turn.gateway) {
                let key = (tenant.as_str(), group, turn.is_silent);
                of_group.entry(key).or_insert((tenant, Vec::new())).1.push(turn);
            }
        }
        for ((_, group, is_silent), (tenant, turns)) in of_group {
            self.notify(&[group], notice(tenant, is_silent, &turns, at)).await;
        }
    }
}

/// What a group is told of gateways that turned the same way; there is at least one.
fn notice(tenant: &TenantCode, is_silent: bool, turns: &[&Turn], at: Timestamp) -> Notice {
    let (about, title, desc) = match turns {
        [turn] => {
            let gateway = &turn.gateway;
            let name = Some(gateway.name.clone()).filter(|name| !name.is_empty());
            let title = if is_silent { Saying::GatewaySilent } else { Saying::GatewayHeard };
            let desc = match turn.last_seen.filter(|_| is_silent) {
                Some(last) => Said::new(Saying::GatewayLastHeard)
                    .with("last_at", last.to_string())
                    .with("period_s", gateway.heart_period),
                None => Said::plain(""),
            };
            (Some(About::Gateway(gateway.eui, name)), title.into(), desc)
        }
        turns => {
            let title = if is_silent { Saying::GatewaysSilent } else { Saying::GatewaysHeard };
            let title = Said::new(title).with("count", turns.len());
            (Some(About::Gateways), title, listed(is_silent, turns))
        }
    };
    Notice { tenant: tenant.clone(), about, title, desc, alarm: None, at }
}

fn listed(is_silent: bool, turns: &[&Turn]) -> Said {
    let line = |turn: &&Turn| {
        let Gateway { name, eui, .. } = &*turn.gateway;
        let gateway = match name.as_str() {
            "" => eui.to_string(),
            name => format!("{name} ({eui})"),
        };
        match turn.last_seen.filter(|_| is_silent) {
            Some(last) => say!(GatewayLineAt, gateway = gateway, last_at = last.to_string()),
            None => say!(GatewayLine, gateway = gateway),
        }
    };
    let more = turns.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| Said::new(Saying::GatewaysMore).with("count", more));
    let lines: Vec<Said> = turns.iter().take(NAMED).map(line).chain(more).collect();
    say!(GatewayLines, lines = lines)
}

#[cfg(test)]
mod tests {
    use lorawan::Eui64;

    use super::*;

    fn turn(number: u8, name: &str) -> Turn {
        let eui = Eui64::from_be_bytes([number; 8]);
        let at = Timestamp::from_millis(1_777_622_400_000);
        let gateway = Gateway { name: name.into(), ..Gateway::new(eui, tenant(), 60, at) };
        Turn { gateway: Arc::new(gateway), is_silent: true, last_seen: Some(at) }
    }

    fn tenant() -> TenantCode {
        TenantCode::public()
    }

    #[test]
    fn one_gateway_is_named_and_of_many_there_is_a_list() {
        let (at, one) = (Timestamp::default(), turn(1, "Roof"));
        let told = notice(&tenant(), true, &[&one], at);
        assert_eq!(told.about, Some(About::Gateway(one.gateway.eui, Some("Roof".into()))));
        assert_eq!(told.title.text(), "Gateway is silent");
        assert_eq!(told.desc.text(), "Last heard 2026-05-01T08:00:00.000Z, more than 60 s ago.");
        let back = notice(&tenant(), false, &[&one], at);
        assert_eq!((back.title.text(), back.desc.text()), ("Gateway is heard again", ""));

        let many: Vec<Turn> = (1..=22).map(|number| turn(number, "")).collect();
        let told = notice(&tenant(), true, &many.iter().collect::<Vec<_>>(), at);
        let title = "22 gateways are silent";
        assert_eq!((told.about, told.title.text()), (Some(About::Gateways), title));
        let lines: Vec<&str> = told.desc.text().lines().collect();
        assert_eq!(lines.len(), 1 + NAMED + 1, "{lines:?}");
        assert_eq!(lines.last(), Some(&"- and 2 more"));
    }
}
