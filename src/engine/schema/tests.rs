#[path = "../../../tests/pages/schemas.rs"]
mod page;

use super::*;
use crate::answer::{WrittenAnswer, parse_any};
use crate::engine::config::options::VERBS;
use crate::error::{Error, ErrorKind};
use crate::ffi::ask;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

#[test]
fn every_verb_has_its_schemas() {
    let titles: Vec<String> = all().iter().filter_map(|verb| Some(title(verb.options.as_ref()?))).collect();
    assert_eq!(BTreeSet::from_iter(titles.iter().map(String::as_str)), BTreeSet::from_iter(VERBS.iter().copied()));
    let files: Vec<&str> = all().iter().filter(|verb| verb.answer.is_none()).map(|verb| verb.name).collect();
    assert_eq!(files, ["qr", "print", "stamp", "ewb_print"]);
}

fn title(schema: &Schema) -> String {
    schema.get("title").unwrap().as_str().unwrap().to_owned()
}

/// The definitions of a schema, with the schema itself.
fn definitions(schema: &Schema) -> BTreeMap<String, Value> {
    let mut whole = schema.as_value().clone();
    let parts = whole.as_object_mut().unwrap().shift_remove("$defs").unwrap_or_else(|| json!({}));
    let mut all: BTreeMap<String, Value> = parts.as_object().unwrap().clone().into_iter().collect();
    whole.as_object_mut().unwrap().shift_remove("$schema");
    let title = whole.as_object_mut().unwrap().shift_remove("title").unwrap();
    all.insert(title.as_str().unwrap().to_owned(), whole);
    all
}

#[test]
fn a_name_stands_for_one_type_throughout() {
    let rows = all();
    let requests = rows.iter().flat_map(|verb| [&verb.request, &verb.options]).flatten().collect::<Vec<_>>();
    let answers = rows.iter().filter_map(|verb| verb.answer.as_ref()).collect::<Vec<_>>();
    for schemas in [requests, answers] {
        let mut known: BTreeMap<String, Value> = BTreeMap::new();
        for schema in schemas {
            for (name, definition) in definitions(schema) {
                let before = known.entry(name.clone()).or_insert_with(|| definition.clone());
                assert_eq!(*before, definition, "{name}");
            }
        }
        // A second type of a name inside one schema gets a number.
        for name in known.keys() {
            let plain = name.trim_end_matches(|c: char| c.is_ascii_digit());
            assert!(plain == name || !known.contains_key(plain), "{name}");
        }
    }
}

/// Every member below has a description, or is of a type that has one.
fn described(schema: &Value, at: &str) {
    match schema {
        Value::Object(members) => {
            for (name, member) in members.get("properties").and_then(Value::as_object).into_iter().flatten() {
                assert!(member.get("description").is_some(), "{at}/{name}");
            }
            members.iter().for_each(|(name, part)| described(part, &format!("{at}/{name}")));
        }
        Value::Array(parts) => parts.iter().for_each(|part| described(part, at)),
        _ => {}
    }
}

#[test]
fn every_type_and_every_member_of_an_answer_is_described() {
    for Verb { name, request, options, answer } in all() {
        assert!(answer.iter().all(|answer| answer.get("description").is_some()), "{name}");
        for schema in [request, options, answer].into_iter().flatten() {
            described(schema.as_value(), name);
        }
    }
}

fn fits(schema: &Schema, value: &Value) -> Result<(), String> {
    let validator = jsonschema::options().should_validate_formats(true).build(schema.as_value()).unwrap();
    let faults: Vec<String> = validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("; ")) }
}

/// The same schema, which takes no members but those it names.
fn closed(schema: &Schema) -> Schema {
    let mut closed = schema.clone();
    closed.insert("unevaluatedProperties".to_owned(), false.into());
    closed
}

/// Bills in rows: two ways to write one.
fn table() -> Value {
    json!({"rows": [["Invoice No", "Date", "Buyer GSTIN", "HSN", "Taxable Value"], ["C/1", "2026-11-20", "29AABCU9603R1ZJ", 4820, 100.5],
        ["C/2", null, "", "x", true], ["Total", null, null, null, 100.5]],
        "parties": [{"Name": "Udaya Traders", "GSTIN": "29AABCU9603R1ZJ"}], "defaults": {"lines.rate": 18}})
}

/// The number of no e-way bill.
const UNKNOWN: &str = "321012345678";

