//! Texts with places to fill in, each a name in braces: `the distance is {value}`.

/// A piece of a template.
pub(crate) enum TemplatePart<'t> {
    /// As it stands.
    Text(&'t str),
    /// A name in braces.
    Name(&'t str),
}

/// The pieces of a template in their order. A lone brace stands for itself.
pub(crate) fn parts(template: &str) -> impl Iterator<Item = TemplatePart<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        // A name, where one begins here; else all that comes before the next.
        if let Some((name, behind)) = rest.strip_prefix('{').and_then(|after| after.split_once('}')) {
            rest = behind;
            return Some(TemplatePart::Name(name));
        }
        let open = rest.char_indices().skip(1).find(|(_, c)| *c == '{').map_or(rest.len(), |(at, _)| at);
        let (text, behind) = rest.split_at(open);
        rest = behind;
        Some(TemplatePart::Text(text))
    })
}

/// Fills a template: `write` appends the value of a name.
pub(crate) fn fill<E>(template: &str, mut write: impl FnMut(&str, &mut String) -> Result<(), E>) -> Result<String, E> {
    let mut out = String::with_capacity(template.len() + 64);
    for part in parts(template) {
        match part {
            TemplatePart::Text(text) => out.push_str(text),
            TemplatePart::Name(name) => write(name, &mut out)?,
        }
    }
    Ok(out)
}

/// The names in a template, in their order.
pub(crate) fn names(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_replaced_and_a_lone_brace_is_kept() {
        let filled = |template: &str| {
            fill(template, |name, out| {
                if name == "bad" {
                    return Err(name.to_owned());
                }
                out.push_str(&name.to_uppercase());
                Ok(())
            })
        };
        assert_eq!(filled("a {b} c{d}").as_deref(), Ok("a B cD"));
        assert_eq!(filled("{ab").as_deref(), Ok("{ab"));
        assert_eq!(filled("a{b}{c}").as_deref(), Ok("aBC"));
        assert_eq!(filled("₹{b}€{").as_deref(), Ok("₹B€{"));
        assert_eq!(filled("{a{b}").as_deref(), Ok("A{B"));
        assert_eq!(filled("").as_deref(), Ok(""));
        assert_eq!(filled("{b} {bad}"), Err("bad".to_owned()));
        assert_eq!(names("a {b} c{d} {e").collect::<Vec<_>>(), ["b", "d"]);
    }
}
