//! Help and errors in the language of `--language`, as far as they have Hindi (`data/hindi.csv`).

use crate::command::args::Common;
use crate::command::config::own_language;
use crate::command::exit;
use crate::command::speech::{said, said_sentence, speak};
use clap::builder::StyledStr;
use clap::{Arg, Command, Parser};
use einv::error::Error;
use einv::language::Language;
use std::ffi::OsString;
use std::path::PathBuf;

/// The arguments of the process. Help is in the language that they name.
pub fn parse<P: Parser>() -> Result<P, clap::Error> {
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    let mut command = P::command();
    let is_configured =
        || asks_for_help(&arguments) && names_no_language(&arguments) && configured(&arguments) == Some(Language::Hi);
    if is_hindi(&arguments) || is_configured() {
        speak(Language::Hi);
        command = in_language(command);
        if asks_for_help(&arguments) {
            // The help command itself takes names of commands alone.
            let mut last = false;
            arguments.retain(|argument| {
                let (is_value, is_name) = (last && argument == "hi", argument == "--language");
                last = is_name;
                !(is_value || is_name || argument == "--language=hi")
            });
        }
    }
    let mut matches = command.try_get_matches_from_mut(arguments)?;
    P::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

/// Whether `--language hi` is among them: help is printed before anything is read.
fn is_hindi(arguments: &[OsString]) -> bool {
    let words: Vec<&str> = arguments.iter().map(|argument| argument.to_str().unwrap_or_default()).collect();
    words.contains(&"--language=hi") || words.windows(2).any(|pair| pair == ["--language", "hi"])
}

fn names_no_language(arguments: &[OsString]) -> bool {
    arguments.iter().all(|word| !word.to_string_lossy().starts_with("--language"))
}

/// The language of the configuration that the arguments name, or that is found.
fn configured(arguments: &[OsString]) -> Option<Language> {
    let words: Vec<&str> = arguments.iter().map(|argument| argument.to_str().unwrap_or_default()).collect();
    let apart = words.windows(2).find(|pair| pair[0] == "--config").map(|pair| pair[1]);
    let config = apart.or_else(|| words.iter().find_map(|word| word.strip_prefix("--config=")));
    let sandbox = words.contains(&"--sandbox");
    own_language(&Common { config: config.map(PathBuf::from), sandbox, ..Common::default() })
}

/// Whether help is asked for: nothing else is done then.
fn asks_for_help(arguments: &[OsString]) -> bool {
    arguments.iter().skip(1).any(|word| word == "--help" || word == "-h")
        || arguments
            .iter()
            .skip(1)
            .find(|word| *word != "--language" && *word != "hi")
            .is_some_and(|word| word == "help")
}

/// What a command, its arguments and the commands below it say of themselves.
fn in_language(mut command: Command) -> Command {
    if let Some(about) = command.get_about().map(StyledStr::to_string) {
        let about = said(&about).into_owned();
        command = command.about(about.clone());
        let is_meanings = command.get_long_about().is_some_and(|long| long.to_string() == exit::MEANINGS);
        let long =
            if is_meanings { Some(exit::meanings()) } else { command.get_long_about().is_none().then_some(about) };
        command = long.into_iter().fold(command, Command::long_about);
    }
    let names: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(name, in_language);
    }
    command.mut_args(argument_in_language)
}

fn argument_in_language(argument: Arg) -> Arg {
    match argument.get_help().map(StyledStr::to_string) {
        Some(help) => argument.help(said(&help).into_owned()),
        None => argument,
    }
}

