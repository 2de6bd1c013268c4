//! The languages that are known, and which one a script means.

mod tables;

#[cfg(test)]
pub(super) use self::tables::ALL;
use super::Refused;

/// Longest tag, in bytes: far above what there is.
const TAG_MAX: usize = 100;

/// How the hours of a day are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HourCycle {
    /// 0 to 11.
    H11,
    /// 1 to 12.
    H12,
    /// 0 to 23.
    H23,
    /// 1 to 24.
    H24,
}

/// Words of `hourCycle`, and of the extension `hc` of a tag.
pub(super) const HOUR_CYCLES: [(&str, HourCycle); 4] = [
    ("h11", HourCycle::H11),
    ("h12", HourCycle::H12),
    ("h23", HourCycle::H23),
    ("h24", HourCycle::H24),
];

/// How a language writes numbers.
#[derive(Debug)]
pub(super) struct NumberSigns {
    pub(super) group: &'static str,
    pub(super) decimal: &'static str,
    pub(super) minus: &'static str,
    /// Behind the number.
    pub(super) percent: &'static str,
}

/// Patterns of a date or time, by their length.
#[derive(Debug)]
pub(super) struct Styles {
    pub(super) full: &'static str,
    pub(super) long: &'static str,
    pub(super) medium: &'static str,
    pub(super) short: &'static str,
}

/// Twelve months or seven days from Sunday, by their length.
#[derive(Debug)]
pub(super) struct Names<const COUNT: usize> {
    pub(super) short: [&'static str; COUNT],
    /// Short ones that stand alone (`L`, `c`), where they are others.
    pub(super) lone: Option<[&'static str; COUNT]>,
    pub(super) long: [&'static str; COUNT],
    pub(super) narrow: [&'static str; COUNT],
}

/// What a language says. Patterns are those of Unicode: `y`, `M` and `L`, `d`, `E` and `c`, `a`, `h`,
/// `H`, `m`, `s` and `z`, each as often as its value is wide, with letters that are none of them in
/// quotes.
#[derive(Debug)]
pub(super) struct Spoken {
    /// Tags that mean it, in small letters.
    tags: &'static [&'static str],
    pub(super) months: Names<12>,
    pub(super) days: Names<7>,
    /// Before and after noon.
    pub(super) halves: [&'static str; 2],
    pub(super) hours: HourCycle,
    /// Patterns by the members that are wanted.
    pub(super) patterns: &'static [(&'static str, &'static str)],
    pub(super) dates: Styles,
    pub(super) times: Styles,
    /// How date `{1}` and time `{0}` stand together, by the length of the date.
    pub(super) together: Styles,
    /// The same for a weekday that is the whole date.
    pub(super) with_weekday: &'static str,
    /// Whether the zone stands before the time.
    pub(super) zone_first: bool,
    pub(super) number: NumberSigns,
}

/// The language of a text.
#[derive(Debug)]
pub(super) struct Language {
    pub(super) spoken: &'static Spoken,
    /// What its tag says of hours.
    pub(super) hours: Option<HourCycle>,
}

impl Language {
    /// The first of these that is known, else the default.
    ///
    /// # Errors
    /// [`Refused::Range`] for what is no tag of a language.
    pub(super) fn of(tags: &[String]) -> Result<Self, Refused> {
        if !tags.iter().all(|tag| is_tag(tag)) {
            let message = "Incorrect locale information provided".to_owned();
            return Err(Refused::Range(message));
        }
        let found = tags.iter().find_map(|tag| Self::known(&tag.to_ascii_lowercase()));
        Ok(found.unwrap_or(Self { spoken: &tables::EN_US, hours: None }))
    }

    fn known(tag: &str) -> Option<Self> {
        let (name, extension) = tag.split_once("-u-").unwrap_or((tag, ""));
        let spoken = tables::ALL.iter().find(|spoken| spoken.tags.contains(&name))?;
        let mut words = extension.split('-').skip_while(|word| *word != "hc").skip(1);
        let word = words.next();
        let hours = HOUR_CYCLES.iter().find(|(known, _)| Some(*known) == word);
        Some(Self { spoken, hours: hours.map(|(_, hours)| *hours) })
    }
}

/// Whether a text has the form of a tag. Source: RFC 5646.
fn is_tag(text: &str) -> bool {
    if text.len() > TAG_MAX {
        return false;
    }
    let mut subtags = text.split('-');
    let is_word = |word: &str| {
        (1..=8).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let language = subtags.next().unwrap_or_default();
    let is_language = matches!(language.len(), 2 | 3 | 5..=8)
        && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    // What a single letter begins must not be empty.
    let ends_open = text.rsplit('-').next().is_some_and(|last| last.len() == 1);
    is_language && !ends_open && subtags.all(is_word)
}
