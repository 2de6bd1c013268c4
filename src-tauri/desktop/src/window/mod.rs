//! The desktop window, and the engine behind it in the same process.
//!
//! Owns the order of start and stop: the window is created hidden while the engine starts, shown
//! when its page has loaded, and the engine is stopped after the last window closed. The page's
//! requests come through [`commands`]; nothing is listened on for them.
//!
//! Start at [`open`].

mod commands;
mod files;
mod frame;
mod shell;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use tauri::webview::{NewWindowResponse, PageLoadEvent, PermissionKind, PermissionResponse};
use tauri::window::Color;
use tauri::{AppHandle, Manager as _, RunEvent, Theme, Url, WebviewUrl, WebviewWindow};
use tauri_plugin_window_state::StateFlags;

use crate::headless;
use crate::instance::Instance;
use crate::options::Options;
use crate::paths;
use crate::signals::StopSignals;
use shell::Shell;

const MAIN: &str = "main";
/// A page that never finishes loading must still be seen: its error is the only hint.
const SHOW_AT_LATEST: Duration = Duration::from_secs(4);

/// Opens the window and runs until it is closed.
///
/// # Errors
/// When the operating system offers no webview or no screen.
pub(crate) fn open(options: Options, runtime: &tokio::runtime::Runtime) -> Result<()> {
    check_screen()?;
    prepare_toolkit();
    let _entered = runtime.enter();
    tauri::async_runtime::set(runtime.handle().clone());

    let shell = Arc::new(Shell::default());
    let app = tauri::Builder::default()
        // Before every other plugin: a second start must end before it touches anything.
        .plugin(single_instance(&options.data_dir))
        .plugin(tauri_plugin_dialog::init())
        .plugin(window_state(&options.data_dir))
        .manage(Arc::clone(&shell))
        .invoke_handler(tauri::generate_handler![
            commands::http,
            commands::download,
            commands::events,
            commands::events_stop,
            files::save_file,
            files::open_file,
            files::open_external,
        ])
        .setup(move |app| {
            start_engine(app.handle().clone(), options.clone());
            create_window(app.handle(), &options.data_dir)?;
            Ok(())
        })
        .build(context())
        .context("the window cannot be opened")?;

    end_on_signal(runtime, app.handle().clone());
    let code = app.run_return({
        let handle = runtime.handle().clone();
        move |_, event| {
            if let RunEvent::Exit = event {
                handle.block_on(shell.stop());
            }
        }
    });
    anyhow::ensure!(code == 0, "the window ended with code {code}");
    Ok(())
}

/// Configuration, capabilities and the page's files, put into the program when it was built.
#[expect(
    clippy::disallowed_methods,
    reason = "the macro's code ends a program that it cannot start"
)]
fn context() -> tauri::Context {
    tauri::generate_context!()
}

/// Without a screen the toolkit would end the program with a backtrace instead of a sentence.
fn check_screen() -> Result<()> {
    #[cfg(target_os = "linux")]
    anyhow::ensure!(
        ["WAYLAND_DISPLAY", "DISPLAY"].iter().any(|name| std::env::var_os(name).is_some()),
        "there is no screen to open a window on; `thinklink serve` runs without one"
    );
    Ok(())
}

/// What must be in the environment before the toolkit reads it.
fn prepare_toolkit() {
    #[cfg(target_os = "linux")]
    if std::env::var_os("WEBKIT_DISABLE_DMABUF_RENDERER").is_none() {
        // WebKitGTK draws nothing with several graphics drivers when it shares buffers with them.
        #[expect(unsafe_code, reason = "the webview can only be told through the environment")]
        // SAFETY: `main` has started the runtime's threads, but none of them has been given work
        // that could read the environment.
        unsafe {
            std::env::set_var("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        }
    }
}

/// One window for one data folder; a second start brings the first to the front.
fn single_instance(data_dir: &Path) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    let plugin = tauri_plugin_single_instance::Builder::new()
        .callback(|app: &AppHandle, _, _| bring_to_front(app));
    if cfg!(target_os = "linux") && paths::default_data_dir().as_deref() != Some(data_dir) {
        let mut hasher = DefaultHasher::new();
        std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.into()).hash(&mut hasher);
        let id = format!("com.manthink.thinklink.desktop.d{:016x}", hasher.finish());
        return plugin.dbus_id(id).build();
    }
    plugin.build()
}

