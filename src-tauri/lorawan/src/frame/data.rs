//! A received data frame.

use super::{Direction, MessageType, ParseError};
use crate::DevAddr;
use crate::crypto::{CipherKey, FrameContext};

/// The flags of FCtrl. The two directions use bits 6 and 4 differently; the flags of the other
/// direction are false.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FCtrl {
    /// Up: the device lets the network control its data rate. Down: the network can do so.
    pub adr: bool,
    /// Up only: the device asks for any downlink to know that it is still heard.
    pub adr_ack_req: bool,
    /// Acknowledges the last confirmed frame of the other direction.
    pub ack: bool,
    /// Up only: the device is in class B.
    pub class_b: bool,
    /// Down only: more data waits.
    pub f_pending: bool,
}

impl FCtrl {
    pub(super) const fn from_byte(byte: u8, direction: Direction) -> Self {
        let up = matches!(direction, Direction::Up);
        Self {
            adr: byte & 0x80 != 0,
            adr_ack_req: up && byte & 0x40 != 0,
            ack: byte & 0x20 != 0,
            class_b: up && byte & 0x10 != 0,
            f_pending: !up && byte & 0x10 != 0,
        }
    }

    /// The upper four bits; the lower four are FOptsLen.
    pub(super) fn to_byte(self) -> u8 {
        (u8::from(self.adr) << 7)
            | (u8::from(self.adr_ack_req) << 6)
            | (u8::from(self.ack) << 5)
            | (u8::from(self.class_b || self.f_pending) << 4)
    }
}

/// A data frame in either direction, borrowed from its PHY payload.
#[derive(Debug, Clone, Copy)]
pub struct DataFrame<'a> {
    /// Which way the message type says it travels.
    pub direction: Direction,
    /// Whether the sender wants an acknowledgement.
    pub confirmed: bool,
    /// The session's address. Many sessions may share it; the MIC decides.
    pub dev_addr: DevAddr,
    /// Flags.
    pub f_ctrl: FCtrl,
    /// The lower half of the frame counter. See [`crate::counter::reconstruct`].
    pub f_cnt: u16,
    /// MAC commands in the clear, 0 to 15 bytes. See [`crate::mac`].
    pub f_opts: &'a [u8],
    /// The port; absent when nothing follows FOpts.
    pub f_port: Option<u8>,
    /// Encrypted payload: MAC commands on port 0, application data on the others. May be empty
    /// with a port.
    pub frm_payload: &'a [u8],
    /// Message integrity code as received.
    pub mic: [u8; 4],
    /// The whole PHY payload, 12 to 255 bytes.
    pub phy: &'a [u8],
}

impl DataFrame<'_> {
    /// The frame's message type.
    #[must_use]
    pub const fn message_type(&self) -> MessageType {
        match (self.direction, self.confirmed) {
            (Direction::Up, false) => MessageType::UnconfirmedUp,
            (Direction::Up, true) => MessageType::ConfirmedUp,
            (Direction::Down, false) => MessageType::UnconfirmedDown,
            (Direction::Down, true) => MessageType::ConfirmedDown,
        }
    }

    /// Whether the MIC is right for this network session key and full counter.
    ///
    /// Pass a [`crate::SessionKey`] where the key is used more than once.
    #[must_use]
    pub fn mic_is_valid(&self, nwk_s_key: &impl CipherKey, f_cnt32: u32) -> bool {
        let Some((message, mic)) = self.phy.split_last_chunk::<4>() else { return false };
        nwk_s_key.prepared(|key| key.data_mic(self.context(f_cnt32), message)) == *mic
    }

    /// Writes the decrypted payload into `out`, replacing its content.
    ///
    /// `key` is NwkSKey for port 0 and AppSKey for the others. Nothing checks that it is the right
    /// one: check the MIC first. Allocates only when `out` has too little capacity.
    pub fn decrypt(&self, key: &impl CipherKey, f_cnt32: u32, out: &mut Vec<u8>) {
        out.clear();
        out.extend_from_slice(self.frm_payload);
        key.prepared(|key| key.apply_key_stream(self.context(f_cnt32), out));
    }

    /// Whether MAC commands stand in FOpts and on port 0 at once, which the specification forbids.
    ///
    /// The counter of such a frame counts (its MIC is valid), its commands do not.
    #[must_use]
    pub fn has_commands_twice(&self) -> bool {
        self.f_port == Some(0) && !self.f_opts.is_empty()
    }

    const fn context(&self, f_cnt: u32) -> FrameContext {
        FrameContext { direction: self.direction, dev_addr: self.dev_addr, f_cnt }
    }
}

/// Reads a data frame. `phy` starts with MHDR and has at most 255 bytes.
pub(super) fn read(
    phy: &[u8],
    direction: Direction,
    confirmed: bool,
) -> Result<DataFrame<'_>, ParseError> {
    let too_short = ParseError::DataLength { len: phy.len() };
    let (message, mic) = phy.split_last_chunk::<4>().ok_or(too_short)?;
    let (header, rest) = message.split_first_chunk::<8>().ok_or(too_short)?;
    let [_mhdr, a0, a1, a2, a3, f_ctrl, c0, c1] = *header;

    let announced = usize::from(f_ctrl & 0x0F);
    let (f_opts, rest) = rest
        .split_at_checked(announced)
        .ok_or(ParseError::FOptsLength { announced, available: rest.len() })?;
    let (f_port, frm_payload) = match rest.split_first() {
        Some((&port, payload)) => (Some(port), payload),
        None => (None, rest),
    };
    Ok(DataFrame {
        direction,
        confirmed,
        dev_addr: DevAddr::from_wire_bytes([a0, a1, a2, a3]),
        f_ctrl: FCtrl::from_byte(f_ctrl, direction),
        f_cnt: u16::from_le_bytes([c0, c1]),
        f_opts,
        f_port,
        frm_payload,
        mic: *mic,
        phy,
    })
}
