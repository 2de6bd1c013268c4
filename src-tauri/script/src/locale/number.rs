//! Numbers: digits in groups, rounded half away from zero.
//!
//! Source: ECMA-402, `SetNumberFormatDigitOptions` and `FormatNumericToString`.

use super::Refused;
use super::language::Language;
use super::options::Options;

/// The options, in the order in which the prelude reads them.
pub(super) const NAMES: [&str; 7] = [
    "style",
    "minimumIntegerDigits",
    "minimumFractionDigits",
    "maximumFractionDigits",
    "minimumSignificantDigits",
    "maximumSignificantDigits",
    "useGrouping",
];

/// A number as text.
///
/// # Errors
/// [`Refused::Range`] for digits out of range.
pub(super) fn text(
    language: &Language,
    value: f64,
    options: Vec<Option<String>>,
) -> Result<String, Refused> {
    let options = Options::new("NumberFormat", &NAMES, options);
    let is_percent = options.get("style") == Some("percent");
    let digits = Digits::read(&options, if is_percent { 0 } else { 3 })?;
    let least_grouped = match options.get("useGrouping") {
        Some("false") => usize::MAX,
        Some("min2") => 5,
        _ => 4,
    };
    let signs = &language.spoken.number;
    let mut out = String::new();
    if value.is_sign_negative() && !value.is_nan() {
        out.push_str(signs.minus);
    }
    if value.is_nan() {
        out.push_str("NaN");
    } else if value.is_infinite() {
        out.push('∞');
    } else {
        let mut decimal = Decimal::of(value.abs());
        if is_percent {
            decimal.times_hundred();
        }
        let (whole, fraction) = digits.apply(decimal);
        for (at, digit) in whole.char_indices() {
            let left = whole.len() - at;
            if at > 0 && left % 3 == 0 && whole.len() >= least_grouped {
                out.push_str(signs.group);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push_str(signs.decimal);
            out.push_str(&fraction);
        }
    }
    if is_percent {
        out.push_str(signs.percent);
    }
    Ok(out)
}

/// How many digits there are.
struct Digits {
    whole: usize,
    rounding: Rounding,
}

enum Rounding {
    Fraction { least: usize, most: usize },
    Significant { least: usize, most: usize },
}

impl Digits {
    /// `most` is how many digits a fraction has unless the options say otherwise.
    fn read(options: &Options, most: usize) -> Result<Self, Refused> {
        let whole = options.number("minimumIntegerDigits", 1..=21)?.unwrap_or(1);
        let is_significant =
            options.is_given(&["minimumSignificantDigits", "maximumSignificantDigits"]);
        let rounding = if is_significant {
            let least = options.number("minimumSignificantDigits", 1..=21)?.unwrap_or(1);
            let most = options.number("maximumSignificantDigits", 1..=21)?.unwrap_or(21);
            check("maximumSignificantDigits", least, most)?;
            Rounding::Significant { least, most }
        } else {
            let least = options.number("minimumFractionDigits", 0..=100)?;
            let given = options.number("maximumFractionDigits", 0..=100)?;
            let most = given.unwrap_or_else(|| most.max(least.unwrap_or(0)));
            let least = least.unwrap_or(0);
            check("maximumFractionDigits", least, most)?;
            Rounding::Fraction { least, most }
        };
        Ok(Self { whole, rounding })
    }

    /// The digits before and behind the decimal sign.
    fn apply(&self, mut decimal: Decimal) -> (String, String) {
        let least = match self.rounding {
            Rounding::Fraction { least, most } => {
                decimal.round(decimal.point.saturating_add_unsigned(most));
                least
            }
            Rounding::Significant { least, most } => {
                decimal.round(isize::try_from(most).unwrap_or(isize::MAX));
                let before = usize::try_from(decimal.point).unwrap_or(0);
                let zeros = decimal.point.min(0).unsigned_abs();
                (least + zeros).saturating_sub(before)
            }
        };
        let digit = |place: isize| -> u8 {
            usize::try_from(place).ok().and_then(|at| decimal.digits.get(at)).copied().unwrap_or(0)
        };
        let before = usize::try_from(decimal.point).unwrap_or(0).max(self.whole);
        let behind = decimal.digits.len().saturating_add_signed(-decimal.point).max(least);
        let text = |from: isize, count: usize| -> String {
            (from..).take(count).map(|place| char::from(b'0' + digit(place))).collect()
        };
        let first = decimal.point.saturating_sub_unsigned(before);
        (text(first, before), text(decimal.point, behind))
    }
}

fn check(name: &str, least: usize, most: usize) -> Result<(), Refused> {
    if least > most {
        return Err(Refused::Range(format!("{name} value is out of range.")));
    }
    Ok(())
}

/// A number as its shortest digits, `0.d₁d₂… × 10^point`, without zeros at the end. Zero has none, and
/// one place before the decimal sign.
struct Decimal {
    digits: Vec<u8>,
    point: isize,
}

impl Decimal {
    fn of(value: f64) -> Self {
        let text = format!("{value:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let digits = mantissa.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0');
        let mut decimal =
            Self { digits: digits.collect(), point: exponent.parse::<isize>().unwrap_or(0) + 1 };
        decimal.trim();
        decimal
    }

    fn trim(&mut self) {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            self.point = 1;
        }
    }

    fn times_hundred(&mut self) {
        if !self.digits.is_empty() {
            self.point += 2;
        }
    }

    /// Keeps so many digits.
    fn round(&mut self, keep: isize) {
        let Ok(keep) = usize::try_from(keep) else {
            self.digits.clear();
            return self.trim();
        };
        let Some(next) = self.digits.get(keep).copied() else { return };
        self.digits.truncate(keep);
        if next >= 5 {
            while self.digits.last() == Some(&9) {
                self.digits.pop();
            }
            match self.digits.last_mut() {
                Some(last) => *last += 1,
                None => {
                    self.digits.push(1);
                    self.point += 1;
                }
            }
        }
        self.trim();
    }
}
