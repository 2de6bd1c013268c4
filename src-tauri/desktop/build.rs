//! Prepares the desktop window's build: capabilities and icons.
//!
//! Does nothing without the feature `desktop`, so that the headless build needs no webview.
//! The page's folder is seen to by the build script of `server`.

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/desktop/build.rs");
    #[cfg(feature = "desktop")]
    window();
}

#[cfg(feature = "desktop")]
fn window() {
    // Each command named here needs a permission `allow-…` in a capability before a page may call
    // it.
    let commands =
        ["http", "events", "events_stop", "save_file", "open_file", "open_external"].as_slice();
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("src-tauri/desktop/capabilities/*.json")
        .app_manifest(tauri_build::AppManifest::new().commands(commands));
    tauri_build::try_build(attributes).expect("the desktop configuration is valid");
}