/// What is asked here, one after the other, of one engine; the golden cases are asked before.
fn asked() -> Vec<(&'static str, Value)> {
    let bill: Value = serde_json::from_str(include_str!("../../../examples/bills/good.json")).unwrap();
    let numbered = |number: &str| {
        let mut bill = bill.clone();
        bill["DocDtls"]["No"] = number.into();
        bill
    };
    let named = |number: &str| json!({"gstin": bill["SellerDtls"]["Gstin"], "type": "INV", "number": number, "date": bill["DocDtls"]["Dt"]});
    let with = |mut request: Value, name: &str, value: Value| {
        request[name] = value;
        request
    };
    let moved = json!({"TransMode": "1", "VehNo": "KA20AB1234", "VehType": "R", "Distance": 800});
    let month = json!({"gstin": bill["SellerDtls"]["Gstin"], "fp": "112026", "b2b": [{"inv": [{}]}]});
    let challan: Value = serde_json::from_str(include_str!("../../../examples/bills/challan.json")).unwrap();
    let alone =
        json!({"gstin": challan["fromGstin"], "type": "CHL", "number": challan["docNo"], "date": challan["docDate"]});
    let asked_of = |mut request: Value| {
        request["ewb_no"] = UNKNOWN.into();
        request["gstin"] = challan["fromGstin"].clone();
        request
    };
    vec![
        ("submit", numbered("S/1")),
        ("submit", with(numbered("S/2"), "EwbDtls", moved.clone())),
        ("status", named("S/1")),
        ("status", named("S/2")),
        ("fetch", named("S/1")),
        ("fetch", named("S/9")),
        ("fetch", json!({"portal": "*"})),
        ("ewb", with(named("S/1"), "EwbDtls", moved)),
        ("ewb_cancel", with(named("S/1"), "reason", "other".into())),
        ("ewb_cancel", with(named("S/9"), "reason", "other".into())),
        ("ewb", challan.clone()),
        ("ewb", with(challan.clone(), "docNo", "#".into())),
        ("status", alone.clone()),
        ("status", json!({"ewb_no": UNKNOWN})),
        ("ewb_fetch", alone.clone()),
        ("ewb_fetch", json!({"gstin": alone["gstin"], "day": "21/11/2026", "as": "consignor"})),
        ("ewb_fetch", asked_of(json!({}))),
        ("ewb_vehicle", asked_of(json!({"vehicle": "KA20AB1234", "from": {"place": "Udupi", "state": 29}}))),
        ("ewb_transporter", asked_of(json!({"transporter_id": "29AABCU9603R1ZJ"}))),
        (
            "ewb_extend",
            asked_of(json!({"remaining_km": 10, "reason": "accident", "remark": "x",
            "from": {"place": "Udupi", "state": "29", "pin": "576101"}})),
        ),
        ("ewb_reject", asked_of(json!({}))),
        (
            "ewb_consolidate",
            json!({"gstin": alone["gstin"], "ewb_nos": [UNKNOWN], "vehicle": "KA20AB1234",
            "from": {"place": "Udupi", "state": "29"}}),
        ),
        ("ewb_cancel", with(alone, "reason", "other".into())),
        ("cancel", with(named("S/2"), "reason", "duplicate".into())),
        ("cancel", with(named("S/1"), "reason", "duplicate".into())),
        ("flush", json!({})),
        ("gstr1", json!({"gstin": bill["SellerDtls"]["Gstin"], "period": "112026"})),
        ("gstr1", json!([bill, {}])),
        (
            "gstr1",
            json!({"gstin": bill["SellerDtls"]["Gstin"], "quarter": "Q3-2026-27", "documents": [numbered("S/8"),
                {"invoice": numbered("S/7"), "amends": {"number": "S/6", "date": "01/08/2026"}}],
                "b2c": [{"place_of_supply": "29", "rate": "5", "taxable": 100, "amends": "082026"}],
                "nil": [{"supply": "intra", "buyer": "registered", "nil": 5}]}),
        ),
        ("reconcile", month),
        ("export", json!([bill])),
        ("export", json!([bill, {}, bill])),
        ("import", json!([{"signed_qr": "a.b.c"}])),
        ("rules", json!({"level": "portal"})),
        ("codes", json!({})),
        ("codes", json!({"list": "countries"})),
        ("explain", json!({"code": 312, "system": "ewb"})),
        ("explain", json!({"words": "nothing that is known, 2150 : Duplicate IRN"})),
        ("applicability", json!({"document": "credit_note", "date": "01/11/2026", "buyer": "sez", "value": 5})),
        ("gstin", json!({"gstin": bill["SellerDtls"]["Gstin"]})),
        ("gstin", json!({"gstin": "29AAAAA0000A1Z5"})),
        ("verify", json!({"signed_qr": "a.b.c"})),
        ("audit", json!({"call": "generate", "from": "2026-11-01", "after": 0})),
        ("list", json!({"from": "2026-11-01", "to": "30/11/2026", "status": "registered", "min": "1", "text": "/"})),
        ("due", json!({})),
        ("convert", json!({"documents": [bill, {"number": "C/1", "lines": []}]})),
        ("convert", table()),
        (
            "convert",
            with(
                table(),
                "map",
                json!({"columns": {"Taxable Value": "lines.taxable"}, "skip": {"Invoice No": ["C/2"]}}),
            ),
        ),
        ("columns", table()),
        (
            "columns",
            json!({"text": "Invoice No,Invoice Date,Taxable Value,Remarks\nC/1,20-11-2026,100,x\n", "name": "c.csv"}),
        ),
    ]
}

