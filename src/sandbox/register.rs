//! The calls about documents: register, cancel, look up.

use super::Sandbox;
use super::document::{IssuedAcknowledgement, Submission};
use super::envelope::{CallFault, SandboxAnswer, open, sealed, sealed_with};
use super::eway::RegisteredEwayBill;
use super::fault::FaultKind;
use super::refusal::{
    CANCEL_TOO_LATE, DATE_FORMAT, DOCUMENT_UNKNOWN, EWB_STANDS, HSN_INVALID, INCOMPLETE, IRN_UNKNOWN, NO_IRN,
    NOT_ACTIVE, NOT_THE_OWNER, NOT_THE_SUPPLIER, NOT_YOURS_TO_READ, NUMBER_CANCELLED, READ_TOO_LATE, SCHEMA,
    SandboxRefusal, TYPE_INVALID,
};
use crate::calendar::{Day, IstTime};
use crate::codes::{CodeStanding, OpenList};
use crate::gstin::Gstin;
use crate::invoice::Invoice;
use crate::irn::{DocType, Irn};
use crate::irp::PortalCall;
use crate::language::Language;
use crate::law::tables::CANCEL_HOURS;
use crate::rules::{self, Context};
use axum::extract::Query;
use http::Request;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// How long after its acknowledgement a document can be read.
const READ_HOURS: i64 = 48;

/// A registered document as the register stores it. Its tokens are made on request. The same data always gives the same
/// signature, so nothing is signed while the register is locked.
pub(super) struct RegisterEntry {
    pub(super) irn: Irn,
    pub(super) owner: String,
    pub(super) ack_no: i64,
    pub(super) ack_date: IstTime,
    pub(super) invoice_data: String,
    pub(super) qr_data: String,
    pub(super) cancelled: bool,
}

pub(super) const COLUMNS: &str = "irn, owner, ack_no, ack_at, invoice_data, qr_data, cancelled_at";

impl RegisterEntry {
    pub(super) fn of(row: &Row) -> rusqlite::Result<RegisterEntry> {
        let irn: String = row.get(0)?;
        Ok(RegisterEntry {
            irn: Irn::parse(&irn).ok_or(rusqlite::Error::InvalidQuery)?,
            owner: row.get(1)?,
            ack_no: row.get(2)?,
            ack_date: IstTime::from_unix(row.get(3)?),
            invoice_data: row.get(4)?,
            qr_data: row.get(5)?,
            cancelled: row.get::<_, Option<i64>>(6)?.is_some(),
        })
    }

    /// A portal's own registration of an IRN.
    pub(super) fn by_irn(db: &Connection, portal: &str, irn: &Irn) -> rusqlite::Result<Option<RegisterEntry>> {
        db.prepare_cached(&format!("SELECT {COLUMNS} FROM document WHERE irn = ? AND portal = ?"))?
            .query_row([irn.as_str(), portal], RegisterEntry::of)
            .optional()
    }

    /// Another portal's, with its name.
    fn elsewhere(db: &Connection, portal: &str, irn: &Irn) -> rusqlite::Result<Option<(RegisterEntry, String)>> {
        db.prepare_cached(&format!(
            "SELECT {COLUMNS}, portal FROM document WHERE irn = ? AND portal <> ? ORDER BY ack_no LIMIT 1"
        ))?
        .query_row([irn.as_str(), portal], |row| Ok((RegisterEntry::of(row)?, row.get(7)?)))
        .optional()
    }

    fn older_than(&self, hours: i64, now: IstTime) -> bool {
        now > self.ack_date.plus_hours(hours)
    }
}

impl Sandbox {
    /// `POST /eicore/v1.03/Invoice`.
    pub(super) fn generate(&self, request: &Request<Vec<u8>>) -> Result<SandboxAnswer, CallFault> {
        let session = self.session(request)?;
        let json = String::from_utf8(open(&session.sek, request.body())?);
        let json = json.map_err(|_| SandboxRefusal::schema("the document is not UTF-8"))?;
        let now = self.clock.now();
        judge(&json, now)?;
        let document = Submission::read(&json).map_err(SandboxRefusal::schema)?;
        let caller = session.gstin.as_str();
        if document.key.gstin != session.gstin && document.operator.as_deref() != Some(caller) {
            return Err(NOT_THE_SUPPLIER.into());
        }
        self.known_parties(&json)?;
        let blind = self.meets(PortalCall::Generate, FaultKind::Blind);
        let record = self.store.write(|db| register(db, self.name(), &document, session.gstin, now, blind))?;
        let infos = self.ewb_beside(&json, &record, now)?;
        self.answer_with(&session.sek, record, infos)
    }

