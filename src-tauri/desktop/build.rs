//! Prepares the desktop window's build: capabilities and icons.
//!
//! Does nothing without the feature `desktop`, so that the headless build needs no webview.
//! The page's folder is seen to by the build script of `server`.

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/desktop/build.rs");
    // A change of what the page may do is otherwise seen by the next build from nothing only.
    println!("cargo:rerun-if-changed=src-tauri/desktop/capabilities");
    #[cfg(feature = "desktop")]
    window();
}

#[cfg(feature = "desktop")]
fn window() {
    // The shell's own commands are not listed one by one: only pages from inside the program may
    // call them, and the window opens no other page.
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("src-tauri/desktop/capabilities/*.json");
    tauri_build::try_build(attributes).expect("the desktop configuration is valid");
}