/// An engine that is asked, with the schemas that requests, options and answers must fit.
struct Asker {
    engine: Arc<Engine>,
    verbs: Vec<Verb>,
    error: Schema,
    /// Verbs that gave an answer.
    met: BTreeSet<String>,
}

impl Asker {
    /// Asks a verb and compares with its schemas. Returns its answer; of a file, its bytes as base64.
    fn ask(&mut self, name: &str, input: &Value, opts: &Value) -> Option<Value> {
        let verb = self.verbs.iter().find(|verb| verb.name == name).unwrap_or_else(|| panic!("{name} has no row"));
        let fits = |schema: &Option<Schema>, what: &str, value: &Value| {
            let schema = schema.as_ref().unwrap_or_else(|| panic!("{name} has no {what}"));
            fits(schema, value).unwrap_or_else(|why| panic!("the {what} of {name}: {why}: {value}"));
        };
        let mut whole = opts.clone();
        whole.as_object_mut().unwrap().shift_remove("pick");
        match ask(Some(&self.engine), name, &input.to_string(), &whole.to_string()) {
            Ok(WrittenAnswer { body, .. }) => {
                fits(&verb.request, "request", input);
                fits(&verb.options, "options", opts);
                self.met.insert(name.to_owned());
                match body {
                    Body::Json(json) => {
                        let answered: Value = serde_json::from_str(&json).unwrap();
                        fits(&verb.answer.as_ref().map(closed), "answer", &answered);
                        Some(answered)
                    }
                    Body::File(bytes) => {
                        assert!(verb.answer.is_none(), "{name} answered with a file");
                        Some(BASE64_STANDARD.encode(bytes).into())
                    }
                }
            }
            Err(failed) => {
                fits(&Some(self.error.clone()), "error", &json!(failed));
                None
            }
        }
    }

    /// Compares the answer of a call that `ask` can't make.
    fn answered(&mut self, name: &str, answer: &impl Serialize) {
        let verb = self.verbs.iter().find(|verb| verb.name == name).unwrap();
        let answer = json!(answer);
        fits(&closed(verb.answer.as_ref().unwrap()), &answer).unwrap_or_else(|why| panic!("{name}: {why}: {answer}"));
        self.met.insert(name.to_owned());
    }
}

