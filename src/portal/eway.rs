//! The calls of the e-way bill system by a bill's number or document, and what it answers to them.

use super::calls::{Calls, not_sent};
use super::json::{self, CaselessObject};
use super::record::{ewb_time, object};
use super::reply::{ReplyInfo, Unreadable, distance, distance_in};
use super::{PortalAnswer, Words};
use crate::calendar::{Day, IstTime};
use crate::error::{Error, ErrorKind};
use crate::eway;
use crate::irp::PortalCall;
use crate::money::Amount;
use crate::story::{
    Carrier, EwbSheet, EwbSpot, EwbStanding, EwbStep, Mode, Renewal, Replacement, Several, Share, SheetVehicle,
};
use serde_json::{Map, Value, json};

/// An e-way bill that the system has just made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EwbMade {
    /// Decimal digits.
    pub ewb_no: String,
    /// When it was made.
    pub ewb_date: Option<IstTime>,
    /// None for Part A alone.
    pub valid_until: Option<IstTime>,
    /// The system's distance, where it worked one out.
    pub distance: Option<u32>,
}

/// The answer to a step.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EwbStepped {
    /// The number of the bill, where the answer names it.
    pub ewb_no: Option<String>,
    /// When it was done.
    pub at: Option<IstTime>,
    /// Until when the bill is valid now, where the answer says.
    pub valid_until: Option<IstTime>,
    /// The number of a movement in several vehicles.
    pub group: Option<String>,
    /// The number of a consolidated bill.
    pub trip: Option<String>,
}

/// The bill of a document, as the system finds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EwbFound {
    /// Decimal digits.
    pub ewb_no: String,
}

/// A consolidated e-way bill as the system shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TripSheet {
    /// Its number.
    pub number: String,
    /// When it was made.
    pub made: Option<IstTime>,
    /// Who made it.
    pub maker: Option<String>,
    /// The vehicle.
    pub vehicle: Option<String>,
    /// The bills in it.
    pub ewb_nos: Vec<String>,
}

/// Names of members; the first that is there counts.
fn one_of(data: &CaselessObject<'_>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| line(data, name))
}

/// A text on one line of at most 200 characters, without blanks at its ends; none where it is empty.
fn line(data: &CaselessObject<'_>, name: &str) -> Option<String> {
    data.text(name).map(|text| json::plain(&text, 200)).filter(|text| !text.is_empty())
}

fn number_of(data: &CaselessObject<'_>) -> Option<String> {
    let number = one_of(data, &["ewayBillNo", "ewbNo", "EwbNo"])?;
    json::digits(&number).filter(|number| number != "0")
}

fn time(data: &CaselessObject<'_>, names: &[&str]) -> Option<IstTime> {
    one_of(data, names).and_then(|text| ewb_time(&text))
}

/// A number that stands for none where it is 0.
fn unless_zero(text: Option<String>) -> Option<String> {
    text.filter(|text| text.bytes().any(|c| c != b'0'))
}

fn whole(data: &CaselessObject<'_>, name: &str) -> Option<u32> {
    line(data, name).and_then(|text| text.split('.').next()?.parse().ok())
}

impl EwbMade {
    fn read(text: &str, infos: Vec<ReplyInfo>) -> Result<EwbMade, Unreadable> {
        let data = object(text)?;
        let beside = distance_in(&infos);
        Ok(EwbMade {
            ewb_no: number_of(&data).ok_or("the answer has no e-way bill number")?,
            ewb_date: time(&data, &["ewayBillDate", "ewbDate"]),
            valid_until: time(&data, &["validUpto", "validUptoDate"]),
            distance: data.get("alert").and_then(distance).or(beside),
        })
    }
}

