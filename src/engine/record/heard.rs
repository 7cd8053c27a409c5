//! What the portal said of codes of the open lists, as the ledger remembers it.
//!
//! Our list can't know what the portal's has. So one bill asks: after a refusal the same supplier's other bills with that
//! code wait, for the portal blocks whoever repeats a wrong call, and after an acceptance nothing is said of it any more.

use crate::codes::{CodeStanding, OpenList};
use crate::engine::process::call::EngineCall;
use crate::engine::process::code_memory::{FRESH, JudgedCode, Memory, NAME, OneAsking};
use crate::invoice;
use crate::invoice::Invoice;
use crate::portal::refusal::PortalRefusal;
use crate::story::Record;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Reads again what other processes may have written.
pub fn refresh(call: &EngineCall<'_>) {
    let heard = &call.live.heard;
    if heard.locked().at.elapsed() < FRESH {
        return;
    }
    match call.live.ledger.recall(NAME) {
        Ok(bytes) => heard.set(Memory::read(bytes)),
        Err(_) => heard.locked().at = Instant::now(),
    }
}

/// Waits until no other bill of this process is under way with a code that is doubtful: of many bills sent at once, one
/// asks. None where there is no such code, or no time left to wait.
pub fn alone<'c>(call: &'c EngineCall<'_>, document: &str) -> Option<OneAsking<'c>> {
    let today = call.now().day();
    let mut codes = codes_of(document);
    let mut pause = Duration::from_millis(2);
    while !call.is_late() && !call.is_stopped() {
        // What another bill has found out meanwhile need not be asked any more.
        let lists = call.engine.lists_as_heard();
        codes.retain(|(list, code)| match lists.standing(*list, code, today) {
            CodeStanding::Good | CodeStanding::Ended(_) => false,
            CodeStanding::Unproven | CodeStanding::Refused | CodeStanding::Missing => true,
        });
        if codes.is_empty() {
            return None;
        }
        if call.live.heard.takes(&codes) {
            return Some(OneAsking { heard: &call.live.heard, codes });
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(100));
    }
    None
}

/// A bill that waits because of one of its codes.
pub struct AwaitedCode {
    list: OpenList,
    code: String,
}

impl AwaitedCode {
    /// For people.
    pub fn said(&self) -> String {
        format!("the portal refused {} {} today", name(self.list), self.code)
    }
}

/// What a held bill waits for.
pub const WAITS_FOR: &str = "the next day, a corrected bill, or a renewed list; \"resend\": true sends it now";

/// Whether a document that has not left waits: the portal has refused one of its codes to this supplier today, and neither
/// day nor lists have changed since.
pub fn held(call: &EngineCall<'_>, record: &Record) -> Option<AwaitedCode> {
    if call.options.resend == Some(true) {
        return None;
    }
    refresh(call);
    let memory = Arc::clone(&call.live.heard.locked().memory);
    let (today, lists) = (call.now().day(), call.engine.lists().day());
    let document = record.document_key();
    let stands = |said: &&JudgedCode| {
        said.day == today && said.lists == Some(lists) && said.gstin.as_deref() == Some(document.gstin.as_str())
    };
    let mut standing = memory.refused.iter().filter(stands).peekable();
    standing.peek()?;
    let codes = codes_of(record.document());
    let said = standing.find(|said| codes.iter().any(|(list, code)| said.is(*list, code)))?;
    Some(AwaitedCode { list: said.list, code: said.code.clone() })
}

/// Remembers which codes the portal has refused, as far as its answer to a sending names them.
pub fn refused(call: &EngineCall<'_>, sent: &Record, refusals: &[PortalRefusal]) {
    let document = sent.document_key();
    let codes = codes_of(sent.document());
    let (today, lists) = (call.now().day(), call.engine.lists().day());
    let said: Vec<JudgedCode> = refusals
        .iter()
        .flat_map(|refusal| named(refusal, &codes))
        .map(|(list, code)| JudgedCode {
            list,
            code,
            day: today,
            gstin: Some(document.gstin.as_str().to_owned()),
            lists: Some(lists),
        })
        .collect();
    if !said.is_empty() {
        learn(call, &|memory| {
            memory.refuse(said.clone(), today);
            true
        });
    }
}

