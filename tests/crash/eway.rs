//! E-way bills under the same rule: a process that makes, changes or cancels one is killed or frozen at each named step, and
//! afterwards the e-way bill system has done it once, or provably not at all.

use crate::common::{bill, today};
use crate::portal::Drop;
use crate::{Fate, LEASE, Shop, TIMEOUT_MS, meet, stopped_at};
use einv::engine::Engine;
use serde_json::{Value, json};
use std::process::{Command, Stdio};

const BUYER: &str = "27AABCU9603R1ZN";
const CARRIER: &str = "29AABCT3518Q1ZS";

/// What a process does with an e-way bill.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Deed {
    Make,
    MakeByIrn,
    Vehicle,
    VehicleByIrn,
    Several,
    Transporter,
    Extend,
    Consolidate,
    Replace,
    Renew,
    Reject,
    Cancel,
    CancelByIrn,
}

impl Deed {
    const ALL: [Deed; 13] = [
        Deed::Make,
        Deed::MakeByIrn,
        Deed::Vehicle,
        Deed::VehicleByIrn,
        Deed::Several,
        Deed::Transporter,
        Deed::Extend,
        Deed::Consolidate,
        Deed::Replace,
        Deed::Renew,
        Deed::Reject,
        Deed::Cancel,
        Deed::CancelByIrn,
    ];

    fn verb(self) -> &'static str {
        match self {
            Deed::Make | Deed::MakeByIrn => "ewb",
            Deed::Vehicle | Deed::VehicleByIrn | Deed::Several | Deed::Replace => "ewb_vehicle",
            Deed::Transporter => "ewb_transporter",
            Deed::Extend => "ewb_extend",
            Deed::Consolidate | Deed::Renew => "ewb_consolidate",
            Deed::Reject => "ewb_reject",
            Deed::Cancel | Deed::CancelByIrn => "ewb_cancel",
        }
    }

    /// The calls of the e-way bill system that it takes, and how often each succeeds.
    fn calls(self) -> &'static [(&'static str, usize)] {
        match self {
            Deed::Make => &[("GENEWAYBILL", 1)],
            Deed::MakeByIrn => &[("by IRN", 1)],
            Deed::Vehicle | Deed::VehicleByIrn => &[("VEHEWB", 1)],
            // A movement that no vehicle shows is begun again: an empty one then stays at the system (docs/eway-bill.md).
            Deed::Several => &[("MULTIVEHADD", 2)],
            Deed::Transporter => &[("UPDATETRANSPORTER", 1)],
            Deed::Extend => &[("EXTENDVALIDITY", 1)],
            Deed::Consolidate => &[("GENCEWB", 1)],
            Deed::Replace => &[("MULTIVEHUPD", 1)],
            Deed::Renew => &[("REGENTRIPSHEET", 1)],
            Deed::Reject => &[("REJEWB", 1)],
            Deed::Cancel | Deed::CancelByIrn => &[("CANEWB", 1)],
        }
    }

    fn steps(self) -> &'static [&'static str] {
        match self {
            Deed::Make | Deed::MakeByIrn => &["ewb_sending", "ewb_sent", "ewb_looked_up"],
            Deed::Cancel | Deed::CancelByIrn => &["ewb_cancelling", "ewb_cancel_sent", "ewb_looked_up"],
            _ => &["ewb_changing", "ewb_change_sent", "ewb_looked_up"],
        }
    }

    fn has_irn(self) -> bool {
        matches!(self, Deed::MakeByIrn | Deed::VehicleByIrn | Deed::CancelByIrn)
    }
}

fn challan(number: &str) -> Value {
    let mut challan: Value = serde_json::from_str(include_str!("../../examples/bills/challan.json")).unwrap();
    (challan["docNo"], challan["docDate"]) = (number.into(), today().into());
    challan
}

/// One e-way bill, and what is done with it.
struct Consignment<'s> {
    shop: &'s Shop,
    deed: Deed,
    request: Value,
    /// How the ledger is asked for it.
    named: Value,
    /// What the system had done before.
    before: Vec<usize>,
}

