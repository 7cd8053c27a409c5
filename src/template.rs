//! Texts with places to fill in, each a name in braces: `the distance is {value}`.

/// Fills a template: `write` appends the value of a name.
pub(crate) fn fill<E>(template: &str, mut write: impl FnMut(&str, &mut String) -> Result<(), E>) -> Result<String, E> {
    let mut out = String::with_capacity(template.len() + 64);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, behind)) => {
                write(name, &mut out)?;
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
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
        assert_eq!(filled("{b} {bad}"), Err("bad".to_owned()));
        assert_eq!(names("a {b} c{d} {e").collect::<Vec<_>>(), ["b", "d"]);
    }
}