#[test]
fn what_goes_in_and_what_comes_out_is_as_the_schemas_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let config = json!({"on": "2026-11-21"});
    let engine = Arc::new(Engine::open(&config.to_string()).unwrap());
    let mut asker = Asker {
        engine: Arc::clone(&engine),
        verbs: all(),
        error: of::<Error>(Contract::Serialize),
        met: BTreeSet::new(),
    };
    for case in std::fs::read_to_string(folder.join("cases.txt")).unwrap().lines() {
        let [_, _, verb, document, opts] = case.splitn(5, '|').collect::<Vec<_>>()[..] else { panic!("{case}") };
        let document = std::fs::read(folder.join(document)).unwrap();
        let opts = serde_json::from_str(opts).unwrap_or_else(|_| json!({}));
        if let Ok(document) = serde_json::from_slice(&document) {
            asker.ask(verb, &document, &opts);
        }
    }
    for (verb, input) in asked() {
        asker.ask(verb, &input, &json!({}));
    }

    let mut bill: Value = serde_json::from_str(include_str!("../../../examples/bills/good.json")).unwrap();
    bill["DocDtls"]["No"] = "V/1".into();
    let registered = asker.ask("submit", &bill, &json!({"when": "always", "ewb": "none"})).unwrap();
    let signed = |name: &str| json!({name: registered[name], "invoice": bill});
    assert_eq!(asker.ask("verify", &signed("signed_qr"), &json!({})).unwrap()["verdict"], "sandbox");
    assert_eq!(
        asker.ask("verify", &signed("signed_invoice"), &json!({})).unwrap()["content"]["Irn"],
        registered["irn"]
    );
    asker.ask("import", &json!([{"signed_invoice": registered["signed_invoice"]}]), &json!({})).unwrap();
    let both = json!({"invoice": bill, "registration": registered});
    let pdf = asker.ask("print", &both, &json!({"accent": "#144f73"})).unwrap();
    let waiting = json!({"invoice": bill, "registration": {"status": "pending", "ack_date": "21/11/2026", "ewb": {"status": "failed"}}});
    asker.ask("print", &waiting, &json!({"on": "2026-11-21 12:00:00+05:30"})).unwrap();
    let place = json!({"x_mm": 20, "y_mm": 215, "width_mm": 40});
    for (page, place) in [(json!(1), place), (json!("last"), json!("auto"))] {
        let stamp = json!({"pdf": pdf, "registration": registered, "page": page, "place": place});
        asker.ask("stamp", &stamp, &json!({})).unwrap();
    }
    let challan: Value = serde_json::from_str(include_str!("../../../examples/bills/challan.json")).unwrap();
    let number = json!({"ewb_no": 321012345678u64, "ewb_date": "21/11/2026 10:15:00 AM", "document": challan});
    asker.ask("ewb_print", &json!({"ewb": number}), &json!({"accent": "#144f73"})).unwrap();
    let trip =
        json!({"consolidated_no": "2910012345", "mode": "road", "vehicle": "KA20AB1234", "ewb_nos": ["321012345678"]});
    asker.ask("ewb_print", &json!({"consolidated": trip}), &json!({})).unwrap();
    let books = json!({"books": [{"gstin": "29AABCU9603R1ZJ", "type": "inv", "number": "B/1", "date": "2026-11-20", "status": "active"}]});
    assert_eq!(asker.ask("due", &books, &json!({"limit": 1})).unwrap()["counts"]["missing"], 1);
    let upper = registered["irn"].as_str().unwrap().to_uppercase();
    let since = json!({"irn": upper, "from": "21/11/2026", "to": "2026-11-22T00:00:00Z"});
    asker.ask("audit", &since, &json!({"limit": 5, "on": "2026-11-21"})).unwrap();

    asker.answered("open", &OpenedEngine { engine: 1, about: engine.about() });
    asker.answered("version", &Version::of(1));
    let two = json!([bill, {}]).to_string();
    let job = Job::begin(&engine, BatchRequest::Text(&two), &BatchOptions::new()).unwrap();
    assert!(job.wait(Duration::from_secs(60)));
    asker.answered("batch", &Begun::of(1));
    asker.answered("progress", &job.progress(&ProgressOptions::new()).unwrap());
    asker.answered("results", &job.results(&ResultsOptions::new()).unwrap());

    // A build without tables refuses what reads them.
    let is_built = |name: &str| cfg!(feature = "tables") || !["convert", "columns"].contains(&name);
    let names = asker.verbs.iter().map(|verb| verb.name);
    let missing: Vec<_> = names.filter(|name| is_built(name) && !asker.met.contains(*name)).collect();
    assert!(missing.is_empty(), "never answered: {missing:?}");
}

