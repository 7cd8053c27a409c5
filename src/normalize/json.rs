//! JSON as a tree whose every value knows its place, without a text for it.

use super::bill::InputValue;
use crate::error::{Error, ErrorKind, Result};
use crate::invoice::MAX_DEPTH;
use crate::invoice::scan::{Scan, Scanner, Stop, ValueShape};
use std::borrow::Cow;

/// Values of a document at most: a bill of a thousand lines has fifty thousand.
const MOST_VALUES: u32 = 1_000_000;

/// A value of the tree.
pub struct TreeValue<'t> {
    /// Its number, in the order of the text. A block's members come after it and before what follows the block.
    pub id: u32,
    pub what: TreeKind<'t>,
}

pub enum TreeKind<'t> {
    Block(Vec<(Cow<'t, str>, TreeValue<'t>)>),
    List(Vec<TreeValue<'t>>),
    Value(InputValue<'t>),
}

impl TreeKind<'_> {
    /// What it is, in words.
    pub fn words(&self) -> &'static str {
        match self {
            TreeKind::Block(_) => ValueShape::Object.words(),
            TreeKind::List(_) => ValueShape::Array.words(),
            TreeKind::Value(InputValue::Text(_)) => ValueShape::Text.words(),
            TreeKind::Value(InputValue::Flag(_)) => ValueShape::True.words(),
            TreeKind::Value(InputValue::Null | InputValue::Blank) => ValueShape::Null.words(),
            TreeKind::Value(InputValue::Number(_) | InputValue::Binary(_) | InputValue::Day(_)) => {
                ValueShape::Number.words()
            }
        }
    }
}

impl<'t> TreeValue<'t> {
    /// Reads a text.
    pub fn parse(text: &'t str) -> Result<TreeValue<'t>> {
        let mut reader = TreeReader { scanner: Scanner::new(text), count: 0 };
        let node = reader.node(0).and_then(|node| reader.scanner.end().map(|()| node));
        match node {
            _ if reader.count > MOST_VALUES => {
                Err(Error::new(ErrorKind::Limit, format!("more than {MOST_VALUES} values in one document"))
                    .fix("give one bill at a time"))
            }
            Ok(node) => Ok(node),
            Err(stop) => Err(reader.scanner.error(stop)),
        }
    }

    /// Whether nothing is said in it.
    pub fn is_blank(&self) -> bool {
        match &self.what {
            TreeKind::Block(members) => members.iter().all(|(_, node)| node.is_blank()),
            TreeKind::List(nodes) => nodes.iter().all(TreeValue::is_blank),
            TreeKind::Value(value) => value.is_blank(),
        }
    }

    /// The pointer to the value with a number.
    pub fn pointer(&self, id: u32) -> String {
        let (mut pointer, mut node) = (String::new(), self);
        while node.id != id {
            let step = match &node.what {
                TreeKind::Block(members) => {
                    let next = members.partition_point(|(_, node)| node.id <= id).checked_sub(1).map(|at| &members[at]);
                    next.map(|(key, node)| (step(key), node))
                }
                TreeKind::List(nodes) => {
                    let at = nodes.partition_point(|node| node.id <= id).checked_sub(1);
                    at.map(|at| (at.to_string(), &nodes[at]))
                }
                TreeKind::Value(_) => None,
            };
            let Some((name, next)) = step else { break };
            pointer.push('/');
            pointer.push_str(&name);
            node = next;
        }
        pointer
    }
}

/// A key as a step of a pointer: a long one is cut.
pub fn step(key: &str) -> String {
    let key: String = key.chars().take(64).collect();
    key.replace('~', "~0").replace('/', "~1")
}

struct TreeReader<'t> {
    scanner: Scanner<'t>,
    count: u32,
}

impl<'t> TreeReader<'t> {
    fn node(&mut self, depth: usize) -> Scan<TreeValue<'t>> {
        let id = self.count;
        self.count += 1;
        if depth > MAX_DEPTH || self.count > MOST_VALUES {
            return Err(Stop::TooDeep);
        }
        let what = match self.scanner.shape()? {
            ValueShape::Object => TreeKind::Block(self.block(depth)?),
            ValueShape::Array => TreeKind::List(self.list(depth)?),
            ValueShape::Text => TreeKind::Value(InputValue::Text(self.scanner.string()?)),
            // Programs write doubles so.
            ValueShape::Number => TreeKind::Value(InputValue::Binary(Cow::Borrowed(self.scanner.number()?))),
            ValueShape::True => self.word(InputValue::Flag(true))?,
            ValueShape::False => self.word(InputValue::Flag(false))?,
            ValueShape::Null => self.word(InputValue::Null)?,
        };
        Ok(TreeValue { id, what })
    }

    fn word(&mut self, value: InputValue<'t>) -> Scan<TreeKind<'t>> {
        self.scanner.word()?;
        Ok(TreeKind::Value(value))
    }

    fn block(&mut self, depth: usize) -> Scan<Vec<(Cow<'t, str>, TreeValue<'t>)>> {
        self.scanner.expect(b'{', Stop::NoObject)?;
        let mut members = Vec::new();
        let mut more = !self.scanner.take(b'}');
        while more {
            let key = self.scanner.key()?;
            members.push((key, self.node(depth + 1)?));
            more = self.scanner.more(b'}')?;
        }
        Ok(members)
    }

    fn list(&mut self, depth: usize) -> Scan<Vec<TreeValue<'t>>> {
        self.scanner.expect(b'[', Stop::NoList)?;
        let mut nodes = Vec::new();
        let mut more = !self.scanner.take(b']');
        while more {
            nodes.push(self.node(depth + 1)?);
            more = self.scanner.more(b']')?;
        }
        Ok(nodes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all<'n, 't>(node: &'n TreeValue<'t>, found: &mut Vec<&'n TreeValue<'t>>) {
        found.push(node);
        match &node.what {
            TreeKind::Block(members) => members.iter().for_each(|(_, node)| all(node, found)),
            TreeKind::List(nodes) => nodes.iter().for_each(|node| all(node, found)),
            TreeKind::Value(_) => {}
        }
    }

    #[test]
    fn every_value_knows_its_place() {
        let text = r#"{"a":[{"b":1},2,{"c/d":[null]}],"e":{"f":"x"}}"#;
        let tree = TreeValue::parse(text).unwrap();
        let mut nodes = Vec::new();
        all(&tree, &mut nodes);
        let pointers: Vec<String> = nodes.iter().map(|node| tree.pointer(node.id)).collect();
        assert_eq!(pointers, ["", "/a", "/a/0", "/a/0/b", "/a/1", "/a/2", "/a/2/c~1d", "/a/2/c~1d/0", "/e", "/e/f"]);
    }

    #[test]
    fn a_document_without_end_is_refused_before_it_fills_the_memory() {
        let many = format!("[{}0]", "0,".repeat(MOST_VALUES as usize));
        assert_eq!(TreeValue::parse(&many).err().map(|e| e.kind), Some(ErrorKind::Limit));
        assert_eq!(TreeValue::parse(&"[".repeat(100_000)).err().map(|e| e.kind), Some(ErrorKind::Limit));
        assert_eq!(TreeValue::parse("{\"a\":").err().map(|e| e.kind), Some(ErrorKind::Json));
    }

    proptest! {
        #[test]
        fn it_takes_what_serde_json_takes(text in "[\\[\\]{},:\"a0-9.e ]{0,20}") {
            prop_assert_eq!(TreeValue::parse(&text).is_ok(), serde_json::from_str::<serde_json::Value>(&text).is_ok_and(|_| true), "{}", text);
        }
    }
}
