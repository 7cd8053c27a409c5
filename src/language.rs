//! The languages findings and explanations are written in.

/// What the clerk reads. Field names, GSTIN, IRN and HSN stay in Latin letters in both.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    #[default]
    En,
    Hi,
}

impl Language {
    /// Reads the option `language`: `en` or `hi`.
    pub fn parse(text: &str) -> Option<Language> {
        match text {
            "en" => Some(Language::En),
            "hi" => Some(Language::Hi),
            _ => None,
        }
    }

    pub const fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Hi => "hi",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_read_back_from_its_own_code() {
        for language in [Language::En, Language::Hi] {
            assert_eq!(Language::parse(language.code()), Some(language));
        }
        assert_eq!((Language::parse("EN"), Language::default()), (None, Language::En));
    }
}
