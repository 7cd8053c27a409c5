//! Finding a code by what people call a thing: the rows that share most words with it, first.

use super::ListRow;

/// The rows that have any of the words, those with most of them first; of the same, whole codes and short names first.
pub(crate) fn by_words<'r>(rows: Vec<ListRow<'r>>, words: &str) -> Vec<ListRow<'r>> {
    let wanted: Vec<String> = words_of(words).collect();
    let mut found: Vec<(usize, ListRow<'r>)> = rows
        .into_iter()
        .map(|row| {
            let own: Vec<String> = words_of(&row.name).collect();
            (wanted.iter().filter(|word| own.iter().any(|own| is_like(own, word))).count(), row)
        })
        .filter(|(score, _)| *score > 0)
        .collect();
    found.sort_by_key(|(score, row)| (std::cmp::Reverse(*score), std::cmp::Reverse(row.code.len()), row.name.len()));
    found.into_iter().map(|(_, row)| row).collect()
}

/// Words of at least three letters, without the ending of a plural.
fn words_of(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
    words.map(|word| {
        let word = word.to_lowercase();
        let stem = word.strip_suffix("ies").map(|stem| format!("{stem}y"));
        stem.or_else(|| word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with('s')).map(str::to_owned))
            .unwrap_or(word)
    })
}

/// The same word, or one that begins as the other does for four letters at least.
fn is_like(own: &str, wanted: &str) -> bool {
    own == wanted || wanted.len() >= 4 && own.starts_with(wanted) || own.len() >= 4 && wanted.starts_with(own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::{Lists, Wanted};

    fn codes(words: &str) -> Vec<String> {
        let lists = Lists::default();
        let rows = lists.rows("hsn", &Wanted { starting: "", search: "", on: None }).unwrap();
        by_words(rows, words).into_iter().take(5).map(|row| row.code.to_string()).collect()
    }

    #[test]
    fn goods_are_found_by_what_a_shop_calls_them() {
        assert!(codes("ruled register").contains(&"48201010".to_owned()), "{:?}", codes("ruled register"));
        assert!(codes("ball point pens").iter().any(|code| code.starts_with("9608")), "{:?}", codes("ball point pens"));
        assert_eq!(codes("zzzz qq"), Vec::<String>::new());
    }
}
