//! The e-way bill system (v1.03): its own log-in, its envelopes, and its calls, which act on every e-way bill of the
//! register, made by IRN or not.
//!
//! `docs/sandbox.md` says what it checks and what it can't know. It shares no code with the client: it reads the
//! system's own keys, and answers with the system's codes alone.

pub(super) mod bill;
mod ends;
pub(super) mod form;
mod goods;
pub(super) mod invoice;
mod look;
mod make;
pub(super) mod map;
mod moves;
mod parties;
mod portals;
pub(super) mod reseal;
mod session;
mod several;
mod transport;
mod trip;

use super::Sandbox;
use super::envelope::{AesKey, CallFault, SandboxAnswer, encrypt, open_data};
use super::members::CaselessMembers;
use super::refusal::SandboxRefusal;
use super::session::SandboxSession;
use crate::calendar::IstTime;
use crate::error::{Error, ErrorKind};
use crate::explain::{System, explain};
use crate::irp::PortalCall;
use crate::language::Language;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
pub(super) use bill::{New, PartBEntry, RegisteredEwayBill, TransportLeg};
use http::{Method, Request};
pub(super) use map::DISTANCE;
pub(super) use parties::OLDEST;
pub(super) use portals::EwbPortal;
use serde::Serialize;
use serde_json::{Value, json};

/// The calls that are an `action` of the one POST address.
const ACTIONS: [(&str, PortalCall); 12] = [
    ("GENEWAYBILL", PortalCall::EwbMake),
    ("VEHEWB", PortalCall::EwbVehicle),
    ("MULTIVEHMOVINT", PortalCall::EwbVehicles),
    ("MULTIVEHADD", PortalCall::EwbVehicleAdd),
    ("MULTIVEHUPD", PortalCall::EwbVehicleChange),
    ("UPDATETRANSPORTER", PortalCall::EwbTransporter),
    ("EXTENDVALIDITY", PortalCall::EwbExtend),
    ("GENCEWB", PortalCall::EwbConsolidate),
    ("REGENTRIPSHEET", PortalCall::EwbTripRenew),
    ("REJEWB", PortalCall::EwbReject),
    ("CANEWB", PortalCall::EwbCancel),
    // An action that the system doesn't know; it refuses it with 239.
    ("", PortalCall::EwbMake),
];

/// The calls that read. Those without a call of their own are met by the faults of their nearest relative.
const READINGS: [(&str, PortalCall); 9] = [
    ("GetEwayBill", PortalCall::EwbByNumber),
    ("GetEwayBillGeneratedByConsigner", PortalCall::EwbByDocument),
    ("GetEwayBillsByDate", PortalCall::EwbOfDay),
    ("GetEwayBillsRejectedByOthers", PortalCall::EwbOfDay),
    ("GetEwayBillsofOtherParty", PortalCall::EwbOfOthers),
    ("GetEwayBillsForTransporter", PortalCall::EwbForTransporter),
    ("GetEwayBillsForTransporterByGstin", PortalCall::EwbForTransporter),
    ("GetEwayBillsForTransporterByState", PortalCall::EwbForTransporter),
    ("GetTripSheet", PortalCall::EwbTrip),
];

/// Which call of the e-way bill system a request is, and the last part of its path or its action.
pub(super) fn call_of(request: &Request<Vec<u8>>) -> Option<(PortalCall, &str)> {
    let path = request.uri().path().strip_prefix("/ewaybillapi/v1.03/")?;
    let path = path.strip_suffix('/').unwrap_or(path);
    match (request.method(), path) {
        (&Method::POST, "auth") => Some((PortalCall::EwbLogIn, "")),
        (&Method::POST, "ewayapi") => {
            let action = CaselessMembers::read(request.body()).map(|body| body.plain("action")).unwrap_or_default();
            let found = ACTIONS.into_iter().find(|(name, _)| *name == action);
            found.map(|(name, call)| (call, name)).or(Some((PortalCall::EwbMake, "")))
        }
        (&Method::GET, path) => {
            let name = path.strip_prefix("ewayapi/")?;
            READINGS.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(name, call)| (call, name))
        }
        _ => None,
    }
}

/// Whether a call is one of the e-way bill system, whose refusals have another form.
pub(super) const fn is_of_eway(call: PortalCall) -> bool {
    match call {
        PortalCall::EwbCancel
        | PortalCall::EwbLogIn
        | PortalCall::EwbMake
        | PortalCall::EwbVehicle
        | PortalCall::EwbVehicles
        | PortalCall::EwbVehicleAdd
        | PortalCall::EwbVehicleChange
        | PortalCall::EwbTransporter
        | PortalCall::EwbExtend
        | PortalCall::EwbConsolidate
        | PortalCall::EwbTripRenew
        | PortalCall::EwbReject
        | PortalCall::EwbByNumber
        | PortalCall::EwbByDocument
        | PortalCall::EwbOfDay
        | PortalCall::EwbOfOthers
        | PortalCall::EwbForTransporter
        | PortalCall::EwbTrip => true,
        PortalCall::LogIn
        | PortalCall::Health
        | PortalCall::Generate
        | PortalCall::Cancel
        | PortalCall::ByIrn
        | PortalCall::ByDocument
        | PortalCall::RejectedIrns
        | PortalCall::Ewb
        | PortalCall::EwbByIrn
        | PortalCall::Gstin
        | PortalCall::SyncGstin => false,
    }
}

