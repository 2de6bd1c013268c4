//! `cargo xtask look`: every page, panel, dialog and step as a picture, in both themes, both
//! languages and two sizes of the window, for somebody to look at.

use anyhow::{Context as _, Result, bail, ensure};

use crate::packages::{self, Need};
use crate::page;
use crate::shell::{Run, program, target_dir};
use crate::test::chromium;

/// A choice that somebody may narrow, the variable that tells it to `ui/look`, and what there is.
struct Choice {
    flag: &'static str,
    variable: &'static str,
    values: &'static [&'static str],
}

const CHOICES: &[Choice] = &[
    Choice { flag: "--theme", variable: "LOOK_THEME", values: &["light", "dark"] },
    Choice { flag: "--language", variable: "LOOK_LANGUAGE", values: &["en", "zh"] },
    Choice { flag: "--size", variable: "LOOK_SIZE", values: &["1280x800", "1920x1080"] },
    // Any part of a place's name.
    Choice { flag: "--only", variable: "LOOK_ONLY", values: &[] },
];

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let chosen = choices(arguments)?;
    packages::ensure(&[Need::BrowserTests])?;
    page::build()?;
    Run::cargo(&["build", "--package", "thinklink"]).run()?;
    let pictures = target_dir().join("look");
    let look = Run::npm(&["run", "look"])
        .env("THINKLINK_BIN", program("debug"))
        .env("CHROMIUM_PATH", chromium()?)
        .env("LOOK_OUT", &pictures);
    chosen.iter().fold(look, |run, (variable, value)| run.env(variable, value)).run()?;
    println!("The pictures are in {}", pictures.display());
    Ok(())
}

/// The variables for `ui/look`.
fn choices(arguments: &[String]) -> Result<Vec<(&'static str, &str)>> {
    let mut chosen = Vec::new();
    let mut rest = arguments.iter();
    while let Some(flag) = rest.next() {
        let Some(choice) = CHOICES.iter().find(|choice| choice.flag == flag) else {
            bail!("`{flag}` is unknown; see `cargo xtask help`");
        };
        let value = rest.next().with_context(|| format!("{flag} needs a value"))?;
        ensure!(
            choice.values.is_empty() || choice.values.contains(&value.as_str()),
            "{flag} is one of {}",
            choice.values.join(", ")
        );
        chosen.push((choice.variable, value.as_str()));
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::choices;

    fn chosen(line: &str) -> Option<Vec<(String, String)>> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let chosen = choices(&arguments).ok()?;
        Some(chosen.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn choices_narrow_what_is_looked_at_and_unknown_ones_are_refused() {
        let only = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(chosen(""), Some(Vec::new()));
        assert_eq!(
            chosen("--theme dark --only device-"),
            Some(vec![only("LOOK_THEME", "dark"), only("LOOK_ONLY", "device-")])
        );
        for wrong in ["--theme pink", "--size 800x600", "--size", "--them dark", "dark"] {
            assert_eq!(chosen(wrong), None, "{wrong}");
        }
    }
}
