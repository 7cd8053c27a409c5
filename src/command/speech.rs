//! The language of `--language`, for verbs that run without an engine.

use crate::command::args::Common;
use einv::engine::{
    CodesOptions, ColumnsOptions, ComputeOptions, ConvertOptions, ExplainOptions, HashOptions, NormalizeOptions,
    RulesOptions, ValidateOptions,
};
use einv::language::Language;
use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};

/// Options that know a language.
pub trait Spoken: Sized {
    fn in_language(self, language: Language) -> Self;
}

macro_rules! spoken {
    ($($options:ty)*) => {$(
        impl Spoken for $options {
            fn in_language(self, language: Language) -> Self {
                self.language(language)
            }
        }
    )*};
}

spoken! {
    CodesOptions ColumnsOptions ComputeOptions ConvertOptions ExplainOptions HashOptions NormalizeOptions RulesOptions ValidateOptions
}

/// Options with the language that the command was given.
pub fn spoken<O: Spoken>(options: O, common: &Common) -> O {
    match common.language {
        Some(language) => options.in_language(language),
        None => options,
    }
}

/// The language of what the command itself says; Hindi once it was asked for or configured.
static HINDI: AtomicBool = AtomicBool::new(false);

/// Lets the command speak a language from now on.
pub fn speak(language: Language) {
    HINDI.store(language == Language::Hi, Ordering::Relaxed);
}

fn language() -> Language {
    if HINDI.load(Ordering::Relaxed) { Language::Hi } else { Language::En }
}

/// A phrase of the command in that language.
pub fn said(english: &str) -> Cow<'_, str> {
    language().say(english)
}

/// A sentence of the command or the library, values and all, in that language.
pub fn said_sentence(english: &str) -> String {
    language().say_sentence(english).into_owned()
}

/// The code of that language.
pub fn code() -> &'static str {
    if language() == Language::Hi { "hi" } else { "en" }
}
