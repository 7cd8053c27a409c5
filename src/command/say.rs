//! The one way to the terminal. What comes from documents, tokens and portals may hold bytes that a terminal obeys: colours,
//! a title, a key's meaning, text that hides text. They are written out instead, as JSON writes them, so that JSON stays
//! the same JSON.

use crate::command::speech::said;
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fmt::Arguments;
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The text with everything that a terminal would obey written out; line ends are ours.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push(c),
            c if obeyed(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// The same for what is to stay on its line: a text of somebody else's must not look like lines of ours.
pub fn line(text: &str) -> String {
    plain(text).replace('\n', "\\u000a")
}

/// The library's verbs and the commands that do the same.
const VERBS: [(&str, &str); 34] = [
    ("applicability", "applicability"),
    ("audit", "audit"),
    ("batch", "submit"),
    ("cancel", "cancel"),
    ("codes", "codes"),
    ("columns", "columns"),
    ("compute", "compute"),
    ("convert", "convert"),
    ("due", "due"),
    ("ewb", "ewb make"),
    ("ewb_cancel", "ewb cancel"),
    ("ewb_consolidate", "ewb consolidate"),
    ("ewb_extend", "ewb extend"),
    ("ewb_fetch", "ewb show"),
    ("ewb_print", "ewb print"),
    ("ewb_reject", "ewb reject"),
    ("ewb_transporter", "ewb transporter"),
    ("ewb_vehicle", "ewb vehicle"),
    ("explain", "explain"),
    ("export", "export"),
    ("fetch", "fetch"),
    ("flush", "flush"),
    ("gstin", "gstin"),
    ("gstr1", "gstr1"),
    ("import", "import"),
    ("list", "list"),
    ("normalize", "normalize"),
    ("print", "print"),
    ("qr", "qr"),
    ("reconcile", "reconcile"),
    ("rules", "rules"),
    ("status", "status"),
    ("submit", "submit"),
    ("validate", "validate"),
];

/// A text with the library's names as the command's: `einv_ewb_cancel` is `einv ewb cancel` here.
pub fn in_commands(text: &str) -> String {
    let mut parts = text.split("einv_");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit() && c != '_').unwrap_or(part.len());
        let (verb, rest) = part.split_at(end);
        match VERBS.iter().find(|(name, _)| *name == verb) {
            Some((_, command)) => out.push_str(&format!("einv {command}")),
            None => out.push_str(&format!("einv_{verb}")),
        }
        out.push_str(rest);
    }
    out
}

/// C0, DEL and C1; and what turns the direction of writing or breaks lines unseen.
fn obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether standard output and standard error are coloured.
static COLOURED: [AtomicBool; 2] = [const { AtomicBool::new(false) }; 2];

/// When what is printed is coloured.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, ValueEnum)]
pub enum ColourChoice {
    /// On a terminal, unless NO_COLOR or CLICOLOR says otherwise.
    #[default]
    Auto,
    Always,
    Never,
}

/// Decides about colour, once, at the beginning.
pub fn colour(when: ColourChoice) {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is = |name: &str, value: &str| std::env::var_os(name).is_some_and(|own| own == value);
    let forced = is_set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0");
    let unwanted = is_set("NO_COLOR") || is("CLICOLOR", "0");
    for (at, is_terminal) in [std::io::stdout().is_terminal(), std::io::stderr().is_terminal()].into_iter().enumerate()
    {
        let wanted = match when {
            ColourChoice::Always => true,
            ColourChoice::Never => false,
            ColourChoice::Auto => !is_set("NO_COLOR") && (forced || (is_terminal && !unwanted)),
        };
        COLOURED[at].store(wanted, Ordering::Relaxed);
    }
}

/// The signs and words at the beginning of a line that have a colour: red, yellow, green, and grey for what is beside.
const COLOURS: [(&str, &str); 11] = [
    ("  ✗ ", "31"),
    ("✗ ", "31"),
    ("  ! ", "33"),
    ("! ", "33"),
    ("  ✓ ", "32"),
    ("  ? ", "90"),
    ("  i ", "36"),
    ("      → ", "36"),
    ("  → ", "36"),
    ("PRODUCTION", "1;31"),
    ("NO E-WAY BILL", "1;31"),
];

/// The same lines, their first signs coloured. What others wrote begins no line.
fn coloured(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match COLOURS.iter().find(|(sign, _)| line.starts_with(sign)) {
            Some((sign, colour)) => out.push_str(&format!("\u{1b}[{colour}m{sign}\u{1b}[0m{}", &line[sign.len()..])),
            None => out.push_str(line),
        }
    }
    out
}

/// What stands on a terminal while nothing else does.
static WAITING: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// How long a command may be silent.
const SILENCE: Duration = Duration::from_secs(1);

/// Shows somebody who looks on that work goes on, once that takes longer than a second; until [`done_waiting`].
pub fn wait() {
    if !std::io::stderr().is_terminal() {
        return;
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    let style = ProgressStyle::with_template("{spinner} {elapsed}  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.set_message(said("still at work").into_owned());
    *WAITING.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar);
    std::thread::spawn(|| {
        std::thread::sleep(SILENCE);
        if let Some(bar) = WAITING.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(Duration::from_millis(150));
        }
    });
}