    /// `GET /eicore/v1.03/Invoice/irn/{irn}`.
    pub(super) fn by_irn(&self, request: &Request<Vec<u8>>, irn: &str) -> Result<SandboxAnswer, CallFault> {
        let session = self.session(request)?;
        let irn = Irn::parse(irn).ok_or(NO_IRN)?;
        let record = RegisterEntry::by_irn(&self.store.lock(), self.name(), &irn)?.ok_or(IRN_UNKNOWN)?;
        if record.owner != session.gstin.as_str() {
            return Err(NOT_YOURS_TO_READ.into());
        }
        self.read(&session.sek, record)
    }

    /// `GET /eicore/v1.03/Invoice/irnbydocdetails?doctype=&docnum=&docdate=`: the caller's own documents.
    pub(super) fn by_document(&self, request: &Request<Vec<u8>>) -> Result<SandboxAnswer, CallFault> {
        let session = self.session(request)?;
        let parameter = |name| parameter(request, name).ok_or(INCOMPLETE);
        let doc_type = DocType::parse(&parameter("doctype")?).ok_or(TYPE_INVALID)?;
        let date = Day::parse(&parameter("docdate")?).ok_or(DATE_FORMAT)?;
        let number = parameter("docnum")?.to_ascii_uppercase();
        let found = self
            .store
            .lock()
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM document WHERE owner = ? AND type = ? AND number = ? AND date = ? AND portal = ?
                 ORDER BY ack_no DESC LIMIT 1"
            ))?
            .query_row((session.gstin.as_str(), doc_type.code(), number, date.iso(), self.name()), RegisterEntry::of)
            .optional()?;
        self.read(&session.sek, found.ok_or(DOCUMENT_UNKNOWN)?)
    }

    /// `GET /eicore/v1.03/Invoice/rejectedirns?date=`: the documents registered here that day, and earlier by another
    /// portal.
    pub(super) fn rejected(&self, request: &Request<Vec<u8>>) -> Result<SandboxAnswer, CallFault> {
        let session = self.session(request)?;
        let date = parameter(request, "date").ok_or(INCOMPLETE)?;
        let date = Day::parse(&date).ok_or(DATE_FORMAT)?;
        let from = IstTime::parse_portal(&format!("{} 00:00:00", date.iso())).ok_or(DATE_FORMAT)?.unix();
        let db = self.store.lock();
        let mut statement = db.prepare_cached(
            "SELECT lost.irn FROM document lost JOIN document won ON won.irn = lost.irn AND won.ack_no < lost.ack_no
             WHERE lost.portal = ?1 AND won.portal <> ?1 AND lost.owner = ?2 AND lost.ack_at BETWEEN ?3 AND ?4
             ORDER BY lost.ack_no",
        )?;
        let lost = statement
            .query_map((self.name(), session.gstin.as_str(), from, from + 86_399), |row| row.get::<_, String>(0))?;
        let lost: Vec<String> = lost.collect::<Result<_, _>>()?;
        sealed(&session.sek, &lost)
    }

    /// `POST /eicore/v1.03/Invoice/Cancel`.
    pub(super) fn cancel(&self, request: &Request<Vec<u8>>) -> Result<SandboxAnswer, CallFault> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct RegisteredBody {
            irn: Irn,
            cancel_date: String,
        }
        let session = self.session(request)?;
        let cancellation = CancelRequestBody::read(&open(&session.sek, request.body())?)?;
        let now = self.clock.now().to_minute();
        self.store.write(|db| {
            let record = RegisterEntry::by_irn(db, self.name(), &cancellation.irn)?.ok_or(IRN_UNKNOWN)?;
            if record.owner != session.gstin.as_str() {
                return Err(NOT_THE_OWNER.into());
            }
            if record.cancelled {
                return Err(NOT_ACTIVE.into());
            }
            if record.older_than(CANCEL_HOURS, self.clock.now()) {
                return Err(CallFault::from(CANCEL_TOO_LATE));
            }
            if RegisteredEwayBill::standing(db, &cancellation.irn, self.clock.now())?.is_some() {
                return Err(EWB_STANDS.into());
            }
            db.prepare_cached(
                "UPDATE document SET cancelled_at = ?, reason = ?, remark = ? WHERE irn = ? AND portal = ?",
            )?
            .execute((
                now.unix(),
                &cancellation.reason,
                &cancellation.remark,
                cancellation.irn.as_str(),
                self.name(),
            ))?;
            Ok(())
        })?;
        sealed(&session.sek, &RegisteredBody { irn: cancellation.irn, cancel_date: now.portal() })
    }

    fn read(&self, sek: &[u8; 32], record: RegisterEntry) -> Result<SandboxAnswer, CallFault> {
        if record.older_than(READ_HOURS, self.clock.now()) {
            return Err(READ_TOO_LATE.into());
        }
        self.answer_with(sek, record, None)
    }

    fn answer_with(
        &self,
        sek: &[u8; 32],
        record: RegisterEntry,
        infos: Option<Value>,
    ) -> Result<SandboxAnswer, CallFault> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct CancelledBody {
            ack_no: i64,
            ack_dt: String,
            irn: Irn,
            signed_invoice: String,
            #[serde(rename = "SignedQRCode")]
            signed_qr: String,
            status: &'static str,
            ewb_no: Option<i64>,
            ewb_dt: Option<String>,
            ewb_valid_till: Option<String>,
            remarks: Option<String>,
        }
        let ewb = RegisteredEwayBill::standing(&self.store.lock(), &record.irn, self.clock.now())?;
        let reply = CancelledBody {
            ack_no: record.ack_no,
            ack_dt: record.ack_date.portal(),
            irn: record.irn,
            signed_invoice: self.keys.signer.sign(&record.invoice_data)?,
            signed_qr: self.keys.signer.sign(&record.qr_data)?,
            status: if record.cancelled { "CNL" } else { "ACT" },
            ewb_no: ewb.as_ref().map(|e| e.number),
            ewb_dt: ewb.as_ref().map(|e| e.made_at.portal()),
            ewb_valid_till: ewb.as_ref().and_then(|e| e.valid_until).map(IstTime::portal),
            remarks: None,
        };
        sealed_with(sek, &reply, infos)
    }
}

