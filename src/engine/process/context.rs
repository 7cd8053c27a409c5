//! What a document is judged by: the engine's clock, settings, lists and language, or the library's own.

use crate::calendar::{Clock, IstTime};
use crate::engine::config::options::CallOptions;
use crate::engine::process::engine::Engine;
use crate::language::Language;
use crate::rules::Context;
use crate::settings::Settings;

pub(crate) fn context(engine: Option<&Engine>, options: &CallOptions) -> Context {
    let clock = engine.map_or(Clock::Wall, |engine| engine.clock.clone());
    let at: IstTime = options.time(&clock);
    match engine {
        Some(engine) => engine.context(at, options),
        None => Context {
            irn_by_day: options.on().is_some(),
            settings: options.settings(Settings::default()),
            taxpayers: options.taxpayers().unwrap_or_default(),
            language: options.language().unwrap_or_default(),
            ewb: options.ewb_demand(),
            ..Context::at(at)
        },
    }
}

/// The language of an answer.
pub(crate) fn language(engine: Option<&Engine>, options: &CallOptions) -> Language {
    engine.map_or_else(|| options.language().unwrap_or_default(), |engine| engine.language(options))
}
