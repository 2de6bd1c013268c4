//! Prepares the desktop window's build: capabilities, icons and the page's files.
//!
//! Does nothing without the feature `desktop`, so that the headless build needs no webview.

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/desktop/build.rs");
    #[cfg(feature = "desktop")]
    desktop::prepare();
}

#[cfg(feature = "desktop")]
mod desktop {
    use std::fs;
    use std::path::Path;

    /// The page shown when somebody builds the program before the user interface.
    const PLACEHOLDER: &str = "<!doctype html><meta charset=\"utf-8\"><title>ThinkLink</title>\
        <p>The user interface is not built yet. Run <code>cargo xtask run</code>, or \
        <code>npm ci &amp;&amp; npm run build</code> in <code>ui/</code>, and build again.</p>";

    pub(super) fn prepare() {
        // The window's files are embedded by `tauri::generate_context!`, which fails on a missing
        // folder with a message that helps nobody.
        let index = Path::new("ui/dist/index.html");
        if !index.exists() {
            let written =
                fs::create_dir_all("ui/dist").and_then(|()| fs::write(index, PLACEHOLDER));
            if let Err(error) = written {
                println!("cargo:warning=ui/dist/index.html cannot be written: {error}");
            }
        }
        let attributes = tauri_build::Attributes::new()
            .capabilities_path_pattern("src-tauri/desktop/capabilities/*.json")
            .app_manifest(tauri_build::AppManifest::new().commands(&[
                "http",
                "events",
                "window_ready",
                "save_file",
                "open_file",
            ]));
        tauri_build::try_build(attributes).expect("the desktop configuration is valid");
    }
}
