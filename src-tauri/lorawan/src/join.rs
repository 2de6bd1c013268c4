//! Join-request, join-accept and the session keys that follow from them.
//!
//! Nonce rules (which DevNonce is acceptable, which JoinNonce comes next) belong to the network
//! server, not here.
//!
//! Source: LoRaWAN L2 1.0.4, section 6.2 (over-the-air activation).

use crate::cflist::{CF_LIST_LEN, CfList};
use crate::crypto::{CipherKey, decrypt_blocks};
use crate::frame::{BuildError, ParseError, in_range};
use crate::{AesKey, DevAddr, Eui64, NetId, SessionKey};

/// First byte of a join-request.
const MHDR_REQUEST: u8 = 0x00;
/// First byte of a join-accept.
const MHDR_ACCEPT: u8 = 0x20;
/// Bytes of a whole join-request.
const REQUEST_LEN: usize = 23;
/// Bytes of a join-accept's body without CFList and MIC.
const ACCEPT_BODY_LEN: usize = 12;

/// A received join-request.
#[derive(Debug, Clone, Copy)]
pub struct JoinRequest<'a> {
    /// The join server the device was made for; called AppEUI before 1.0.4.
    pub join_eui: Eui64,
    /// The device.
    pub dev_eui: Eui64,
    /// Random up to 1.0.3, a counter from 1.0.4.
    pub dev_nonce: u16,
    /// Message integrity code as received.
    pub mic: [u8; 4],
    /// The whole PHY payload, 23 bytes.
    pub phy: &'a [u8],
}

impl<'a> JoinRequest<'a> {
    pub(crate) fn read(phy: &'a [u8], body: &[u8]) -> Result<Self, ParseError> {
        let wrong_length = ParseError::JoinRequestLength { len: phy.len() };
        let (join_eui, rest) = body.split_first_chunk::<8>().ok_or(wrong_length)?;
        let (dev_eui, rest) = rest.split_first_chunk::<8>().ok_or(wrong_length)?;
        let (dev_nonce, mic) = rest.split_first_chunk::<2>().ok_or(wrong_length)?;
        Ok(Self {
            join_eui: Eui64::from_wire_bytes(*join_eui),
            dev_eui: Eui64::from_wire_bytes(*dev_eui),
            dev_nonce: u16::from_le_bytes(*dev_nonce),
            mic: mic.try_into().map_err(|_| wrong_length)?,
            phy,
        })
    }

    /// Whether the MIC is right for this AppKey.
    #[must_use]
    pub fn mic_is_valid(&self, app_key: &AesKey) -> bool {
        let Some((message, mic)) = self.phy.split_last_chunk::<4>() else { return false };
        app_key.prepared(|key| key.mic(&[message])) == *mic
    }
}

/// Builds a join-request, as a device does. Returns the 23 bytes of the PHY payload.
#[must_use]
pub fn request(
    join_eui: Eui64,
    dev_eui: Eui64,
    dev_nonce: u16,
    app_key: &AesKey,
) -> [u8; REQUEST_LEN] {
    let fields = [MHDR_REQUEST]
        .into_iter()
        .chain(join_eui.to_wire_bytes())
        .chain(dev_eui.to_wire_bytes())
        .chain(dev_nonce.to_le_bytes());
    let mut phy = [0; REQUEST_LEN];
    phy.iter_mut().zip(fields).for_each(|(byte, field)| *byte = field);
    if let Some((message, mic)) = phy.split_last_chunk_mut::<4>() {
        *mic = app_key.prepared(|key| key.mic(&[message]));
    }
    phy
}

/// A join-accept as received: unreadable without the device's AppKey.
#[derive(Debug, Clone, Copy)]
pub struct EncryptedJoinAccept<'a> {
    /// The whole PHY payload, 17 or 33 bytes.
    pub phy: &'a [u8],
}

/// Why a join-accept cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JoinAcceptError {
    /// The MIC is wrong: another AppKey, or bytes that were changed.
    #[error("the join-accept's MIC does not fit this AppKey")]
    Mic,
}

impl<'a> EncryptedJoinAccept<'a> {
    pub(crate) fn read(phy: &'a [u8]) -> Result<Self, ParseError> {
        match phy.len() {
            17 | 33 => Ok(Self { phy }),
            len => Err(ParseError::JoinAcceptLength { len }),
        }
    }

