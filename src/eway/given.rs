//! Makes an e-way bill document of an invoice (FORM GST INV-01) and its `EwbDtls`.
//!
//! Nothing is invented: parties, lines and sums are the invoice's. `otherValue` is what its total has beside taxable value and
//! taxes. A credit note is the return of the goods: inward, on a challan, with the parties turned. A place of dispatch or
//! delivery that is the party's own place makes no bill of another type. Texts longer than the system's fields are cut.

use super::document::{EwayDocument, EwayItem, EwayOrigin, EwayParty, Third, Totals, Transport, Who};
use super::faults;
use super::form::{self, EwayField, PartyFields};
use super::kinds::{DocKind, Mode, Purpose, Supply, Transaction, VehicleType};
use crate::calendar::Day;
use crate::codes::states;
use crate::finding::{Finding, Rule, Severity};
use crate::gstin::Gstin;
use crate::invoice::Invoice;
use crate::invoice::form::{Dispatch, Item, Seller, Ship};
use crate::irn::DocType;
use crate::money::{Amount, Exact};

pub(super) const DEBIT_NOTE: Rule = Rule {
    id: "eway.debit_note",
    code: Some("204"),
    path: "/DocDtls/Typ",
    message: "a debit note moves no goods: it has no e-way bill of its own",
    fix: "make the e-way bill of the goods on the document that they travel with: invoice, bill of supply or challan",
    source: "Rule 138(1) CGST Rules; NIC e-way bill code list",
    ..Rule::ERROR
};

/// Makes a document of an invoice and what its reader found. The findings are those of values that an e-way bill needs.
pub fn of_invoice(invoice: &Invoice<'_>, said: &[Finding]) -> (EwayDocument, Vec<Finding>) {
    let doc_type = invoice.document.as_deref().and_then(|d| d.doc_type.as_deref()).and_then(DocType::parse);
    let turned = doc_type == Some(DocType::CreditNote);
    let export = invoice.supply_type().is_some_and(|supply| supply.is_export());
    let (seller, buyer) = (seller(invoice), buyer(invoice));
    let ship = invoice.ship.as_deref().filter(|ship| ship_differs(ship, &buyer));
    let dispatch = invoice.dispatch.as_deref().filter(|place| dispatch_differs(place, invoice.seller.as_deref()));
    let dispatch = dispatch.filter(|_| !turned);
    let seller = match dispatch {
        Some(place) => at_dispatch(seller, place),
        None => seller,
    };
    let third = ship.map(|ship| third_of(ship, buyer.who)).unwrap_or_default();
    let buyer = match ship {
        Some(ship) => at_ship(buyer, ship),
        None => buyer,
    };
    let third_at_dispatch = dispatch.map(|place| Third { who: None, name: text(&place.name, 100) }).unwrap_or_default();
    let (from, to) = if turned { (buyer, seller) } else { (seller, buyer) };
    let identity = invoice.identity();
    let mut document = EwayDocument {
        user: None,
        supply: Some(if turned { Supply::Inward } else { Supply::Outward }),
        purpose: Some(match (turned, export) {
            (true, _) => Purpose::SalesReturn,
            (false, true) => Purpose::Export,
            (false, false) => Purpose::Supply,
        }),
        purpose_words: None,
        kind: doc_type.and_then(|kind| match kind {
            DocType::Invoice => Some(DocKind::TaxInvoice),
            DocType::CreditNote => Some(DocKind::Challan),
            DocType::DebitNote => None,
        }),
        number: identity.number,
        date: identity.date,
        transaction: Some(match turned {
            true => Transaction::of(ship.is_some(), false),
            false => Transaction::of(dispatch.is_some(), ship.is_some()),
        }),
        from,
        to,
        dispatch: if turned { third.clone() } else { third_at_dispatch },
        ship: if turned { Third::default() } else { third },
        totals: totals(invoice),
        transport: transport(invoice),
        items: Vec::new(),
        origin: EwayOrigin::Invoice { dispatch: dispatch.is_some(), ship: ship.is_some(), turned },
    };
    let inter = inter(&document, invoice);
    document.items = invoice.items.iter().map(|line| item(line, inter)).collect();
    let mut findings = kept(&document, said);
    if doc_type == Some(DocType::DebitNote) {
        findings.push(DEBIT_NOTE.at(DEBIT_NOTE.path));
    }
    missing(&document, &mut findings);
    (document, findings)
}