impl Consignment<'_> {
    fn of(shop: &Shop, deed: Deed) -> Consignment<'_> {
        let config = shop.path("config.json");
        let mut own: Value = serde_json::from_str(&std::fs::read_to_string(&config).unwrap()).unwrap();
        let buyer = json!({"gstin": BUYER, "username": "pune", "password": "pass"});
        own["taxpayers"].as_array_mut().unwrap().push(buyer);
        std::fs::write(&config, own.to_string()).unwrap();
        // Another bill first: there is a token, and a bill to travel together with.
        let other = done(shop, "ewb", &challan("C/0"))["ewb_no"].clone();
        // What several bills do together is kept with the first of them.
        let first = if matches!(deed, Deed::Consolidate | Deed::Renew) { "C/0" } else { "C/1" };
        let key = json!({"gstin": "29AABCU9603R1ZJ", "type": "CHL", "number": first, "date": today()});
        let (mut number, mut named, mut making) = (Value::Null, key, challan("C/1"));
        if deed.has_irn() {
            let registered = done(shop, "submit", &bill("C/1", &today()));
            named = json!({"irn": registered["irn"]});
            making = json!({"irn": registered["irn"],
                "EwbDtls": {"TransMode": "1", "VehNo": "KA12AB1234", "VehType": "R", "Distance": 120}});
        }
        if !matches!(deed, Deed::Make | Deed::MakeByIrn) {
            let made = done(shop, "ewb", &making);
            number = made.get("ewb_no").or(made["ewb"].get("ewb_no")).cloned().unwrap_or_default();
            assert!(number.is_string(), "{made}");
        }
        let place = |place: &str, state: u8| json!({"place": place, "state": state});
        let share = |vehicle: &str, quantity: u32| json!({"vehicle": vehicle, "quantity": quantity});
        let from = place("Hubballi", 29);
        let several = json!({"ewb_no": number, "from": from, "to": place("Pune", 27), "unit": "NOS",
            "reason": "transshipment", "remark": "smaller vehicles",
            "vehicles": [share("MH12AB1234", 150), share("MH12AB1235", 100)]});
        let together = json!({"ewb_nos": [other, number], "vehicle": "KA20AB1234", "from": from});
        let request = match deed {
            Deed::Make | Deed::MakeByIrn => making,
            Deed::Vehicle | Deed::VehicleByIrn => json!({"ewb_no": number, "vehicle": "MH12AB1234", "from": from,
                "reason": "breakdown", "remark": "axle broken"}),
            Deed::Several => several,
            Deed::Replace => {
                done(shop, "ewb_vehicle", &several);
                json!({"ewb_no": number, "vehicle": "MH12AB1299", "from": place("Satara", 27), "reason": "breakdown",
                    "remark": "axle broken", "instead_of": {"vehicle": "MH12AB1235"}})
            }
            Deed::Transporter => json!({"ewb_no": number, "transporter_id": CARRIER}),
            Deed::Extend => {
                let soon = einv::calendar::Clock::Wall.now().plus_seconds(3600).unix();
                shop.portal.set_valid_until(number.as_str().unwrap(), soon);
                json!({"ewb_no": number, "remaining_km": 240, "reason": "accident", "remark": "on the road",
                    "from": {"place": "Kolhapur", "state": 27, "pin": "416001"}})
            }
            Deed::Consolidate => together,
            Deed::Renew => {
                let trip = done(shop, "ewb_consolidate", &together)["consolidated_no"].clone();
                json!({"consolidated_no": trip, "vehicle": "MH12AB1234", "from": place("Satara", 27),
                    "reason": "breakdown", "remark": "axle broken"})
            }
            Deed::Reject => {
                // The buyer's log-in takes its time, too.
                done(shop, "ewb_fetch", &json!({"ewb_no": number, "gstin": BUYER}));
                json!({ "ewb_no": number })
            }
            Deed::Cancel => json!({"ewb_no": number, "reason": "order_cancelled", "remark": "withdrawn"}),
            Deed::CancelByIrn => json!({"irn": named["irn"], "reason": "order_cancelled", "remark": "withdrawn"}),
        };
        let before = deed.calls().iter().map(|(call, _)| shop.portal.done(call)).collect();
        Consignment { shop, deed, request, named, before }
    }

    /// The process that does it.
    fn process(&self, opts: &str) -> Command {
        process(self.shop, self.deed.verb(), &self.request, opts)
    }

    /// How often each call has succeeded since.
    fn done(&self) -> Vec<usize> {
        let calls = self.deed.calls().iter().zip(&self.before);
        calls.map(|((call, _), before)| self.shop.portal.done(call) - before).collect()
    }

    fn whole(&self) -> Vec<usize> {
        self.deed.calls().iter().map(|(_, times)| *times).collect()
    }

    /// What the ledger says of the bill.
    fn known(&self, engine: &Engine) -> Value {
        let reply = einv::ffi::ask(Some(engine), "status", &self.named.to_string(), "").unwrap();
        let known: Value = serde_json::from_str(reply.json()).unwrap();
        if self.named.get("irn").is_some() { known["ewb"].clone() } else { known }
    }

    /// Whether an answer about the bill is missing.
    fn is_open(&self) -> bool {
        let known = self.known(&self.shop.engine());
        known.get("under_way").is_some() || ["in_doubt", "cancelling"].contains(&known["status"].as_str().unwrap_or(""))
    }

    /// Holds the ledger against what the system has done.
    fn agrees(&self, what: &str) {
        let (known, done) = (self.known(&self.shop.engine()), self.done());
        assert!(done.iter().zip(self.whole()).all(|(done, most)| *done <= most), "{what}: done {done:?}: {known}");
        assert_eq!(known.get("under_way"), None, "{what}: {known}");
        let (status, was_done) = (known["status"].as_str().unwrap_or("none"), done == self.whole());
        let agree = match (self.deed, was_done) {
            // A document that waited was sent by the flush.
            (Deed::Make, done) => done && status == "active",
            (Deed::MakeByIrn, false) => ["none", "not_asked"].contains(&status),
            (Deed::Cancel | Deed::CancelByIrn, true) => status == "cancelled",
            (Deed::Reject, true) => status == "rejected",
            (_, _) => status == "active",
        };
        assert!(agree, "{what}: the system has done {done:?}, the ledger says {known}");
    }
}

