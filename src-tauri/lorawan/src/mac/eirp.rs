//! The EIRP steps of TxParamSetupReq.

/// EIRP in dBm by index. LoRaWAN L2 1.0.4, TxParamSetupReq, coding of MaxEIRP.
const EIRP_DBM: [u8; 16] = [8, 10, 12, 13, 14, 16, 18, 20, 21, 24, 26, 27, 29, 30, 33, 36];

/// The EIRP in dBm that a TxParamSetupReq index stands for. `None` above 15.
#[must_use]
pub fn max_eirp_dbm(index: u8) -> Option<u8> {
    EIRP_DBM.get(usize::from(index)).copied()
}

/// The largest index whose EIRP does not exceed `dbm`; index 0 (8 dBm) when all do.
#[must_use]
pub fn eirp_index_for(dbm: u8) -> u8 {
    let fitting = (0..16).zip(EIRP_DBM).rfind(|(_, step)| *step <= dbm);
    fitting.map_or(0, |(index, _)| index)
}