/// A text of at most so many characters; `None` where nothing is said.
fn text(text: &Option<std::borrow::Cow<'_, str>>, most: usize) -> Option<String> {
    let plain = text.as_deref()?.trim();
    (!plain.is_empty()).then(|| plain.chars().take(most).collect())
}

fn pin(pin: Option<Amount>) -> Option<u32> {
    pin?.whole().and_then(|pin| u32::try_from(pin).ok()).filter(|pin| (100_000..=999_999).contains(pin))
}

fn seller(invoice: &Invoice<'_>) -> EwayParty {
    let Some(it) = invoice.seller.as_deref() else { return EwayParty::default() };
    let state = it.state.as_deref().and_then(states::number);
    EwayParty {
        who: it.gstin.as_deref().and_then(Who::parse),
        name: text(&it.trade_name, 100).or_else(|| text(&it.legal_name, 100)),
        address1: text(&it.address1, 120),
        address2: text(&it.address2, 120),
        place: text(&it.location, 50),
        pin: pin(it.pin),
        state,
        act_state: state,
    }
}

fn buyer(invoice: &Invoice<'_>) -> EwayParty {
    let Some(it) = invoice.buyer.as_deref() else { return EwayParty::default() };
    let state = it.state.as_deref().and_then(states::number);
    // A bill that names no GSTIN of its buyer is one of an unregistered person.
    let who = it.gstin.as_deref().map_or(Some(Who::Unregistered), Who::parse);
    EwayParty {
        who,
        name: text(&it.trade_name, 100).or_else(|| text(&it.legal_name, 100)),
        address1: text(&it.address1, 120),
        address2: text(&it.address2, 120),
        place: text(&it.location, 50),
        pin: pin(it.pin),
        state,
        act_state: state,
    }
}

/// Whether a place of delivery is another than the buyer's.
fn ship_differs(ship: &Ship<'_>, buyer: &EwayParty) -> bool {
    let who = ship.gstin.as_deref().and_then(Who::parse);
    let other = who.is_some_and(|who| Some(who) != buyer.who && who.gstin().is_some());
    let state = ship.state.as_deref().and_then(states::number);
    let elsewhere = state != buyer.state
        || pin(ship.pin) != buyer.pin
        || !same(&text(&ship.address1, 120), &buyer.address1)
        || !same(&text(&ship.location, 50), &buyer.place);
    // Another place of the same registration in its state is the buyer's own.
    let own = who.is_some() && who == buyer.who && who != Some(Who::Unregistered) && state == buyer.state;
    other || elsewhere && !own
}

/// Whether a place of dispatch is another than the seller's.
fn dispatch_differs(place: &Dispatch<'_>, seller: Option<&Seller<'_>>) -> bool {
    let Some(seller) = seller else { return true };
    let name = text(&place.name, 100);
    let own = same(&name, &text(&seller.legal_name, 100)) || same(&name, &text(&seller.trade_name, 100));
    let state = |code: &Option<std::borrow::Cow<'_, str>>| code.as_deref().and_then(states::number);
    let there = state(&place.state) == state(&seller.state);
    let same_place =
        pin(place.pin) == pin(seller.pin) && same(&text(&place.address1, 120), &text(&seller.address1, 120));
    // Another place of the same firm in its state is the seller's own.
    !(there && (own || same_place))
}

fn same(a: &Option<String>, b: &Option<String>) -> bool {
    let plain = |text: &Option<String>| text.as_deref().unwrap_or_default().to_lowercase();
    plain(a) == plain(b)
}

fn at_dispatch(party: EwayParty, place: &Dispatch<'_>) -> EwayParty {
    EwayParty {
        address1: text(&place.address1, 120),
        address2: text(&place.address2, 120),
        place: text(&place.location, 50),
        pin: pin(place.pin),
        act_state: place.state.as_deref().and_then(states::number),
        ..party
    }
}

