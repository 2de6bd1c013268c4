//! Native dialogs: files to save and open, and the message about a failed start.

use std::path::{Path, PathBuf};

use axum::body::BodyDataStream;
use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize};
use tauri::ipc;
use tauri::{AppHandle, Url, WebviewWindow};
use tauri_plugin_dialog::{DialogExt as _, FilePath, MessageDialogKind};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::oneshot;

use crate::window::frame;

/// The name of a file; its content is the body of the frame.
#[derive(Debug, Serialize, Deserialize)]
struct FileHead {
    name: String,
}

/// Largest file that is opened, in bytes: a little more than the instance takes.
const OPENED_MAX: u64 = 64 * 1024 * 1024;

/// Asks where to save a file and saves it. Returns whether the person did not cancel.
#[tauri::command]
pub(crate) async fn save_file(
    window: WebviewWindow,
    request: ipc::Request<'_>,
) -> Result<bool, String> {
    let (head, content) = frame::read::<FileHead>(&request)?;
    let Some(path) = path_to_save(&window, &head.name).await else { return Ok(false) };
    match tokio::fs::write(&path, content).await {
        Ok(()) => Ok(true),
        Err(error) => Err(failed(&path, &error)),
    }
}

/// Asks where to save a file and saves it as its pieces come. Returns whether the person did not
/// cancel. What breaks off leaves no file unless the program ends, and a file that was there as it
/// was.
pub(crate) async fn save_pieces(
    window: &WebviewWindow,
    name: &str,
    pieces: BodyDataStream,
) -> Result<bool, String> {
    let Some(path) = path_to_save(window, name).await else { return Ok(false) };
    let mut part = path.clone().into_os_string();
    part.push(format!(".{}.part", std::process::id()));
    let part = PathBuf::from(part);
    // A file of that name is somebody else's.
    let file = tokio::fs::OpenOptions::new().write(true).create_new(true).open(&part).await;
    let file = file.map_err(|error| failed(&part, &error))?;
    let written = match write_pieces(file, &part, pieces).await {
        Ok(()) => tokio::fs::rename(&part, &path).await.map_err(|error| failed(&path, &error)),
        Err(reason) => Err(reason),
    };
    if written.is_err() {
        // It only takes room.
        let _ = tokio::fs::remove_file(&part).await;
    }
    written.map(|()| true)
}

async fn write_pieces(
    mut file: tokio::fs::File,
    path: &Path,
    mut pieces: BodyDataStream,
) -> Result<(), String> {
    let failed = |error: std::io::Error| failed(path, &error);
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| error.to_string())?;
        file.write_all(&piece).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)
}

fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// Asks for a file with one of these extensions (all files when empty) and reads it. The head of
/// the frame is null when the person cancels.
#[tauri::command]
pub(crate) async fn open_file(
    window: WebviewWindow,
    extensions: Vec<String>,
) -> Result<ipc::Response, String> {
    let Some(path) = path_to_open(&window, &extensions).await else {
        return frame::answer(&None::<FileHead>, &[]);
    };
    let failed = |error: std::io::Error| failed(&path, &error);
    let size = tokio::fs::metadata(&path).await.map_err(failed)?.len();
    if size > OPENED_MAX {
        return Err(format!("{}: larger than {OPENED_MAX} bytes", path.display()));
    }
    let content = tokio::fs::read(&path).await.map_err(failed)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    frame::answer(&Some(FileHead { name }), &content)
}

/// Opens an address in the system's browser.
#[tauri::command]
pub(crate) fn open_external(url: Url) {
    show_outside(&url);
}

/// Hands an address to the system, if it is one for a browser or a mail program: a page must not
/// be able to start anything else.
pub(crate) fn show_outside(url: &Url) {
    if !matches!(url.scheme(), "http" | "https" | "mailto") {
        tracing::warn!(%url, "not opened");
        return;
    }
    let (program, arguments): (&str, &[&str]) = if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let started = tokio::process::Command::new(program).args(arguments).arg(url.as_str()).spawn();
    if let Err(error) = started {
        tracing::warn!(%error, %url, "no browser could be started");
    }
}

/// Tells the person at the window why nothing works, and ends the program when they have read it.
pub(crate) fn tell_start_failed(app: &AppHandle, reason: &str) {
    let handle = app.clone();
    app.dialog()
        .message(reason)
        .title("ThinkLink cannot start")
        .kind(MessageDialogKind::Error)
        .show(move |_| handle.exit(1));
}

async fn path_to_save(window: &WebviewWindow, name: &str) -> Option<PathBuf> {
    if let Some(path) = chosen_by_test() {
        return Some(path);
    }
    let (done, chosen) = oneshot::channel();
    let dialog = window.dialog().file().set_parent(window).set_file_name(name);
    dialog.save_file(move |path| {
        // The receiver is gone when the window is; then nothing is to be saved.
        let _ = done.send(path);
    });
    to_path(chosen.await.ok().flatten())
}

async fn path_to_open(window: &WebviewWindow, extensions: &[String]) -> Option<PathBuf> {
    if let Some(path) = chosen_by_test() {
        return Some(path);
    }
    let (done, chosen) = oneshot::channel();
    let mut dialog = window.dialog().file().set_parent(window);
    if !extensions.is_empty() {
        let extensions: Vec<&str> = extensions.iter().map(String::as_str).collect();
        dialog = dialog.add_filter(extensions.join(", "), &extensions);
    }
    dialog.pick_file(move |path| {
        // The receiver is gone when the window is; then nothing is to be opened.
        let _ = done.send(path);
    });
    to_path(chosen.await.ok().flatten())
}

fn to_path(chosen: Option<FilePath>) -> Option<PathBuf> {
    chosen.and_then(|path| path.into_path().ok())
}

/// A driver cannot click in native dialogs, so in debug builds a test names the file beforehand.
fn chosen_by_test() -> Option<PathBuf> {
    let named = std::env::var_os("THINKLINK_TEST_DIALOG_PATH");
    if cfg!(debug_assertions) { named.map(PathBuf::from) } else { None }
}