impl EwbStepped {
    fn read(text: &str, _: Vec<ReplyInfo>) -> Result<EwbStepped, Unreadable> {
        let data = object(text)?;
        let done = ["vehUpdDate", "transUpdateDate", "updatedDate", "createdDate", "vehAddedDate", "ewbRejectedDate"];
        let stepped = EwbStepped {
            ewb_no: number_of(&data),
            at: time(&data, &done).or_else(|| time(&data, &["cEWBDate", "cEwbDate"])),
            valid_until: time(&data, &["validUpto"]),
            group: unless_zero(line(&data, "groupNo")),
            trip: unless_zero(one_of(&data, &["cEwbNo", "tripSheetNo"])).and_then(|text| json::digits(&text)),
        };
        match stepped == EwbStepped::default() {
            true => Err("the answer says nothing of what was done".to_owned()),
            false => Ok(stepped),
        }
    }
}

impl EwbFound {
    fn read(text: &str, _: Vec<ReplyInfo>) -> Result<EwbFound, Unreadable> {
        // A list of one is seen too.
        let entry = json::list(text).and_then(|list| list.first().map(|one| one.get().to_owned()));
        let entry = entry.ok_or("the answer has no e-way bill")?;
        let ewb_no = number_of(&object(&entry)?).ok_or("the answer has no e-way bill number")?;
        Ok(EwbFound { ewb_no })
    }
}

fn standing(text: &str) -> Option<EwbStanding> {
    match text.to_ascii_uppercase().as_str() {
        "ACT" | "ACTIVE" => Some(EwbStanding::Active),
        "CNL" | "CANCELLED" => Some(EwbStanding::Cancelled),
        "DISCARDED" | "DIS" | "DSC" => Some(EwbStanding::Discarded),
        "CLS" | "CLOSED" | "CLO" => Some(EwbStanding::Closed),
        _ => None,
    }
}

fn sheet(text: &str, _: Vec<ReplyInfo>) -> Result<EwbSheet, Unreadable> {
    let data = object(text)?;
    let status = line(&data, "status").ok_or("the e-way bill has no status")?;
    let mut sheet = EwbSheet {
        ewb_no: number_of(&data).ok_or("the e-way bill has no number")?,
        ewb_date: time(&data, &["ewayBillDate", "ewbDate"]),
        valid_until: time(&data, &["validUpto"]),
        standing: standing(&status).ok_or_else(|| format!("the e-way bill's status can't be read: {status:?}"))?,
        rejected: line(&data, "rejectStatus").is_some_and(|text| text.eq_ignore_ascii_case("Y")),
        maker: one_of(&data, &["userGstin", "genGstin"]),
        supply: line(&data, "supplyType"),
        doc_type: line(&data, "docType"),
        number: line(&data, "docNo"),
        date: line(&data, "docDate").and_then(|text| Day::parse(&text)),
        from_gstin: line(&data, "fromGstin"),
        to_gstin: line(&data, "toGstin"),
        total: line(&data, "totInvValue").and_then(|text| Amount::parse(&text).ok()),
        transporter_id: line(&data, "transporterId"),
        distance: whole(&data, "actualDist"),
        extended: whole(&data, "extendedTimes").unwrap_or_default(),
        ..EwbSheet::default()
    };
    let entries = ["VehiclListDetails", "vehicleListDetails"].iter().find_map(|name| data.get(name)).map(json::unfold);
    let entries = entries.unwrap_or_default();
    let objects = json::list(&entries).unwrap_or_default();
    sheet.vehicles =
        objects.iter().filter_map(|entry| CaselessObject::read(entry.get())).map(|entry| vehicle(&entry)).collect();
    // A list has no goods.
    let whole = eway::read(text).ok().map(|(document, _)| document);
    sheet.document = whole.filter(|document| !document.items.is_empty()).map(|document| document.wire());
    Ok(sheet)
}

/// The mode of an entry by the system's code.
fn mode(code: &str) -> Option<Mode> {
    Mode::ALL.iter().copied().find(|mode| mode.code() == code)
}

