//! The ThinkLink program: command line, configuration, headless instance and desktop window.

#[cfg(feature = "desktop")]
mod window;

/// Runs the program.
#[must_use]
pub fn main() -> std::process::ExitCode {
    #[cfg(feature = "desktop")]
    window::hello();
    std::process::ExitCode::SUCCESS
}