fn bring_to_front(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        for done in [window.unminimize(), window.show(), window.set_focus()] {
            if let Err(error) = done {
                tracing::debug!(%error, "the window cannot be brought to the front");
            }
        }
    }
}

fn window_state(data_dir: &Path) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri_plugin_window_state::Builder::new()
        // An absolute path wins over the plugin's own folder, so that each data folder has its own.
        .with_filename(absolute(&data_dir.join("window-state.json")))
        // Whether it is visible is decided by the page's first paint.
        .with_state_flags(StateFlags::all() - StateFlags::VISIBLE - StateFlags::DECORATIONS)
        .build()
}

fn absolute(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.into());
    path.to_string_lossy().into_owned()
}

fn create_window(app: &AppHandle, data_dir: &Path) -> tauri::Result<()> {
    let window = tauri::WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("ThinkLink")
        .inner_size(1360.0, 860.0)
        .min_inner_size(1024.0, 680.0)
        // A laptop of 1280 x 800 has less room than that, and not every desktop cuts a window to it.
        .prevent_overflow()
        .data_directory(data_dir.join("webview"))
        // The page takes dropped files itself.
        .disable_drag_drop_handler()
        .visible(false)
        .on_navigation(is_own_page)
        .on_new_window(|url, _| {
            files::show_outside(&url);
            NewWindowResponse::Deny
        })
        // The page is the program's own; of what a page may ask for it needs nothing else.
        .on_permission_request(|_, kind| match kind {
            PermissionKind::Notifications => PermissionResponse::Allow,
            _ => PermissionResponse::Deny,
        })
        .on_page_load(|window, load| match load.event() {
            // What the last page listened to has nobody left to hear it.
            PageLoadEvent::Started => window.state::<Arc<Shell>>().forget_subscriptions(),
            PageLoadEvent::Finished => show(&window),
        })
        .build()?;
    let dark = window.theme().is_ok_and(|theme| theme == Theme::Dark);
    // The page's own background, so that nothing flashes before its styles are read.
    let ground = if dark { Color(20, 22, 26, 255) } else { Color(255, 255, 255, 255) };
    window.set_background_color(Some(ground))?;
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SHOW_AT_LATEST).await;
        show(&window);
    });
    Ok(())
}

fn show(window: &WebviewWindow) {
    if window.is_visible().unwrap_or_default() {
        return;
    }
    match window.show() {
        Ok(()) => tracing::info!("the window is shown"),
        Err(error) => tracing::warn!(%error, "the window cannot be shown"),
    }
}

/// The page may only move inside itself; everything else opens in the system's browser.
fn is_own_page(url: &Url) -> bool {
    let own = match url.scheme() {
        "tauri" | "about" | "blob" => true,
        "http" | "https" => match url.host_str() {
            Some("tauri.localhost") => true,
            // The page's development server.
            Some("localhost") => cfg!(dev),
            _ => false,
        },
        _ => false,
    };
    if !own {
        files::show_outside(url);
    }
    own
}

/// Starts the engine beside the window, so that neither waits for the other.
fn start_engine(app: AppHandle, options: Options) {
    tauri::async_runtime::spawn(async move {
        let started = start_instance(&options).await;
        if let Err(error) = &started {
            tracing::error!("{error:#}");
            files::tell_start_failed(&app, &format!("{error:#}"));
        }
        app.state::<Arc<Shell>>().started(started);
    });
}

async fn start_instance(options: &Options) -> Result<shell::Running> {
    let http = headless::listen(options.http_beside_window()).await?;
    let address = http.as_ref().map(|(_, address)| *address);
    let instance = Instance::start(options, address).await?;
    let page = options.ui_dir.clone().map_or_else(server::Page::built_in, server::Page::folder);
    let serving = http.map(|(listener, _)| server::start(listener, instance.router(), page));
    Ok(shell::Running { instance, serving })
}

fn end_on_signal(runtime: &tokio::runtime::Runtime, app: AppHandle) {
    runtime.spawn(async move {
        let stopped = match StopSignals::listen() {
            Ok(signals) => signals.requested().await,
            Err(error) => Err(error),
        };
        match stopped {
            Ok(()) => app.exit(0),
            Err(error) => tracing::warn!(%error, "signals cannot be received"),
        }
    });
}
