//! Megahertz as gateways write them, hertz as everything else uses them.

/// Hertz of one step of a LoRaWAN frequency. Source: LoRaWAN L2 1.0.4, 5.6 (NewChannelReq).
const STEP_HZ: f64 = 100.0;

/// The frequency in Hz of a number of MHz, rounded to Hz and then to 100 Hz.
///
/// Rounding matters: forwarders write `868.0999999`, and truncation loses a step on some channels.
/// `None` outside 1 to 4 294 MHz, which no radio of ours can mean.
#[must_use]
pub fn hertz(mhz: f64) -> Option<u32> {
    if !(1.0..=4_294.0).contains(&mhz) {
        return None;
    }
    let steps = ((mhz * 1e6).round() / STEP_HZ).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "range checked")]
    let hertz = (steps * STEP_HZ) as u32;
    Some(hertz)
}

/// Writes hertz as MHz with at most six decimals and no exponent: `868.5`, `869.525`, `470.0`.
pub(super) fn write_mhz(out: &mut Vec<u8>, hertz: u32) {
    let (whole, mut fraction) = (hertz / 1_000_000, hertz % 1_000_000);
    let mut digits = 6_usize;
    while digits > 1 && fraction % 10 == 0 {
        fraction /= 10;
        digits -= 1;
    }
    super::writer::write(out, format_args!("{whole}.{fraction:0digits$}"));
}
