//! How bytes travel between the page and the shell: a head of JSON, and behind it what it is about.
//!
//! Four bytes say how long the head is, the highest first. The shell's answers have no headers of
//! their own, so that the same is used in both directions.

use serde::Serialize;
use serde::de::DeserializeOwned;
use tauri::ipc::{InvokeBody, Request, Response};

/// Head and body of what the page sent.
///
/// # Errors
/// A sentence when it is no frame, or the head is another one.
pub(crate) fn read<H: DeserializeOwned>(request: &Request<'_>) -> Result<(H, Vec<u8>), String> {
    let InvokeBody::Raw(bytes) = request.body() else { return Err("expected bytes".into()) };
    let (head, body) = split(bytes).ok_or("expected a head and a body")?;
    let head = serde_json::from_slice(head).map_err(|error| error.to_string())?;
    Ok((head, body.to_vec()))
}

/// An answer with a head and a body.
///
/// # Errors
/// A sentence when the head cannot be written.
pub(crate) fn answer<H: Serialize>(head: &H, body: &[u8]) -> Result<Response, String> {
    let head = serde_json::to_vec(head).map_err(|error| error.to_string())?;
    Ok(Response::new(join(&head, body)?))
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

fn join(head: &[u8], body: &[u8]) -> Result<Vec<u8>, String> {
    let length = u32::try_from(head.len()).map_err(|error| error.to_string())?;
    let mut bytes = Vec::with_capacity(4 + head.len() + body.len());
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(head);
    bytes.extend_from_slice(body);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{join, split};

    #[test]
    fn a_frame_is_its_head_and_its_body() {
        let bytes = join(b"{}", &[0, 255, 128]).unwrap();
        assert_eq!(bytes, [0, 0, 0, 2, b'{', b'}', 0, 255, 128]);
        assert_eq!(split(&bytes), Some((&b"{}"[..], &[0, 255, 128][..])));
        assert_eq!(split(&join(b"", b"").unwrap()), Some((&b""[..], &b""[..])));
        for odd in [&b""[..], &[0, 0, 0], &[0, 0, 0, 1], &[255, 255, 255, 255, 1]] {
            assert_eq!(split(odd), None, "{odd:?}");
        }
    }
}
