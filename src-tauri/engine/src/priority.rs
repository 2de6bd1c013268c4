//! Who waits when there are more threads than cores.

/// Lets the calling thread wait for the others: what it does takes long anyway, and may be
/// somebody's mistake. Where the system knows no such thing for one thread, nothing changes.
pub(crate) fn lower() {
    #[cfg(target_os = "linux")]
    {
        /// A tenth of a core remains when all are busy, so that a lock it holds is soon free.
        const NICE: i32 = 10;
        // On Linux "this process" is the calling thread.
        if let Err(error) = rustix::process::setpriority_process(None, NICE) {
            tracing::debug!(%error, "a thread keeps its priority");
        }
    }
}
