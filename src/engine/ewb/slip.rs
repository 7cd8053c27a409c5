//! The slips of e-way bills and of consolidated ones.

use crate::answer::eway_paper::{EwayPaper, EwbPrintRequest, EwbPrinted, PaperStanding, PartBToPrint, TripPaper};
use crate::codes::states;
use crate::engine::config::options::EwbPrintOptions;
use crate::engine::ewb::shown;
use crate::engine::paper;
use crate::engine::process::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::print::budget::one_call;
use crate::print::invoice_page::BusinessLook;
use crate::print::slip;
use crate::print::slip::{PrintedPartB, PrintedTrip, Slip, TripBill};

/// The slip of an e-way bill, or of a consolidated one, as A4 pages.
pub fn ewb_print(engine: Option<&Engine>, request: EwbPrintRequest, options: &EwbPrintOptions) -> Result<EwbPrinted> {
    let look = paper::look(&options.0)?;
    match request {
        EwbPrintRequest::Bill(mut bill) => {
            if bill.document.items.is_empty()
                && let Some(engine) = engine
            {
                shown::complete(&engine.call(&options.0)?, &mut bill)?;
            }
            one_call("/ewb", || bill_slip(&bill, practice(engine, bill.sandbox), &look))
        }
        EwbPrintRequest::Consolidated(trip) => {
            one_call("/consolidated", || trip_slip(&trip, practice(engine, trip.sandbox), &look))
        }
    }
    .map(EwbPrinted)
}

/// The mark of what the sandbox made.
fn practice(engine: Option<&Engine>, sandbox: bool) -> Option<&'static str> {
    (sandbox || engine.is_some_and(Engine::is_sandbox)).then_some(SANDBOX)
}

/// On everything that the sandbox made.
const SANDBOX: &str = "SANDBOX – NOT AN E-WAY BILL";

fn bill_slip(bill: &EwayPaper, practice: Option<&'static str>, look: &BusinessLook) -> Result<Vec<u8>> {
    if bill.document.number.is_none() {
        return Err(Error::new(ErrorKind::Json, "the document of the e-way bill is missing").at("/ewb").fix(
            "give the answer of einv_ewb_fetch, the handle of the engine that made it, or the document that it was made of",
        ));
    }
    let entries: Vec<PrintedPartB> = bill.entries.iter().map(entry).collect();
    let mark = match bill.standing {
        PaperStanding::Stands => practice,
        PaperStanding::Cancelled => Some("CANCELLED"),
        PaperStanding::Rejected => Some("REJECTED"),
        PaperStanding::Discarded => Some("DISCARDED"),
        PaperStanding::Expired => Some("EXPIRED"),
        PaperStanding::Closed => Some("CLOSED"),
    };
    let slip = Slip {
        number: &bill.number,
        made: bill.made,
        maker: bill.maker,
        until: bill.until,
        irn: bill.irn.as_deref(),
        distance: bill.distance,
        document: &bill.document,
        entries: &entries,
        mark,
    };
    slip::slip(&slip, look)
}

fn trip_slip(trip: &TripPaper, practice: Option<&'static str>, look: &BusinessLook) -> Result<Vec<u8>> {
    let bills: Vec<TripBill> = trip
        .bills
        .iter()
        .cloned()
        .map(|bill| TripBill {
            number: bill.number,
            made: bill.made,
            until: bill.until,
            document: bill.document.unwrap_or_default(),
            to: bill.place.unwrap_or_default(),
            value: bill.value,
        })
        .collect();
    let entry = entry(&trip.entry);
    slip::trip(
        &PrintedTrip {
            number: &trip.number,
            made: trip.made,
            maker: trip.maker,
            entry: &entry,
            bills: &bills,
            mark: practice,
        },
        look,
    )
}

/// An entry of Part B in the words of a slip.
fn entry(part: &PartBToPrint) -> PrintedPartB {
    let document = part.document.as_ref().map(|number| match part.document_date {
        Some(day) => format!("{number} of {}", day.dashed()),
        None => number.clone(),
    });
    let by = [part.vehicle.clone(), document].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let state = part.state.and_then(|state| states::find(&state.to_string())).map(|state| state.name.to_owned());
    PrintedPartB {
        mode: part.mode.map(slip::mode).unwrap_or_default().to_owned(),
        by,
        from: [part.place.clone(), state].into_iter().flatten().collect::<Vec<_>>().join(", "),
        at: part.at,
        who: part.who.clone().unwrap_or_default(),
        consolidated: part.consolidated.clone().unwrap_or_default(),
    }
}