fn vehicle(entry: &CaselessObject<'_>) -> SheetVehicle {
    SheetVehicle {
        mode: line(entry, "transMode").and_then(|code| mode(&code)),
        vehicle: line(entry, "vehicleNo"),
        document: line(entry, "transDocNo"),
        document_date: line(entry, "transDocDate").and_then(|text| Day::parse(text.split(' ').next()?)),
        place: line(entry, "fromPlace"),
        state: line(entry, "fromState").map(|code| format!("{code:0>2}")),
        entered: time(entry, &["enteredDate"]),
        by: line(entry, "userGSTINTransin"),
        trip: unless_zero(one_of(entry, &["tripshtNo", "tripSheetNo"])),
        group: unless_zero(line(entry, "groupNo")),
    }
}

/// The rows of a list of bills; one that is no bill is left out.
fn sheets(text: &str, _: Vec<ReplyInfo>) -> Result<Vec<EwbSheet>, Unreadable> {
    let rows = json::list(text).ok_or("the answer is not a list of e-way bills")?;
    let read = |row: &&serde_json::value::RawValue| sheet(row.get(), Vec::new());
    rows.iter().map(read).collect()
}

fn trip(text: &str, _: Vec<ReplyInfo>) -> Result<TripSheet, Unreadable> {
    let data = object(text)?;
    let number = one_of(&data, &["tripSheetNo", "cEwbNo"]).and_then(|text| json::digits(&text));
    let bills = data.get("tripSheetEwbBills").map(json::unfold).unwrap_or_default();
    let bills = json::list(&bills).unwrap_or_default();
    Ok(TripSheet {
        number: number.ok_or("the consolidated e-way bill has no number")?,
        made: time(&data, &["enteredDate", "cEWBDate"]),
        maker: one_of(&data, &["userGstin", "genGstin"]),
        vehicle: line(&data, "vehicleNo"),
        ewb_nos: bills.iter().filter_map(|bill| number_of(&CaselessObject::read(bill.get())?)).collect(),
    })
}

impl Calls<'_> {
    /// Makes an e-way bill without an IRN; `payload` is the document in the system's own keys.
    pub async fn make_ewb(&self, payload: &[u8]) -> PortalAnswer<EwbMade> {
        self.post(PortalCall::EwbMake, payload, EwbMade::read).await
    }

    /// Takes a step with the bill of this number; of a movement in several vehicles its next request.
    pub(crate) async fn step_ewb(&self, ewb_no: &str, step: &EwbStep) -> PortalAnswer<EwbStepped> {
        let Some((call, body)) = request(ewb_no, step) else {
            return not_sent(Error::new(ErrorKind::Config, "the e-way bill's number, or a state's, is not a number"));
        };
        self.post(call, body.to_string().as_bytes(), EwbStepped::read).await
    }

    /// Asks for the bill of a number.
    pub async fn ewb_by_number(&self, ewb_no: &str) -> PortalAnswer<EwbSheet> {
        self.get(PortalCall::EwbByNumber, &[("ewb_no", ewb_no)], sheet).await
    }

    /// Asks for the bill that the caller made for a document.
    pub async fn ewb_by_document(&self, doc_type: &str, number: &str) -> PortalAnswer<EwbFound> {
        self.get(PortalCall::EwbByDocument, &[("doc_type", doc_type), ("number", number)], EwbFound::read).await
    }

    /// Lists the bills of a day: `call` is one of the three lists.
    pub async fn ewbs_of(&self, call: PortalCall, day: Day) -> PortalAnswer<Vec<EwbSheet>> {
        self.get(call, &[("date", &day.to_string())], sheets).await
    }

    /// Asks for a consolidated bill.
    pub async fn ewb_trip(&self, number: &str) -> PortalAnswer<TripSheet> {
        self.get(PortalCall::EwbTrip, &[("trip_no", number)], trip).await
    }
}

