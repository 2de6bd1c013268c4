//! The `thinklink` program. Everything is in the library, so that tests can call it.
#![cfg_attr(all(feature = "desktop", not(debug_assertions)), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    thinklink::main()
}
