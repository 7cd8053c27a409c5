//! Which shape a JSON document has, by its keys alone, and what names that shape has for the form's fields.

use super::json::{TreeKind, TreeValue};
use super::normalized::InputKind;
use super::target::Target;
use super::{aliases, keys};
use crate::invoice::form::{FieldKind, FormField, INVOICE};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A name as it is compared: without case, blanks, `_` and `-`.
pub fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-') && !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The names of a shape.
pub struct ShapeNames {
    /// By the plain name, with dots: the name as the shape writes it, and what it feeds.
    leaves: HashMap<String, (Cow<'static, str>, Target)>,
    /// Plain names of objects and lists, how the shape writes their last part, and whether each element of one is a line.
    holders: HashMap<String, (String, bool)>,
    /// Names by what they feed, as the shape writes them.
    by_target: HashMap<Target, Cow<'static, str>>,
    /// Names that are no spelling of the form's.
    aliases: HashSet<String>,
}

impl ShapeNames {
    fn of(names: impl Iterator<Item = (Cow<'static, str>, Target)>) -> ShapeNames {
        let mut made = ShapeNames {
            leaves: HashMap::new(),
            holders: HashMap::new(),
            by_target: HashMap::new(),
            aliases: HashSet::new(),
        };
        for (name, target) in names {
            for (at, _) in name.match_indices('.') {
                let written = name[..at].rsplit('.').next().unwrap_or_default();
                let holder = made.holders.entry(plain(&name[..at])).or_insert_with(|| (written.to_owned(), false));
                holder.1 |= !name[..at].contains('.') && target.is_of_line();
            }
            made.by_target.entry(target).or_insert_with(|| name.clone());
            if let (Some((holder, _)), Some(block)) = (name.split_once('.'), target.of_block()) {
                made.by_target.entry(block).or_insert_with(|| Cow::Owned(holder.to_owned()));
            }
            made.leaves.entry(plain(&name)).or_insert((name, target));
        }
        made
    }

    /// What a plain name feeds, and how the shape writes it.
    pub fn leaf(&self, name: &str) -> Option<&(Cow<'static, str>, Target)> {
        self.leaves.get(name)
    }

    /// Of a plain name that is an object or a list: how its last part is written, and whether its elements are lines.
    pub fn holder(&self, name: &str) -> Option<(&str, bool)> {
        self.holders.get(name).map(|(written, lines)| (written.as_str(), *lines))
    }

    /// Whether a plain name is another word than the form's.
    pub fn is_alias(&self, name: &str) -> bool {
        self.aliases.contains(name)
    }

    /// The name of what feeds a target.
    pub fn of_target(&self, target: Target) -> Option<&str> {
        self.by_target.get(&target).map(|name| name.as_ref())
    }

    /// The names in an object, as the shape writes them.
    pub fn within(&self, holder: &str) -> impl Iterator<Item = &str> {
        let prefix = if holder.is_empty() { String::new() } else { format!("{holder}.") };
        let depth = prefix.matches('.').count();
        let step = move |(name, _): &'_ (Cow<'static, str>, Target)| -> Option<(usize, usize)> {
            let from: usize = name.split('.').take(depth).map(|part| part.len() + 1).sum();
            let to = name[from..].find('.').map_or(name.len(), |dot| from + dot);
            Some((from, to))
        };
        self.leaves.iter().filter(move |(name, _)| name.starts_with(&prefix)).filter_map(move |(_, written)| {
            let (from, to) = step(written)?;
            written.0.get(from..to)
        })
    }
}

/// The names of the form itself, with dots.
fn form() -> impl Iterator<Item = (Cow<'static, str>, Target)> {
    fn walk(fields: &'static [FormField], name: &str, pointer: &str, found: &mut Vec<(Cow<'static, str>, Target)>) {
        for field in fields {
            let (name, pointer) = (format!("{name}{}", field.key), format!("{pointer}/{}", field.key));
            match field.kind {
                FieldKind::Block(inner) => walk(inner, &format!("{name}."), &pointer, found),
                FieldKind::List { of, .. } => walk(of, &format!("{name}."), &format!("{pointer}/*"), found),
                FieldKind::Text { .. }
                | FieldKind::Choice { .. }
                | FieldKind::Date { .. }
                | FieldKind::Number { .. } => {
                    found.extend(Target::pointer(&pointer).map(|target| (Cow::Owned(name), target)));
                }
            }
        }
    }
    let mut found = Vec::new();
    walk(INVOICE, "", "", &mut found);
    found.into_iter()
}