/// The call of a step, and what is sent.
fn request(ewb_no: &str, step: &EwbStep) -> Option<(PortalCall, Value)> {
    let ewb_no: u64 = ewb_no.parse().ok()?;
    let mut body = Map::new();
    let call = match step {
        EwbStep::Consolidate(trip) => {
            place(&mut body, &trip.from)?;
            carrier(&mut body, &trip.carrier);
            let bills = trip.ewb_nos.iter().map(|number| Some(json!({"ewbNo": number.parse::<u64>().ok()?})));
            body.insert("tripSheetEwbBills".to_owned(), Value::Array(bills.collect::<Option<_>>()?));
            return Some((PortalCall::EwbConsolidate, body.into()));
        }
        EwbStep::Vehicle(part_b) => {
            body.insert("ewbNo".to_owned(), ewb_no.into());
            place(&mut body, &part_b.from)?;
            carrier(&mut body, &part_b.carrier);
            body.insert("vehicleType".to_owned(), if part_b.carrier.oversize { "O" } else { "R" }.into());
            body.insert("reasonCode".to_owned(), part_b.reason.code().into());
            body.insert("reasonRem".to_owned(), part_b.remark.clone().into());
            PortalCall::EwbVehicle
        }
        EwbStep::Transporter(to) => {
            body.insert("ewbNo".to_owned(), ewb_no.into());
            body.insert("transporterId".to_owned(), to.clone().into());
            PortalCall::EwbTransporter
        }
        EwbStep::Extend(extension) => {
            body.insert("ewbNo".to_owned(), ewb_no.into());
            place(&mut body, &extension.from)?;
            body.insert("fromPincode".to_owned(), extension.from.pin.as_ref()?.parse::<u32>().ok()?.into());
            carrier(&mut body, &extension.carrier);
            body.insert("remainingDistance".to_owned(), extension.remaining_km.into());
            body.insert("extnRsnCode".to_owned(), extension.reason.code().parse::<u8>().ok()?.into());
            body.insert("extnRemarks".to_owned(), extension.remark.clone().into());
            let waits = extension.in_transit;
            body.insert("consignmentStatus".to_owned(), if waits.is_some() { "T" } else { "M" }.into());
            body.insert("transitType".to_owned(), waits.map_or("", |transit| transit.code()).into());
            if waits.is_some() {
                for line in 0..3 {
                    let text = extension.from.address.get(line).cloned().unwrap_or_default();
                    body.insert(format!("addressLine{}", line + 1), text.into());
                }
            }
            PortalCall::EwbExtend
        }
        EwbStep::Reject => {
            body.insert("ewbNo".to_owned(), ewb_no.into());
            PortalCall::EwbReject
        }
        EwbStep::Several(several) => return of_several(ewb_no, several),
        EwbStep::Replace(replacement) => return of_replacement(ewb_no, replacement),
        EwbStep::Renew(renewal) => return of_renewal(renewal),
    };
    Some((call, body.into()))
}

/// The next request of a movement in several vehicles: its beginning, or the next vehicle.
fn of_several(ewb_no: u64, several: &Several) -> Option<(PortalCall, Value)> {
    let mut body = Map::new();
    body.insert("ewbNo".to_owned(), ewb_no.into());
    let Some(group) = &several.group else {
        place(&mut body, &several.from)?;
        body.insert("toPlace".to_owned(), several.to.place.clone().into());
        body.insert("toState".to_owned(), several.to.state.parse::<u8>().ok()?.into());
        body.insert("reasonCode".to_owned(), several.reason.code().into());
        body.insert("reasonRem".to_owned(), several.remark.clone().into());
        body.insert("transMode".to_owned(), several.mode.code().into());
        body.insert("totalQuantity".to_owned(), quantity(several.total));
        body.insert("unitCode".to_owned(), several.unit.clone().into());
        return Some((PortalCall::EwbVehicles, body.into()));
    };
    let Share { vehicle, document, document_date, quantity: share } = several.vehicles.get(several.added)?;
    body.insert("groupNo".to_owned(), group.clone().into());
    body.insert("vehicleNo".to_owned(), vehicle.clone().unwrap_or_default().into());
    body.insert("transDocNo".to_owned(), document.clone().unwrap_or_default().into());
    body.insert("transDocDate".to_owned(), document_date.map(|day| day.to_string()).unwrap_or_default().into());
    body.insert("quantity".to_owned(), quantity(*share));
    Some((PortalCall::EwbVehicleAdd, body.into()))
}

