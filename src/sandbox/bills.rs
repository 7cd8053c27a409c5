//! The e-way bills on the sandbox's page.

use super::Sandbox;
use super::eway::{PartBEntry, RegisteredEwayBill};
use super::html::{HEAD, escape};
use super::search::{LISTED, PageSearch};
use crate::calendar::IstTime;
use crate::error::Result;
use std::fmt::Write;

/// The bills that words are found in: by number, document, IRN, GSTIN and name.
const FOUND: &str = "(?1 = '' OR instr(lower(number || ' ' || doc_number || ' ' || coalesce(irn, '') || ' ' || sender
    || ' ' || receiver || ' ' || owner || ' ' || transporter || ' ' || coalesce(json_extract(form, '$.fromTrdName'), '')
    || ' ' || coalesce(json_extract(form, '$.toTrdName'), '')), ?1) > 0)";

/// A bill's number, which leads to its page.
pub(super) fn linked(bill: &RegisteredEwayBill) -> String {
    let until = bill.valid_until.map(|t| format!(", valid until {}", t.portal())).unwrap_or_default();
    let number = bill.number;
    let end = if bill.cancelled_at.is_some() { ", cancelled" } else { "" };
    format!("<a href=\"/sandbox/ewb/{number}\">{number}</a>{until}{end}")
}

impl Sandbox {
    pub(super) fn list_bills(&self, search: &PageSearch, out: &mut String) -> Result<()> {
        let trouble = |e: rusqlite::Error| super::trouble::registry(&e);
        out.push_str("<h2>E-way bills</h2>");
        let now = self.clock.now();
        let before = i64::try_from(search.before()).unwrap_or(i64::MAX);
        let db = self.store.lock();
        let bills = RegisteredEwayBill::all(
            &db,
            &format!("{FOUND} ORDER BY made_at DESC, number DESC LIMIT {LISTED} OFFSET ?2"),
            (search.words(), before),
        )
        .map_err(trouble)?;
        let count = format!("SELECT count(*) FROM ewb WHERE {FOUND}");
        let total = db.query_row(&count, [search.words()], |row| row.get::<_, i64>(0)).map_err(trouble)?;
        drop(db);
        if total == 0 {
            out.push_str(if search.words().is_empty() { "<p>None yet.</p>" } else { "<p>None found.</p>" });
            return Ok(());
        }
        search.pages(out, total.unsigned_abs() as usize);
        out.push_str(
            "<table><tr><th>Number</th><th>Document</th><th>From</th><th>To</th><th>Made</th><th>Transporter</th>\
             <th>Stands</th></tr>",
        );
        for bill in bills {
            let form = &bill.form;
            let _ = write!(
                out,
                "<tr><td>{}</td><td>{} {}<br>{}</td><td>{}<br>{}</td><td>{}<br>{}</td><td>{}<br>by {}</td><td>{}</td>\
                 <td>{}</td></tr>",
                linked(&bill),
                escape(&form.doc_type),
                escape(&form.doc_no),
                escape(&form.doc_date),
                escape(&form.from_trd_name),
                escape(&form.from_gstin),
                escape(&form.to_trd_name),
                escape(&form.to_gstin),
                bill.made_at.portal(),
                escape(&bill.owner),
                escape(&bill.transporter),
                standing(&bill, now),
            );
        }
        out.push_str("</table>");
        Ok(())
    }

    /// The page of one e-way bill: where its goods were, and Part A. `None` for an unknown number.
    pub(super) fn bill_page(&self, number: i64) -> Result<Option<String>> {
        let trouble = |e: rusqlite::Error| super::trouble::registry(&e);
        let db = self.store.lock();
        let Some(bill) = RegisteredEwayBill::by_number(&db, number).map_err(trouble)? else { return Ok(None) };
        let entries = bill.entries(&db).map_err(trouble)?;
        drop(db);
        let mut out = format!(
            "{HEAD}<p><a href=\"/\">All documents</a></p><h1>E-way bill {number}</h1><p>{}, {} km, {}. {}</p>\
             <h2>Part B</h2>",
            standing(&bill, self.clock.now()),
            bill.kilometres,
            bill.valid_until.map_or("no validity yet".to_owned(), |t| format!("valid until {}", t.portal())),
            match &bill.irn {
                Some(irn) => format!("<a href=\"/sandbox/document/{0}\">IRN {0}</a>", escape(irn)),
                None => "Made without an IRN.".to_owned(),
            },
        );
        if entries.is_empty() {
            out.push_str("<p>None yet.</p>");
        } else {
            out.push_str(
                "<table><tr><th>When</th><th>By</th><th>Mode</th><th>Vehicle</th><th>Document</th><th>Place</th>\
                 <th>Trip sheet</th><th>Group</th></tr>",
            );
        }
        for PartBEntry { by, at, way } in &entries {
            let _ = write!(
                out,
                "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{} {}</td><td>{} ({})</td><td>{}</td><td>{}</td></tr>",
                at.portal(),
                escape(by),
                escape(&way.mode),
                escape(&way.vehicle),
                escape(&way.document),
                escape(&way.document_date),
                escape(&way.place),
                way.state,
                way.trip,
                way.group,
            );
        }
        if !entries.is_empty() {
            out.push_str("</table>");
        }
        let shown = serde_json::to_string_pretty(&bill.form).unwrap_or_default();
        let _ = writeln!(out, "<h2>Part A</h2><pre>{}</pre></body></html>", escape(&shown));
        Ok(Some(out))
    }
}

/// The status in the system's word, with what people look for beside it.
fn standing(bill: &RegisteredEwayBill, now: IstTime) -> String {
    let mut words = vec![bill.word(now)];
    if bill.verified_at.is_some() {
        words.push("verified by an officer");
    }
    if bill.rejected_at.is_some() {
        words.push("rejected by the other party");
    }
    if bill.has_ended(now) {
        words.push("expired");
    }
    if bill.valid_until.is_none() {
        words.push("Part A alone");
    }
    words.join(", ")
}