fn aliased(names: &'static [(&str, &str)]) -> impl Iterator<Item = (Cow<'static, str>, Target)> {
    names.iter().filter_map(|(name, to)| Some((Cow::Borrowed(*name), Target::parse(to).ok()?)))
}

static OF_FORM: LazyLock<ShapeNames> = LazyLock::new(|| {
    let mut names = ShapeNames::of(form().chain(aliased(aliases::INV01)));
    names.aliases = aliases::INV01.iter().map(|(name, _)| plain(name)).collect();
    names
});
static OF_SIMPLE: LazyLock<ShapeNames> = LazyLock::new(|| {
    let mut names = ShapeNames::of(keys::KEYS.iter().map(|key| (Cow::Borrowed(key.name), key.target())));
    // An address is one key for two lines of the form.
    let first_lines =
        [("seller", "SellerDtls"), ("buyer", "BuyerDtls"), ("ship_to", "ShipDtls"), ("dispatch_from", "DispDtls")];
    for (holder, block) in first_lines {
        let line = Target::pointer(&format!("/{block}/Addr1"));
        names.by_target.extend(line.map(|line| (line, Cow::Owned(format!("{holder}.address")))));
    }
    names
});
static OF_MASTERSINDIA: LazyLock<ShapeNames> = LazyLock::new(|| ShapeNames::of(aliased(aliases::MASTERSINDIA)));
static OF_IRIS: LazyLock<ShapeNames> = LazyLock::new(|| ShapeNames::of(aliased(aliases::IRIS)));

/// What names a bill itself goes by: a wrapper around it is left aside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spelling {
    Form,
    Simple,
    Mastersindia,
    Iris,
}

impl Spelling {
    /// Its names.
    pub fn names(self) -> &'static ShapeNames {
        match self {
            Spelling::Form => &OF_FORM,
            Spelling::Simple => &OF_SIMPLE,
            Spelling::Mastersindia => &OF_MASTERSINDIA,
            Spelling::Iris => &OF_IRIS,
        }
    }
}

/// A bill in a document.
pub struct FoundBillShape<'n, 't> {
    pub kind: InputKind,
    pub spelling: Spelling,
    pub bill: &'n TreeValue<'t>,
    /// Whether something lies around it.
    pub wrapped: bool,
}

/// What a document holds.
pub enum Holds<'n, 't> {
    /// One bill.
    Bill(FoundBillShape<'n, 't>),
    /// So many.
    Several(usize),
    /// None that is known.
    Nothing,
}

/// Two of these make the form.
const OF_FORM_BLOCKS: [&str; 6] = ["trandtls", "docdtls", "sellerdtls", "buyerdtls", "itemlist", "valdtls"];
/// Two of these make Masters India's shape.
const DETAILS: [&str; 6] =
    ["transactiondetails", "documentdetails", "sellerdetails", "buyerdetails", "valuedetails", "exportdetails"];
/// Three of these make IRIS's.
const FLAT: [&str; 8] = ["sgstin", "slglnm", "bgstin", "blglnm", "trntyp", "totinvval", "tottxval", "sstcd"];
/// Two of these make a simple bill.
const SIMPLE: [&str; 6] = ["number", "date", "type", "seller", "buyer", "lines"];
/// One of these stands in what names a document, or a bill in a few words, and in no simple bill.
const NO_BILL: [&str; 6] = ["gstin", "irn", "document", "period", "ewbno", "signedqr"];
/// One of these stands in what the portal signed or answered.
const SIGNED: [&str; 5] = ["ackno", "ackdt", "signedinvoice", "signedqrcode", "signedqr"];
/// Wrappers have been seen around wrappers.
const DEEPEST: usize = 4;

