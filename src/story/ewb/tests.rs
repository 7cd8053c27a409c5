use super::*;
use crate::calendar::Day;
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey, DocumentNumber};
use crate::story::Registration;
use proptest::prelude::*;

fn at(millis: i64) -> Uptime {
    Uptime { boot: "this".to_owned(), millis }
}

fn bill(number: u8) -> EwayBill {
    EwayBill { ewb_no: number.to_string(), ..EwayBill::default() }
}

fn refusal() -> Vec<Refusal> {
    vec![Refusal { code: "4011".to_owned(), message: String::new(), curable: false }]
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
    let plain = Registration::new(record.irn(), String::new(), IstTime::from_unix(0), String::new());
    record.registered(Registration { ewb, ewb_errors, ..plain }).unwrap();
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

fn apply(record: &mut Record, ask: Ask, now: &mut Uptime) -> Moved {
    let cancellation = || Cancellation { reason: Reason::Other, remark: String::new(), date: None };
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
                prop_assert!(!was.may_stand() && before.state() == State::Registered);
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
            prop_assert!(matches!(record.state(), State::Registered | State::Cancelling));
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
    let cancellation = Cancellation { reason: Reason::DataEntry, remark: String::new(), date: None };
    record.begin_ewb_cancel(cancellation).unwrap();
    record.ewb_cancelled(IstTime::parse("2026-11-21")).unwrap();
    assert_eq!(record.ewb_cancellation().unwrap().date.as_deref(), Some("2026-11-21 12:00:00"));
    record.take("a", &at(0), 1000).unwrap();
    record.begin_ewb().unwrap();
    assert!(record.ewb_active(bill(1)).is_err(), "the cancelled one is no news");
    record.ewb_active(bill(2)).unwrap();
    assert_eq!(record.ewb_state(), EwbState::Active);
}
