//! The e-way bill's slip (FORM GST EWB-01) and the consolidated slip (EWB-02) as A4 pages.

mod paper;

use super::invoice_page::BusinessLook;
use super::pen::PdfInfo;
use super::shown;
use super::table::{PrintedColumn, PrintedRow};
use super::words::rupees;
use crate::calendar::{Day, IstTime};
use crate::error::Result;
use crate::eway::{DocKind, EwayDocument, Mode, Part, Purpose, Supply, Transaction, VehicleType, Who};
use crate::gstin::Gstin;
use crate::money::Amount;
use paper::Paper;

/// An e-way bill as it is printed.
pub struct Slip<'d> {
    pub number: &'d str,
    pub made: Option<IstTime>,
    pub maker: Option<Gstin>,
    pub until: Option<IstTime>,
    pub irn: Option<&'d str>,
    /// The system's distance, where it differs from the document's.
    pub distance: Option<u32>,
    pub document: &'d EwayDocument,
    pub entries: &'d [PrintedPartB],
    /// Written across the page.
    pub mark: Option<&'static str>,
}

/// An entry of Part B.
#[derive(Clone, Default)]
pub struct PrintedPartB {
    pub mode: String,
    /// Vehicle, or transport document with its day.
    pub by: String,
    pub from: String,
    pub at: Option<IstTime>,
    pub who: String,
    /// The consolidated bill that it came with.
    pub consolidated: String,
}

/// A consolidated e-way bill as it is printed.
pub struct PrintedTrip<'d> {
    pub number: &'d str,
    pub made: Option<IstTime>,
    pub maker: Option<Gstin>,
    pub entry: &'d PrintedPartB,
    pub bills: &'d [TripBill],
    pub mark: Option<&'static str>,
}

/// A bill of a consolidated one.
#[derive(Clone, Default)]
pub struct TripBill {
    pub number: String,
    pub made: Option<IstTime>,
    pub until: Option<IstTime>,
    pub document: String,
    pub to: String,
    pub value: Option<Amount>,
}

