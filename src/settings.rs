//! The settings: rules on which the sources disagree, by name, with what is chosen unless somebody says otherwise.
//!
//! The table is `data/settings.csv`; `docs/settings.md` is written from it.

use std::fmt::Write;

/// A doubtful rule, the values its setting takes, and why it is one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Setting {
    pub name: &'static str,
    /// The values it takes; `yyyy-MM-dd` and `up to 5000` stand for any day and any number.
    pub values: &'static [&'static str],
    pub default: &'static str,
    pub meaning: &'static str,
    pub source: &'static str,
}

/// Every setting, by name.
pub const SETTINGS: &[Setting] = include!(concat!(env!("OUT_DIR"), "/settings.rs"));

/// The setting of this name.
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.binary_search_by(|setting| setting.name.cmp(name)).ok().map(|at| &SETTINGS[at])
}

/// `docs/settings.md`.
pub fn document() -> String {
    let mut text = String::from(
        "# Settings\n\n\
         The sources on the portal and the law disagree in places. Each doubt is a setting: in the configuration or in a\n\
         call's options, `\"settings\": {\"thirty_day_rule\": \"date_plus_30\"}`. An unknown name or value is refused.\n\
         Written from `data/settings.csv`; change it there.\n\n\
         | name | values | default | what it decides | where the doubt comes from |\n\
         |---|---|---|---|---|\n",
    );
    for s in SETTINGS {
        let values = s.values.join("`, `");
        // Writing to a String can't fail.
        let _ = writeln!(text, "| `{}` | `{values}` | `{}` | {} | {} |", s.name, s.default, s.meaning, s.source);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::rates::RATES;

    #[test]
    fn every_default_is_one_of_its_values() {
        for s in SETTINGS {
            assert!(s.values.contains(&s.default), "{}", s.name);
            assert!(s.values.len() > 1 && !s.meaning.is_empty() && !s.source.is_empty(), "{}", s.name);
        }
        assert_eq!(find("thirty_day_rule").map(|s| s.default), Some("date_plus_29"));
        assert_eq!(find("thirty_days"), None);
    }

    #[test]
    fn the_setting_a_rate_names_exists() {
        let named: Vec<_> = RATES.iter().filter_map(|rate| rate.setting).collect();
        assert_eq!(named.len(), 2);
        assert!(named.iter().all(|name| find(name).is_some()), "{named:?}");
    }

    /// `EINV_WRITE_DOCS=1 cargo test` writes it.
    #[test]
    fn the_page_of_settings_is_the_table() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/settings.md");
        if std::env::var_os("EINV_WRITE_DOCS").is_some() {
            std::fs::write(file, document()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(file).unwrap_or_default(), document(), "write it with EINV_WRITE_DOCS=1");
    }
}
