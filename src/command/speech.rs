//! The language of `--language`, for verbs that run without an engine.

use crate::command::args::Common;
use einv::engine::{
    CodesOptions, ColumnsOptions, ComputeOptions, ConvertOptions, ExplainOptions, HashOptions, NormalizeOptions, RulesOptions,
    ValidateOptions,
};
use einv::language::Language;

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
