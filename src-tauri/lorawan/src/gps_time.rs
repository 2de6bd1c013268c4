//! GPS time, which DeviceTimeAns and gateways speak: seconds since 1980-01-06 without leap seconds.
//!
//! Source: IERS Bulletin C for the leap seconds; LoRaWAN L2 1.0.4, DeviceTimeReq and DeviceTimeAns.

/// 1980-01-06T00:00:00Z in Unix seconds.
const GPS_EPOCH_UNIX_S: u64 = 315_964_800;

/// Unix seconds from which each leap second since the GPS epoch counts. IERS Bulletin C; none has
/// been announced since.
const LEAP_SECONDS_UNIX_S: [u64; 18] = [
    362_793_600,   // 1981-07-01
    394_329_600,   // 1982-07-01
    425_865_600,   // 1983-07-01
    489_024_000,   // 1985-07-01
    567_993_600,   // 1988-01-01
    631_152_000,   // 1990-01-01
    662_688_000,   // 1991-01-01
    709_948_800,   // 1992-07-01
    741_484_800,   // 1993-07-01
    773_020_800,   // 1994-07-01
    820_454_400,   // 1996-01-01
    867_715_200,   // 1997-07-01
    915_148_800,   // 1999-01-01
    1_136_073_600, // 2006-01-01
    1_230_768_000, // 2009-01-01
    1_341_100_800, // 2012-07-01
    1_435_708_800, // 2015-07-01
    1_483_228_800, // 2017-01-01
];

/// A moment as DeviceTimeAns carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GpsTime {
    /// Whole seconds since the GPS epoch.
    pub seconds: u32,
    /// Fraction in 1/256 s, rounded down.
    pub fraction_256: u8,
}

/// Leap seconds between GPS time and UTC at a Unix time: 0 in 1980, 18 since 2017.
#[must_use]
pub fn leap_seconds(unix_s: u64) -> u64 {
    LEAP_SECONDS_UNIX_S.iter().map(|from| u64::from(*from <= unix_s)).sum()
}

/// The GPS time of a Unix time in milliseconds. `None` before 1980-01-06 and after 2116.
#[must_use]
pub fn from_unix_ms(unix_ms: u64) -> Option<GpsTime> {
    let unix_s = unix_ms / 1000;
    let seconds = unix_s.checked_sub(GPS_EPOCH_UNIX_S)? + leap_seconds(unix_s);
    Some(GpsTime {
        seconds: seconds.try_into().ok()?,
        fraction_256: u8::try_from(unix_ms % 1000 * 256 / 1000).unwrap_or(u8::MAX),
    })
}

/// The GPS time in microseconds of a Unix time in microseconds. `None` before 1980-01-06.
#[must_use]
pub fn from_unix_us(unix_us: u64) -> Option<u64> {
    let unix_s = unix_us / 1_000_000;
    let gps_s = unix_s.checked_sub(GPS_EPOCH_UNIX_S)? + leap_seconds(unix_s);
    Some(gps_s * 1_000_000 + unix_us % 1_000_000)
}

/// The Unix time in milliseconds of a GPS time in milliseconds, as gateways write it (`tmms`).
///
/// During a leap second, which Unix time lacks, the second after it is given. `None` when the
/// number is too large to be a time.
#[must_use]
pub fn to_unix_ms(gps_ms: u64) -> Option<u64> {
    let with_leaps_s = (gps_ms / 1000).checked_add(GPS_EPOCH_UNIX_S)?;
    let leaps: u64 = (0_u64..)
        .zip(LEAP_SECONDS_UNIX_S)
        .map(|(n, from)| u64::from(from + n < with_leaps_s))
        .sum();
    let unix_s = with_leaps_s - leaps;
    unix_s.checked_mul(1000)?.checked_add(gps_ms % 1000)
}