/// Remembers which doubtful codes the portal has accepted.
pub fn accepted(call: &EngineCall<'_>, sent: &Record) {
    let document = sent.document_key();
    let (today, lists) = (call.now().day(), call.engine.lists());
    let codes = codes_of(sent.document());
    let news = |memory: &mut Memory| memory.accept(document.gstin.as_str(), &codes, lists, today);
    // Nearly always there is nothing new, and then nothing is written.
    if news(&mut Memory::clone(&call.live.heard.locked().memory)) {
        learn(call, &news);
    }
}

/// Changes what is remembered. A ledger that can't be written just then costs a call later, never this answer.
fn learn(call: &EngineCall<'_>, change: &dyn Fn(&mut Memory) -> bool) {
    let mut now = None;
    let shared = call.live.ledger.share(NAME, call.until(), &mut |bytes, _| {
        let mut memory = Memory::read(bytes);
        let changed = change(&mut memory);
        let written = if changed { serde_json::to_vec(&memory).ok() } else { None };
        now = Some(memory);
        written
    });
    if let (Ok(()), Some(memory)) = (shared, now) {
        call.live.heard.set(memory);
    }
}

/// The codes of a document that belong to open lists, each once.
fn codes_of(document: &str) -> Vec<(OpenList, String)> {
    let Ok((invoice, _)) = invoice::read(document) else { return Vec::new() };
    each_code(&invoice).into_iter().map(|(list, code)| (list, code.to_owned())).collect()
}

fn each_code<'i>(invoice: &'i Invoice<'_>) -> BTreeSet<(OpenList, &'i str)> {
    let lines = invoice.items.iter().flat_map(|item| {
        let hsn = item.hsn.as_deref().map(|code| (OpenList::Hsn, code));
        hsn.into_iter().chain(item.origin.as_deref().map(|code| (OpenList::Country, code)))
    });
    let export = invoice.export.as_deref().into_iter().flat_map(|export| {
        let port = export.port.as_deref().map(|code| (OpenList::Port, code));
        let country = export.country.as_deref().map(|code| (OpenList::Country, code));
        let currency = export.currency.as_deref().map(|code| (OpenList::Currency, code));
        port.into_iter().chain(country).chain(currency)
    });
    lines.chain(export).collect()
}

/// The codes of the document that a refusal is about: those its words name, or the only one it can mean.
fn named(refusal: &PortalRefusal, codes: &[(OpenList, String)]) -> Vec<(OpenList, String)> {
    let list = match refusal.code.as_str() {
        "2176" => OpenList::Hsn,
        "2201" => OpenList::Port,
        "2202" => OpenList::Country,
        "2203" => OpenList::Currency,
        _ => return Vec::new(),
    };
    let of_list: Vec<&(OpenList, String)> = codes.iter().filter(|(own, _)| *own == list).collect();
    let words: Vec<&str> = refusal.message.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let named: Vec<_> = of_list.iter().filter(|(_, code)| words.contains(&code.as_str())).collect();
    match (&named[..], &of_list[..]) {
        ([], [only]) => vec![(*only).clone()],
        (named, _) => named.iter().map(|code| (**code).clone()).collect(),
    }
}

fn name(list: OpenList) -> &'static str {
    match list {
        OpenList::Hsn => "HSN",
        OpenList::Port => "port",
        OpenList::Country => "country",
        OpenList::Currency => "currency",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(code: &str, message: &str) -> PortalRefusal {
        PortalRefusal { code: code.into(), message: message.into() }
    }

    #[test]
    fn a_refusal_is_about_the_codes_it_names_or_the_only_one_there_is() {
        let two = [
            (OpenList::Hsn, "4011".to_owned()),
            (OpenList::Hsn, "48201090".to_owned()),
            (OpenList::Port, "INMAA1".to_owned()),
        ];
        let of = |code: &str, message: &str| -> Vec<String> {
            named(&refusal(code, message), &two).into_iter().map(|(_, code)| code).collect()
        };
        assert_eq!(of("2176", "Invalid HSN code(s)-4011"), ["4011"]);
        assert_eq!(of("2176", "Invalid HSN code(s)-4011,48201090"), ["4011", "48201090"]);
        assert_eq!(of("2176", "Invalid HSN code(s)-48201"), [""; 0], "two codes, and neither is named");
        assert_eq!(of("2201", "Invalid port code"), ["INMAA1"]);
        assert_eq!(of("2203", "Invalid currency"), [""; 0]);
        assert_eq!(of("2182", "4011"), [""; 0], "another matter");
    }
}
