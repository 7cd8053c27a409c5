//! One time limit for reporting in every verb: the rule, applicability and due.

use crate::common::{applicability, bill, due, validate};
use einv::calendar::{Day, FinYear};
use einv::engine::Engine;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// The answers of the three verbs about one document on one day.
struct Said {
    /// Whether validate reports 2305 as an error.
    refused: bool,
    /// Whether it reports 2305 as a warning.
    doubted: bool,
    undecided: bool,
    /// `None` where the law doesn't require the document.
    report_by: Option<Option<Day>>,
    due: Option<Day>,
    too_late: bool,
}

fn ask(engine: &Engine, date: Day, today: Day, opts: &Value) -> Said {
    let mut opts = opts.clone();
    opts["on"] = json!(today.iso());
    let options = &opts.to_string();
    let document = bill("A-1", &date.to_string()).to_string();
    let parse = |json: &str| serde_json::from_str::<Value>(json).unwrap();
    let report = parse(validate(None, &document, options).unwrap().json());
    let found = |severity: &str| {
        let findings = report["findings"].as_array().unwrap();
        findings.iter().any(|f| f["code"] == "2305" && f["severity"] == severity)
    };
    let law = parse(applicability(None, &document, options).unwrap().json());
    let books = json!({"books": [{"gstin": "29AABCU9603R1ZJ", "type": "INV", "number": "A-1", "date": date.to_string(),
        "status": "active"}]});
    let board = parse(due(engine, &books.to_string(), options).unwrap().json());
    let day = |value: &Value| value.as_str().and_then(|text| Day::parse(&text[..10]));
    Said {
        refused: found("error"),
        doubted: found("warning"),
        undecided: report["not_judged"].as_array().unwrap().iter().any(|id| id == "date.thirty_days"),
        report_by: (law["verdict"] != "not_required").then(|| day(&law["report_by"])),
        due: day(&board["entries"][0]["due"]),
        too_late: law["reasons"].as_array().unwrap().iter().any(|r| r["rule"] == "report.too_late"),
    }
}

/// Turnover in crore by year; some years may be missing.
fn taxpayer(years: &[Option<u32>]) -> Value {
    let known = (2017..).zip(years).filter_map(|(year, crore)| Some((year, (*crore)?)));
    let turnover: Map<String, Value> = known
        .map(|(year, crore)| {
            (FinYear::beginning(year).to_string(), json!(format!("{}", u64::from(crore) * 10_000_000)))
        })
        .collect();
    json!({"class": "regular", "turnover": turnover})
}

/// Values of `thirty_day_rule` that warn about the day on which the sources differ.
const WARNS: &[Option<&str>] = &[None, Some("warn_on_day_30")];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn validate_applicability_and_due_agree_on_the_time_limit(
        date in 0i64..2400,
        years in proptest::collection::vec(
            prop_oneof![1 => Just(None), 6 => prop_oneof![Just(6u32), Just(9), Just(10), Just(11), Just(99), Just(100), Just(150)].prop_map(Some)],
            10,
        ),
        rule in prop_oneof![Just(None), Just(Some("warn_on_day_30")), Just(Some("date_plus_29")), Just(Some("date_plus_30"))],
        ten_crore in prop_oneof![Just("and_above"), Just("above")],
    ) {
        let engine = Engine::open("{}").unwrap();
        let date = Day::parse("2020-10-01").unwrap().plus(date);
        let mut settings = json!({"ten_crore": ten_crore});
        if let Some(rule) = rule {
            settings["thirty_day_rule"] = json!(rule);
        }
        let opts = json!({"taxpayer": taxpayer(&years), "settings": settings});
        // The first day of a certain refusal, found by trying.
        let on = |days: i64| ask(&engine, date, date.plus(days), &opts);
        let first = on(0);
        let asked_for = first.report_by.is_some();
        prop_assert!(first.report_by.is_none_or(|day| day == first.due));
        prop_assert!(!first.refused && !first.doubted && !first.too_late);
        let far = on(3000);
        prop_assert_eq!((far.report_by, far.due), (first.report_by, first.due), "the day of asking moves no limit");
        match first.due {
            None => prop_assert!(!far.refused && !far.doubted && !far.too_late, "no limit in one is no limit in all"),
            Some(safe) => {
                let left = safe.days_since(date);
                let last = on(left);
                prop_assert!(!last.refused && !last.doubted && !last.too_late, "in time on {}", safe);
                prop_assert_eq!(on(left + 1).too_late, asked_for);
                // In the month of relief the law's limit ends long before the portal's.
                let relief = date < Day::parse("2020-11-01").unwrap();
                if relief {
                    prop_assert!(!on(left + 1).refused && !on(left + 1).doubted);
                } else {
                    // Day 30 is doubtful where it is counted from the document's day, and by default.
                    let doubtful = left == 29 && WARNS.contains(&rule);
                    prop_assert_eq!(on(left + 1).doubted, doubtful, "{} is safe", safe);
                    prop_assert_eq!(on(left + 1).refused, !doubtful);
                    prop_assert!(on(left + 1 + i64::from(doubtful)).refused, "2305 on the day after");
                    prop_assert!(far.refused && !far.doubted);
                }
            }
        }
        prop_assert!(!(far.refused && far.undecided));
    }
}