/// Looks for the bill of a document.
pub fn find<'n, 't>(root: &'n TreeValue<'t>) -> Holds<'n, 't> {
    look(root, 0)
}

fn look<'n, 't>(node: &'n TreeValue<'t>, depth: usize) -> Holds<'n, 't> {
    match &node.what {
        TreeKind::Block(members) => {
            if let Some((kind, spelling)) = known(members) {
                return Holds::Bill(FoundBillShape { kind, spelling, bill: node, wrapped: false });
            }
            if depth == DEEPEST {
                return Holds::Nothing;
            }
            let inner = members.iter().map(|(key, node)| (key, look(node, depth + 1)));
            let mut bills: Vec<_> = inner.filter(|(_, holds)| !matches!(holds, Holds::Nothing)).collect();
            match (bills.pop(), bills.len()) {
                // Where nothing else is known in it, it may be a simple bill whose keys are named otherwise: its faults say how.
                (None, _) if depth == 0 && is_like_simple(members) => Holds::Bill(FoundBillShape {
                    kind: InputKind::Simple,
                    spelling: Spelling::Simple,
                    bill: node,
                    wrapped: false,
                }),
                (None, _) => Holds::Nothing,
                (Some((key, Holds::Bill(found))), 0) => {
                    let kind = match (key.as_ref(), found.spelling) {
                        ("transaction", Spelling::Form) => InputKind::Cleartax,
                        _ if found.kind == InputKind::Signed => InputKind::Signed,
                        _ => InputKind::Wrapper,
                    };
                    Holds::Bill(FoundBillShape { kind, wrapped: true, ..found })
                }
                (Some((_, holds)), 0) => holds,
                (Some(_), others) => Holds::Several(others + 1),
            }
        }
        TreeKind::List(nodes) if depth < DEEPEST => match nodes.as_slice() {
            [one] => match look(one, depth + 1) {
                Holds::Bill(found) => {
                    let kind = if found.kind == InputKind::Inv01 { InputKind::NicBulk } else { found.kind };
                    Holds::Bill(FoundBillShape { kind, wrapped: true, ..found })
                }
                other => other,
            },
            nodes => match nodes.first().map(|first| look(first, depth + 1)) {
                Some(Holds::Bill(_) | Holds::Several(_)) => Holds::Several(nodes.len()),
                Some(Holds::Nothing) | None => Holds::Nothing,
            },
        },
        TreeKind::List(_) | TreeKind::Value(_) => Holds::Nothing,
    }
}

/// Whether three names are like those of a simple bill.
fn is_like_simple(members: &[(Cow<'_, str>, TreeValue<'_>)]) -> bool {
    let names: Vec<String> = members.iter().map(|(key, _)| plain(key)).collect();
    let is_like = |name: &str| {
        SIMPLE.contains(&name) || aliases::MEANT.iter().any(|(holder, own, _)| holder.is_empty() && *own == name)
    };
    names.iter().all(|name| !NO_BILL.contains(&name.as_str())) && names.iter().filter(|name| is_like(name)).count() > 2
}

