//! Every call about an e-way bill with every fault: what is answered, how often it is sent, and that the register has it
//! once. The sandbox's clock stands where the test puts it, so that an extension has its hours.

use crate::common::Ask;
use crate::engine::{Portal, at, open, parse};
use crate::faults::sent;
use einv::calendar::{Clock, IstTime};
use einv::engine::{Engine, Outcome, WrittenAnswer};
use einv::error::{Error, ErrorKind};
use einv::irp::PortalCall;
use einv::sandbox::{FaultKind, PlannedFault};
use serde_json::{Value, json};
use std::time::Instant;

const MAKER: &str = "29AABCU9603R1ZJ";
const BUYER: &str = "27AABCU9603R1ZN";

/// The result of a verb, in a word.
fn class(done: Result<WrittenAnswer, Error>) -> (&'static str, Value) {
    match done {
        Ok(reply) => {
            let word = match reply.outcome {
                Outcome::Ok => "ok",
                Outcome::Invalid => "invalid",
                Outcome::Pending => "pending",
            };
            (word, parse(&reply))
        }
        Err(error) => {
            let word = match error.kind {
                ErrorKind::Network => "network",
                ErrorKind::Timeout => "timeout",
                ErrorKind::Portal => "portal",
                other => panic!("{other:?}: {error}"),
            };
            (word, json!({"message": error.message}))
        }
    }
}

/// One bill with what is asked of it.
struct Cell {
    engine: Engine,
    _folder: tempfile::TempDir,
    clock: Clock,
    verb: &'static str,
    request: Value,
    number: String,
    /// A second bill, and the first one's number where it is made already.
    ewb_no: Value,
}

impl Cell {
    fn ask(&self, verb: &str, request: &Value) -> (&'static str, Value) {
        let opts = json!({"on": self.clock.now().to_string()}).to_string();
        class(self.engine.ask(verb, request.to_string(), opts))
    }

    fn ok(&self, verb: &str, request: &Value) -> Value {
        let mut said = Vec::new();
        for _ in 0..5 {
            let (word, answer) = self.ask(verb, request);
            if word == "ok" {
                return answer;
            }
            // On a busy machine a log-in may miss its time.
            said.push(answer);
        }
        panic!("{verb} {request}: {said:#?}")
    }

    /// How the system shows the bill.
    fn shown(&self) -> Value {
        let key = json!({"gstin": MAKER, "type": "CHL", "number": self.number, "date": "20/11/2026"});
        self.ok("ewb_fetch", &key)
    }
}

fn moment(text: &str) -> IstTime {
    IstTime::parse(&format!("{text}+05:30")).unwrap()
}

fn challan(number: &str) -> Value {
    let mut challan: Value = serde_json::from_str(include_str!("../../examples/bills/challan.json")).unwrap();
    challan["docNo"] = number.into();
    challan
}