/// Another vehicle in the place of one of several. `oldvehicleNo` is spelt so.
fn of_replacement(ewb_no: u64, replacement: &Replacement) -> Option<(PortalCall, Value)> {
    let Replacement { group, old, new, from, reason, remark } = replacement;
    let text = |text: &Option<String>| Value::from(text.clone().unwrap_or_default());
    let mut body = Map::new();
    body.insert("ewbNo".to_owned(), ewb_no.into());
    body.insert("groupNo".to_owned(), group.clone().into());
    body.insert("oldvehicleNo".to_owned(), text(&old.vehicle));
    body.insert("newVehicleNo".to_owned(), text(&new.vehicle));
    body.insert("oldTranNo".to_owned(), text(&old.document));
    body.insert("newTranNo".to_owned(), text(&new.document));
    place(&mut body, from)?;
    body.insert("reasonCode".to_owned(), reason.code().into());
    body.insert("reasonRem".to_owned(), remark.clone().into());
    Some((PortalCall::EwbVehicleChange, body.into()))
}

/// A consolidated bill made again for another vehicle.
fn of_renewal(renewal: &Renewal) -> Option<(PortalCall, Value)> {
    let mut body = Map::new();
    body.insert("tripSheetNo".to_owned(), renewal.number.parse::<u64>().ok()?.into());
    place(&mut body, &renewal.from)?;
    carrier(&mut body, &renewal.carrier);
    body.insert("reasonCode".to_owned(), renewal.reason.code().parse::<u8>().ok()?.into());
    body.insert("reasonRem".to_owned(), renewal.remark.clone().into());
    Some((PortalCall::EwbTripRenew, body.into()))
}

/// A quantity as a JSON number at its own places.
fn quantity(amount: Amount) -> Value {
    serde_json::from_str(&amount.to_string()).unwrap_or(Value::Null)
}

fn place(body: &mut Map<String, Value>, from: &EwbSpot) -> Option<()> {
    body.insert("fromPlace".to_owned(), from.place.clone().into());
    body.insert("fromState".to_owned(), from.state.parse::<u8>().ok()?.into());
    Some(())
}

fn carrier(body: &mut Map<String, Value>, carrier: &Carrier) {
    let text = |text: &Option<String>| Value::from(text.clone().unwrap_or_default());
    body.insert("vehicleNo".to_owned(), text(&carrier.vehicle));
    body.insert("transDocNo".to_owned(), text(&carrier.document));
    let date = carrier.document_date.map(|day| day.to_string());
    body.insert("transDocDate".to_owned(), text(&date));
    body.insert("transMode".to_owned(), carrier.mode.code().into());
}

impl Words for EwbMade {
    fn each(&mut self, _: &mut dyn FnMut(&mut String)) {}
}

impl Words for EwbStepped {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        self.group.each(each);
    }
}

impl Words for EwbFound {
    fn each(&mut self, _: &mut dyn FnMut(&mut String)) {}
}

impl Words for TripSheet {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        self.vehicle.each(each);
        self.maker.each(each);
    }
}

impl Words for EwbSheet {
    fn each(&mut self, each: &mut dyn FnMut(&mut String)) {
        for vehicle in &mut self.vehicles {
            for text in [&mut vehicle.vehicle, &mut vehicle.document, &mut vehicle.place, &mut vehicle.by] {
                text.each(each);
            }
        }
        self.transporter_id.each(each);
        self.maker.each(each);
        self.document.iter_mut().for_each(|document| texts(document, each));
    }
}

/// Every text in a value.
fn texts(value: &mut Value, each: &mut dyn FnMut(&mut String)) {
    match value {
        Value::String(text) => each(text),
        Value::Array(parts) => parts.iter_mut().for_each(|part| texts(part, each)),
        Value::Object(members) => members.values_mut().for_each(|member| texts(member, each)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests;
