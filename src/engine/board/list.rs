//! Documents of the ledger, by day, state, buyer and value.

use crate::answer::list::{DocumentList, ListRequest, ListedDocument};
use crate::engine::process::call::EngineCall;
use crate::error::Result;
use crate::invoice;
use crate::irn::DocumentNumber;
use crate::ledger::DocumentFilter;
use crate::money::{Amount, Exact};
use crate::story::{DocumentState, NumberKey, Record};

/// Documents read from the ledger at a time.
const PAGE: usize = 500;

/// Documents of an answer, unless the caller says otherwise, and at most.
const DOCUMENTS: usize = 200;

const MOST_DOCUMENTS: usize = 10_000;

pub fn list(call: &EngineCall<'_>, request: &ListRequest) -> Result<DocumentList> {
    let (after, limit) = call.options.page(DOCUMENTS, MOST_DOCUMENTS)?;
    let pick = DocumentFilter {
        gstin: request.gstin,
        from: request.from,
        to: request.to,
        number: request.number.as_ref().map(DocumentNumber::upper),
        states: DocumentState::ALL
            .into_iter()
            .filter(|state| request.status.is_none_or(|s| s == state.status()))
            .collect(),
    };
    let (documents, total) = match Sought::of(request) {
        None => page(call, &pick, after, limit)?,
        Some(sought) => search(call, &pick, &sought, after, limit)?,
    };
    Ok(DocumentList {
        next: Some(after.saturating_add(limit)).filter(|next| *next < total),
        documents,
        total,
        sandbox: call.engine.is_sandbox(),
    })
}

/// A page of what the ledger's columns alone decide.
fn page(
    call: &EngineCall<'_>,
    pick: &DocumentFilter,
    after: usize,
    limit: usize,
) -> Result<(Vec<ListedDocument>, usize)> {
    let found = call.live.ledger.picked(pick, None, after, limit)?;
    Ok((found.iter().map(|(_, record)| listed(record)).collect(), call.live.ledger.count(pick)?))
}

/// A page of what the content decides: every document is read.
fn search(
    call: &EngineCall<'_>,
    pick: &DocumentFilter,
    sought: &Sought,
    after: usize,
    limit: usize,
) -> Result<(Vec<ListedDocument>, usize)> {
    let (mut documents, mut total) = (Vec::new(), 0);
    let mut last: Option<(NumberKey, Record)> = None;
    loop {
        call.in_time()?;
        let place = last.as_ref().map(|(key, record)| (key, record.date()));
        let mut found = call.live.ledger.picked(pick, place, 0, PAGE)?;
        for (_, record) in &found {
            let document = listed(record);
            if sought.fits(&document) {
                if total >= after && documents.len() < limit {
                    documents.push(document);
                }
                total += 1;
            }
        }
        match found.pop() {
            Some(end) => last = Some(end),
            None => return Ok((documents, total)),
        }
    }
}

/// What is sought in the content of documents, in small letters.
struct Sought {
    buyer: String,
    text: String,
    min: Option<Amount>,
    max: Option<Amount>,
}

impl Sought {
    /// `None` where nothing is.
    fn of(request: &ListRequest) -> Option<Sought> {
        let ListRequest { buyer, text, min, max, .. } = request;
        let nothing = buyer.is_empty() && text.is_empty() && min.is_none() && max.is_none();
        (!nothing).then(|| Sought { buyer: buyer.to_lowercase(), text: text.to_lowercase(), min: *min, max: *max })
    }

    fn fits(&self, document: &ListedDocument) -> bool {
        let has = |text: &str, sought: &str| text.to_lowercase().contains(sought);
        let has_part = |text: &Option<String>, sought: &str| text.as_ref().is_some_and(|text| has(text, sought));
        let is_buyer = has_part(&document.buyer_name, &self.buyer)
            || document.buyer_gstin.as_ref().is_some_and(|gstin| gstin.eq_ignore_ascii_case(&self.buyer));
        let has_text = has(document.number.as_str(), &self.text)
            || has(document.irn.as_str(), &self.text)
            || has_part(&document.buyer_name, &self.text)
            || has_part(&document.ack_no, &self.text)
            || has_part(&document.ewb_no, &self.text);
        let value = document.value.as_deref().and_then(|value| Amount::parse(value).ok());
        let within = self.min.is_none_or(|min| value.is_some_and(|value| value >= min))
            && self.max.is_none_or(|max| value.is_some_and(|value| value <= max));
        (self.buyer.is_empty() || is_buyer) && (self.text.is_empty() || has_text) && within
    }
}

fn listed(record: &Record) -> ListedDocument {
    let document = record.document_key();
    // What the ledger holds was read before it was kept; of a QR alone it holds no invoice.
    let content = invoice::read(record.document()).ok().map(|(content, _)| content);
    let buyer = content.as_ref().and_then(|content| content.buyer.as_deref());
    let totals = content.as_ref().and_then(|content| content.totals.as_deref());
    let registration = record.registration();
    ListedDocument {
        irn: record.irn(),
        gstin: document.gstin,
        doc_type: document.doc_type,
        number: document.number,
        date: document.date,
        status: record.state().status(),
        buyer_gstin: buyer.and_then(|buyer| buyer.gstin.as_deref()).map(str::to_owned),
        buyer_name: buyer.and_then(|buyer| buyer.legal_name.as_deref()).map(str::to_owned),
        value: totals.and_then(|totals| totals.invoice_value).map(|value| Exact::from(value).to_string()),
        ack_no: registration.map(|registration| registration.ack_no.clone()),
        ack_date: record.ack_date(),
        ewb_no: record.ewb_bill().map(|bill| bill.ewb_no.clone()),
        refused: match record.state() {
            DocumentState::Rejected => record.refusals().iter().map(|refusal| refusal.code.clone()).collect(),
            _ => Vec::new(),
        },
        sandbox: registration.is_some_and(|registration| registration.sandbox),
    }
}
