//! JSON as a feeder: a document of a known shape becomes a bill in between.

use super::aliases::MEANT;
use super::bill::{At, InputValue, ReadBill, Whence};
use super::json::{TreeKind, TreeValue, step};
use super::normalized::{InputKind, NormalizedBill};
use super::rules;
use super::shapes::{FoundBillShape, Holds, ShapeNames, Spelling, find, plain};
use super::target::{OwnField, Target, TargetSlot, near};
use super::terms::ReadingTerms;
use super::tidy::tidy_with;
use crate::change::{Place, Why};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Finding;
use crate::invoice::{MOST_FINDINGS, faults};
use std::collections::HashSet;

/// Lines of a bill at most; the form takes a thousand.
pub const MOST_LINES: usize = 10_000;

/// What a document of JSON holds.
pub enum JsonDocument<'t> {
    /// One bill, as INV-01.
    Bill(Box<NormalizedBill<'t>>),
    /// So many bills.
    Several(usize),
    /// No bill that is known.
    Nothing,
}

/// Normalises the one bill of a JSON document.
pub fn read<'t>(text: &'t str, terms: &ReadingTerms<'_>) -> Result<JsonDocument<'t>> {
    let root = TreeValue::parse(text)?;
    let found = match find(&root) {
        Holds::Several(count) => return Ok(JsonDocument::Several(count)),
        Holds::Nothing => return Ok(JsonDocument::Nothing),
        Holds::Bill(found) => found,
    };
    let FoundBillShape { kind, spelling, wrapped, bill: node } = found;
    let mut feeder = JsonFeeder {
        spelling,
        names: spelling.names(),
        root: node.id,
        bill: ReadBill::new(at(node)),
        said: Vec::new(),
        tree: &root,
        dress: Vec::new(),
    };
    if wrapped {
        feeder.dress.push((Why::Wrapper, at(node)));
    }
    feeder.walk(node, &ValuePath::default());
    let JsonFeeder { bill, said, dress, .. } = feeder;
    if let Some(line) = bill.lines.get(MOST_LINES) {
        let pointer = root.pointer(u32::try_from(line.0).unwrap_or_default());
        return Err(Error::new(ErrorKind::Limit, format!("more than {MOST_LINES} lines in one bill")).at(pointer));
    }
    // A simple bill in a wrapper is still to be worked out.
    let needs_completing = spelling == Spelling::Simple;
    let (id, names) = (node.id, spelling.names());
    let whence = Box::new(Tree { root, bill: id, names });
    Ok(JsonDocument::Bill(Box::new(tidy_with(
        kind_of(kind, spelling),
        bill,
        whence,
        terms,
        said,
        dress,
        needs_completing,
    ))))
}

/// What is wrapped matters more than that it is.
fn kind_of(kind: InputKind, spelling: Spelling) -> InputKind {
    match (kind, spelling) {
        (InputKind::Wrapper, Spelling::Mastersindia) => InputKind::Mastersindia,
        (InputKind::Wrapper, Spelling::Iris) => InputKind::Iris,
        (kind, _) => kind,
    }
}

fn at(node: &TreeValue<'_>) -> At {
    At(u64::from(node.id))
}

/// Places of a document: pointers into it.
struct Tree<'t> {
    root: TreeValue<'t>,
    /// The number of the bill's object.
    bill: u32,
    names: &'static ShapeNames,
}

impl Whence for Tree<'_> {
    fn place(&self, at: At, missing: Option<TargetSlot>) -> Option<Place> {
        let mut pointer = self.root.pointer(u32::try_from(at.0).ok()?);
        if let Some(name) = missing.and_then(|slot| self.names.of_target(slot.target())) {
            // A line is where it stands; what lies in the bill is named from there.
            let of_line = u64::from(self.bill) != at.0;
            for part in name.split('.').skip(usize::from(of_line)) {
                pointer.push('/');
                pointer.push_str(&step(part));
            }
        }
        Some(Place::Json(pointer))
    }
}

/// The way to a value.
#[derive(Clone, Default)]
struct ValuePath {
    /// The plain name of the object it lies in, with dots.
    holder: String,
    line: Option<u32>,
    nth: u32,
}

struct JsonFeeder<'n, 't> {
    spelling: Spelling,
    names: &'static ShapeNames,
    root: u32,
    bill: ReadBill<'t>,
    said: Vec<Finding>,
    tree: &'n TreeValue<'t>,
    /// Keys written otherwise, wrappers, blocks of nothing.
    dress: Vec<(Why, At)>,
}

