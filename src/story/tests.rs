use super::*;
use crate::irp::CancelReason;
use proptest::prelude::*;

fn key() -> DocumentKey {
    DocumentKey {
        gstin: Gstin::parse("29AABCU9603R1ZJ").unwrap(),
        doc_type: DocType::Invoice,
        number: DocumentNumber::parse("A/1").unwrap(),
        date: Day::parse("21/11/2026").unwrap(),
    }
}

fn record() -> Record {
    Record::intended(&key(), key().irn(key().date), "{}".to_owned())
}

fn at(millis: i64) -> Uptime {
    Uptime { boot: "this".to_owned(), millis }
}

fn registration() -> StoredRegistration {
    let at = IstTime::from_unix(0);
    let plain = StoredRegistration::new(key().irn(key().date), String::new(), at, String::new());
    StoredRegistration { signed_qr: Some("qr".to_owned()), ..plain }
}

fn cancellation() -> StoredCancellation {
    StoredCancellation { reason: CancelReason::Other, remark: "x".to_owned(), date: None }
}

fn there() -> HeldThere {
    HeldThere { portal: "NIC2".to_owned(), ack_no: None, ack_date: None, asked: true }
}

fn refusal(curable: bool) -> Vec<StoredRefusal> {
    vec![StoredRefusal { code: "2182".to_owned(), message: String::new(), curable }]
}

/// Every move of a record, with numbers to choose among them.
#[derive(Clone, Copy, Debug)]
enum Ask {
    Take(u8),
    Begin,
    NotSent,
    Doubt,
    Missed,
    FoundHeld,
    Registered,
    Refused(u32),
    Absent,
    Again,
    Resend,
    Replace,
    Withdraw,
    RequestCancel,
    BeginCancelling,
    NotCancelled,
    DoubtCancelling,
    Cancelled,
    LostHere,
    Later(i64),
}

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let one = prop_oneof![
        (0u8..3).prop_map(Ask::Take),
        Just(Ask::Begin),
        Just(Ask::NotSent),
        Just(Ask::Doubt),
        Just(Ask::Missed),
        Just(Ask::FoundHeld),
        Just(Ask::Registered),
        (0u32..4).prop_map(Ask::Refused),
        Just(Ask::Absent),
        Just(Ask::Again),
        Just(Ask::Resend),
        Just(Ask::Replace),
        Just(Ask::Withdraw),
        Just(Ask::RequestCancel),
        Just(Ask::BeginCancelling),
        Just(Ask::NotCancelled),
        Just(Ask::DoubtCancelling),
        Just(Ask::Cancelled),
        Just(Ask::LostHere),
        (0i64..3000).prop_map(Ask::Later),
    ];
    proptest::collection::vec(one, 0..60)
}