/// Makes what the call needs, and its request.
fn prepare(portal: &Portal, clock: &Clock, call: PortalCall, number: String) -> Cell {
    clock.set(moment("2026-11-21T10:00:00"));
    let folder = tempfile::tempdir().unwrap();
    let mut config = at(&portal.url, folder.path());
    config["portal"]["timeout_ms"] = json!(1000);
    let one = |gstin: &str| json!({"gstin": gstin, "username": "road", "password": "hush-pass"});
    config["taxpayers"] = json!([one(MAKER), one(BUYER)]);
    let (engine, clock) = (open(&config), clock.clone());
    let mut cell =
        Cell { engine, _folder: folder, clock, verb: "ewb", request: challan(&number), number, ewb_no: Value::Null };
    if call == PortalCall::EwbMake {
        return cell;
    }
    cell.ewb_no = cell.ok("ewb", &challan(&cell.number))["ewb_no"].clone();
    let ewb_no = cell.ewb_no.clone();
    let from = json!({"place": "Hubballi", "state": 29});
    let share = |vehicle: &str, quantity: u32| json!({"vehicle": vehicle, "quantity": quantity});
    (cell.verb, cell.request) = match call {
        PortalCall::EwbVehicle => (
            "ewb_vehicle",
            json!({"ewb_no": ewb_no, "vehicle": "MH12AB1234", "from": from, "reason": "breakdown", "remark": "axle"}),
        ),
        PortalCall::EwbVehicles | PortalCall::EwbVehicleAdd => (
            "ewb_vehicle",
            json!({"ewb_no": ewb_no, "from": from, "to": {"place": "Pune", "state": 27}, "unit": "NOS",
                "reason": "transshipment", "remark": "smaller vehicles",
                "vehicles": [share("MH12AB1234", 150), share("MH12AB1235", 100)]}),
        ),
        PortalCall::EwbVehicleChange => {
            let divided = json!({"ewb_no": ewb_no, "from": from, "to": {"place": "Pune", "state": 27}, "unit": "NOS",
                "reason": "transshipment", "remark": "smaller vehicles",
                "vehicles": [share("MH12AB1234", 150), share("MH12AB1235", 100)]});
            cell.ok("ewb_vehicle", &divided);
            (
                "ewb_vehicle",
                json!({"ewb_no": ewb_no, "vehicle": "MH12AB1299", "from": {"place": "Satara", "state": 27},
                    "reason": "breakdown", "remark": "axle", "instead_of": {"vehicle": "MH12AB1235"}}),
            )
        }
        PortalCall::EwbTransporter => {
            ("ewb_transporter", json!({"ewb_no": ewb_no, "transporter_id": "29AABCT3518Q1ZS"}))
        }
        PortalCall::EwbExtend => {
            cell.clock.set(moment("2026-11-25T20:00:00"));
            (
                "ewb_extend",
                json!({"ewb_no": ewb_no, "remaining_km": 240, "reason": "accident", "remark": "on the road",
                    "from": {"place": "Kolhapur", "state": 27, "pin": "416001"}}),
            )
        }
        PortalCall::EwbConsolidate => {
            let other = cell.ok("ewb", &challan(&format!("{}B", cell.number)))["ewb_no"].clone();
            ("ewb_consolidate", json!({"ewb_nos": [ewb_no, other], "vehicle": "KA20AB1234", "from": from}))
        }
        PortalCall::EwbTripRenew | PortalCall::EwbTrip => {
            let other = cell.ok("ewb", &challan(&format!("{}B", cell.number)))["ewb_no"].clone();
            let together = json!({"ewb_nos": [ewb_no, other], "vehicle": "KA20AB1234", "from": from});
            let trip = cell.ok("ewb_consolidate", &together)["consolidated_no"].clone();
            (
                "ewb_consolidate",
                json!({"consolidated_no": trip, "vehicle": "MH12AB1234", "from": {"place": "Satara", "state": 27},
                    "reason": "breakdown", "remark": "axle"}),
            )
        }
        PortalCall::EwbReject => ("ewb_reject", json!({ "ewb_no": ewb_no })),
        PortalCall::EwbCancel => {
            ("ewb_cancel", json!({"ewb_no": ewb_no, "reason": "order_cancelled", "remark": "withdrawn"}))
        }
        PortalCall::EwbByNumber => ("ewb_fetch", json!({ "ewb_no": ewb_no })),
        other => panic!("no row here makes {other:?}"),
    };
    cell
}

fn is_reading(call: PortalCall) -> bool {
    matches!(call, PortalCall::EwbByNumber | PortalCall::EwbTrip)
}

/// The expected result of one cell: class, and requests of this call.
fn expected(call: PortalCall, fault: FaultKind) -> (&'static str, usize) {
    use FaultKind::{Busy, Dates, Delay, Down, DropAfter, DropBefore, Endless, Status, TokenExpiry, Truncated, Words};
    // A call that was done once may be more: both vehicles of several.
    let whole = if call == PortalCall::EwbVehicleAdd { 2 } else { 1 };
    if is_reading(call) {
        return match fault {
            TokenExpiry => ("ok", 2),
            Dates => ("ok", 1),
            Delay => ("timeout", 1),
            DropBefore | DropAfter | Truncated | Down => ("network", 1),
            _ => ("portal", 1),
        };
    }
    if call == PortalCall::EwbVehicles {
        // A movement that no vehicle shows yet is begun again: only a plain answer says its number.
        return ("ok", if fault == Dates { 1 } else { 2 });
    }
    // Certainly not done: it is sent once more, when that is certain.
    let undone = matches!(fault, DropBefore | Status | Down | Endless | Busy | Words | TokenExpiry);
    ("ok", whole + usize::from(undone))
}

