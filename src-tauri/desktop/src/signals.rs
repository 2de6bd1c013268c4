//! Being told to stop from outside.

/// Resolves when the process is asked to end: SIGTERM or SIGINT, Ctrl-C elsewhere.
///
/// # Errors
/// When the operating system refuses the handler.
pub(crate) async fn stop_requested() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        Ok(())
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
