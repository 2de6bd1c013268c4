//! The key that encrypts key columns, and the file that holds it.
//!
//! Owns `master.key` (64 hex digits, mode 0600) and the form of an encrypted value: one byte of
//! version, 12 of nonce, then ChaCha20-Poly1305 ciphertext and tag. What a value is and whose it
//! is goes into the authenticated data, so a blob that was moved to another row or column does
//! not decrypt.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use lorawan::AesKey;
use rand::TryRng;
use rand::rngs::SysRng;

use crate::StoreError;

const VERSION: u8 = 1;
const NONCE_LEN: usize = 12;
const FILE: &str = "master.key";

/// Where an encrypted value lives; a value only decrypts where it was put.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    /// `table.column`.
    pub(crate) column: &'static str,
    /// The row's key.
    pub(crate) owner: &'a [u8],
}

impl Place<'_> {
    fn associated_data(&self) -> Vec<u8> {
        let mut data = Vec::with_capacity(self.column.len() + 1 + self.owner.len());
        data.extend_from_slice(self.column.as_bytes());
        data.push(0);
        data.extend_from_slice(self.owner);
        data
    }
}

/// Encrypts and decrypts key columns. Prints nothing.
#[derive(Clone)]
pub(crate) struct Cipher(ChaCha20Poly1305);

impl fmt::Debug for Cipher {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Cipher(..)")
    }
}

impl Cipher {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(ChaCha20Poly1305::new(&Key::from(*key)))
    }

    pub(crate) fn encrypt(&self, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let nonce = random::<NONCE_LEN>()?;
        let aad = place.associated_data();
        let sealed = self
            .0
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: &aad })
            .map_err(|_| StoreError::corrupt(format_args!("cannot encrypt {}", place.column)))?;
        let mut blob = Vec::with_capacity(1 + NONCE_LEN + sealed.len());
        blob.push(VERSION);
        blob.extend_from_slice(&nonce);
        blob.extend_from_slice(&sealed);
        Ok(blob)
    }

    pub(crate) fn decrypt(&self, place: Place<'_>, blob: &[u8]) -> Result<Vec<u8>, StoreError> {
        let wrong =
            || StoreError::corrupt(format_args!("{} does not decrypt in its row", place.column));
        let (version, rest) = blob.split_first().ok_or_else(wrong)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_LEN>().ok_or_else(wrong)?;
        if *version != VERSION {
            return Err(wrong());
        }
        let aad = place.associated_data();
        self.0
            .decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad: &aad })
            .map_err(|_| wrong())
    }

    pub(crate) fn encrypt_key(
        &self,
        place: Place<'_>,
        key: &AesKey,
    ) -> Result<Vec<u8>, StoreError> {
        self.encrypt(place, key.expose())
    }

    pub(crate) fn decrypt_key(&self, place: Place<'_>, blob: &[u8]) -> Result<AesKey, StoreError> {
        let plain = self.decrypt(place, blob)?;
        let bytes: [u8; 16] = plain
            .try_into()
            .map_err(|_| StoreError::corrupt(format_args!("{} is not a key", place.column)))?;
        Ok(AesKey::new(bytes))
    }
}

/// Reads `master.key`; `None` when there is none.
pub(crate) fn load(dir: &Path) -> Result<Option<Cipher>, StoreError> {
    let path = dir.join(FILE);
    let mut text = String::new();
    match File::open(&path) {
        Ok(mut file) => {
            file.read_to_string(&mut text).map_err(|_| StoreError::MasterKeyWrong(path.clone()))?
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io(&path, error)),
    };
    make_private(&path)?;
    let mut key = [0; 32];
    hex::decode_to_slice(text.trim(), &mut key).map_err(|_| StoreError::MasterKeyWrong(path))?;
    Ok(Some(Cipher::new(&key)))
}

/// Makes a new `master.key`. The file appears whole or not at all, so that a crash on first start
/// never leaves half a key behind.
pub(crate) fn create(dir: &Path) -> Result<Cipher, StoreError> {
    let key = random::<32>()?;
    let temporary = dir.join("master.key.new");
    let path = dir.join(FILE);
    let text = hex::encode(key) + "\n";
    // A left-over of a crash must not keep its mode.
    match std::fs::remove_file(&temporary) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(StoreError::io(&temporary, error));
        }
        _ => {}
    }
    let mut file = private_file(&temporary)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| std::fs::rename(&temporary, &path))
        .map_err(|error| StoreError::io(&path, error))?;
    sync_folder(dir);
    Ok(Cipher::new(&key))
}

/// The path errors name.
pub(crate) fn path(dir: &Path) -> std::path::PathBuf {
    dir.join(FILE)
}

fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0_u8; N];
    SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|error| StoreError::corrupt(format_args!("no randomness: {error}")))?;
    Ok(bytes)
}

fn private_file(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| StoreError::io(path, error))
}

/// A key that others may read, for instance after a copy, is made private again.
#[cfg(unix)]
fn make_private(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let wrap = |error| StoreError::io(path, error);
    let mode = std::fs::metadata(path).map_err(wrap)?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    tracing::warn!(path = %path.display(), "master.key was readable by others; now it is not");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(wrap)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "same signature as on unix")]
fn make_private(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Makes the rename durable. Not every file system can; the file itself is synced already.
fn sync_folder(dir: &Path) {
    if let Ok(folder) = File::open(dir) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests;
