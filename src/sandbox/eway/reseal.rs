//! Answers of the e-way bill system that a fault rewrites: opened with the caller's keys, changed, and sealed again.

use super::{EwbPortal, fetched};
use crate::sandbox::Sandbox;
use crate::sandbox::envelope::{AesKey, encrypt, open_data};
use http::{Request, Response};
use serde_json::Value;

impl Sandbox {
    /// Changes the data of an answer. One without sealed data stays as it is.
    pub(in crate::sandbox) fn eway_changed(
        &self,
        request: &Request<Vec<u8>>,
        mut answer: Response<Vec<u8>>,
        change: impl Fn(&mut Value),
    ) -> Response<Vec<u8>> {
        if let Some(body) = self.changed(request, answer.body(), change) {
            *answer.body_mut() = body;
        }
        answer
    }

    fn changed(&self, request: &Request<Vec<u8>>, body: &[u8], change: impl Fn(&mut Value)) -> Option<Vec<u8>> {
        let sek = self.eway_session(request).ok()?.sek;
        let mut envelope: Value = serde_json::from_slice(body).ok()?;
        let data = envelope["data"].as_str()?;
        let rek =
            envelope["rek"].as_str().map(|rek| open_data(&sek, rek).ok().and_then(|key| AesKey::try_from(key).ok()));
        let key = match rek {
            Some(rek) => rek?,
            None => sek,
        };
        let mut plain: Value = serde_json::from_slice(&open_data(&key, data).ok()?).ok()?;
        change(&mut plain);
        let plain = plain.to_string();
        if envelope["rek"].is_string() {
            envelope = fetched(&sek, plain.as_bytes()).ok()?;
        } else {
            envelope["data"] = encrypt(&sek, plain.as_bytes()).ok()?.into();
        }
        Some(envelope.to_string().into_bytes())
    }
}

/// Makes an answer one about the next bill, or trip sheet, of the same portal.
pub(in crate::sandbox) fn of_another(answer: &mut Value) {
    for name in ["ewayBillNo", "ewbNo", "tripSheetNo"] {
        let Some(value) = answer.get_mut(name) else { continue };
        let text = value.as_str().and_then(|text| text.parse::<i64>().ok());
        let Some(number) = text.or(value.as_i64()) else { continue };
        let other = if EwbPortal::of(number + 1) == EwbPortal::of(number) { number + 1 } else { number - 1 };
        *value = if text.is_some() { other.to_string().into() } else { other.into() };
    }
}

/// Rewrites every time of an answer (`dd/MM/yyyy hh:mm:ss AM`) in another of the forms that were seen.
pub(in crate::sandbox) fn dates(answer: &mut Value, form: u8) {
    match answer {
        Value::String(text) => {
            if let Some(other) = rewritten(text, form) {
                *text = other;
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|value| dates(value, form)),
        Value::Object(all) => all.values_mut().for_each(|value| dates(value, form)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn rewritten(text: &str, form: u8) -> Option<String> {
    let whole = text.trim_end();
    if !whole.is_ascii() || whole.len() != 22 || !(whole.ends_with(" AM") || whole.ends_with(" PM")) {
        return None;
    }
    let (day, time) = whole.split_once(' ')?;
    let (clock, half) = time.split_once(' ')?;
    let twelve: u32 = clock.get(..2)?.parse().ok()?;
    let hour = twelve % 12 + if half == "PM" { 12 } else { 0 };
    let rest = clock.get(2..)?;
    Some(match form {
        2 => format!("{day} {hour:02}{rest} {half}"),
        3 => format!("{day} {twelve:02}.{} {half}", rest.get(1..)?),
        4 => format!("{day}{clock} {half}"),
        5 => format!("{day} {hour:02}{rest} "),
        _ => format!("{whole} "),
    })
}
