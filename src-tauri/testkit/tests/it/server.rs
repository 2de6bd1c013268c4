//! The least server that devices are content with: accepts every join with the keys it was given,
//! acknowledges confirmed uplinks, and remembers what it decrypted.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use gateway::gwmp::{Config, Gwmp};
use gateway::{Admission, Event, Refusal};
use lorawan::region::{LwVersion, Region};
use lorawan::{
    AesKey, DataDown, DataFrame, DevAddr, Eui64, Frame, JoinAccept, JoinRequest, NetId, join,
};
use model::radio::{
    GatewayDownlink, GatewayUplink, Modulation, TransmitAt, TransmitOutcome, Waveform,
};
use thinklink_testkit::{Activation, DeviceDescription};
use tokio::sync::mpsc;

struct Everyone;

impl Admission for Everyone {
    fn admit(&self, _: Eui64, _: std::net::IpAddr) -> Result<(), Refusal> {
        Ok(())
    }
}

/// Which window the server answers in.
#[derive(Clone, Copy)]
pub(crate) enum Answer {
    Rx1,
    Rx2,
}

/// An uplink that the server could decrypt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) dev_addr: DevAddr,
    pub(crate) f_cnt: u16,
    pub(crate) payload: Vec<u8>,
    pub(crate) ack: bool,
    pub(crate) f_opts: Vec<u8>,
}

/// Known devices and their sessions.
struct Network {
    gwmp: Gwmp,
    answer: Answer,
    app_keys: HashMap<Eui64, AesKey>,
    sessions: HashMap<DevAddr, (AesKey, AesKey)>,
    nonces: Vec<(Eui64, u16)>,
    f_cnt_down: u32,
    /// Confirmed uplinks left unanswered before the first acknowledgement.
    deaf_for: u32,
    /// MAC commands for the next downlink.
    commands: Vec<u8>,
    heard: mpsc::Sender<Heard>,
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) heard: mpsc::Receiver<Heard>,
}

impl Server {
    pub(crate) async fn start(devices: &[DeviceDescription], answer: Answer) -> Self {
        Self::start_with(devices, answer, 0, &[]).await
    }

    pub(crate) async fn start_with(
        devices: &[DeviceDescription],
        answer: Answer,
        deaf_for: u32,
        commands: &[u8],
    ) -> Self {
        let (events, mut received) = mpsc::channel(64);
        let config = Config::listening_on(vec![SocketAddr::from(([127, 0, 0, 1], 0))]);
        let gwmp = Gwmp::start(config, Arc::new(Everyone), events).await.unwrap();
        let address = *gwmp.addresses().first().unwrap();
        let (told, heard) = mpsc::channel(1_024);
        let mut network = Network {
            gwmp,
            answer,
            app_keys: HashMap::new(),
            sessions: HashMap::new(),
            nonces: Vec::new(),
            f_cnt_down: 0,
            deaf_for,
            commands: commands.to_vec(),
            heard: told,
        };
        for device in devices {
            match device.activation {
                Activation::Otaa { app_key, .. } => {
                    network.app_keys.insert(device.dev_eui, app_key);
                }
                Activation::Abp { dev_addr, nwks_key, apps_key } => {
                    network.sessions.insert(dev_addr, (nwks_key, apps_key));
                }
            }
        }
        tokio::spawn(async move {
            while let Some(event) = received.recv().await {
                if let Event::Uplink(uplink) = event {
                    network.take(&uplink).await;
                }
            }
        });
        Self { address, heard }
    }
}

impl Network {
    async fn take(&mut self, uplink: &GatewayUplink) {
        match lorawan::parse(&uplink.phy) {
            Ok(Frame::JoinRequest(request)) => self.join(uplink, &request).await,
            Ok(Frame::Data(frame)) => self.data(uplink, &frame).await,
            _ => {}
        }
    }

    async fn join(&mut self, uplink: &GatewayUplink, request: &JoinRequest<'_>) {
        let Some(app_key) = self.app_keys.get(&request.dev_eui).copied() else { return };
        let nonce = (request.dev_eui, request.dev_nonce);
        if !request.mic_is_valid(&app_key) || self.nonces.contains(&nonce) {
            return;
        }
        self.nonces.push(nonce);
        let dev_addr = DevAddr::from_be_bytes([0, 0, 1, u8::try_from(self.nonces.len()).unwrap()]);
        let (join_nonce, net_id) = (u32::from(request.dev_nonce) + 1, NetId::default());
        let (nwks_key, apps_key) =
            join::derive_session_keys(&app_key, join_nonce, net_id, request.dev_nonce);
        self.sessions.insert(dev_addr, (nwks_key, apps_key));
        let accept = JoinAccept {
            join_nonce,
            net_id,
            dev_addr,
            rx1dr_offset: 0,
            rx2dr: 0,
            rx_delay: 1,
            cf_list: Region::Eu868.cf_list(
                LwVersion::V1_0_3,
                Region::Eu868.common_extra_channels_hz(),
                None,
            ),
        };
        self.send(uplink, 5, accept.encrypt(&app_key).unwrap()).await;
    }

    async fn data(&mut self, uplink: &GatewayUplink, frame: &DataFrame<'_>) {
        let Some((nwks_key, apps_key)) = self.sessions.get(&frame.dev_addr).copied() else {
            return;
        };
        if !frame.mic_is_valid(&nwks_key, frame.f_cnt.into()) {
            return;
        }
        let mut payload = Vec::new();
        frame.decrypt(&apps_key, frame.f_cnt.into(), &mut payload);
        let heard = Heard {
            dev_addr: frame.dev_addr,
            f_cnt: frame.f_cnt,
            payload,
            ack: frame.f_ctrl.ack,
            f_opts: frame.f_opts.to_vec(),
        };
        let _ = self.heard.try_send(heard);
        if !frame.confirmed {
            return;
        }
        if self.deaf_for > 0 {
            self.deaf_for -= 1;
            return;
        }
        let down = DataDown {
            dev_addr: frame.dev_addr,
            confirmed: true,
            ack: true,
            f_cnt: self.f_cnt_down,
            f_opts: &std::mem::take(&mut self.commands),
            f_port: Some(7),
            payload: b"hello",
            ..DataDown::default()
        };
        self.f_cnt_down += 1;
        self.send(uplink, 1, down.build(&nwks_key, &apps_key).unwrap()).await;
    }

    async fn send(&self, uplink: &GatewayUplink, rx1_delay_s: u32, phy: Vec<u8>) {
        let (delay_s, frequency_hz, modulation) = match self.answer {
            Answer::Rx1 => (rx1_delay_s, uplink.frequency_hz, uplink.modulation),
            Answer::Rx2 => {
                let sf12 = Modulation::LoRa { spreading_factor: 12, bandwidth_hz: 125_000 };
                (rx1_delay_s + 1, 869_525_000, sf12)
            }
        };
        let downlink = GatewayDownlink {
            gateway: uplink.gateway,
            at: TransmitAt::Counter(uplink.tmst.wrapping_add(delay_s * 1_000_000)),
            frequency_hz,
            modulation,
            power_dbm: 14,
            phy: phy.into(),
            board: None,
            antenna: None,
            waveform: Waveform::default(),
        };
        let outcome = self.gwmp.transmit(downlink, std::time::Instant::now()).await;
        assert!(matches!(outcome, Ok(TransmitOutcome::Accepted { .. })), "{outcome:?}");
    }
}