/// What an object is by the names of its members.
fn known(members: &[(Cow<'_, str>, TreeValue<'_>)]) -> Option<(InputKind, Spelling)> {
    let names: Vec<String> = members.iter().map(|(key, _)| plain(key)).collect();
    let count = |known: &[&str]| names.iter().filter(|name| known.contains(&name.as_str())).count();
    let block = |wanted: &str| {
        members
            .iter()
            .zip(&names)
            .any(|((_, node), name)| name == wanted && matches!(node.what, TreeKind::Block(_) | TreeKind::List(_)))
    };
    let given = |wanted: &[&str]| {
        members.iter().zip(&names).any(|((_, node), name)| wanted.contains(&name.as_str()) && !node.is_blank())
    };
    match () {
        () if count(&DETAILS) > 1 => Some((InputKind::Mastersindia, Spelling::Mastersindia)),
        () if count(&FLAT) > 2 => Some((InputKind::Iris, Spelling::Iris)),
        () if count(&OF_FORM_BLOCKS) > 1 && (given(&SIGNED) || given(&["irn"])) => {
            Some((InputKind::Signed, Spelling::Form))
        }
        () if count(&OF_FORM_BLOCKS) > 1 => Some((InputKind::Inv01, Spelling::Form)),
        () if given(&["signedinvoice", "signedqrcode"]) => Some((InputKind::Signed, Spelling::Form)),
        () if count(&NO_BILL) > 0 => None,
        () if block("lines") || block("buyer") || count(&SIMPLE) > 1 => Some((InputKind::Simple, Spelling::Simple)),
        () if OF_FORM_BLOCKS.iter().any(|name| block(name)) => Some((InputKind::Inv01, Spelling::Form)),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Option<(InputKind, bool)> {
        match find(&TreeValue::parse(text).unwrap()) {
            Holds::Bill(found) => Some((found.kind, found.wrapped)),
            Holds::Several(_) | Holds::Nothing => None,
        }
    }

    #[test]
    fn every_alias_feeds_a_field() {
        for names in [aliases::INV01, aliases::MASTERSINDIA, aliases::IRIS] {
            for (name, to) in names {
                assert!(Target::parse(to).is_ok(), "{name} feeds {to}");
            }
            let mut plain_names: Vec<String> = names.iter().map(|(name, _)| plain(name)).collect();
            plain_names.sort();
            plain_names.dedup();
            assert_eq!(plain_names.len(), names.len());
        }
    }

    #[test]
    fn a_shape_is_known_by_its_keys() {
        const BARE: &str = r#"{"DocDtls":{},"ItemList":[]}"#;
        for (text, expected) in [
            (BARE.to_owned(), Some((InputKind::Inv01, false))),
            (r#"{"docdtls":{},"item_list":[]}"#.into(), Some((InputKind::Inv01, false))),
            (format!("[{BARE}]"), Some((InputKind::NicBulk, true))),
            (format!(r#"[{{"transaction":{BARE},"custom_fields":{{}}}}]"#), Some((InputKind::Cleartax, true))),
            (format!(r#"{{"transaction":{BARE}}}"#), Some((InputKind::Cleartax, true))),
            (format!(r#"{{"Data":{{"payload":[{BARE}]}}}}"#), Some((InputKind::Wrapper, true))),
            (r#"{"DocDtls":{},"ItemList":[],"AckNo":"1"}"#.into(), Some((InputKind::Signed, false))),
            (r#"{"DocDtls":{},"ItemList":[],"Irn":null}"#.into(), Some((InputKind::Inv01, false))),
            (
                r#"{"document_details":{},"item_list":[],"buyer_details":{}}"#.into(),
                Some((InputKind::Mastersindia, false)),
            ),
            (r#"{"no":"1","sgstin":"","bgstin":"","trnTyp":"","itemList":[]}"#.into(), Some((InputKind::Iris, false))),
            (r#"{"number":"1","date":"x","buyer":{},"lines":[]}"#.into(), Some((InputKind::Simple, false))),
            (r#"[{"number":"1","date":"x","buyer":{},"lines":[]}]"#.into(), Some((InputKind::Simple, true))),
            (format!("[{BARE},{BARE}]"), None),
            (r#"{"gstin":"29","type":"INV","number":"1","date":"x"}"#.into(), None),
            (r#"{"document":"invoice","date":"2026-11-21","buyer":"registered"}"#.into(), None),
            (r#"{"gstin":"29","period":"112026"}"#.into(), None),
            ("{}".into(), None),
            ("3".into(), None),
        ] {
            assert_eq!(kind(&text), expected, "{text}");
        }
        assert!(matches!(find(&TreeValue::parse(&format!("[{BARE},{BARE}]")).unwrap()), Holds::Several(2)));
        assert!(matches!(
            find(&TreeValue::parse(&format!(r#"{{"a":{BARE},"b":{BARE}}}"#)).unwrap()),
            Holds::Several(2)
        ));
    }
}