    /// Reads it as the device does.
    ///
    /// # Errors
    /// [`JoinAcceptError::Mic`] when the MIC is wrong for this key.
    pub fn decrypt(&self, app_key: &AesKey) -> Result<JoinAccept, JoinAcceptError> {
        let key = SessionKey::new(app_key);
        let mut plain = [0_u8; 32];
        let blocks = self.phy.get(1..).unwrap_or_default().as_chunks::<16>().0;
        for (plain, block) in plain.as_chunks_mut::<16>().0.iter_mut().zip(blocks) {
            *plain = key.encrypt_block(*block);
        }
        let plain = plain.get(..blocks.len() * 16).unwrap_or_default();
        let (body, mic) = plain.split_last_chunk::<4>().ok_or(JoinAcceptError::Mic)?;
        if key.mic(&[&[MHDR_ACCEPT], body]) != *mic {
            return Err(JoinAcceptError::Mic);
        }
        JoinAccept::from_body(body).ok_or(JoinAcceptError::Mic)
    }
}

/// What a network grants a joining device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JoinAccept {
    /// Called AppNonce before 1.0.4. 24 bits; a value once used for a device never returns.
    pub join_nonce: u32,
    /// The network.
    pub net_id: NetId,
    /// The session's address.
    pub dev_addr: DevAddr,
    /// RX1DROffset, 0 to 7; regions allow fewer.
    pub rx1dr_offset: u8,
    /// Data rate of the second window, 0 to 15.
    pub rx2dr: u8,
    /// Delay of the first window in seconds, 0 to 15; 0 and 1 both mean one second.
    pub rx_delay: u8,
    /// More channels for the device.
    pub cf_list: Option<CfList>,
}

impl JoinAccept {
    /// The PHY payload as the server sends it, 17 or 33 bytes.
    ///
    /// # Errors
    /// [`BuildError::OutOfRange`] when a value does not fit its field.
    pub fn encrypt(&self, app_key: &AesKey) -> Result<Vec<u8>, BuildError> {
        let mut phy = self.plain()?;
        let mic = app_key.prepared(|key| key.mic(&[&phy]));
        phy.extend(mic);
        if let Some((_mhdr, protected)) = phy.split_first_mut() {
            // AES *decrypt*, so that the device needs only encrypt.
            decrypt_blocks(app_key, protected);
        }
        Ok(phy)
    }

    /// MHDR and body before the MIC is added.
    fn plain(&self) -> Result<Vec<u8>, BuildError> {
        in_range("JoinNonce", self.join_nonce, 0x00FF_FFFF)?;
        in_range("RX1DROffset", self.rx1dr_offset.into(), 7)?;
        in_range("RX2DataRate", self.rx2dr.into(), 15)?;
        in_range("RxDelay", self.rx_delay.into(), 15)?;
        let [n0, n1, n2, _] = self.join_nonce.to_le_bytes();
        let mut phy = Vec::with_capacity(1 + ACCEPT_BODY_LEN + CF_LIST_LEN + 4);
        phy.extend([MHDR_ACCEPT, n0, n1, n2]);
        phy.extend(self.net_id.to_wire_bytes());
        phy.extend(self.dev_addr.to_wire_bytes());
        phy.extend([(self.rx1dr_offset << 4) | self.rx2dr, self.rx_delay]);
        phy.extend(self.cf_list.iter().flat_map(|list| list.to_wire_bytes()));
        Ok(phy)
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        let (fixed, cf_list) = body.split_first_chunk::<ACCEPT_BODY_LEN>()?;
        let [n0, n1, n2, i0, i1, i2, a0, a1, a2, a3, dl_settings, rx_delay] = *fixed;
        Some(Self {
            join_nonce: u32::from_le_bytes([n0, n1, n2, 0]),
            net_id: NetId::from_wire_bytes([i0, i1, i2]),
            dev_addr: DevAddr::from_wire_bytes([a0, a1, a2, a3]),
            rx1dr_offset: (dl_settings >> 4) & 0b111,
            rx2dr: dl_settings & 0x0F,
            rx_delay: rx_delay & 0x0F,
            cf_list: cf_list.first_chunk().map(|bytes| CfList::from_wire_bytes(*bytes)),
        })
    }
}

/// The session keys of 1.0.x: first NwkSKey, then AppSKey.
///
/// Only the lower 24 bits of `join_nonce` count.
#[must_use]
pub fn derive_session_keys(
    app_key: &AesKey,
    join_nonce: u32,
    net_id: NetId,
    dev_nonce: u16,
) -> (AesKey, AesKey) {
    let [n0, n1, n2, _] = join_nonce.to_le_bytes();
    let [i0, i1, i2] = net_id.to_wire_bytes();
    let [d0, d1] = dev_nonce.to_le_bytes();
    let key = SessionKey::new(app_key);
    let derive = |purpose| {
        let block = [purpose, n0, n1, n2, i0, i1, i2, d0, d1, 0, 0, 0, 0, 0, 0, 0];
        AesKey::new(key.encrypt_block(block))
    };
    (derive(0x01), derive(0x02))
}
