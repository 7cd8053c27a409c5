//! `docs/rules.md`, generated from the catalogue.

use super::catalogue;
use crate::finding::{Judge, Rule, Severity};
use std::fmt::Write;

fn document() -> String {
    let mut text = String::from(
        "# Rules\n\n\
         This page lists every rule that `einv_validate` checks, as `einv_rules` does. It is generated from one table\n\
         (`src/rules`, `src/invoice/faults.rs`); change it there. `{value}` and `{expected}` are the finding's own. Amounts are\n\
         compared with the portal's tolerance, from `floor(x) - 1` to `ceil(x) + 1` rupees.\n\n\
         A finding has a severity. *Error*: the portal would refuse the document. *Warning*: the portal would accept it, but someone\n\
         should check it. *Info*: worth knowing. A fault that would fail only the e-way bill leaves the invoice valid: the finding\n\
         says `\"affects\":\"ewb\"`, and with `opts.ewb` \"must\" it is an error.\n\
         A fault that follows from another names it in `follows`. Only the portal can decide the rules marked *portal*. Other rules\n\
         need the taxpayer's profile (`turnover`, `class`, `enabled_from`). Where such a rule applies and can't be decided, the\n\
         report's `not_judged` has its id.\n\n\
         | rule | codes | severity | where | what | fix | since | setting | source |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    rows(&mut text, catalogue());
    text.push_str(
        "\n## E-way bill documents\n\n\
         What `einv_ewb_validate` checks (`src/eway/rules`), with the e-way bill system's codes and keys. A row about a purpose and a\n\
         kind of document is an error where several clients of the system agree, and a warning where only general background says\n\
         so.\n\n\
         | rule | codes | severity | where | what | fix | since | setting | source |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    rows(&mut text, crate::eway::catalogue());
    text
}

fn rows(text: &mut String, rules: impl Iterator<Item = &'static Rule>) {
    for rule in rules {
        let severity = match (rule.judge, rule.severity) {
            (Judge::Portal, _) => "portal",
            (Judge::Here, Severity::Error) => "error",
            (Judge::Here, Severity::Warning) if rule.affects.is_some() => "warning, fails the e-way bill",
            (Judge::Here, Severity::Warning) => "warning",
            (Judge::Here, Severity::Info) => "info",
        };
        let codes = rule.codes().collect::<Vec<_>>().join(", ");
        let since = rule.since.map(|day| day.iso()).unwrap_or_default();
        let setting = rule.setting.map(|name| format!("`{name}`")).unwrap_or_default();
        let path = if rule.path.is_empty() { String::new() } else { format!("`{}`", rule.path) };
        // Writing to a String can't fail.
        let _ = writeln!(
            text,
            "| `{}` | {codes} | {severity} | {path} | {} | {} | {since} | {setting} | {} |",
            rule.id, rule.message, rule.fix, rule.source
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `EINV_WRITE_DOCS=1 cargo test` writes it.
    #[test]
    fn the_page_of_rules_is_the_catalogue() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules.md");
        if std::env::var_os("EINV_WRITE_DOCS").is_some() {
            std::fs::write(file, document()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(file).unwrap_or_default(), document(), "write it with EINV_WRITE_DOCS=1");
    }
}