/// Whether the system has what was asked for, once.
fn has_it_once(cell: &Cell, call: PortalCall) -> bool {
    let shown = cell.shown();
    let vehicles = shown["vehicles"].as_array().cloned().unwrap_or_default();
    let with = |vehicle: &str| vehicles.iter().filter(|entry| entry["vehicle"] == vehicle).count();
    match call {
        PortalCall::EwbMake => {
            let day = cell.ok("ewb_fetch", &json!({"gstin": MAKER, "day": "21/11/2026"}));
            day["ewbs"].as_array().unwrap().iter().filter(|bill| bill["number"] == cell.number.as_str()).count() == 1
        }
        PortalCall::EwbVehicle => with("MH12AB1234") == 1,
        PortalCall::EwbVehicles | PortalCall::EwbVehicleAdd => (with("MH12AB1234"), with("MH12AB1235")) == (1, 1),
        PortalCall::EwbVehicleChange => (with("MH12AB1234"), with("MH12AB1299")) == (1, 1),
        PortalCall::EwbTripRenew | PortalCall::EwbTrip => {
            with("MH12AB1234") == 1 && vehicles.iter().filter(|entry| entry["trip"].is_string()).count() == 2
        }
        PortalCall::EwbTransporter => shown["transporter_id"] == "29AABCT3518Q1ZS",
        PortalCall::EwbExtend => shown["extended"] == 1,
        PortalCall::EwbConsolidate => vehicles.iter().filter(|entry| entry["trip"].is_string()).count() == 1,
        PortalCall::EwbReject => shown["status"] == "rejected",
        PortalCall::EwbCancel => shown["status"] == "cancelled",
        _ => shown["status"] == "active",
    }
}

/// One row: a call meets every fault, each with a ledger of its own.
fn row(call: PortalCall) {
    let clock = Clock::still(moment("2026-11-21T10:00:00"));
    let portal = Portal::start(clock.clone());
    let faults = FaultKind::ALL.into_iter().filter(|what| !matches!(what, FaultKind::Blind | FaultKind::Ewberr));
    let mut wrong = Vec::new();
    for (index, fault) in faults.enumerate() {
        let cell = prepare(&portal, &clock, call, format!("M/{index}"));
        let before = sent(&cell.engine, call.name());
        portal.sandbox.fail(PlannedFault { ms: 2000, ..PlannedFault::once(fault, call) });
        let begun = Instant::now();
        let (word, answer) = cell.ask(cell.verb, &cell.request);
        let millis = begun.elapsed().as_millis();
        portal.sandbox.heal();
        let came = (word, sent(&cell.engine, call.name()) - before);
        println!("| {} | {} | {} | {} | {millis} ms |", call.name(), fault.name(), came.0, came.1);
        if came != expected(call, fault) {
            wrong.push(format!("{} meets {}: {came:?}: {answer}", call.name(), fault.name()));
        }
        // Asked again, it is answered without another request that changes anything.
        cell.ok(cell.verb, &cell.request);
        let again = sent(&cell.engine, call.name()) - before - came.1;
        if !is_reading(call) && again != 0 {
            wrong.push(format!("{} after {}: sent again {again} times", call.name(), fault.name()));
        }
        if !has_it_once(&cell, call) {
            wrong.push(format!("{} after {}: {}", call.name(), fault.name(), cell.shown()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

macro_rules! rows {
    ($($name:ident $call:ident;)*) => { $( #[test] fn $name() { row(PortalCall::$call); } )* };
}

rows! {
    making_a_bill_alone_meets_every_fault EwbMake;
    giving_a_vehicle_meets_every_fault EwbVehicle;
    beginning_several_vehicles_meets_every_fault EwbVehicles;
    adding_a_vehicle_meets_every_fault EwbVehicleAdd;
    changing_a_vehicle_of_several_meets_every_fault EwbVehicleChange;
    naming_a_transporter_meets_every_fault EwbTransporter;
    extending_meets_every_fault EwbExtend;
    consolidating_meets_every_fault EwbConsolidate;
    making_a_consolidated_bill_again_meets_every_fault EwbTripRenew;
    reading_the_consolidated_bill_first_meets_every_fault EwbTrip;
    rejecting_meets_every_fault EwbReject;
    cancelling_a_bill_alone_meets_every_fault EwbCancel;
    fetching_by_number_meets_every_fault EwbByNumber;
}
