//! Messages between the network server and the applications. Source: thinklink.md 2.2 to 2.4.

words!(
    /// What a message of the application layer is.
    MessageKind {
        /// What a device reported, or is told.
        Data = "data",
        /// The same report with the copies of all gateways.
        DataAll = "dataAll",
        /// The network server has queued a downlink, or not.
        AckSeq = "ackSeq",
        /// A downlink was sent, or will not be.
        AckTx = "ackTx",
        /// What a device is told, in place of all that waited for it.
        DataClear = "dataClear",
    }
);

impl MessageKind {
    /// Those that only say what became of a downlink.
    pub const ACKS: [Self; 2] = [Self::AckSeq, Self::AckTx];

    /// Whether it only says what became of a downlink.
    #[must_use]
    pub fn is_ack(self) -> bool {
        Self::ACKS.contains(&self)
    }
}
