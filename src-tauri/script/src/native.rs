//! What the prelude may ask of the host.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use model::say;
use rquickjs::{Ctx, Error, Exception, Function, Object, Persistent, TypedArray};

use crate::compile::{check, evaluate};
use crate::console::Console;
use crate::limits::Limits;
use crate::locale;
use crate::meter::Meter;
use crate::watch::Watch;

/// What the functions of [`functions`] work on.
#[derive(Clone)]
pub(crate) struct Host {
    pub(crate) console: Console,
    pub(crate) watch: Watch,
    pub(crate) meter: Meter,
    pub(crate) limits: Rc<Limits>,
    pub(crate) formulas: Formulas,
}

/// Longest `postProcess` text, bytes.
const FORMULA_MAX: usize = 8 << 10;
/// Compiled ones that a realm keeps.
const FORMULAS_MAX: usize = 512;

/// The `postProcess` texts of field tables, compiled. Must be emptied before its realm goes.
///
/// Each is a factory of fresh functions, as a script is, so that nothing can hang on it.
#[derive(Clone, Default)]
pub(crate) struct Formulas(Rc<RefCell<HashMap<String, Persistent<Function<'static>>>>>);

impl Formulas {
    pub(crate) fn clear(&self) {
        self.0.borrow_mut().clear();
    }

    fn function<'js>(
        &self,
        ctx: &Ctx<'js>,
        limits: &Limits,
        text: String,
    ) -> Result<Function<'js>, Error> {
        let known = self.0.borrow().get(&text).cloned();
        let factory = match known {
            Some(factory) => factory.restore(ctx)?,
            None => {
                let factory = compiled(ctx, limits, &text)?;
                let mut formulas = self.0.borrow_mut();
                if formulas.len() >= FORMULAS_MAX {
                    formulas.clear();
                }
                formulas.insert(text, Persistent::save(ctx, factory.clone()));
                factory
            }
        };
        factory.call(())
    }
}

fn compiled<'js>(ctx: &Ctx<'js>, limits: &Limits, text: &str) -> Result<Function<'js>, Error> {
    if text.len() > FORMULA_MAX {
        let message = say!(FormulaBytes, bytes = text.len(), limit = FORMULA_MAX);
        return Err(Exception::throw_range(ctx, message.text()));
    }
    if let Err(error) = check(limits, text) {
        return Err(Exception::throw_syntax(ctx, &format!("postProcess: {}", error.message)));
    }
    let end = if text.contains("return") { "" } else { ";return value;" };
    evaluate(ctx, &format!("(function(){{return function(value){{\n{text}\n{end}}}}})"), "formula")
}

/// The functions, as members of one object.
pub(crate) fn functions<'js>(ctx: &Ctx<'js>, host: &Host) -> Result<Object<'js>, Error> {
    let Host { console, watch, meter, limits, formulas } = host.clone();
    let native = Object::new(ctx.clone())?;
    let emit = move |level: u32, text: String| console.write(level, text);
    native.set("emit", Function::new(ctx.clone(), emit)?)?;
    let tick = move |ctx: Ctx<'js>| match watch.must_stop() {
        true => Err(Exception::throw_internal(&ctx, "interrupted")),
        false => Ok(()),
    };
    native.set("tick", Function::new(ctx.clone(), tick)?)?;
    let big_ints = meter.clone();
    let uses_big_ints = move || big_ints.uses_big_ints();
    native.set("usesBigInts", Function::new(ctx.clone(), uses_big_ints)?)?;
    // Text grows by half when it is full, and a character may take two bytes.
    let largest_result = limits.output_bytes.saturating_mul(4);
    let returned = move || meter.result(largest_result);
    native.set("returned", Function::new(ctx.clone(), returned)?)?;
    let formula = move |ctx: Ctx<'js>, text: String| formulas.function(&ctx, &limits, text);
    native.set("postProcess", Function::new(ctx.clone(), formula)?)?;
    native.set("utf8", utf8_functions(ctx)?)?;
    native.set("locale", locale::functions(ctx)?)?;
    Ok(native)
}

fn utf8_functions<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>, Error> {
    let utf8 = Object::new(ctx.clone())?;
    let encode = Function::new(ctx.clone(), |ctx: Ctx<'js>, text: String| {
        TypedArray::new_copy(ctx, text.as_bytes())
    })?;
    let decode = Function::new(ctx.clone(), |bytes: TypedArray<'js, u8>| utf8_text(&bytes))?;
    utf8.set("encode", encode)?;
    utf8.set("decode", decode)?;
    Ok(utf8)
}

/// The bytes as text; what is not UTF-8 becomes U+FFFD. `None` for a detached array.
#[expect(unsafe_code, reason = "rquickjs lends array memory through an unsafe function only")]
fn utf8_text(bytes: &TypedArray<'_, u8>) -> Option<String> {
    // SAFETY: the bytes are copied before any script runs, so nothing can detach or write them.
    let bytes = unsafe { bytes.as_bytes() }?;
    Some(String::from_utf8_lossy(bytes).into_owned())
}