fn apply(record: &mut Record, ask: Ask, now: &mut Uptime) -> Moved {
    match ask {
        Ask::Take(who) => record.take(&format!("owner {who}"), now, 1000),
        Ask::Begin => record.begin_sending("nic", IstTime::parse("2026-11-21").unwrap()),
        Ask::NotSent => record.not_sent("why"),
        Ask::Doubt => record.doubt(),
        Ask::Missed => record.missed(),
        Ask::FoundHeld => record.found_held(there()),
        Ask::Registered => record.registered(registration()),
        Ask::Refused(attempt) => record.refused(attempt, refusal(attempt % 2 == 0)),
        Ask::Absent => record.absent(now),
        Ask::Again => record.ask_again(),
        Ask::Resend => record.resend(),
        Ask::Replace => record.replace(&key(), key().irn(key().date), "{\"new\":1}".to_owned()),
        Ask::Withdraw => record.withdraw(cancellation()),
        Ask::RequestCancel => record.ask_to_cancel(cancellation()),
        Ask::BeginCancelling => record.begin_cancelling(cancellation()),
        Ask::NotCancelled => record.not_cancelled(),
        Ask::DoubtCancelling => record.doubt_cancelling(),
        Ask::Cancelled => record.cancelled(None),
        Ask::LostHere => record.lost_here(),
        Ask::Later(millis) => {
            now.millis += millis;
            Ok(())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_order_of_moves_breaks_the_three_promises(asks in asks()) {
        let (mut record, mut now) = (record(), at(1));
        // The time until which the last request sent could still arrive.
        let mut may_arrive_until = 0;
        for ask in asks {
            let before = record.clone();
            let moved = apply(&mut record, ask, &mut now);
            if moved.is_err() {
                prop_assert_eq!(&record, &before, "an unlawful move changes nothing");
                continue;
            }
            // 1. Nothing is sent while an earlier request may still arrive. (A look-up only asks what the portal holds,
            //    and a request that certainly was not sent doesn't count.)
            if let Ask::Begin = ask {
                prop_assert!(now.millis >= may_arrive_until, "sent at {} while it may arrive until {may_arrive_until}", now.millis);
                may_arrive_until = now.millis + record.claim().map_or(0, |claim| claim.left(&now)).max(0);
            }
            if let Ask::Again = ask {
                may_arrive_until = now.millis + record.claim().map_or(0, |claim| claim.left(&now)).max(0);
            }
            if matches!(ask, Ask::NotSent | Ask::Refused(_) | Ask::Registered) {
                may_arrive_until = 0;
            }
            // 2. Only a cancellation ends a registration.
            if before.registration().is_some() {
                prop_assert!(matches!(record.state(), DocumentState::Registered | DocumentState::Cancelling | DocumentState::Cancelled));
                prop_assert!(record.registration().is_some());
            }
            // 3. A cancelled number never becomes free.
            if before.state() == DocumentState::Cancelled {
                prop_assert_eq!(record.state(), DocumentState::Cancelled);
            }
            prop_assert!(record.attempt() >= before.attempt(), "attempts only count up");
            let text = serde_json::to_string(&record).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Record>(&text).unwrap(), &record, "what is written reads the same");
        }
    }
}

#[test]
fn a_refusal_of_an_earlier_attempt_does_not_refuse_this_one() {
    let (mut r, now) = (record(), at(0));
    r.take("a", &now, 1000).unwrap();
    r.begin_sending("nic", IstTime::parse("2026-11-21").unwrap()).unwrap();
    r.not_sent("why").unwrap();
    r.take("a", &now, 1000).unwrap();
    r.begin_sending("nic", IstTime::parse("2026-11-21").unwrap()).unwrap();
    assert!(r.refused(1, refusal(false)).is_err());
    assert!(r.refused(2, refusal(false)).is_ok());
    assert!(r.resend().is_err(), "the document's own fault is not cured by time");
    assert!(r.replace(&key(), key().irn(key().date), "{}".to_owned()).is_ok());
}

#[test]
fn not_found_proves_absence_only_when_nothing_can_arrive() {
    let mut r = record();
    r.take("a", &at(0), 1000).unwrap();
    r.begin_sending("nic", IstTime::parse("2026-11-21").unwrap()).unwrap();
    r.doubt().unwrap();
    assert!(r.absent(&at(999)).is_err());
    assert!(r.absent(&at(1000)).is_ok());
    assert_eq!(r.state(), DocumentState::Pending);
}

#[test]
fn after_a_restart_claims_are_over_and_requests_arrive_no_longer_than_they_could() {
    let mut r = record();
    r.take("a", &at(50_000), 20_000).unwrap();
    r.begin_sending("nic", IstTime::parse("2026-11-21").unwrap()).unwrap();
    let restarted = |millis| Uptime { boot: "next".to_owned(), millis };
    assert!(r.held_by(&at(60_000)).is_some() && r.held_by(&restarted(100)).is_none());
    r.take("b", &restarted(100), 20_000).unwrap();
    assert_eq!(r.state(), DocumentState::InDoubt, "a sending whose owner is gone is in doubt");
    assert!(!r.can_no_longer_arrive(&restarted(19_999)) && r.can_no_longer_arrive(&restarted(20_000)));
}

#[test]
fn an_absent_document_with_a_requested_cancellation_is_withdrawn() {
    let mut r = record();
    r.take("a", &at(0), 1000).unwrap();
    r.begin_sending("nic", IstTime::parse("2026-11-21").unwrap()).unwrap();
    r.doubt().unwrap();
    r.ask_to_cancel(cancellation()).unwrap();
    r.absent(&at(5000)).unwrap();
    assert_eq!(r.state(), DocumentState::Withdrawn);
}

/// A record as a ledger in use stores it.
const STORED: &str = concat!(
    r#"{"state":"cancelled","gstin":"29AABCU9603R1ZJ","doc_type":"INV","number":"a/1","date":"2026-11-21","#,
    r#""irn":"5ea5ff7b2e5ba0b6db4d1a3ba9dd1d3d62e6db7a23d2e22b5c9d4a5f6e7c8d90","document":"{}","attempt":2,"#,
    r#""claim":{"owner":"p-1","until":{"boot":"this","millis":20,"length":10}},"#,
    r#""arrives_until":{"boot":"this","millis":20,"length":10},"sent_at":"2026-11-21 12:00:00","sent_to":"nic","#,
    r#""registration":{"irn":"5ea5ff7b2e5ba0b6db4d1a3ba9dd1d3d62e6db7a23d2e22b5c9d4a5f6e7c8d90","ack_no":"112610000000001","#,
    r#""ack_date":"2026-11-21 12:00:01","signed_invoice":null,"signed_qr":null,"portal":"nic","recovered":true,"#,
    r#""proof":"duplicate_answer","ewb":null,"ewb_errors":[],"info":[],"sandbox":false},"refusals":[],"#,
    r#""cancellation":{"reason":"order_cancelled","remark":"the buyer changed it","date":"2026-11-21 13:00:00"},"#,
    r#""ewb":{"state":"cancelled","bill":{"ewb_no":"331000000001","ewb_date":null,"valid_until":null},"errors":[],"#,
    r#""cancellation":{"reason":"data_entry","remark":"","date":null},"#,
    r#""arrives_until":{"boot":"this","millis":0,"length":0}}}"#,
);

#[test]
fn a_record_is_stored_as_before() {
    let record: Record = serde_json::from_str(STORED).unwrap();
    assert_eq!(record.document_key().number.as_str(), "a/1");
    assert_eq!(serde_json::to_string(&record).unwrap(), STORED);
}

#[test]
fn a_stored_record_that_names_no_document_is_not_read() {
    for (right, wrong) in [
        ("29AABCU9603R1ZJ", "29AABCU9603"),
        (r#""doc_type":"INV""#, r#""doc_type":"BILL""#),
        (r#""number":"a/1""#, r#""number":"/1""#),
        ("2026-11-21\",\"irn", "2026-13-21\",\"irn"),
        (r#""irn":"5ea5ff"#, r#""irn":"xxa5ff"#),
        ("order_cancelled", "whim"),
    ] {
        let damaged = STORED.replacen(right, wrong, 1);
        assert_ne!(damaged, STORED, "{right}");
        assert!(serde_json::from_str::<Record>(&damaged).is_err(), "{wrong}");
    }
}