/// Configurations of the documentation, where each begins with its portal, and those of the examples.
fn samples() -> Vec<Value> {
    let page = include_str!("../../../docs/going-live.md");
    let text = &page[page.find("{\"portal\"").unwrap()..];
    let of_page = text[..text.find("\n\n").unwrap()].replace("29…", "29AABCU9603R1ZJ");
    let ledger = include_str!("../../../docs/scale.md").lines().find(|line| line.contains("\"ledger\": \"postgres:"));
    let texts = [of_page, format!("{{{}}}", ledger.unwrap())];
    texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

#[test]
fn a_configuration_fits_its_schema_when_the_engine_reads_it() {
    let verbs = all();
    let schema = verbs[0].request.as_ref().unwrap();
    let portal = json!({"kind": "nic", "client_id": "x", "client_secret": "y", "public_key": null, "urls": ["http://localhost"]});
    let taxpayer = json!({"gstin": "29AABCU9603R1ZJ", "username": "u", "password": {"env": "EINV_PASSWORD"}});
    let mut right = samples();
    right.extend([
        json!({}),
        json!({"ledger": "einv.db", "audit_days": 0, "lists": "lists.zip", "language": "hi", "on": "2026-11-21"}),
        json!({"portal": portal, "taxpayers": [taxpayer], "ledger": {"env": "EINV_LEDGER"}}),
        json!({"portal": [portal, {"kind": "custom", "profile": "p.json", "extra": {"shop": {"file": "shop"}}, "proxy": "system"}]}),
        json!({"taxpayers": [{"gstin": "29AABCU9603R1ZJ", "logins": {"nic": {"username": "u", "password": "p"}}}]}),
        json!({"taxpayers": [{"gstin": "29AABCU9603R1ZJ", "class": "sez_unit", "turnover": {"2024-25": "7", "2023-24": {"29AABCU9603R1ZJ": 1}},
            "enabled_from": "2023-08-01", "annual_return_filed": {"2024-25": "31/12/2025"}}]}),
        json!({"settings": {"thirty_day_rule": "date_plus_30", "max_items": 2000}}),
    ]);
    let read = |config: &Value| parse_any::<Config>(&config.to_string(), ErrorKind::Config);
    for config in right {
        read(&config).unwrap_or_else(|error| panic!("{config}: {error}"));
        fits(schema, &config).unwrap_or_else(|why| panic!("{config}: {why}"));
    }
    for config in [
        json!({"ledgr": "einv.db"}),
        json!({"portal": "nic"}),
        json!({"portal": {"kind": "nic", "client_secret": {"env": "A", "file": "b"}}}),
        json!({"taxpayers": [{"username": "u"}]}),
        json!({"taxpayers": [{"gstin": "29AABCU9603R1ZJ", "logins": {"nic": {"username": "u"}}}]}),
        json!({"settings": {"thirty_day_rule": "never"}}),
        json!({"audit_days": -1}),
    ] {
        assert!(read(&config).is_err() && fits(schema, &config).is_err(), "{config}");
    }
}

#[test]
fn a_schema_says_no_to_what_its_verb_refuses() {
    let rows = all();
    let named = |name: &str| rows.iter().find(|verb| verb.name == name).unwrap();
    for (verb, wrong) in [
        ("cancel", json!({"irn": "0"})),
        ("cancel", json!({"irn": "0", "reason": "whim"})),
        ("status", json!({"irm": "0"})),
        ("rules", json!({"level": "grave"})),
        ("codes", json!({"list": "colours"})),
        ("explain", json!({"code": "2150", "system": "nic"})),
        ("gstr1", json!({"gstin": "29AABCU9603R1ZJ"})),
        ("flush", json!({"limit": 1})),
        ("gstin", json!({})),
        ("audit", json!({"irn": "0"})),
        ("list", json!({"status": 7})),
        ("due", json!({"books": [{"status": "lost"}]})),
        ("verify", json!({"token": "a.b.c"})),
        ("qr", json!({"upi": {}})),
        ("stamp", json!({"pdf": "", "registration": {}, "page": "first"})),
        ("ewb_print", json!({"ewb": {"number": "321012345678"}})),
        ("convert", json!({"file": "bills.csv"})),
        ("convert", json!({"rows": [], "map": {"einv_map": 1, "colums": {}}})),
        ("columns", json!({"rows": "bills.csv"})),
    ] {
        assert!(fits(named(verb).request.as_ref().unwrap(), &wrong).is_err(), "{verb} takes {wrong}");
        assert!(ask(Some(&Engine::open("{}").unwrap()), verb, &wrong.to_string(), "").is_err(), "{verb}");
    }
    for (verb, opts) in [
        ("submit", json!({"ewb": "cancel"})),
        ("cancel", json!({"ewb": "must"})),
        ("hash", json!({"limit": 1})),
        ("qr", json!({"format": "gif"})),
        ("print", json!({"accent": "blue"})),
        ("compute", json!({"round_off": "up"})),
        ("hash", json!({"language": "fr"})),
    ] {
        assert!(fits(named(verb).options.as_ref().unwrap(), &opts).is_err(), "{verb} takes {opts}");
    }
}