/// Refuses a document that breaks the rules; every error finding becomes an error of the portal.
fn judge(json: &str, at: IstTime) -> Result<(), SandboxRefusal> {
    let context = Context { irn_by_day: true, ..Context::at(at) };
    let judged = rules::judge(json, &context).map_err(|error| SandboxRefusal::schema(error.message))?;
    let report = &judged.report;
    let mut errors: Vec<_> =
        report.errors().map(|f| (f.code.as_deref().unwrap_or(SCHEMA).to_owned(), f.message(Language::En))).collect();
    errors.extend(refused_codes(&judged.invoice, &context));
    match (errors.is_empty(), report.valid) {
        (false, _) => Err(SandboxRefusal::many(errors)),
        (true, false) => Err(SandboxRefusal::schema("this version of the form has no rules here")),
        (true, true) => Ok(()),
    }
}

/// The HSN codes that the portal is on record as having refused, although the law's list has them.
fn refused_codes(invoice: &Invoice<'_>, context: &Context) -> Option<(String, String)> {
    let stands = |code: &&str| context.lists.standing(OpenList::Hsn, code, context.at.day()) == CodeStanding::Refused;
    let codes: BTreeSet<&str> = invoice.items.iter().filter_map(|item| item.hsn.as_deref()).filter(stands).collect();
    let (code, words) = HSN_INVALID;
    let named = codes.into_iter().collect::<Vec<_>>().join(",");
    (!named.is_empty()).then(|| (code.to_owned(), format!("{words}{named}")))
}

