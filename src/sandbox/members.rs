//! A request's object, whose members are found in any case, and read with patience: clients write numbers as text.

use super::refusal::SandboxRefusal;
use crate::money::Amount;
use serde_json::{Map, Value};

/// An object whose members are found in any case.
#[derive(Clone, Default)]
pub(super) struct CaselessMembers(Map<String, Value>);

/// A value of another kind than the member has.
pub(super) struct OfAnotherKind;

impl CaselessMembers {
    pub(super) fn read(json: &[u8]) -> Result<CaselessMembers, SandboxRefusal> {
        serde_json::from_slice(json)
            .map(CaselessMembers)
            .map_err(|e| SandboxRefusal::schema(format!("the request is not a JSON object: {e}")))
    }

    pub(super) fn of(value: &Value) -> Option<CaselessMembers> {
        value.as_object().cloned().map(CaselessMembers)
    }

    /// Sets a member that the call doesn't have itself.
    pub(super) fn set(&mut self, name: &str, text: &str) {
        self.0.retain(|n, _| !n.eq_ignore_ascii_case(name));
        self.0.insert(name.to_owned(), text.into());
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    pub(super) fn either<'a>(&'a self, name: &str, old: &str) -> Option<&'a str> {
        self.text(name).or_else(|| self.text(old))
    }

    /// A whole number, or its digits as text.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        let value = self.get(name)?;
        value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
    }

    /// A text without the blanks around it, or a whole number's digits; empty where there is none or another kind.
    pub(super) fn plain(&self, name: &str) -> String {
        match self.get(name) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) if number.is_u64() => number.to_string(),
            _ => String::new(),
        }
    }

    /// An amount as a number or as text; `None` where there is none.
    pub(super) fn amount(&self, name: &str) -> Result<Option<Amount>, OfAnotherKind> {
        let text = match self.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(_) => return Err(OfAnotherKind),
        };
        Amount::parse(&text).map(Some).map_err(|_| OfAnotherKind)
    }

    /// The elements of a list; none where it is not one.
    pub(super) fn list(&self, name: &str) -> &[Value] {
        self.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }
}
