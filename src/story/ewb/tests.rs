use super::*;
use crate::calendar::Day;
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey, DocumentNumber};
use crate::story::step::{BeforeStep, Carrier, EwbSpot, Mode, PartBStep, VehicleReason};
use crate::story::{DocumentState, EwbRecord, HeldBill, Moved, Record, StoredRegistration};
use proptest::prelude::*;

fn at(millis: i64) -> Uptime {
    Uptime { boot: "this".to_owned(), millis }
}

fn bill(number: u8) -> StoredEwayBill {
    StoredEwayBill { ewb_no: number.to_string(), ..StoredEwayBill::default() }
}

fn refusal() -> Vec<StoredRefusal> {
    vec![StoredRefusal { code: "4011".to_owned(), message: String::new(), curable: false }]
}

/// A registered document whose answer had an e-way bill, a failed one, or none.
fn registered(with: u8) -> Record {
    let key = DocumentKey {
        gstin: Gstin::parse("29AABCU9603R1ZJ").unwrap(),
        doc_type: DocType::Invoice,
        number: DocumentNumber::parse("A/1").unwrap(),
        date: Day::parse("21/11/2026").unwrap(),
    };
    let mut record = Record::intended(&key, key.irn(key.date), "{}".to_owned());
    let ewb = (with == 1).then(|| bill(1));
    let ewb_errors = if with == 2 { refusal() } else { Vec::new() };
    let plain = StoredRegistration::new(record.irn(), String::new(), IstTime::from_unix(0), String::new());
    record.registered(StoredRegistration { ewb, ewb_errors, ..plain }).unwrap();
    record
}

#[derive(Clone, Copy, Debug)]
enum Ask {
    Take(u8),
    Begin,
    NotSent,
    Doubt,
    Absent,
    Failed,
    Active(u8),
    BeginCancel,
    NotCancelled,
    Cancelled,
    CancelDocument,
    Later(i64),
}

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let one = prop_oneof![
        (0u8..2).prop_map(Ask::Take),
        Just(Ask::Begin),
        Just(Ask::NotSent),
        Just(Ask::Doubt),
        Just(Ask::Absent),
        Just(Ask::Failed),
        (1u8..4).prop_map(Ask::Active),
        Just(Ask::BeginCancel),
        Just(Ask::NotCancelled),
        Just(Ask::Cancelled),
        Just(Ask::CancelDocument),
        (0i64..3000).prop_map(Ask::Later),
    ];
    proptest::collection::vec(one, 0..50)
}

/// A move of the steps, and what the system says, on whatever has the e-way bill.
#[derive(Clone, Copy, Debug)]
enum StepAsk {
    Hold(u8),
    Begin(bool),
    Done,
    Undone,
    Doubt,
    Read(u8),
    Later(i64),
}

fn step_asks() -> impl Strategy<Value = Vec<(StepAsk, Ask)>> {
    let one = prop_oneof![
        (0u8..2).prop_map(StepAsk::Hold),
        any::<bool>().prop_map(StepAsk::Begin),
        Just(StepAsk::Done),
        Just(StepAsk::Undone),
        Just(StepAsk::Doubt),
        (0u8..5).prop_map(StepAsk::Read),
        (0i64..3000).prop_map(StepAsk::Later),
    ];
    let ask = asks().prop_map(|asks| asks.first().copied().unwrap_or(Ask::NotSent));
    proptest::collection::vec((one, ask), 0..60)
}

fn gstin() -> Gstin {
    Gstin::parse("29AABCU9603R1ZJ").unwrap()
}

fn under_way(rejects: bool) -> UnderWay {
    let carrier = Carrier {
        mode: Mode::Road,
        vehicle: Some("KA01AA1111".to_owned()),
        document: None,
        document_date: None,
        oversize: false,
    };
    let part_b = PartBStep {
        carrier,
        from: EwbSpot::new("Hosur", "33"),
        reason: VehicleReason::FirstTime,
        remark: String::new(),
    };
    let step = if rejects { EwbStep::Reject } else { EwbStep::Vehicle(part_b) };
    UnderWay { step, by: gstin(), before: BeforeStep::default() }
}