/// A process of its own that asks a verb: this program again, with [`child`] alone.
fn process(shop: &Shop, verb: &str, request: &Value, opts: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["eway::child", "--exact", "--ignored", "--nocapture", "--test-threads", "2"]);
    command.env("EINV_CHILD", verb).env("EINV_CHILD_REQUEST", request.to_string()).env("EINV_CHILD_OPTS", opts);
    command.env("EINV_CHILD_CONFIG", shop.path("config.json"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

#[test]
#[ignore = "the process that the others kill"]
fn child() {
    let Ok(verb) = std::env::var("EINV_CHILD") else { return };
    let given = |name: &str| std::env::var(name).unwrap();
    let engine = Engine::open(&std::fs::read_to_string(given("EINV_CHILD_CONFIG")).unwrap()).unwrap();
    match einv::ffi::ask(Some(&engine), &verb, &given("EINV_CHILD_REQUEST"), &given("EINV_CHILD_OPTS")) {
        Ok(reply) => println!("\nanswer {:?} {}", reply.outcome, reply.json()),
        Err(error) => println!("\nerror {error:?}"),
    }
}

/// Asks until the answer is yes: on a busy machine a call may miss its time.
fn done(shop: &Shop, verb: &str, request: &Value) -> Value {
    let mut said = Vec::new();
    for _ in 0..10 {
        let reply = einv::ffi::ask(Some(&shop.engine()), verb, &request.to_string(), "");
        match reply {
            Ok(reply) if reply.outcome == einv::engine::Outcome::Ok => {
                return serde_json::from_str(reply.json()).unwrap();
            }
            Ok(reply) => said.push(reply.json().to_owned()),
            Err(error) => said.push(format!("{error:?}")),
        }
    }
    panic!("never done: {verb} {request}: {said:#?}");
}

fn scenario(shop: &Shop, deed: Deed, step: &str, fate: Fate, drop: Drop) {
    let what = format!("{deed:?} at {step}, {fate:?}, dropped {drop:?}");
    let consignment = Consignment::of(shop, deed);
    let mut child = None;
    if step == "ewb_looked_up" {
        // Its answer is lost, and the flush looks it up.
        shop.portal.drop_next(if drop == Drop::Never { Drop::After } else { drop });
        for _ in 0..5 {
            if !consignment.is_open() {
                let _ = consignment.process(r#"{"settle_ms":0}"#).output().unwrap();
            }
        }
        assert!(consignment.is_open(), "{what}: never in doubt: {}", consignment.known(&shop.engine()));
        if drop == Drop::Before {
            std::thread::sleep(LEASE);
        }
        child = stopped_at(&mut shop.einv(&["flush"]), step);
    } else {
        shop.portal.drop_next(drop);
        // A reading that missed its time comes before the step.
        for _ in 0..5 {
            child = child.or_else(|| stopped_at(&mut consignment.process(""), step));
        }
    }
    assert!(child.is_some(), "{what}: never came by");
    if let Some(child) = child {
        meet(shop, child, fate);
    }
    shop.converge();
    consignment.agrees(&what);
    // Whoever asks again gets what was asked for, and the system has done it once.
    done(shop, deed.verb(), &consignment.request);
    assert_eq!(consignment.done(), consignment.whole(), "{what}: once more");
    shop.portal.prove_nothing_twice(&what);
    shop.engine().check().unwrap();
}

/// Every deed at each of its steps, in a shop of its own; many side by side, since most of the time is waiting.
pub fn scenarios(fates: &[(Fate, Drop)], shop: impl Fn(usize) -> Shop + Sync) {
    let mut all = Vec::new();
    for deed in Deed::ALL {
        for step in deed.steps() {
            all.extend(fates.iter().map(|(fate, drop)| (deed, *step, *fate, *drop)));
        }
    }
    let count = all.len();
    let queue = std::sync::Mutex::new(all);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                loop {
                    let (number, next) = {
                        let mut queue = queue.lock().unwrap();
                        (queue.len(), queue.pop())
                    };
                    let Some((deed, step, fate, drop)) = next else { return };
                    scenario(&shop(number), deed, step, fate, drop);
                }
            });
        }
    });
    println!("{count} scenarios");
}

#[test]
fn every_step_of_an_e_way_bill_can_be_killed_and_frozen() {
    let fates = [
        (Fate::Killed, Drop::Never),
        (Fate::Frozen, Drop::Never),
        (Fate::Killed, Drop::After),
        (Fate::Killed, Drop::Before),
    ];
    scenarios(&fates, |_| Shop::open(None, TIMEOUT_MS));
}
