//! The gateways by which a device can be reached.

use lorawan::Eui64;
use model::TenantCode;
use ns::downlink::Link;
use store::FrameQuery;

use crate::Core;

/// Frames that are looked at for the gateways of a device that was not heard since the start.
const REMEMBERED_FRAMES: u32 = 20;

impl Core {
    /// The gateways to try: the one the sender named, or those that hear the device best.
    pub(in crate::downlinks) async fn gateways_for(
        &self,
        dev_eui: Eui64,
        tenant: &TenantCode,
        named: Option<Eui64>,
    ) -> Vec<Eui64> {
        let mut links = self.queues.links(dev_eui);
        if links.is_empty() {
            links = self.remembered_links(dev_eui, tenant).await;
            self.queues.remember(dev_eui, &links);
        }
        if let Some(gateway) = named {
            let is_ours = !self.is_foreign(tenant, dev_eui, gateway);
            return (is_ours && self.can_reach(gateway)).then_some(gateway).into_iter().collect();
        }
        let mut gateways: Vec<Eui64> = links.iter().map(|link| link.gateway).collect();
        gateways.sort_unstable();
        gateways.dedup();
        gateways.retain(|gateway| self.can_reach(*gateway));
        links.retain(|link| gateways.contains(&link.gateway));
        ns::downlink::best_gateways(&links)
    }

    /// Whether a gateway is another tenant's and does not hear the device: then it is none that a
    /// downlink may name.
    pub(super) fn is_foreign(&self, tenant: &TenantCode, dev_eui: Eui64, gateway: Eui64) -> bool {
        let registered = self.registry.gateway(gateway);
        registered.is_some_and(|registered| registered.tenant != *tenant)
            && self.queues.links(dev_eui).iter().all(|link| link.gateway != gateway)
    }

    /// How the device was heard before the start, as far as frames are kept.
    async fn remembered_links(&self, dev_eui: Eui64, tenant: &TenantCode) -> Vec<Link> {
        let query = FrameQuery {
            tenant: Some(tenant.clone()),
            dev_eui: Some(dev_eui),
            direction: Some(store::Direction::Up),
            page: store::Page { limit: REMEMBERED_FRAMES, cursor: None },
            ..FrameQuery::default()
        };
        let frames = self.store.read(move |reader| reader.frames().list(&query)).await;
        let frames = frames.map(|slice| slice.items).unwrap_or_default();
        let link = |frame: &store::FrameRecord| {
            let (snr_db, rssi_dbm) = (frame.row.snr_db, frame.row.rssi_dbm);
            Some(Link { gateway: frame.row.gateway?, snr_db, rssi_dbm })
        };
        frames.iter().filter_map(link).collect()
    }
}