/// An error in words, for people.
pub fn error(error: &Error) -> String {
    let translated =
        Error { message: said_sentence(&error.message), fix: error.fix.as_deref().map(said_sentence), ..error.clone() };
    translated.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// The texts of Rust code between two quotation marks, as they are printed.
    fn texts(code: &str) -> Vec<String> {
        let (mut found, mut rest) = (Vec::new(), code);
        while let Some(from) = rest.find('"') {
            let (mut text, mut signs) = (String::new(), rest[from + 1..].char_indices());
            let end = loop {
                match signs.next() {
                    Some((at, '"')) => break at,
                    Some((_, '\\')) => text.extend(signs.next().map(|(_, sign)| sign)),
                    Some((_, sign)) => text.push(sign),
                    None => return found,
                }
            };
            found.push(text.replace("{{", "{").replace("}}", "}"));
            rest = &rest[from + 1 + end + 1..];
        }
        found
    }

    /// What stands in the brackets after a word, wherever it is in the code.
    fn bracketed<'c>(code: &'c str, word: &str) -> Vec<&'c str> {
        let within = |rest: &'c str| {
            let (mut depth, mut is_text, mut signs) = (1, false, rest.char_indices());
            while let Some((at, sign)) = signs.next() {
                match sign {
                    '\\' if is_text => drop(signs.next()),
                    '"' => is_text = !is_text,
                    '(' if !is_text => depth += 1,
                    ')' if !is_text && depth == 1 => return &rest[..at],
                    ')' if !is_text => depth -= 1,
                    _ => {}
                }
            }
            rest
        };
        code.split_inclusive(word)
            .scan(0, |end, part| {
                *end += part.len();
                Some(*end)
            })
            .map(|end| within(&code[end..]))
            .collect()
    }

    #[test]
    fn each_error_of_the_command_has_hindi() {
        let mut found = 0;
        let mut lacking = Vec::new();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/command");
        let mut folders = vec![folder];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let code = std::fs::read_to_string(&path).unwrap();
                let code = code.split("#[cfg(test)]").next().unwrap();
                let said = [bracketed(code, "Error::new("), bracketed(code, ".fix(")].concat();
                for text in said.into_iter().flat_map(texts) {
                    // With a value at each place.
                    let mut parts = text.split('{');
                    let mut sentence = parts.next().unwrap().to_owned();
                    for (count, part) in parts.enumerate() {
                        sentence.push_str(&format!("Value{count}"));
                        sentence.push_str(part.split_once('}').map_or("", |(_, after)| after));
                    }
                    let own = text.split(' ').filter(|word| word.starts_with(char::is_alphabetic)).count();
                    found += 1;
                    let is_said = Language::Hi.say(&text) != text || Language::Hi.say_sentence(&sentence) != sentence;
                    if own > 1 && !is_said {
                        lacking.push(format!("{}: {text}", path.display()));
                    }
                }
            }
        }
        assert!(lacking.is_empty(), "data/hindi.csv lacks: {lacking:#?}");
        assert!(found > 100, "{found} texts");
    }

    #[test]
    fn each_help_text_has_hindi() {
        let mut lacking = std::collections::BTreeSet::new();
        let mut found = 0;
        let mut look = |text: Option<&StyledStr>| {
            let Some(text) = text.map(StyledStr::to_string) else { return };
            found += 1;
            if Language::Hi.say(&text) == text {
                lacking.insert(text);
            }
        };
        let mut commands = vec![crate::Einv::command()];
        while let Some(command) = commands.pop() {
            look(command.get_about());
            command.get_arguments().for_each(|argument| look(argument.get_help()));
            commands.extend(command.get_subcommands().cloned());
        }
        assert!(lacking.is_empty(), "data/hindi.csv lacks: {lacking:#?}");
        assert!(found > 200, "{found} texts");
    }

    #[test]
    fn the_language_is_known_before_anything_is_read() {
        let hindi = |line: &str| is_hindi(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert!(hindi("einv help --language hi") && hindi("einv --language=hi ewb --help"));
        let help = |line: &str| asks_for_help(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert!(help("einv help ewb") && help("einv --language hi help") && help("einv ewb -h"));
        assert!(!help("einv status help") && !help("einv"));
        assert!(!hindi("einv --language en help") && !hindi("einv codes hi --language"));
    }
}
