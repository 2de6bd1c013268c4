//! Building data frames.

use super::{Direction, FCtrl, MAX_PHY_LEN};
use crate::DevAddr;
use crate::crypto::{CipherKey, FrameContext};

/// Why a frame cannot be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// More than 15 bytes of MAC commands in FOpts; they belong on port 0.
    #[error("{len} bytes of FOpts, at most 15 fit")]
    FOptsTooLong {
        /// Bytes given.
        len: usize,
    },
    /// The frame would have more bytes than any modulation carries.
    #[error("the frame would have {len} bytes, at most 255 are possible")]
    TooLong {
        /// Bytes the frame would have.
        len: usize,
    },
    /// A payload without a port.
    #[error("a payload needs a port")]
    PortMissing,
    /// MAC commands in FOpts and on port 0 at once.
    #[error("MAC commands go to FOpts or to port 0, not to both")]
    CommandsTwice,
    /// A value that its field in a join-accept or MAC command cannot hold.
    #[error("{field} {value} is above {max}")]
    OutOfRange {
        /// The field's name in the specification.
        field: &'static str,
        /// The value given.
        value: u32,
        /// The largest value the field can hold.
        max: u32,
    },
}

/// Whether `value` fits a field that holds at most `max`.
pub(crate) fn in_range(field: &'static str, value: u32, max: u32) -> Result<(), BuildError> {
    if value <= max { Ok(()) } else { Err(BuildError::OutOfRange { field, value, max }) }
}

/// A data frame to a device.
#[derive(Debug, Clone, Copy, Default)]
pub struct DataDown<'a> {
    /// The session's address.
    pub dev_addr: DevAddr,
    /// Whether the device shall acknowledge.
    pub confirmed: bool,
    /// Whether the network controls the device's data rate.
    pub adr: bool,
    /// Acknowledges the last confirmed uplink.
    pub ack: bool,
    /// Tells the device that more data waits.
    pub f_pending: bool,
    /// The full frame counter. A value once used must never be used with other content.
    pub f_cnt: u32,
    /// MAC commands in the clear, at most 15 bytes.
    pub f_opts: &'a [u8],
    /// The port; `None` for a frame without payload.
    pub f_port: Option<u8>,
    /// The plain payload; empty without a port.
    pub payload: &'a [u8],
}

impl DataDown<'_> {
    /// The PHY payload, encrypted and signed.
    ///
    /// # Errors
    /// [`BuildError`] when FOpts or the whole are too long, the payload has no port, or commands
    /// stand in FOpts and on port 0.
    pub fn build(
        &self,
        nwk_s_key: &impl CipherKey,
        app_s_key: &impl CipherKey,
    ) -> Result<Vec<u8>, BuildError> {
        let fields = Fields {
            mhdr: if self.confirmed { 0xA0 } else { 0x60 },
            context: FrameContext {
                direction: Direction::Down,
                dev_addr: self.dev_addr,
                f_cnt: self.f_cnt,
            },
            f_ctrl: FCtrl {
                adr: self.adr,
                ack: self.ack,
                f_pending: self.f_pending,
                ..FCtrl::default()
            },
            f_opts: self.f_opts,
            f_port: self.f_port,
            payload: self.payload,
        };
        fields.build(nwk_s_key, app_s_key)
    }
}

/// A data frame from a device. The server never sends one; simulated devices do.
#[derive(Debug, Clone, Copy, Default)]
pub struct DataUp<'a> {
    /// The session's address.
    pub dev_addr: DevAddr,
    /// Whether the network shall acknowledge.
    pub confirmed: bool,
    /// Whether the network may control the data rate.
    pub adr: bool,
    /// Asks for any downlink.
    pub adr_ack_req: bool,
    /// Acknowledges the last confirmed downlink.
    pub ack: bool,
    /// Whether the device is in class B.
    pub class_b: bool,
    /// The full frame counter.
    pub f_cnt: u32,
    /// MAC commands in the clear, at most 15 bytes.
    pub f_opts: &'a [u8],
    /// The port; `None` for a frame without payload.
    pub f_port: Option<u8>,
    /// The plain payload; empty without a port.
    pub payload: &'a [u8],
}

impl DataUp<'_> {
    /// The PHY payload, encrypted and signed.
    ///
    /// # Errors
    /// As [`DataDown::build`].
    pub fn build(
        &self,
        nwk_s_key: &impl CipherKey,
        app_s_key: &impl CipherKey,
    ) -> Result<Vec<u8>, BuildError> {
        let fields = Fields {
            mhdr: if self.confirmed { 0x80 } else { 0x40 },
            context: FrameContext {
                direction: Direction::Up,
                dev_addr: self.dev_addr,
                f_cnt: self.f_cnt,
            },
            f_ctrl: FCtrl {
                adr: self.adr,
                adr_ack_req: self.adr_ack_req,
                ack: self.ack,
                class_b: self.class_b,
                f_pending: false,
            },
            f_opts: self.f_opts,
            f_port: self.f_port,
            payload: self.payload,
        };
        fields.build(nwk_s_key, app_s_key)
    }
}

/// What both directions have in common.
struct Fields<'a> {
    mhdr: u8,
    context: FrameContext,
    f_ctrl: FCtrl,
    f_opts: &'a [u8],
    f_port: Option<u8>,
    payload: &'a [u8],
}

impl Fields<'_> {
    fn build(
        &self,
        nwk_s_key: &impl CipherKey,
        app_s_key: &impl CipherKey,
    ) -> Result<Vec<u8>, BuildError> {
        let f_opts_len = self.checked_f_opts_len()?;
        let len = 12 + self.f_opts.len() + usize::from(self.f_port.is_some()) + self.payload.len();
        if len > MAX_PHY_LEN {
            return Err(BuildError::TooLong { len });
        }

        let [c0, c1, _, _] = self.context.f_cnt.to_le_bytes();
        let mut phy = Vec::with_capacity(len);
        phy.push(self.mhdr);
        phy.extend(self.context.dev_addr.to_wire_bytes());
        phy.extend([self.f_ctrl.to_byte() | f_opts_len, c0, c1]);
        phy.extend(self.f_opts);
        phy.extend(self.f_port);
        let payload_at = phy.len();
        phy.extend(self.payload);
        if let Some(payload) = phy.get_mut(payload_at..) {
            self.encrypt(payload, nwk_s_key, app_s_key);
        }
        let mic = nwk_s_key.prepared(|key| key.data_mic(self.context, &phy));
        phy.extend(mic);
        Ok(phy)
    }

    fn checked_f_opts_len(&self) -> Result<u8, BuildError> {
        let len = self.f_opts.len();
        let f_opts_len =
            u8::try_from(len).ok().filter(|len| *len <= 15).ok_or(BuildError::FOptsTooLong { len });
        match self.f_port {
            None if !self.payload.is_empty() => Err(BuildError::PortMissing),
            Some(0) if !self.f_opts.is_empty() => Err(BuildError::CommandsTwice),
            None | Some(_) => f_opts_len,
        }
    }

    fn encrypt(&self, payload: &mut [u8], nwk_s_key: &impl CipherKey, app_s_key: &impl CipherKey) {
        if self.f_port == Some(0) {
            nwk_s_key.prepared(|key| key.apply_key_stream(self.context, payload));
        } else {
            app_s_key.prepared(|key| key.apply_key_stream(self.context, payload));
        }
    }
}
