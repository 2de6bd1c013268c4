//! Dates and numbers as text, as Node.js with full ICU writes them: what scripts get of
//! `toLocaleString`, `toLocaleDateString` and `toLocaleTimeString`.
//!
//! A few languages are known ([`language`]); others are written as the default, `en-US`, which is
//! what Node.js does with those that it does not know. Times are in the given zone of the IANA
//! database.

mod date;
mod language;
mod number;
mod options;

use rquickjs::{Ctx, Error, Exception, Function, Object};

use self::language::Language;

/// Languages of which the first that is known is meant; more are passed over.
const MOST_LOCALES: usize = 16;

/// Why a text is not made, in the words of Node.js.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Refused {
    Range(String),
    Type(String),
}

impl Refused {
    fn throw(self, ctx: &Ctx<'_>) -> Error {
        match self {
            Self::Range(message) => Exception::throw_range(ctx, &message),
            Self::Type(message) => Exception::throw_type(ctx, &message),
        }
    }
}

/// What `prelude/locale.js` calls.
pub(crate) fn functions<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>, Error> {
    let locale = Object::new(ctx.clone())?;
    let date = |ctx: Ctx<'js>, kind, at, offset, locales: Object<'js>, options: Object<'js>| {
        let language = language(&ctx, &locales)?;
        let options = texts(&options, date::NAMES.len())?;
        let text = date::text(&language, kind, at, offset, options);
        text.map_err(|refused| refused.throw(&ctx))
    };
    locale.set("date", Function::new(ctx.clone(), date)?)?;
    let number = |ctx: Ctx<'js>, value, locales: Object<'js>, options: Object<'js>| {
        let language = language(&ctx, &locales)?;
        let options = texts(&options, number::NAMES.len())?;
        let text = number::text(&language, value, options);
        text.map_err(|refused| refused.throw(&ctx))
    };
    locale.set("number", Function::new(ctx.clone(), number)?)?;
    Ok(locale)
}

fn language(ctx: &Ctx<'_>, locales: &Object<'_>) -> Result<Language, Error> {
    let tags: Vec<String> = texts(locales, MOST_LOCALES)?.into_iter().flatten().collect();
    Language::of(&tags).map_err(|refused| refused.throw(ctx))
}

/// The first texts of a list of the prelude, whatever it says of its length.
fn texts(list: &Object<'_>, count: usize) -> Result<Vec<Option<String>>, Error> {
    (0_u32..).take(count).map(|at| list.get(at)).collect()
}