fn at_ship(party: EwayParty, ship: &Ship<'_>) -> EwayParty {
    EwayParty {
        address1: text(&ship.address1, 120),
        address2: text(&ship.address2, 120),
        place: text(&ship.location, 50),
        pin: pin(ship.pin),
        act_state: ship.state.as_deref().and_then(states::number),
        ..party
    }
}

/// The other party at the place of delivery. The buyer's own number is not repeated: the system refuses it.
fn third_of(ship: &Ship<'_>, buyer: Option<Who>) -> Third {
    let who = ship.gstin.as_deref().and_then(Who::parse).filter(|who| Some(*who) != buyer);
    Third { who, name: text(&ship.trade_name, 100).or_else(|| text(&ship.legal_name, 100)) }
}

fn totals(invoice: &Invoice<'_>) -> Totals {
    let Some(sums) = invoice.totals.as_deref() else { return Totals::default() };
    let flat: Exact = invoice.items.iter().filter_map(|line| line.cess_flat).map(Exact::from).sum();
    let flat = flat.to_paise();
    let cess = sums.cess.map(|all| (Exact::from(all) - Exact::from(flat)).to_paise());
    // A document that counts the cess by quantity apart has all of `CesVal` by value.
    let cess = cess.map_or(Amount::ZERO, |rest| if rest.is_negative() { sums.cess.unwrap_or(rest) } else { rest });
    let counted = [sums.assessable_value, sums.cgst, sums.sgst, sums.igst, Some(cess), Some(flat)];
    let counted: Exact = counted.into_iter().flatten().map(Exact::from).sum();
    let other = sums.invoice_value.map(|whole| (Exact::from(whole) - counted).to_paise());
    Totals {
        taxable: sums.assessable_value,
        cgst: sums.cgst,
        sgst: sums.sgst,
        igst: sums.igst,
        cess: Some(cess),
        cess_flat: Some(flat),
        other,
        invoice: sums.invoice_value,
    }
}

fn transport(invoice: &Invoice<'_>) -> Transport {
    let Some(it) = invoice.ewb.as_deref() else { return Transport { distance: Some(0), ..Transport::default() } };
    let distance = it.distance.unwrap_or(Amount::ZERO).whole();
    Transport {
        transporter: it.transporter.as_deref().and_then(Gstin::parse),
        transporter_name: text(&it.transporter_name, 100),
        mode: it.mode.as_deref().and_then(Mode::parse),
        distance: distance.and_then(|km| u32::try_from(km).ok()),
        document: text(&it.transport_document, 15),
        document_date: it.transport_document_date.as_deref().and_then(Day::parse),
        vehicle: text(&it.vehicle, 15),
        vehicle_type: it.vehicle_type.as_deref().and_then(VehicleType::parse),
    }
}

/// Whether IGST is due: as the sums say, else by the states.
fn inter(document: &EwayDocument, invoice: &Invoice<'_>) -> bool {
    let some = |amount: Option<Amount>| amount.is_some_and(|amount| !amount.is_zero());
    match (some(document.totals.igst), some(document.totals.cgst)) {
        (true, _) => true,
        (false, true) => false,
        (false, false) => {
            let place = invoice.buyer.as_deref().and_then(|b| b.place_of_supply.as_deref()).and_then(states::number);
            let own = invoice.seller.as_deref().and_then(|s| s.state.as_deref()).and_then(states::number);
            place != own
        }
    }
}

fn item(line: &Item<'_>, inter: bool) -> EwayItem {
    let rate = line.gst_rate.unwrap_or(Amount::ZERO);
    let half = Amount::from_thousandths(rate.thousandths() / 2, 3);
    let half = half.with_at_most(2).unwrap_or(half);
    let zero = Amount::ZERO;
    let (cgst_rate, igst_rate) = if inter { (zero, rate) } else { (half, zero) };
    EwayItem {
        name: text(&line.description, 100),
        description: text(&line.description, 100),
        hsn: text(&line.hsn, 8),
        quantity: line.quantity,
        unit: text(&line.unit, 8),
        taxable: line.assessable_value,
        cgst_rate: Some(cgst_rate),
        sgst_rate: Some(cgst_rate),
        igst_rate: Some(igst_rate),
        cess_rate: line.cess_rate,
        cess_flat: line.cess_flat,
    }
}