impl<'t> JsonFeeder<'_, 't> {
    /// The members of an object.
    fn walk(&mut self, node: &TreeValue<'t>, way: &ValuePath) {
        let TreeKind::Block(members) = &node.what else {
            return self.wrong_shape(node, &way.holder, "an object");
        };
        let mut seen = HashSet::with_capacity(members.len());
        for (key, member) in members {
            let name = match way.holder.is_empty() {
                true => plain(key),
                false => format!("{}.{}", way.holder, plain(key)),
            };
            if !seen.insert(name.clone()) {
                self.twice(member, key);
                continue;
            }
            self.member(key, &name, member, way);
        }
    }

    fn member(&mut self, key: &str, name: &str, node: &TreeValue<'t>, way: &ValuePath) {
        let (leaf, holder) = (self.names.leaf(name), self.names.holder(name));
        let of_leaf = leaf.and_then(|(written, _)| written.rsplit('.').next());
        let Some(spelt) = of_leaf.or(holder.map(|(written, _)| written)) else {
            return self.unknown(key, node, way);
        };
        if self.names.is_alias(name) {
            self.dress.push((Why::KeyAlias, at(node)));
        } else if spelt != key {
            self.dress.push((Why::KeyCase, at(node)));
        }
        match (&node.what, leaf, holder) {
            (TreeKind::Value(value), Some((_, target)), _) => self.put(*target, value.clone(), node, way),
            (TreeKind::Block(pairs), Some((_, target)), None)
                if target.field().is_some_and(|field| field.key == "AttribDtls") =>
            {
                self.attributes(pairs, way);
            }
            (TreeKind::List(lines), Some((_, target)), _) if is_address(*target) => {
                for (nth, line) in (0..).zip(lines) {
                    match &line.what {
                        TreeKind::Value(value) => {
                            self.put(*target, value.clone(), line, &ValuePath { nth, ..way.clone() });
                        }
                        TreeKind::Block(_) | TreeKind::List(_) => self.wrong_shape(line, name, "text"),
                    }
                }
            }
            (_, _, Some((_, lines))) => self.hold(node, name, lines, way),
            (_, Some(_), None) if node.is_blank() => self.dress.push((Why::Blank, at(node))),
            (_, Some(_), None) => self.wrong_shape(node, name, "text or a number"),
            (_, None, None) => {}
        }
    }

    /// An object or a list of objects.
    fn hold(&mut self, node: &TreeValue<'t>, name: &str, lines: bool, way: &ValuePath) {
        let inside = ValuePath { holder: name.to_owned(), ..way.clone() };
        match &node.what {
            TreeKind::Block(_) if lines => {
                let line = self.bill.line(at(node));
                self.walk(node, &ValuePath { line: Some(line), ..inside });
            }
            TreeKind::Block(_) => {
                if node.is_blank() {
                    self.dress.push((Why::Blank, at(node)));
                }
                self.walk(node, &inside);
            }
            TreeKind::List(nodes) => {
                if node.is_blank() && !lines {
                    self.dress.push((Why::Blank, at(node)));
                }
                let mut nth = 0;
                for node in nodes {
                    match &node.what {
                        TreeKind::Value(InputValue::Null) => self.dress.push((Why::Null, at(node))),
                        TreeKind::Block(_) if lines => {
                            let line = self.bill.line(at(node));
                            self.walk(node, &ValuePath { line: Some(line), ..inside.clone() });
                        }
                        TreeKind::Block(_) if node.is_blank() => {}
                        TreeKind::Block(_) => {
                            self.walk(node, &ValuePath { nth, ..inside.clone() });
                            nth += 1;
                        }
                        TreeKind::List(_) | TreeKind::Value(_) => self.wrong_shape(node, name, "an object"),
                    }
                }
            }
            TreeKind::Value(value) if value.is_blank() => {
                let why = if *value == InputValue::Null { Why::Null } else { Why::Blank };
                self.dress.push((why, at(node)));
            }
            TreeKind::Value(_) => self.wrong_shape(node, name, if lines { "a list" } else { "an object" }),
        }
    }

    fn attributes(&mut self, pairs: &[(std::borrow::Cow<'t, str>, TreeValue<'t>)], way: &ValuePath) {
        let targets = ["Nm", "Val"].map(|member| Target::pointer(&format!("/ItemList/*/AttribDtls/*/{member}")));
        let [Some(name), Some(value)] = targets else { return };
        for (nth, (key, node)) in (0..).zip(pairs.iter().filter(|(_, node)| !node.is_blank())) {
            let way = ValuePath { nth, ..way.clone() };
            match &node.what {
                TreeKind::Value(given) => {
                    self.put(name, InputValue::Text(key.clone()), node, &way);
                    self.put(value, given.clone(), node, &way);
                }
                TreeKind::Block(_) | TreeKind::List(_) => {
                    self.wrong_shape(node, "lines.attributes", "text or a number");
                }
            }
        }
    }

    fn put(&mut self, target: Target, value: InputValue<'t>, node: &TreeValue<'t>, way: &ValuePath) {
        let slot = match way.line {
            Some(line) => target.at(line, way.nth),
            None if is_address(target) => target.at(0, way.nth),
            None => target.nth(way.nth),
        };
        self.bill.put(slot, value, at(node));
    }

    fn pointer(&self, node: &TreeValue<'_>) -> String {
        self.tree.pointer(node.id)
    }

    fn say(&mut self, finding: Finding, node: &TreeValue<'_>) {
        // One more, so that the draft says that there are more.
        if self.said.len() > MOST_FINDINGS {
            return;
        }
        let place = Place::Json(self.pointer(node));
        self.said.push(finding.located(Some(place)));
    }

    /// The pointer of a value from its bill on.
    fn within(&self, node: &TreeValue<'_>) -> String {
        let (bill, whole) = (self.tree.pointer(self.root), self.pointer(node));
        whole.strip_prefix(&bill).map(str::to_owned).unwrap_or(whole)
    }

    fn unknown(&mut self, key: &str, node: &TreeValue<'t>, way: &ValuePath) {
        if self.said.len() > MOST_FINDINGS {
            return;
        }
        let top = way.holder.is_empty();
        let within = self.within(node);
        match self.spelling {
            Spelling::Simple => {
                let bare = plain(key);
                let meant = MEANT.iter().find(|(holder, own, _)| *holder == way.holder && *own == bare);
                let near = match meant {
                    Some((.., meant)) => Some((*meant).to_owned()),
                    None => nearest(self.names, &way.holder, key),
                };
                let finding = rules::UNKNOWN_KEY.at(within).value(key).nearest(near.as_slice());
                self.say(finding, node);
            }
            // What einv's own answers have beside the form.
            Spelling::Form if top && matches!(key, "changes" | "dressed" | "AckNo" | "AckDt") => {}
            Spelling::Form => {
                let finding = faults::UNKNOWN.at(within).value(key);
                let finding = match nearest(self.names, &way.holder, key) {
                    Some(near) => finding.expected(near).with_fix(faults::OTHER_NAME),
                    None => finding,
                };
                self.say(finding, node);
            }
            // A GSP's own names are of no meaning here, unless money would be lost with them.
            Spelling::Mastersindia | Spelling::Iris => {
                let amount = match &node.what {
                    TreeKind::Value(InputValue::Binary(text)) => {
                        super::decimal::WideDecimal::parse(text).is_some_and(|n| !n.is_zero())
                    }
                    TreeKind::Value(_) | TreeKind::Block(_) | TreeKind::List(_) => false,
                };
                if amount {
                    self.say(faults::UNKNOWN.at(within).value(key), node);
                }
            }
        }
    }

    fn twice(&mut self, node: &TreeValue<'t>, key: &str) {
        let finding = match self.spelling {
            Spelling::Form => faults::DUPLICATE.at(self.within(node)).word("key", key),
            Spelling::Simple | Spelling::Mastersindia | Spelling::Iris => {
                rules::TWICE.at(self.within(node)).word("name", key)
            }
        };
        self.say(finding, node);
    }

    fn wrong_shape(&mut self, node: &TreeValue<'t>, name: &str, expected: &'static str) {
        let name = self.names.leaf(name).map_or(name, |(written, _)| written).to_owned();
        let finding = rules::SHAPE.at(self.within(node)).word("name", name).word("shape", node.what.words());
        self.say(finding.expected(expected), node);
    }
}

fn nearest(names: &ShapeNames, holder: &str, key: &str) -> Option<String> {
    let known: Vec<String> = names.within(holder).map(str::to_lowercase).collect();
    let found = near(key, known.iter().map(String::as_str))?.to_owned();
    names.within(holder).find(|name| name.eq_ignore_ascii_case(&found)).map(str::to_owned)
}

fn is_address(target: Target) -> bool {
    [OwnField::SellerAddress, OwnField::BuyerAddress, OwnField::ShipAddress, OwnField::DispatchAddress]
        .map(Target::own)
        .contains(&target)
}
