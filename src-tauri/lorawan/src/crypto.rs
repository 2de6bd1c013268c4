//! AES-128 and CMAC as LoRaWAN 1.0.x uses them: message integrity codes and the payload cipher.
//!
//! Does not know frames; the callers in [`crate::frame`] and [`crate::join`] say which bytes are
//! covered. [`SessionKey`] is the prepared key of the hot path.
//!
//! Source: LoRaWAN L2 1.0.4, sections 4.3.3 (payload encryption) and 4.4 (MIC); RFC 4493.

use std::fmt;

use aes::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use aes::{Aes128Dec, Aes128Enc, Block};
use cmac::digest::common::InnerInit;
use cmac::{Cmac, Mac};

use crate::frame::Direction;
use crate::{AesKey, DevAddr};

/// Bytes of one AES block.
const BLOCK_LEN: usize = 16;

/// Key-stream blocks computed at a time, as many as AES instructions overlap well.
const BLOCKS_AT_ONCE: usize = 8;

/// A key with its AES round keys expanded, for keys that are used again and again.
///
/// Holds both directions of use of one key: CMAC and payload cipher. Prints nothing.
#[derive(Clone)]
pub struct SessionKey {
    cipher: Aes128Enc,
}

impl SessionKey {
    /// Expands the key.
    #[must_use]
    pub fn new(key: &AesKey) -> Self {
        Self { cipher: Aes128Enc::new(&Array(*key.expose())) }
    }

    /// The first four bytes of the AES-CMAC over the parts one after the other.
    pub(crate) fn mic(&self, parts: &[&[u8]]) -> [u8; 4] {
        let mut mac = Cmac::<&Aes128Enc>::inner_init(&self.cipher);
        for part in parts {
            mac.update(part);
        }
        let [a, b, c, d, ..]: [u8; BLOCK_LEN] = mac.finalize().into_bytes().into();
        [a, b, c, d]
    }

    /// MIC of a data frame.
    ///
    /// `message` is MHDR to the end of FRMPayload (ciphertext), at most 251 bytes.
    pub(crate) fn data_mic(&self, context: FrameContext, message: &[u8]) -> [u8; 4] {
        let length = u8::try_from(message.len()).unwrap_or(u8::MAX);
        self.mic(&[&context.block(0x49, length), message])
    }

    /// Encrypts or decrypts FRMPayload in place; the operation is its own inverse.
    pub(crate) fn apply_key_stream(&self, context: FrameContext, payload: &mut [u8]) {
        let mut counter = 0_u8;
        for part in payload.chunks_mut(BLOCKS_AT_ONCE * BLOCK_LEN) {
            let mut stream = [Block::default(); BLOCKS_AT_ONCE];
            let used = stream.iter_mut().take(part.len().div_ceil(BLOCK_LEN));
            for block in used {
                counter = counter.wrapping_add(1);
                *block = Array(context.block(0x01, counter));
            }
            let used = part.len().div_ceil(BLOCK_LEN);
            self.cipher.encrypt_blocks(stream.get_mut(..used).unwrap_or_default());
            part.iter_mut().zip(stream.iter().flatten()).for_each(|(byte, key)| *byte ^= key);
        }
    }

    /// AES encryption of one block.
    pub(crate) fn encrypt_block(&self, block: [u8; BLOCK_LEN]) -> [u8; BLOCK_LEN] {
        let mut block = Array(block);
        self.cipher.encrypt_block(&mut block);
        block.into()
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SessionKey(..)")
    }
}

/// Anything a frame can be checked with: a plain key, expanded for this one call, or a prepared one.
pub trait CipherKey {
    /// Calls `with` with the prepared key.
    fn prepared<R>(&self, with: impl FnOnce(&SessionKey) -> R) -> R;
}

impl CipherKey for AesKey {
    fn prepared<R>(&self, with: impl FnOnce(&SessionKey) -> R) -> R {
        with(&SessionKey::new(self))
    }
}

impl CipherKey for SessionKey {
    fn prepared<R>(&self, with: impl FnOnce(&SessionKey) -> R) -> R {
        with(self)
    }
}

/// What distinguishes one frame from every other of its session: the input of B0 and the A blocks.
#[derive(Clone, Copy)]
pub(crate) struct FrameContext {
    pub(crate) direction: Direction,
    pub(crate) dev_addr: DevAddr,
    /// The full counter, though only its lower half travels.
    pub(crate) f_cnt: u32,
}

impl FrameContext {
    fn block(self, first: u8, last: u8) -> [u8; BLOCK_LEN] {
        let direction = match self.direction {
            Direction::Up => 0,
            Direction::Down => 1,
        };
        let [a0, a1, a2, a3] = self.dev_addr.to_wire_bytes();
        let [c0, c1, c2, c3] = self.f_cnt.to_le_bytes();
        [first, 0, 0, 0, 0, direction, a0, a1, a2, a3, c0, c1, c2, c3, 0, last]
    }
}

/// AES *decryption* of whole blocks in place, which is how a server protects a join-accept.
///
/// A remainder shorter than a block stays as it is.
pub(crate) fn decrypt_blocks(key: &AesKey, bytes: &mut [u8]) {
    let cipher = Aes128Dec::new(&Array(*key.expose()));
    for chunk in bytes.as_chunks_mut::<BLOCK_LEN>().0 {
        let mut block = Array(*chunk);
        cipher.decrypt_block(&mut block);
        *chunk = block.into();
    }
}