/// The faults of the invoice's own form at values that the e-way bill needs, with the e-way bill system's codes.
fn kept(document: &EwayDocument, said: &[Finding]) -> Vec<Finding> {
    let errors = said.iter().filter(|finding| finding.severity == Severity::Error);
    let kept = errors.filter_map(|finding| {
        let field = needed(document).into_iter().find(|(field, ..)| document.place(field.key) == finding.path);
        let field = field.map(|(field, ..)| field).or_else(|| of_line(document, &finding.path))?;
        Some(if field.bad.is_empty() { finding.clone() } else { finding.clone().code(field.bad) })
    });
    kept.collect()
}

/// The field of a line that stands at a place of the invoice.
fn of_line(document: &EwayDocument, path: &str) -> Option<&'static EwayField> {
    let (index, name) = path.strip_prefix("/ItemList/")?.split_once('/')?;
    let own = |field: &&&'static EwayField| {
        document.place(&format!("itemList/{index}/{}", field.key)).rsplit('/').next() == Some(name)
    };
    LINE.iter().find(own).copied()
}

const LINE: [&EwayField; 4] = [&form::HSN, &form::ITEM_TAXABLE, &form::QUANTITY, &form::CESS_RATE];

/// The fields that must be filled, and whether they are.
fn needed(document: &EwayDocument) -> Vec<(&'static EwayField, bool)> {
    let mut all = vec![
        (&form::NUMBER, document.number.is_some()),
        (&form::DATE, document.date.is_some()),
        (&form::INVOICE, document.totals.invoice.is_some()),
        (&form::DISTANCE, document.transport.distance.is_some()),
        (&form::ITEMS, !document.items.is_empty()),
    ];
    let mut party = |fields: &'static PartyFields, party: &EwayParty| {
        all.extend([
            (&fields.who, party.who.is_some()),
            (&fields.name, party.name.is_some()),
            (&fields.address1, party.address1.is_some()),
            (&fields.place, party.place.is_some()),
            (&fields.pin, party.pin.is_some()),
            (&fields.state, party.state.is_some()),
            (&fields.act_state, party.act_state.is_some()),
        ]);
    };
    party(&form::FROM, &document.from);
    party(&form::TO, &document.to);
    all.extend([&form::TRANSPORTER, &form::MODE, &form::VEHICLE, &form::VEHICLE_TYPE].map(|field| (field, true)));
    all.extend([&form::DOCUMENT, &form::DOCUMENT_DATE].map(|field| (field, true)));
    all
}

fn missing(document: &EwayDocument, findings: &mut Vec<Finding>) {
    let mut said: Vec<String> = findings.iter().map(|finding| finding.path.clone()).collect();
    let mut say = |field: &'static EwayField, path: String, line: Option<usize>| {
        if said.contains(&path) {
            return;
        }
        let key = path.rsplit('/').next().unwrap_or(field.key).to_owned();
        let finding = faults::MISSING.at(path.clone()).word("name", field.name).word("key", key);
        let finding = finding.code(field.missing.unwrap_or(field.bad)).expected(super::form::wanted(field));
        findings.push(match line {
            Some(index) => finding.line(index),
            None => finding,
        });
        said.push(path);
    };
    for (field, filled) in needed(document) {
        if !filled {
            say(field, document.place(field.key), None);
        }
    }
    for (index, item) in document.items.iter().enumerate() {
        for (field, filled) in [(&form::HSN, item.hsn.is_some()), (&form::ITEM_TAXABLE, item.taxable.is_some())] {
            if !filled {
                say(field, document.place(&format!("itemList/{index}/{}", field.key)), Some(index));
            }
        }
    }
}

impl EwayDocument {
    /// Where a value stands in what the document was made of: a pointer for a path of the system's keys, with or without the
    /// first slash.
    pub(super) fn place(&self, path: &str) -> String {
        let plain = path.strip_prefix('/').unwrap_or(path);
        match self.origin {
            EwayOrigin::Own => format!("/{plain}"),
            EwayOrigin::Invoice { dispatch, ship, turned } => in_invoice(plain, dispatch, ship, turned),
        }
    }
}