/// `3210 1234 5678`.
fn grouped(number: &str) -> String {
    number.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

/// The text of a slip's QR code: number, maker, time.
fn qr_text(number: &str, maker: Option<Gstin>, made: Option<IstTime>) -> String {
    let at = made.map(|at| format!("{} {}", at.day().dashed(), at.portal().get(11..19).unwrap_or_default()));
    let parts = [Some(number.to_owned()), maker.map(|gstin| gstin.to_string()), at];
    parts.into_iter().flatten().collect::<Vec<_>>().join("/")
}

/// The slip of an e-way bill.
pub fn slip(slip: &Slip<'_>, look: &BusinessLook) -> Result<Vec<u8>> {
    let title = "E-Way Bill".to_owned();
    let mut paper = Paper::new(look, &title, slip.number, slip.mark);
    paper.head(&title, slip.number, qr_text(slip.number, slip.maker, slip.made))?;
    paper.facts(&bill_facts(slip));
    let doc = slip.document;
    paper.section("Part A: goods and parties");
    paper.facts(&part_a_facts(slip));
    if doc.items.is_empty() {
        paper.note("Parties and goods are in the document named above.");
    } else {
        paper.parties(doc);
        paper.goods(doc);
        paper.sums(doc);
    }
    paper.section("Part B: transport");
    paper.facts(&transport_facts(doc));
    paper.entries(slip.entries);
    paper.bars(slip.number)?;
    let author = doc.own_party().and_then(|party| party.name.clone()).unwrap_or_default();
    paper.finish(&PdfInfo { title: format!("{title} {}", slip.number), author, made: slip.made })
}

/// The slip of a consolidated e-way bill.
pub fn trip(trip: &PrintedTrip<'_>, look: &BusinessLook) -> Result<Vec<u8>> {
    let title = "Consolidated E-Way Bill".to_owned();
    let mut paper = Paper::new(look, &title, trip.number, trip.mark);
    paper.head(&title, trip.number, qr_text(trip.number, trip.maker, trip.made))?;
    let entry = trip.entry;
    paper.facts(&[
        ("Consolidated e-way bill no.", grouped(trip.number)),
        ("Made on", trip.made.map(shown).unwrap_or_default()),
        ("Made by", trip.maker.map(|gstin| gstin.to_string()).unwrap_or_default()),
        ("Mode", entry.mode.clone()),
        ("Vehicle or transport document", entry.by.clone()),
        ("From", entry.from.clone()),
        ("E-way bills", trip.bills.len().to_string()),
    ]);
    paper.section("E-way bills of this vehicle");
    let columns = ["#", "E-way bill", "Made on", "Valid until", "Document", "To", "Value ₹"];
    let rows = trip.bills.iter().enumerate().map(|(index, bill)| PrintedRow {
        cells: vec![
            (index + 1).to_string(),
            grouped(&bill.number),
            bill.made.map(shown).unwrap_or_default(),
            bill.until.map(shown).unwrap_or_default(),
            bill.document.clone(),
            bill.to.clone(),
            bill.value.map(rupees).unwrap_or_default(),
        ],
        ..PrintedRow::default()
    });
    paper.table(&columns.map(|name| PrintedColumn { name, right: name.ends_with('₹') }), &rows.collect::<Vec<_>>(), 5);
    paper.note("Each e-way bill keeps its own validity; the consolidated one has none.");
    paper.bars(trip.number)?;
    paper.finish(&PdfInfo { title: format!("{title} {}", trip.number), author: String::new(), made: trip.made })
}

type Fact = (&'static str, String);

fn bill_facts(slip: &Slip<'_>) -> Vec<Fact> {
    let until = match (slip.until, slip.document.part()) {
        (Some(until), _) => shown(until),
        (None, Part::A) if slip.entries.is_empty() => "Not valid for movement: Part B is missing".to_owned(),
        (None, _) => String::new(),
    };
    let party = slip.document.own_party();
    let name = party.filter(|party| party.who.and_then(Who::gstin) == slip.maker).and_then(|party| party.name.clone());
    let maker = [slip.maker.map(|gstin| gstin.to_string()), name].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let km = slip.distance.or(slip.document.transport.distance).filter(|km| *km > 0);
    vec![
        ("E-way bill no.", grouped(slip.number)),
        ("Made on", slip.made.map(shown).unwrap_or_default()),
        ("Made by", maker),
        ("Valid until", until),
        ("Distance", km.map(|km| format!("{km} km")).unwrap_or_default()),
        ("IRN", slip.irn.unwrap_or_default().to_owned()),
    ]
}

fn part_a_facts(slip: &Slip<'_>) -> Vec<Fact> {
    let doc = slip.document;
    let supply = doc.supply.map(|supply| match supply {
        Supply::Outward => "Outward",
        Supply::Inward => "Inward",
    });
    let purpose = doc.purpose.map(purpose);
    let kind = doc.kind.map(|kind| match kind {
        DocKind::TaxInvoice => "Tax invoice",
        DocKind::BillOfSupply => "Bill of supply",
        DocKind::BillOfEntry => "Bill of entry",
        DocKind::Challan => "Delivery challan",
        DocKind::Other => "Other document",
    });
    let transaction = doc.transaction.map(|own| match own {
        Transaction::Regular => "Regular",
        Transaction::ShipTo => "Bill to, ship to",
        Transaction::DispatchFrom => "Bill from, dispatch from",
        Transaction::Both => "Both bill to, ship to and bill from, dispatch from",
    });
    let joined = |parts: [Option<&str>; 2], with: &str| parts.into_iter().flatten().collect::<Vec<_>>().join(with);
    let kind = joined([kind, doc.number.as_deref()], " ");
    vec![
        ("Supply", joined([supply, purpose], ": ")),
        ("Purpose", doc.purpose_words.clone().unwrap_or_default()),
        ("Document", kind),
        ("Dated", doc.date.map(Day::dashed).unwrap_or_default()),
        ("Transaction", transaction.unwrap_or_default().to_owned()),
    ]
}

const fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Supply => "supply",
        Purpose::Import => "import",
        Purpose::Export => "export",
        Purpose::JobWork => "job work",
        Purpose::OwnUse => "for own use",
        Purpose::JobWorkReturn => "return from job work",
        Purpose::SalesReturn => "sales return",
        Purpose::Others => "others",
        Purpose::Lots => "SKD/CKD/lots",
        Purpose::LineSales => "line sales",
        Purpose::RecipientNotKnown => "recipient not known",
        Purpose::Exhibition => "exhibition or fair",
    }
}

/// The mode of transport in words.
pub const fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Road => "Road",
        Mode::Rail => "Rail",
        Mode::Air => "Air",
        Mode::Ship => "Ship",
    }
}

fn transport_facts(doc: &EwayDocument) -> Vec<Fact> {
    let way = &doc.transport;
    let transporter = [way.transporter.map(|id| id.to_string()), way.transporter_name.clone()];
    let document = [way.document.clone(), way.document_date.map(Day::dashed)];
    let cargo = match way.vehicle_type {
        Some(VehicleType::OverDimensional) => "Over-dimensional",
        Some(VehicleType::Regular) | None => "",
    };
    vec![
        ("Transporter", transporter.into_iter().flatten().collect::<Vec<_>>().join(", ")),
        ("Transport document", document.into_iter().flatten().collect::<Vec<_>>().join(" of ")),
        ("Cargo", cargo.to_owned()),
    ]
}