/// Enters a document unless its IRN exists. Runs in a transaction with the write lock, so that of two submissions at
/// once, even in two processes, one is the duplicate.
fn register(
    db: &Connection,
    portal: &str,
    document: &Submission,
    owner: Gstin,
    now: IstTime,
    blind: bool,
) -> Result<RegisterEntry, CallFault> {
    let irn = document.key.irn(now.day());
    if let (Some((theirs, name)), false) = (RegisterEntry::elsewhere(db, portal, &irn)?, blind) {
        return Err(match theirs.cancelled {
            true => NUMBER_CANCELLED.into(),
            false => SandboxRefusal::elsewhere(theirs.ack_no, theirs.ack_date, irn, name).into(),
        });
    }
    if let Some(standing) = RegisterEntry::by_irn(db, portal, &irn)? {
        return Err(match standing.cancelled {
            true => NUMBER_CANCELLED.into(),
            false => SandboxRefusal::duplicate(standing.ack_no, standing.ack_date, irn).into(),
        });
    }
    let last: Option<i64> = db.prepare_cached("SELECT max(ack_no) FROM document")?.query_row([], |r| r.get(0))?;
    let number = first_ack_no(now).max(last.unwrap_or_default() + 1);
    let ack = IssuedAcknowledgement { number, date: now.to_minute(), irn };
    let record = RegisterEntry {
        irn,
        owner: owner.to_string(),
        ack_no: ack.number,
        ack_date: ack.date,
        invoice_data: document.invoice_data(&ack),
        qr_data: document.qr_data(&ack),
        cancelled: false,
    };
    let key = &document.key;
    db.prepare_cached(
        "INSERT INTO document (irn, portal, owner, type, number, date, ack_no, ack_at, invoice_data, qr_data)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute((
        irn.as_str(),
        portal,
        &record.owner,
        key.doc_type.code(),
        key.number.upper(),
        key.date.iso(),
        record.ack_no,
        record.ack_date.unix(),
        &record.invoice_data,
        &record.qr_data,
    ))?;
    Ok(record)
}

/// Acknowledgement numbers have 15 digits: two of unknown meaning (here always 99), two of the year, and eleven of a
/// counter.
fn first_ack_no(now: IstTime) -> i64 {
    let year = i64::from(now.day().year()) % 100;
    99 * 10_i64.pow(13) + year * 10_i64.pow(11) + 10_i64.pow(10) + 1
}

/// A request to cancel. Its members are read in any case: clients write `CnlRsn` and `Cnlrsn`.
struct CancelRequestBody {
    irn: Irn,
    reason: String,
    remark: String,
}

impl CancelRequestBody {
    fn read(json: &[u8]) -> Result<CancelRequestBody, SandboxRefusal> {
        let cancellation: serde_json::Map<String, Value> = serde_json::from_slice(json)
            .map_err(|e| SandboxRefusal::schema(format!("the request is not JSON: {e}")))?;
        let text = |name: &str| {
            let value = cancellation.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value);
            value.and_then(Value::as_str).filter(|text| !text.is_empty()).ok_or(INCOMPLETE)
        };
        let (reason, remark) = (text("CnlRsn")?, text("CnlRem")?);
        if !matches!(reason, "1" | "2" | "3" | "4") {
            return Err(SandboxRefusal::schema("CnlRsn is not one of 1, 2, 3, 4"));
        }
        if remark.chars().count() > 100 {
            return Err(SandboxRefusal::schema("CnlRem is longer than 100 characters"));
        }
        let irn = Irn::parse(text("Irn")?).ok_or(NO_IRN)?;
        Ok(CancelRequestBody { irn, reason: reason.to_owned(), remark: remark.to_owned() })
    }
}

/// A query parameter by its name in any case, decoded: clients send the slashes of a date plain or encoded.
pub(super) fn parameter(request: &Request<Vec<u8>>, name: &str) -> Option<String> {
    all_parameters(request).into_iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// The query's parameters, decoded.
fn all_parameters(request: &Request<Vec<u8>>) -> Vec<(String, String)> {
    Query::try_from_uri(request.uri()).map(|Query(all)| all).unwrap_or_default()
}