/// The refusal with a code of the e-way bill system. Its words are for the diary: the system sends the code alone.
pub(super) fn no(code: &'static str) -> SandboxRefusal {
    all_of(&[code])
}

/// The refusal with several codes, each once.
fn all_of(codes: &[&'static str]) -> SandboxRefusal {
    let mut seen: Vec<&str> = Vec::new();
    for code in codes {
        if !seen.contains(code) {
            seen.push(code);
        }
    }
    SandboxRefusal::many(seen.into_iter().map(|code| {
        let known = explain(code, Some(System::Ewb), Language::En).into_iter().next();
        (code.to_owned(), known.map(|known| known.meaning.to_owned()).unwrap_or_default())
    }))
}

impl Sandbox {
    /// Carries out a call of the e-way bill system.
    pub(super) fn eway(
        &self,
        call: PortalCall,
        name: &str,
        request: &Request<Vec<u8>>,
    ) -> Result<SandboxAnswer, CallFault> {
        if call == PortalCall::EwbLogIn {
            return self.eway_log_in(request);
        }
        let session = self.eway_session(request)?;
        if request.method() == Method::GET {
            return self.eway_reading(name, &session, request);
        }
        let body = CaselessMembers::read(request.body()).map_err(|_| no("100"))?;
        let data = body.text("data").ok_or_else(|| no(if name.is_empty() { "239" } else { "115" }))?;
        if name.is_empty() {
            return Err(no("239").into());
        }
        let plain = open_data(&session.sek, data).map_err(|_| no("109"))?;
        let asked = CaselessMembers::read(&plain).map_err(|_| no("100"))?;
        let by = By { session: &session, request, now: self.clock.now() };
        match name {
            "GENEWAYBILL" => self.eway_make(&by, &asked),
            "VEHEWB" => self.eway_vehicle(&by, &asked),
            "MULTIVEHMOVINT" => self.eway_vehicles(&by, &asked),
            "MULTIVEHADD" => self.eway_vehicle_add(&by, &asked),
            "MULTIVEHUPD" => self.eway_vehicle_change(&by, &asked),
            "UPDATETRANSPORTER" => self.eway_transporter(&by, &asked),
            "EXTENDVALIDITY" => self.eway_extend(&by, &asked),
            "GENCEWB" => self.eway_consolidate(&by, &asked),
            "REGENTRIPSHEET" => self.eway_renew_trip(&by, &asked),
            "REJEWB" => self.eway_reject(&by, &asked),
            _ => self.eway_cancel(&by, &asked),
        }
    }
}

impl Sandbox {
    /// The subject of a call that changes something: a document's number, a bill's, the bills of a trip sheet.
    pub(super) fn eway_about(&self, call: PortalCall, request: &Request<Vec<u8>>) -> Option<String> {
        let session = self.eway_session(request).ok()?;
        let body = CaselessMembers::read(request.body()).ok()?;
        let asked = CaselessMembers::read(&open_data(&session.sek, body.text("data")?).ok()?).ok()?;
        match call {
            PortalCall::EwbMake => Some(asked.plain("docNo")),
            PortalCall::EwbConsolidate => {
                let bills = asked.list("tripSheetEwbBills").iter().take(10);
                let numbers: Vec<String> =
                    bills.filter_map(CaselessMembers::of).map(|bill| bill.plain("ewbNo")).collect();
                Some(numbers.join(" "))
            }
            PortalCall::EwbTripRenew => Some(asked.plain("tripSheetNo")),
            _ => Some(asked.plain("ewbNo")),
        }
    }
}

/// Who asks, when, and with which headers.
struct By<'r> {
    session: &'r SandboxSession,
    request: &'r Request<Vec<u8>>,
    now: IstTime,
}

impl By<'_> {
    fn gstin(&self) -> &str {
        self.session.gstin.as_str()
    }

    /// The reply to a call that changes something.
    fn reply<T: Serialize>(&self, reply: &T) -> Result<SandboxAnswer, CallFault> {
        let data = encrypt(&self.session.sek, &to_json(reply)?)?;
        Ok(SandboxAnswer::Json(json!({"status": "1", "data": data, "alert": null}).to_string()))
    }
}

fn to_json<T: Serialize>(reply: &T) -> Result<Vec<u8>, CallFault> {
    serde_json::to_vec(reply).map_err(|e| Error::new(ErrorKind::Panic, e.to_string()).into())
}

/// The reply to a call that reads: sealed with a key of its own, which the session's key seals, and with a seal over the
/// Base64 of the data.
fn fetched(sek: &AesKey, json: &[u8]) -> Result<Value, CallFault> {
    let rek = super::session::random_key()?;
    let data = encrypt(&rek, json)?;
    let seal = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &rek), data.as_bytes());
    Ok(json!({"status": "1", "data": data, "rek": encrypt(sek, &rek)?, "hmac": BASE64_STANDARD.encode(seal.as_ref())}))
}

/// `dd/MM/yyyy hh:mm:ss AM`, the e-way bill system's notation.
pub(super) fn twelve_hours(at: IstTime) -> String {
    let text = at.portal();
    let hour: u32 = text[11..13].parse().unwrap_or_default();
    let (twelve, half) = ((hour + 11) % 12 + 1, if hour < 12 { "AM" } else { "PM" });
    format!("{} {twelve:02}{} {half}", at.day(), &text[13..])
}
