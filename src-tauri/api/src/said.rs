//! Sentences for people, as they leave the process.

use model::{JsonMap, Saying};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A sentence of the instance, for whoever says it in another language. The field beside it has its
/// English text; this is `null` when there is only that, as for the words of a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Said {
    /// Which sentence it is. There may be new ones in later versions: say `text` then.
    #[schema(value_type = SaidCode)]
    code: &'static str,
    /// What it names. A value may be a sentence in turn, with `code`, `params` and `text`, or a list.
    #[schema(value_type = Object)]
    params: JsonMap,
    /// The sentence in English.
    text: String,
}

impl Said {
    /// `None` for words that are not the instance's own.
    pub(crate) fn of(said: &model::Said) -> Option<Self> {
        let code = said.saying()?.code();
        Some(Self { code, params: said.params()?.clone(), text: said.text().to_owned() })
    }

    /// A text and what is known of it.
    pub(crate) fn split(said: Option<model::Said>) -> (Option<String>, Option<Self>) {
        let known = said.as_ref().and_then(Self::of);
        (said.map(|said| said.text().to_owned()), known)
    }
}

/// Every sentence. `x-english` has their English words by code, with `{…}` where values stand.
struct SaidCode;

impl ToSchema for SaidCode {}

impl PartialSchema for SaidCode {
    fn schema() -> RefOr<Schema> {
        let english = Saying::ALL.iter().map(|saying| {
            let words = match saying.singular() {
                Some(one) => json!([saying.english(), one]),
                None => Value::from(saying.english()),
            };
            (saying.code().to_owned(), words)
        });
        let english = ExtensionsBuilder::new().add("x-english", Value::Object(english.collect()));
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Which sentence it is; `x-english` has their English words."))
            .enum_values(Some(Saying::ALL.iter().map(|saying| saying.code())))
            .extensions(Some(english.build()))
            .into()
    }
}