fn shown(kind: u8) -> EwbSheet {
    let standing = match kind {
        0 | 1 => EwbStanding::Active,
        2 => EwbStanding::Cancelled,
        3 => EwbStanding::Discarded,
        _ => EwbStanding::Closed,
    };
    EwbSheet { ewb_no: "1".to_owned(), standing, rejected: kind == 1, ..EwbSheet::default() }
}

fn bill_alone() -> EwbRecord {
    EwbRecord::intended(gstin(), "CHL", "JW/1", Day::parse("21/11/2026").unwrap(), "{}".to_owned())
}

fn apply_step(held: &mut HeldBill, ask: StepAsk, now: &mut Uptime) -> Moved {
    match ask {
        StepAsk::Hold(who) => held.hold(&format!("owner {who}"), now, 1000),
        StepAsk::Begin(rejects) => held.begin_step(under_way(rejects)),
        StepAsk::Done => held.step_done(IstTime::parse("2026-11-25"), None),
        StepAsk::Undone => held.step_undone(),
        StepAsk::Doubt => held.doubt_step(),
        StepAsk::Read(kind) => held.ewb_read(&shown(kind)),
        StepAsk::Later(millis) => {
            now.millis += millis;
            Ok(())
        }
    }
}

/// The moves of making and cancelling, of a bill that stands alone.
fn apply_alone(bill: &mut EwbRecord, ask: Ask, now: &mut Uptime) -> Moved {
    let cancellation = || StoredCancellation { reason: CancelReason::Other, remark: String::new(), date: None };
    match ask {
        Ask::Take(who) => bill.hold(&format!("owner {who}"), now, 1000),
        Ask::Begin => bill.begin("nic"),
        Ask::NotSent => bill.not_sent("out"),
        Ask::Doubt => bill.doubt(),
        Ask::Absent => bill.absent(now),
        Ask::Failed => bill.failed(refusal()),
        Ask::Active(number) => bill.active(self::bill(number), false),
        Ask::BeginCancel => bill.begin_cancel(cancellation()),
        Ask::NotCancelled => bill.not_cancelled(),
        Ask::Cancelled => bill.cancelled(None),
        Ask::CancelDocument => bill.withdraw(cancellation()),
        Ask::Later(millis) => {
            now.millis += millis;
            Ok(())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn no_order_of_steps_and_moves_loses_or_doubles_anything(alone: bool, asks in step_asks()) {
        let mut held = if alone { HeldBill::alone(bill_alone()) } else { HeldBill::document(registered(1)) };
        let mut now = at(1);
        for (step, ask) in asks {
            let before = held.clone();
            let (was, busy) = (before.ewb().state(), before.ewb().under_way().is_some());
            let moved = match &mut held {
                HeldBill::Alone(bill) => apply_alone(bill, ask, &mut now),
                HeldBill::Document(record) => apply(record, ask, &mut now),
            };
            if moved.is_err() {
                prop_assert_eq!(&held, &before, "an unlawful move changes nothing");
            } else {
                let is = held.ewb().state();
                // 1. Nothing else happens to a bill while a step of it may have an answer.
                prop_assert!(!busy || is == was, "{:?}", ask);
                // 2. It is requested only where the system can't hold one.
                if let Ask::Begin = ask {
                    prop_assert!(was.can_be_asked());
                }
                // 3. What is kept before sending is lost by no move but the sending and the taking back.
                if was == EwbState::Pending && is != EwbState::Pending {
                    let known = matches!(is, EwbState::InDoubt | EwbState::Cancelled | EwbState::Active);
                    prop_assert!(known, "{:?}", is);
                }
            }
            let before = held.clone();
            let (was, busy) = (before.ewb().state(), before.ewb().under_way().cloned());
            if apply_step(&mut held, step, &mut now).is_err() {
                prop_assert_eq!(&held, &before, "an unlawful move changes nothing");
                continue;
            }
            let is = held.ewb().state();
            match step {
                // 4. A step begins only with an active bill, one at a time, and only on a claim.
                StepAsk::Begin(_) => prop_assert!(
                    was == EwbState::Active && busy.is_none() && before.claim().is_some() && is == EwbState::Active
                ),
                // 5. What the system shows doesn't decide what is under way, and never brings a cancelled bill back.
                StepAsk::Read(_) => prop_assert!(busy.is_none() && (was != EwbState::Cancelled || is == was)),
                StepAsk::Done if busy.as_ref().is_some_and(|u| u.step == EwbStep::Reject) => {
                    prop_assert_eq!(is, EwbState::Rejected);
                }
                _ => prop_assert_eq!(is, was),
            }
            if let HeldBill::Alone(bill) = &held {
                let text = serde_json::to_string(bill).unwrap();
                prop_assert_eq!(&serde_json::from_str::<EwbRecord>(&text).unwrap(), &**bill, "what is written reads the same");
                prop_assert_eq!(bill.waits(), bill.ewb().is_open() || bill.ewb().state() == EwbState::Pending);
            }
        }
    }
}

#[test]
fn the_names_of_states_in_ledgers_stay_as_they_are() {
    let names: Vec<&str> = EwbState::ALL.iter().map(|state| state.name()).collect();
    let stored = [
        "not_asked",
        "in_doubt",
        "failed",
        "active",
        "cancelling",
        "cancelled",
        "pending",
        "rejected",
        "expired",
        "discarded",
        "closed",
    ];
    assert_eq!(names, stored);
    for state in EwbState::ALL {
        assert_eq!(serde_json::to_value(state).unwrap(), state.name());
    }
}

#[test]
fn an_active_bill_has_expired_when_its_time_is_over() {
    let mut bill = bill_alone();
    bill.hold("a", &at(0), 1000).unwrap();
    bill.begin("nic").unwrap();
    let until = Some("2026-11-23 23:59:00".to_owned());
    bill.active(StoredEwayBill { valid_until: until, ..self::bill(1) }, false).unwrap();
    let state = |text: &str| bill.ewb().state_at(IstTime::parse_portal(text).unwrap());
    assert_eq!(state("2026-11-23 23:59:00"), EwbState::Active);
    assert_eq!(state("2026-11-24 00:00:00"), EwbState::Expired);
    assert_eq!(bill.ends().as_deref(), Some("2026-11-23 23:59:00"));
}

#[test]
fn part_a_alone_is_spoken_of_for_fifteen_days_after_its_time() {
    let mut bill = bill_alone();
    bill.hold("a", &at(0), 1000).unwrap();
    bill.begin("nic").unwrap();
    let made = Some("2026-11-21 10:00:00".to_owned());
    bill.active(StoredEwayBill { ewb_date: made, ..self::bill(1) }, false).unwrap();
    assert_eq!(bill.ends().as_deref(), Some("2026-12-21 23:59:00"));
}

#[test]
fn a_discarded_bill_leaves_its_document_free_for_another_number() {
    let mut bill = bill_alone();
    bill.hold("a", &at(0), 1000).unwrap();
    bill.begin("nic").unwrap();
    bill.active(self::bill(1), false).unwrap();
    bill.ewb_read(&shown(3)).unwrap();
    assert_eq!(bill.ewb().state(), EwbState::Discarded);
    bill.hold("a", &at(0), 1000).unwrap();
    bill.begin("nic").unwrap();
    bill.active(self::bill(2), false).unwrap();
    assert_eq!(bill.ewb().bill().unwrap().ewb_no, "2");
}

fn apply(record: &mut Record, ask: Ask, now: &mut Uptime) -> Moved {
    let cancellation = || StoredCancellation { reason: CancelReason::Other, remark: String::new(), date: None };
    match ask {
        Ask::Take(who) => record.take(&format!("owner {who}"), now, 1000),
        Ask::Begin => record.begin_ewb(),
        Ask::NotSent => record.ewb_not_sent(),
        Ask::Doubt => record.doubt_ewb(),
        Ask::Absent => record.ewb_absent(now),
        Ask::Failed => record.ewb_failed(refusal()),
        Ask::Active(number) => record.ewb_active(bill(number)),
        Ask::BeginCancel => record.begin_ewb_cancel(cancellation()),
        Ask::NotCancelled => record.ewb_not_cancelled(),
        Ask::Cancelled => record.ewb_cancelled(None),
        Ask::CancelDocument => record.begin_cancelling(cancellation()),
        Ask::Later(millis) => {
            now.millis += millis;
            Ok(())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_order_of_moves_loses_or_doubles_an_e_way_bill(with in 0u8..3, asks in asks()) {
        let (mut record, mut now) = (registered(with), at(1));
        for ask in asks {
            let before = record.clone();
            if apply(&mut record, ask, &mut now).is_err() {
                prop_assert_eq!(&record, &before, "an unlawful move changes nothing");
                continue;
            }
            let (was, is) = (before.ewb_state(), record.ewb_state());
            // 1. Nothing is requested while an earlier request may have an answer, or one is active.
            if let Ask::Begin = ask {
                prop_assert!(!was.may_stand() && before.state() == DocumentState::Registered);
            }
            // 2. An active one ends only by a cancellation, or by news of another.
            if was == EwbState::Active && is != EwbState::Active {
                prop_assert!(matches!(is, EwbState::Cancelling | EwbState::Cancelled), "{:?}", is);
            }
            // 3. An active or former one has a number; a failed one has its reasons.
            if matches!(is, EwbState::Active | EwbState::Cancelling | EwbState::Cancelled) {
                prop_assert!(record.ewb_bill().is_some());
            }
            if is == EwbState::Failed {
                prop_assert!(!record.ewb_errors().is_empty());
            }
            // 4. A cancelled one never comes back.
            if was == EwbState::Cancelled && is == EwbState::Active {
                prop_assert_ne!(record.ewb_bill(), before.ewb_bill());
            }
            // 5. The registration stands whatever happens.
            prop_assert!(matches!(record.state(), DocumentState::Registered | DocumentState::Cancelling));
            let text = serde_json::to_string(&record).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Record>(&text).unwrap(), &record, "what is written reads the same");
        }
    }
}

#[test]
fn an_e_way_bill_of_the_registration_is_active_or_failed_with_its_errors() {
    assert_eq!(registered(0).ewb_state(), EwbState::NotAsked);
    assert_eq!((registered(1).ewb_state(), registered(1).ewb_bill()), (EwbState::Active, Some(&bill(1))));
    assert_eq!((registered(2).ewb_state(), registered(2).ewb_errors().len()), (EwbState::Failed, 1));
}

#[test]
fn absence_is_proved_only_when_no_request_can_arrive() {
    let mut record = registered(0);
    assert!(record.begin_ewb().is_err(), "unclaimed");
    record.take("a", &at(0), 1000).unwrap();
    record.begin_ewb().unwrap();
    assert!(record.ewb_absent(&at(999)).is_err());
    record.ewb_absent(&at(1000)).unwrap();
    assert_eq!(record.ewb_state(), EwbState::NotAsked);
}

#[test]
fn after_a_cancellation_another_can_be_asked_for() {
    let mut record = registered(1);
    record.take("a", &at(0), 1000).unwrap();
    let cancellation = StoredCancellation { reason: CancelReason::DataEntry, remark: String::new(), date: None };
    record.begin_ewb_cancel(cancellation).unwrap();
    record.ewb_cancelled(IstTime::parse("2026-11-21")).unwrap();
    assert_eq!(record.ewb_cancellation().unwrap().date.as_deref(), Some("2026-11-21 12:00:00"));
    record.take("a", &at(0), 1000).unwrap();
    record.begin_ewb().unwrap();
    assert!(record.ewb_active(bill(1)).is_err(), "the cancelled one is no news");
    record.ewb_active(bill(2)).unwrap();
    assert_eq!(record.ewb_state(), EwbState::Active);
}