/// Turns it into a bar of so many steps, with rate and time left; of steps without an end, where their number is not known.
pub fn progress(total: Option<usize>) {
    let waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(bar) = waiting.as_ref() else { return };
    let template = match total {
        Some(_) => format!("{{bar:40}} {{pos}}/{{len}}  {{per_sec}}  {{eta}} {}  {{msg}}", said("left")),
        None => "{spinner} {pos}  {per_sec}  {elapsed}  {msg}".to_owned(),
    };
    bar.set_style(ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_length(total.unwrap_or_default() as u64);
    bar.set_position(0);
    bar.reset_eta();
    bar.set_message(String::new());
}

/// One step of it is done.
pub fn step() {
    if let Some(bar) = WAITING.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
        bar.inc(1);
    }
}

/// So many steps are done; and what there is to say of them.
pub fn steps(done: usize, message: String) {
    if let Some(bar) = WAITING.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
        bar.set_position(done as u64);
        bar.set_message(message);
    }
}

/// Whether somebody looks on.
pub fn is_watched() -> bool {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner).is_some()
}

/// Takes it from the terminal.
pub fn done_waiting() {
    if let Some(bar) = WAITING.lock().unwrap_or_else(PoisonError::into_inner).take() {
        bar.finish_and_clear();
    }
}

/// For the macros.
pub fn out(text: Arguments<'_>, end: &str) {
    write(&mut std::io::stdout().lock(), 0, text, end);
}

/// A code as blocks on standard output, whose only escapes are ours: without colours unless a terminal shows them.
pub fn code(blocks: &str) {
    let shown = if std::io::stdout().is_terminal() { blocks.into() } else { console::strip_ansi_codes(blocks) };
    beside_waiting(|| {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(shown.as_bytes()).and_then(|()| out.flush());
    });
}

/// The columns of the terminal that standard output is. Into a pipe everything goes whole, unless EINV_COLUMNS gives it a width.
pub fn columns() -> Option<usize> {
    if std::io::stdout().is_terminal() {
        return Some(usize::from(console::Term::stdout().size().1));
    }
    std::env::var("EINV_COLUMNS").ok()?.parse().ok()
}

/// How many columns a code as blocks needs, where that is more than there are.
pub fn too_wide(blocks: &str) -> Option<usize> {
    let needed = blocks.lines().map(console::measure_text_width).max().unwrap_or_default();
    (needed > columns()?).then_some(needed)
}

/// For the macros. Standard error is for people alone: they know commands, not the library's verbs.
pub fn err(text: Arguments<'_>, end: &str) {
    write(&mut std::io::stderr().lock(), 1, format_args!("{}", in_commands(&text.to_string())), end);
}

fn write(to: &mut impl Write, at: usize, text: Arguments<'_>, end: &str) {
    let mut text = plain(&text.to_string()) + end;
    if COLOURED[at].load(Ordering::Relaxed) {
        text = coloured(&text);
    }
    // Whoever read it may be gone; the work goes on.
    beside_waiting(|| {
        let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
    });
}

/// Prints while the bar that stands on the terminal is away.
fn beside_waiting(put: impl FnOnce()) {
    let waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match waiting {
        Some(bar) => bar.suspend(put),
        None => put(),
    }
}

/// A line to standard output.
macro_rules! say {
    ($($text:tt)*) => { $crate::command::say::out(format_args!($($text)*), "\n") };
}

/// Text to standard output.
macro_rules! say_text {
    ($($text:tt)*) => { $crate::command::say::out(format_args!($($text)*), "") };
}

/// A line to standard error.
macro_rules! warn_line {
    ($($text:tt)*) => { $crate::command::say::err(format_args!($($text)*), "\n") };
}

/// Text to standard error.
macro_rules! warn_text {
    ($($text:tt)*) => { $crate::command::say::err(format_args!($($text)*), "") };
}

pub(crate) use say;
pub(crate) use say_text;
pub(crate) use warn_line;
pub(crate) use warn_text;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_with_an_end_is_a_bar_and_other_work_is_counted() {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        *WAITING.lock().unwrap() = Some(bar.clone());
        progress(Some(5));
        step();
        assert_eq!((bar.length(), bar.position()), (Some(5), 1));
        steps(4, "registered 4".to_owned());
        assert_eq!((bar.position(), bar.message().as_str(), is_watched()), (4, "registered 4", true));
        progress(None);
        step();
        assert_eq!(bar.position(), 1);
        done_waiting();
        assert!(!is_watched() && bar.is_finished());
    }

    #[test]
    fn people_read_the_names_of_commands() {
        assert_eq!(in_commands("einv_ewb_cancel, then einv_cancel"), "einv ewb cancel, then einv cancel");
        assert_eq!(in_commands("einv_open and einv_flush."), "einv_open and einv flush.");
    }

    #[test]
    fn only_signs_at_the_beginning_of_a_line_are_coloured() {
        assert_eq!(
            coloured("  ✗ /Unit\n      → NOS\nplain ✗ text\n"),
            "\u{1b}[31m  ✗ \u{1b}[0m/Unit\n\u{1b}[36m      → \u{1b}[0mNOS\nplain ✗ text\n"
        );
    }

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through() {
        let hostile = "a\u{1b}]0;title\u{7}b\u{9b}31mc\u{9d}x\u{9c}\rd\u{8}\u{7f}\u{202e}\t\0e";
        let said = plain(hostile);
        assert!(said.chars().all(|c| !obeyed(c)), "{said:?}");
        assert!(said.starts_with("a\\u001b]0;title\\u0007b\\u009b31mc"), "{said}");
        let json = serde_json::json!({ "name": hostile }).to_string();
        let again: serde_json::Value = serde_json::from_str(&plain(&json)).unwrap();
        assert_eq!(again["name"], hostile);
        assert_eq!(line("A\nB: registered"), "A\\u000aB: registered");
        assert_eq!(plain("नमस्ते ✗ → ₹\nline"), "नमस्ते ✗ → ₹\nline");
    }
}
