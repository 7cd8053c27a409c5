//! The diary: the calls to the sandbox and its answers, for its page. Only the last calls, in memory.

use super::Sandbox;
use super::envelope::{CallFault, SandboxAnswer};
use crate::calendar::IstTime;
use crate::irp::PortalCall;
use http::Request;
use serde_json::Value;
use std::collections::VecDeque;

/// The number of calls kept.
const LENGTH: usize = 200;
/// The longest text kept: a caller's input must not fill the memory.
const LONGEST: usize = 1000;

/// One call.
#[derive(Clone, Debug)]
pub struct DiaryEntry {
    /// When it was answered, by the sandbox's clock.
    pub at: IstTime,
    /// Its name: `log_in`, `generate`, ….
    pub call: &'static str,
    /// The GSTIN of its header, as received.
    pub gstin: String,
    /// The subject of the call: a number, an IRN, a GSTIN.
    pub about: String,
    /// Whether the portal said yes.
    pub done: bool,
    /// The answer: "registered", or codes and words; and the injected fault.
    pub said: String,
}

#[derive(Default)]
pub(super) struct Diary(VecDeque<DiaryEntry>);

impl Diary {
    pub(super) fn write(&mut self, entry: DiaryEntry) {
        let DiaryEntry { at, call, gstin, about, done, said } = entry;
        let [gstin, about, said] = [gstin, about, said].map(|text| text.chars().take(LONGEST).collect());
        self.0.push_front(DiaryEntry { at, call, gstin, about, done, said });
        self.0.truncate(LENGTH);
    }

    pub(super) fn read(&self) -> Vec<DiaryEntry> {
        self.0.iter().cloned().collect()
    }
}

impl Sandbox {
    pub(super) fn entry(
        &self,
        call: PortalCall,
        request: &Request<Vec<u8>>,
        came: &Result<SandboxAnswer, CallFault>,
    ) -> DiaryEntry {
        let gstin = request.headers().get("gstin").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (done, said) = match came {
            Ok(SandboxAnswer::Json(_) | SandboxAnswer::Text(_)) => (true, "done".to_owned()),
            Ok(SandboxAnswer::NoSuchCall) => (false, "no such call".to_owned()),
            Err(CallFault::Refused(refusal)) => (false, refusal.words()),
            Err(CallFault::Broken(error)) => (false, error.to_string()),
        };
        let about = self.about(call, request).unwrap_or_default();
        DiaryEntry { at: self.clock.now(), call: call.name(), gstin: gstin.to_owned(), about, done, said }
    }

    /// The subject of a call, where it can be read.
    fn about(&self, call: PortalCall, request: &Request<Vec<u8>>) -> Option<String> {
        let last = || request.uri().path().rsplit('/').next().map(str::to_owned);
        let member = |name: &str| {
            let session = self.session(request).ok()?;
            let plain: Value =
                serde_json::from_slice(&super::envelope::open(&session.sek, request.body()).ok()?).ok()?;
            plain.pointer(name)?.as_str().map(str::to_owned)
        };
        match call {
            PortalCall::LogIn | PortalCall::Health | PortalCall::EwbLogIn => None,
            PortalCall::Generate => member("/DocDtls/No"),
            PortalCall::Cancel | PortalCall::Ewb => member("/Irn"),
            PortalCall::ByIrn | PortalCall::EwbByIrn | PortalCall::Gstin | PortalCall::SyncGstin => last(),
            PortalCall::ByDocument => super::register::parameter(request, "docnum"),
            PortalCall::RejectedIrns => super::register::parameter(request, "date"),
            PortalCall::EwbByDocument => super::register::parameter(request, "docNo"),
            PortalCall::EwbOfDay | PortalCall::EwbOfOthers | PortalCall::EwbForTransporter => {
                super::register::parameter(request, "date")
            }
            PortalCall::EwbByNumber => super::register::parameter(request, "ewbNo"),
            PortalCall::EwbTrip => super::register::parameter(request, "tripSheetNo"),
            of_eway => self.eway_about(of_eway, request),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diary_holds_the_last_calls_and_no_long_texts() {
        let mut diary = Diary::default();
        for _ in 0..LENGTH + 5 {
            let long = || "é".repeat(2 << 20);
            let at = IstTime::from_unix(0);
            diary.write(DiaryEntry { at, call: "generate", gstin: long(), about: long(), done: false, said: long() });
        }
        let kept = diary.read();
        assert_eq!(kept.len(), LENGTH);
        let bytes = |entry: &DiaryEntry| entry.gstin.capacity() + entry.about.capacity() + entry.said.capacity();
        assert!(kept.iter().all(|entry| bytes(entry) <= 3 * 4 * LONGEST));
    }
}
