//! `docs/rules.md`, generated from the catalogue.

use super::catalogue;
use crate::finding::{Judge, Severity};
use std::fmt::Write;

fn document() -> String {
    let mut text = String::from(
        "# Rules\n\n\
         Everything `einv_validate` looks at, from one table (`src/rules`, `src/invoice/faults.rs`); change it there.\n\
         `einv_rules` lists the same. `{value}` and `{expected}` are the finding's own; amounts are held with the portal's\n\
         tolerance, from `floor(x) - 1` to `ceil(x) + 1` rupees.\n\n\
         A finding has a severity: *error*, the portal would refuse; *warning*, it would take it, and somebody should look.\n\
         *Info* is worth knowing and changes nothing. What only the e-way bill would fail for leaves the invoice valid: the finding\n\
         says `\"affects\":\"ewb\"`, and with `opts.ewb` \"must\" it is an error.\n\
         What follows from another fault names it in `follows`. Rules marked *portal* nobody can decide without it; so\n\
         are rules for which the taxpayer's profile (`turnover`, `class`, `enabled_from`) is missing. Where such a rule\n\
         arises, its id stands in the report's `not_judged`.\n\n\
         | rule | codes | severity | where | what | fix | since | setting | source |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    for rule in catalogue() {
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
    text
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