fn in_invoice(path: &str, dispatch: bool, ship: bool, turned: bool) -> String {
    if let Some((index, key)) = path.strip_prefix("itemList/").and_then(|rest| rest.split_once('/')) {
        let own = match key {
            "productName" | "productDesc" => "PrdDesc",
            "hsnCode" => "HsnCd",
            "quantity" => "Qty",
            "qtyUnit" => "Unit",
            "taxableAmount" => "AssAmt",
            "cessRate" => "CesRt",
            "cessNonadvol" => "CesNonAdvlAmt",
            _ => "GstRt",
        };
        return format!("/ItemList/{index}/{own}");
    }
    let seller = |key: &str| {
        let block = if dispatch && !matches!(key, "Gstin" | "LglNm" | "OwnStcd") { "DispDtls" } else { "SellerDtls" };
        format!("/{block}/{}", key.trim_start_matches("Own"))
    };
    let buyer = |key: &str| {
        let block = if ship && !matches!(key, "Gstin" | "LglNm" | "OwnStcd") { "ShipDtls" } else { "BuyerDtls" };
        format!("/{block}/{}", key.trim_start_matches("Own"))
    };
    let from = |key: &str| if turned { buyer(key) } else { seller(key) };
    let to = |key: &str| if turned { seller(key) } else { buyer(key) };
    match path {
        "fromGstin" | "userGstin" => from("Gstin"),
        "fromTrdName" => from("LglNm"),
        "fromAddr1" => from("Addr1"),
        "fromAddr2" => from("Addr2"),
        "fromPlace" => from("Loc"),
        "fromPincode" => from("Pin"),
        "actFromStateCode" => from("Stcd"),
        "fromStateCode" => from("OwnStcd"),
        "toGstin" => to("Gstin"),
        "toTrdName" => to("LglNm"),
        "toAddr1" => to("Addr1"),
        "toAddr2" => to("Addr2"),
        "toPlace" => to("Loc"),
        "toPincode" => to("Pin"),
        "actToStateCode" => to("Stcd"),
        "toStateCode" => to("OwnStcd"),
        "dispatchFromGSTIN" | "dispatchFromTradeName" => from("Nm"),
        "shipToGSTIN" | "shipToTradeName" => "/ShipDtls/Gstin".to_owned(),
        "supplyType" | "docType" => "/DocDtls/Typ".to_owned(),
        "subSupplyType" | "subSupplyDesc" => "/TranDtls/SupTyp".to_owned(),
        "docNo" => "/DocDtls/No".to_owned(),
        "docDate" => "/DocDtls/Dt".to_owned(),
        "transactionType" => if ship || !dispatch { "/ShipDtls" } else { "/DispDtls" }.to_owned(),
        "totalValue" => "/ValDtls/AssVal".to_owned(),
        "cgstValue" => "/ValDtls/CgstVal".to_owned(),
        "sgstValue" => "/ValDtls/SgstVal".to_owned(),
        "igstValue" => "/ValDtls/IgstVal".to_owned(),
        "cessValue" | "cessNonAdvolValue" => "/ValDtls/CesVal".to_owned(),
        "otherValue" => "/ValDtls/OthChrg".to_owned(),
        "totInvValue" => "/ValDtls/TotInvVal".to_owned(),
        "transporterId" => "/EwbDtls/TransId".to_owned(),
        "transporterName" => "/EwbDtls/TransName".to_owned(),
        "transMode" => "/EwbDtls/TransMode".to_owned(),
        "transDistance" => "/EwbDtls/Distance".to_owned(),
        "transDocNo" => "/EwbDtls/TransDocNo".to_owned(),
        "transDocDate" => "/EwbDtls/TransDocDt".to_owned(),
        "vehicleNo" => "/EwbDtls/VehNo".to_owned(),
        "vehicleType" => "/EwbDtls/VehType".to_owned(),
        "itemList" => "/ItemList".to_owned(),
        _ => String::new(),
    }
}
