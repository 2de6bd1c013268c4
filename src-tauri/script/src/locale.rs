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
    let date = |ctx: Ctx<'js>, kind, at, offset, locales: Vec<String>, options| {
        let language = Language::of(&locales);
        let text = language.and_then(|language| date::text(&language, kind, at, offset, options));
        text.map_err(|refused| refused.throw(&ctx))
    };
    locale.set("date", Function::new(ctx.clone(), date)?)?;
    let number = |ctx: Ctx<'js>, value, locales: Vec<String>, options| {
        let language = Language::of(&locales);
        let text = language.and_then(|language| number::text(&language, value, options));
        text.map_err(|refused| refused.throw(&ctx))
    };
    locale.set("number", Function::new(ctx.clone(), number)?)?;
    Ok(locale)
}
