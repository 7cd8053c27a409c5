//! The front page: registrations, each call with its reason, and the QR to scan. Plain HTML without a script; texts from
//! documents are escaped.

use super::Sandbox;
use super::bills::linked;
use super::eway::RegisteredEwayBill;
use super::html::{HEAD, escape, qr_svg};
use super::register::{COLUMNS, RegisterEntry};
use super::search::{LISTED, PageSearch};
use crate::error::Result;
use crate::irn::Irn;
use crate::money::Amount;
use serde_json::Value;
use std::fmt::Write;

/// The documents that words are found in: by number, IRN, acknowledgement, GSTIN and name.
const FOUND: &str =
    "(?1 = '' OR irn = ?1) AND (?2 = '' OR instr(lower(number || ' ' || irn || ' ' || ack_no || ' ' || owner
    || ' ' || coalesce(json_extract(invoice_data, '$.BuyerDtls.LglNm'), '')
    || ' ' || coalesce(json_extract(invoice_data, '$.BuyerDtls.Gstin'), '')), ?2) > 0)";
/// One document of the list.
struct PageDocument {
    record: RegisterEntry,
    portal: String,
    ewb: Option<RegisteredEwayBill>,
}

impl Sandbox {
    /// The front page, or the part of it that is searched for.
    pub(super) fn page(&self, search: &PageSearch) -> Result<String> {
        let mut out = HEAD.to_owned();
        let _ = write!(
            out,
            "<h1>einv sandbox</h1><p>Portal {}, clock {}. <a href=\"/sandbox/manual\">How to use this address</a></p>",
            escape(&self.name),
            self.clock.now()
        );
        search.form(&mut out);
        self.list_documents(search, &mut out)?;
        self.list_bills(search, &mut out)?;
        self.list_faults(&mut out);
        self.list_calls(&mut out);
        out.push_str("</body></html>\n");
        Ok(out)
    }

    fn list_documents(&self, search: &PageSearch, out: &mut String) -> Result<()> {
        out.push_str("<h2>Registered</h2>");
        let (listed, total) = (self.documents(None, search)?, self.count_documents(search)?);
        if total == 0 {
            out.push_str(if search.words().is_empty() { "<p>Nothing yet.</p>" } else { "<p>None found.</p>" });
            return Ok(());
        }
        search.pages(out, total);
        out.push_str(
            "<table><tr><th>Document</th><th>Recipient</th><th class=\"amount\">Value, ₹</th><th>Acknowledged</th><th>Portal</th>\
             <th>Stands</th><th>E-way bill</th><th>QR</th></tr>",
        );
        for PageDocument { record, portal, ewb } in listed {
            let document: Value = serde_json::from_str(&record.invoice_data).unwrap_or_default();
            let text = |pointer: &str| match document.pointer(pointer) {
                Some(Value::String(text)) => escape(text),
                Some(other) => escape(&other.to_string()),
                None => String::new(),
            };
            let _ = write!(
                out,
                "<tr><td>{} {}<br>{}</td><td>{}<br>{}</td><td class=\"amount\">{}</td><td>{}<br>{}</td><td>{}</td><td>{}</td>\
                 <td>{}</td><td><a href=\"/sandbox/document/{}\">show</a></td></tr>",
                text("/DocDtls/Typ"),
                text("/DocDtls/No"),
                text("/DocDtls/Dt"),
                text("/BuyerDtls/LglNm"),
                text("/BuyerDtls/Gstin"),
                value(&text("/ValDtls/TotInvVal")),
                record.ack_no,
                record.ack_date.portal(),
                escape(&portal),
                if record.cancelled { "cancelled" } else { "active" },
                ewb.map(|bill| linked(&bill)).unwrap_or_default(),
                record.irn,
            );
        }
        out.push_str("</table>");
        Ok(())
    }

    fn list_faults(&self, out: &mut String) {
        let faults = self.faults();
        if faults.is_empty() {
            return;
        }
        out.push_str("<h2>Waiting faults</h2><table><tr><th>Fault</th><th>Call</th><th>Times</th></tr>");
        for fault in faults {
            let call = fault.call.map_or("any", crate::irp::PortalCall::name);
            let _ = write!(out, "<tr><td>{}</td><td>{call}</td><td>{}</td></tr>", fault.fault.name(), fault.times);
        }
        out.push_str("</table>");
    }

