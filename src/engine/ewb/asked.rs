//! Making an e-way bill, whatever it was asked with: a document, or the name of one that the ledger has.

use crate::answer::eway_bill::{BillAnswer, EwbUnknown};
use crate::answer::ewb::{EwbAnswered, EwbAsked};
use crate::engine::ewb::{alone, beside, make, shown};
use crate::engine::process::call::EngineCall;
use crate::engine::record::named::find;
use crate::error::{Error, ErrorKind, Result};
use crate::story::BillKey;
use crate::{eway, invoice};
use serde_json::{Map, Value, json};

/// Makes it by the IRN, or alone.
pub fn make(call: &EngineCall<'_>, asked: &EwbAsked<'_>) -> Result<EwbAnswered> {
    match asked {
        EwbAsked::Alone(document) => alone::make(call, document),
        EwbAsked::Kept(request) => {
            let key = &request.key;
            again(call, &BillKey::new(key.gstin, &key.doc_type, &key.number, key.date), &request.details)
        }
        EwbAsked::Registered(request) => {
            // The invoice of a supplier outside e-invoicing has no IRN.
            let alone = request.document.key().map(beside::key_alone);
            match alone.map(|key| Ok::<_, Error>((call.live.ledger.bill(&key)?, key))).transpose()? {
                Some((Some(_), key)) if find(call, &request.document)?.is_none() => again(call, &key, &request.details),
                Some(_) | None => make::make(call, request),
            }
        }
    }
}

/// The bill of a document that the ledger keeps, with another transport: after one that was refused, cancelled or discarded.
fn again(call: &EngineCall<'_>, key: &BillKey, details: &Map<String, Value>) -> Result<EwbAnswered> {
    let Some(bill) = call.live.ledger.bill(key)? else {
        let unknown = EwbUnknown {
            message: "the ledger does not know this document".into(),
            fix: "give the document itself".into(),
            ..shown::unknown(call, None, &[])
        };
        return Ok(EwbAnswered::Bill(BillAnswer::Unknown(Box::new(unknown))));
    };
    if bill.document().is_empty() {
        return Err(Error::new(ErrorKind::Arg, "the e-way bill was made elsewhere: the ledger has no document of it")
            .fix("give the document itself"));
    }
    let (mut document, _) = eway::read(bill.document())?;
    let part = json!({ "EwbDtls": details }).to_string();
    let (transport, said) = invoice::read(&part)?;
    document.transport = eway::of_invoice(&transport, &said).0.transport;
    alone::make(call, &document.write())
}
