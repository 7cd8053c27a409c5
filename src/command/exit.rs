//! What a script goes by: the command's exit codes, in one place.

use crate::command::speech::said;
use einv::engine::Outcome;
use einv::error::{Error, ErrorKind};
use std::process::ExitCode;

/// How a command ended, from good to bad: of several documents the worst counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Exit {
    Done,
    NoEwayBill,
    Refused,
    Pending,
    Failed,
    Usage,
}

/// What `einv help exit-codes` says; `docs/command.md` has the same lines.
pub const MEANINGS: &str = "\
0   done
1   refused, by the rules or the portal; or late, or different (due, reconcile, verify, ims, health)
2   waiting, or sent without an answer yet; `einv flush` continues
3   failed: nothing was decided; the message says why
4   registered, but without its e-way bill: do not let the vehicle leave
64  usage: an unknown command or option, a wrong value, a missing file, no configuration

For several documents the worst counts: 64, then 3, 2, 1, 4.";

/// The meanings in the language that the command speaks; the numbers stay.
pub fn meanings() -> String {
    let line = |line: &str| match line.split_at_checked(4) {
        Some((number, meaning)) if number.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{number}{}", said(meaning))
        }
        _ => said(line).into_owned(),
    };
    MEANINGS.lines().map(line).collect::<Vec<_>>().join("\n")
}

impl Exit {
    fn number(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Refused => 1,
            Exit::Pending => 2,
            Exit::Failed => 3,
            Exit::NoEwayBill => 4,
            Exit::Usage => 64,
        }
    }

    /// 1 where something was found, else 0.
    pub fn refused_if(found: bool) -> Exit {
        if found { Exit::Refused } else { Exit::Done }
    }
}

impl From<Outcome> for Exit {
    fn from(outcome: Outcome) -> Exit {
        match outcome {
            Outcome::Ok => Exit::Done,
            Outcome::Invalid => Exit::Refused,
            Outcome::Pending => Exit::Pending,
        }
    }
}

impl From<&Error> for Exit {
    fn from(error: &Error) -> Exit {
        match error.kind {
            ErrorKind::Arg | ErrorKind::Option => Exit::Usage,
            ErrorKind::Conflict => Exit::Refused,
            _ => Exit::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exit_code_is_explained_here_and_in_the_docs() {
        let page = include_str!("../../docs/command.md");
        for exit in [Exit::Done, Exit::NoEwayBill, Exit::Refused, Exit::Pending, Exit::Failed, Exit::Usage] {
            let start = format!("{:<4}", exit.number());
            let line = MEANINGS.lines().find(|line| line.starts_with(&start)).unwrap();
            assert!(page.contains(line), "docs/command.md lacks: {line}");
        }
    }
}