    fn list_calls(&self, out: &mut String) {
        out.push_str("<h2>Calls</h2>");
        let diary = self.diary();
        if diary.is_empty() {
            out.push_str("<p>None yet.</p>");
            return;
        }
        out.push_str("<table><tr><th>When</th><th>Call</th><th>GSTIN</th><th>About</th><th>Answer</th></tr>");
        for entry in diary {
            let _ = write!(
                out,
                "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"irn\">{}</td><td class=\"{}\">{}</td></tr>",
                entry.at.portal(),
                entry.call,
                escape(&entry.gstin),
                escape(&entry.about),
                if entry.done { "yes" } else { "no" },
                escape(&entry.said),
            );
        }
        out.push_str("</table>");
    }

    /// The page of one document: its QR, and the signed content. `None` for an unknown IRN.
    pub(super) fn document_page(&self, irn: &Irn) -> Result<Option<String>> {
        let Some(PageDocument { record, portal, ewb }) = self.documents(Some(irn), &PageSearch::default())?.pop()
        else {
            return Ok(None);
        };
        let document: Value = serde_json::from_str(&record.invoice_data).unwrap_or_default();
        let shown = serde_json::to_string_pretty(&document).unwrap_or_default();
        let svg = qr_svg(&self.keys.signer.sign(&record.qr_data)?)?;
        Ok(Some(format!(
            "{HEAD}<p><a href=\"/\">All documents</a></p><h1>{}</h1><p class=\"irn\">{irn}</p>\
             <p>Portal {}, {}. {}</p><div id=\"qr\">{svg}</div><h2>Signed content</h2><pre>{}</pre></body></html>\n",
            escape(document["DocDtls"]["No"].as_str().unwrap_or_default()),
            escape(&portal),
            if record.cancelled { "cancelled" } else { "active" },
            ewb.map(|bill| format!("E-way bill {}.", linked(&bill))).unwrap_or_default(),
            escape(&shown),
        )))
    }

    fn count_documents(&self, search: &PageSearch) -> Result<usize> {
        let sql = format!("SELECT count(*) FROM document WHERE {FOUND}");
        let count = self.store.lock().query_row(&sql, ["", search.words().as_str()], |row| row.get::<_, i64>(0));
        Ok(count.map_err(|e| super::trouble::registry(&e))?.unsigned_abs() as usize)
    }

    fn documents(&self, irn: Option<&Irn>, search: &PageSearch) -> Result<Vec<PageDocument>> {
        let trouble = |e: rusqlite::Error| super::trouble::registry(&e);
        let db = self.store.lock();
        let sql = format!(
            "SELECT {COLUMNS}, portal FROM document WHERE {FOUND} ORDER BY ack_no DESC LIMIT {LISTED} OFFSET ?3"
        );
        let mut statement = db.prepare_cached(&sql).map_err(trouble)?;
        let before = i64::try_from(search.before()).unwrap_or(i64::MAX);
        let rows = statement
            .query_map((irn.map(Irn::as_str).unwrap_or_default(), search.words(), before), |row| {
                Ok((RegisterEntry::of(row)?, row.get::<_, String>(7)?))
            })
            .map_err(trouble)?;
        let mut listed = Vec::new();
        for row in rows {
            let (record, portal) = row.map_err(trouble)?;
            let ewb = RegisteredEwayBill::last(&db, &record.irn).map_err(trouble)?;
            listed.push(PageDocument { record, portal, ewb });
        }
        Ok(listed)
    }
}

/// An amount as India writes it; another text as it stands.
fn value(text: &str) -> String {
    Amount::parse(text).map_or_else(|_| text.to_owned(), |amount| amount.grouped(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_in_india() {
        assert_eq!([value("1234567.5"), value("118"), value("n/a")], ["12,34,567.50", "118.00", "n/a"]);
    }
}
