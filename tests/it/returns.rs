//! The place of documents in GSTR-1, and the ledger compared with the portal's list.

use crate::common::{Ask, bill, gstr1};
use crate::reference::reference;
use einv::engine::{Engine, Outcome};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn answer(engine: Option<&Engine>, input: &Value) -> (Outcome, Value, String) {
    let reply = gstr1(engine, &input.to_string(), "").unwrap();
    (reply.outcome, serde_json::from_str(reply.json()).unwrap(), reply.json().to_owned())
}

/// A document of a kind: supply type, document type, reverse charge.
pub fn of(number: &str, supply: &str, doc_type: &str, reverse_charge: &str) -> Value {
    let mut bill = bill(number, "21/11/2026");
    bill["TranDtls"]["SupTyp"] = json!(supply);
    bill["TranDtls"]["RegRev"] = json!(reverse_charge);
    bill["DocDtls"]["Typ"] = json!(doc_type);
    if supply.starts_with("EXP") {
        bill["BuyerDtls"]["Gstin"] = json!("URP");
        bill["BuyerDtls"]["Pos"] = json!("96");
        bill["BuyerDtls"]["Stcd"] = json!("96");
        bill["BuyerDtls"]["Pin"] = json!(999999);
        bill["ExpDtls"] =
            json!({"ShipBNo": "1234567", "ShipBDt": "22/11/2026", "Port": "INMAA1", "ForCur": "USD", "CntCode": "US"});
    }
    bill
}

/// Supply, document, reverse charge; then table, section and type.
const PLACES: [(&str, &str, &str, &str, &str, &str); 20] = [
    ("B2B", "INV", "N", "4A", "b2b", "R"),
    ("B2B", "INV", "Y", "4B", "b2b", "R"),
    ("SEZWP", "INV", "N", "6B", "b2b", "SEWP"),
    ("SEZWOP", "INV", "N", "6B", "b2b", "SEWOP"),
    ("DEXP", "INV", "N", "6C", "b2b", "DE"),
    ("EXPWP", "INV", "N", "6A", "exp", "WPAY"),
    ("EXPWOP", "INV", "N", "6A", "exp", "WOPAY"),
    ("B2B", "CRN", "N", "9B", "cdnr", "R"),
    ("B2B", "CRN", "Y", "9B", "cdnr", "R"),
    ("B2B", "DBN", "N", "9B", "cdnr", "R"),
    ("SEZWP", "CRN", "N", "9B", "cdnr", "SEWP"),
    ("SEZWP", "DBN", "N", "9B", "cdnr", "SEWP"),
    ("SEZWOP", "CRN", "N", "9B", "cdnr", "SEWOP"),
    ("SEZWOP", "DBN", "N", "9B", "cdnr", "SEWOP"),
    ("DEXP", "CRN", "N", "9B", "cdnr", "DE"),
    ("DEXP", "DBN", "N", "9B", "cdnr", "DE"),
    ("EXPWP", "CRN", "N", "9B", "cdnur", "EXPWP"),
    ("EXPWP", "DBN", "N", "9B", "cdnur", "EXPWP"),
    ("EXPWOP", "CRN", "N", "9B", "cdnur", "EXPWOP"),
    ("EXPWOP", "DBN", "N", "9B", "cdnur", "EXPWOP"),
];

#[test]
fn every_kind_of_document_has_its_table_and_section() {
    for (index, (supply, doc_type, charge, table, section, kind)) in PLACES.into_iter().enumerate() {
        let document = of(&format!("R/{}", index + 1), supply, doc_type, charge);
        let (outcome, got, _) = answer(None, &json!([document]));
        assert_eq!(outcome, Outcome::Ok, "{supply} {doc_type}");
        let placed = &got["documents"][0];
        let place = (&placed["table"], &placed["section"], &placed["type"]);
        assert_eq!(place, (&json!(table), &json!(section), &json!(kind)), "{supply} {doc_type} {charge}");
        assert_eq!(placed["irn"].as_str().unwrap().len(), 64);
        for other in ["b2b", "exp", "cdnr", "cdnur"] {
            assert_eq!(got["sections"][other].as_array().unwrap().is_empty(), other != section, "{supply} {other}");
        }
        assert_eq!(got["totals"][table]["documents"], 1);
    }
}

#[test]
fn the_sections_have_the_form_of_the_return() {
    let mut invoice = of("R/1", "B2B", "INV", "N");
    let mut second = invoice["ItemList"][0].clone();
    second["SlNo"] = json!("2");
    second["CesAmt"] = json!(10.5);
    second["CesNonAdvlAmt"] = json!(1.25);
    let mut other_rate = second.clone();
    other_rate["SlNo"] = json!("3");
    other_rate["GstRt"] = json!(5);
    other_rate["IgstAmt"] = json!(49.5);
    other_rate["HsnCd"] = json!("998540");
    other_rate.as_object_mut().unwrap().remove("Unit");
    other_rate.as_object_mut().unwrap().remove("Qty");
    invoice["ItemList"].as_array_mut().unwrap().extend([second, other_rate]);
    invoice["TranDtls"]["EcmGstin"] = json!("29AAACE1234F1C5");
    let (outcome, got, text) = answer(
        None,
        &json!([
            invoice,
            of("R/2", "EXPWP", "INV", "N"),
            of("R/3", "B2B", "CRN", "N"),
            of("R/4", "EXPWOP", "DBN", "N"),
        ]),
    );
    assert_eq!(outcome, Outcome::Ok, "{text}");
    let group = &got["sections"]["b2b"][0];
    // The portal's own lists have the recipient's name; an upload may not.
    assert_eq!((&group["ctin"], &group["trdname"]), (&json!("27AABCU9603R1ZN"), &Value::Null));
    assert_eq!(
        group["inv"][0],
        json!({
            "inum": "R/1", "idt": "21-11-2026", "val": 1168.0, "pos": "27", "rchrg": "N", "etin": "29AAACE1234F1C5", "inv_typ": "R",
            "itms": [
                {"num": 1, "itm_det": {"rt": 5, "txval": 990.0, "iamt": 49.5, "camt": 0.0, "samt": 0.0, "csamt": 11.75}},
                {"num": 2, "itm_det": {"rt": 18.0, "txval": 1980.0, "iamt": 356.4, "camt": 0.0, "samt": 0.0, "csamt": 11.75}}]
        })
    );
    assert_eq!(
        got["sections"]["exp"],
        json!([{"exp_typ": "WPAY", "inv": [{
        "inum": "R/2", "idt": "21-11-2026", "val": 1168.0, "sbpcode": "INMAA1", "sbnum": "1234567", "sbdt": "22-11-2026",
        "itms": [{"rt": 18.0, "txval": 990.0, "iamt": 178.2, "csamt": 0.0}]}]}])
    );
    assert_eq!(
        got["sections"]["cdnr"][0]["nt"],
        json!([{
        "ntty": "C", "nt_num": "R/3", "nt_dt": "21-11-2026", "val": 1168.0, "pos": "27", "rchrg": "N", "inv_typ": "R",
        "itms": [{"num": 1, "itm_det": {"rt": 18.0, "txval": 990.0, "iamt": 178.2, "camt": 0.0, "samt": 0.0, "csamt": 0.0}}]}])
    );
    assert_eq!(
        got["sections"]["cdnur"],
        json!([{
        "typ": "EXPWOP", "ntty": "D", "nt_num": "R/4", "nt_dt": "21-11-2026", "val": 1168.0,
        "itms": [{"num": 1, "itm_det": {"rt": 18.0, "txval": 990.0, "iamt": 178.2, "csamt": 0.0}}]}])
    );
    // Two lines of the invoice, less a credit note; the export and its note stand in the other half.
    let hsn = &got["sections"]["hsn"];
    assert_eq!(
        hsn["hsn_b2b"],
        json!([
        {"num": 1, "hsn_sc": "48201090", "desc": "Ruled register", "uqc": "NOS", "qty": 10, "rt": 18.0, "txval": 990.0,
         "iamt": 178.2, "camt": 0.0, "samt": 0.0, "csamt": 11.75},
        {"num": 2, "hsn_sc": "998540", "desc": "Ruled register", "uqc": "NA", "qty": 0, "rt": 5, "txval": 990.0, "iamt": 49.5,
         "camt": 0.0, "samt": 0.0, "csamt": 11.75}])
    );
    assert_eq!(
        hsn["hsn_b2c"],
        json!([{"num": 1, "hsn_sc": "48201090", "desc": "Ruled register", "uqc": "NOS", "qty": 20, "rt": 18.0, "txval": 1980.0,
         "iamt": 356.4, "camt": 0.0, "samt": 0.0, "csamt": 0.0}])
    );
    assert_eq!(
        got["totals"]["9B"],
        json!({"documents": 2, "val": "0.00", "txval": "0.00", "iamt": "0.00", "camt": "0.00", "samt": "0.00", "csamt": "0.00"})
    );
    // Numbers keep their written scale, sums have two places.
    assert!(text.contains("\"val\":1168.0,") && text.contains("\"txval\":1980.00,"), "{text}");
}

#[test]
fn what_comes_into_no_table_says_why() {
    let mut nameless = bill("N/1", "21/11/2026");
    nameless["TranDtls"]["SupTyp"] = json!("SEZWP");
    nameless["BuyerDtls"]["Gstin"] = json!("URP");
    let mut undated = bill("N/2", "21/11/2026");
    undated["DocDtls"]["Dt"] = json!("21.11.2026");
    let mut b2c = bill("N/3", "21/11/2026");
    b2c["TranDtls"]["SupTyp"] = json!("B2C");
    let good = bill("N/4", "21/11/2026");
    let mut again = good.clone();
    again["DocDtls"]["No"] = json!("n/4");
    let (outcome, got, _) = answer(None, &json!([nameless, undated, b2c, good, again, {}]));
    assert_eq!(outcome, Outcome::Invalid);
    let why = |index: usize| got["documents"][index]["why"].as_str().unwrap_or("").to_owned();
    assert!(why(0).contains("has a recipient with a GSTIN"), "{}", why(0));
    assert!(why(1).starts_with("/DocDtls/Dt"), "{}", why(1));
    assert!(why(2).starts_with("/TranDtls/SupTyp"), "{}", why(2));
    assert_eq!((why(3), got["documents"][3]["table"].as_str()), (String::new(), Some("4A")));
    assert!(why(4).contains("twice") && !why(5).is_empty());
    assert_eq!(got["totals"]["4A"]["documents"], 1);
    for wrong in
        ["{\"gstin\":\"29AABCU9603R1ZJ\"}", "{\"gstin\":\"29AABCU9603R1ZJ\",\"period\":\"112026\"}", "[1]", "7"]
    {
        let reply = gstr1(None, wrong, "");
        assert!(reply.is_err() || reply.unwrap().outcome == Outcome::Invalid, "{wrong}");
    }
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn all_genuine_samples_have_a_table_and_sums() {
    let folder = reference("samples");
    let mut placed = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let sample: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let (outcome, got, text) = answer(None, &json!([sample]));
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(outcome, Outcome::Ok, "{name}: {text}");
        let (_, total) = got["totals"].as_object().unwrap().iter().next().unwrap();
        let sum: f64 = sample["ItemList"].as_array().unwrap().iter().map(|i| i["AssAmt"].as_f64().unwrap()).sum();
        let txval: f64 = total["txval"].as_str().unwrap().parse().unwrap();
        assert!((txval.abs() - sum).abs() < 0.005, "{name}: {txval} {sum}");
        placed += 1;
    }
    assert_eq!(placed, 26);
}

pub const SELLER: &str = "29AABCU9603R1ZJ";

fn submit(engine: &Engine, bill: &Value) -> Value {
    let reply = engine.ask("submit", bill.to_string(), "").unwrap();
    assert_eq!(reply.outcome, Outcome::Ok, "{}", reply.json().to_owned());
    serde_json::from_str(reply.json()).unwrap()
}

fn cancel(engine: &Engine, irn: &Value) {
    let request = json!({"irn": irn, "reason": "data_entry"});
    assert_eq!(engine.ask("cancel", request.to_string(), "").unwrap().outcome, Outcome::Ok);
}

#[test]
fn a_period_of_the_ledger_holds_its_registered_documents_by_their_date() {
    let engine = Engine::open(r#"{"on": "2026-12-01"}"#).unwrap();
    submit(&engine, &bill("P/1", "31/10/2026"));
    let first = submit(&engine, &bill("P/2", "01/11/2026"));
    submit(&engine, &bill("P/3", "30/11/2026"));
    let gone = submit(&engine, &bill("P/4", "15/11/2026"));
    cancel(&engine, &gone["irn"]);
    submit(&engine, &bill("P/5", "01/12/2026"));
    let (outcome, got, _) = answer(Some(&engine), &json!({"gstin": SELLER, "period": "112026"}));
    assert_eq!((outcome, &got["gstin"]), (Outcome::Ok, &json!(SELLER)));
    let shown: Vec<_> = got["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| (d["number"].as_str().unwrap(), d["status"].as_str().unwrap(), d["reported_by"].as_str()))
        .collect();
    let portal = Some("portal");
    assert_eq!(shown, [("P/2", "registered", portal), ("P/4", "cancelled", None), ("P/3", "registered", portal)]);
    assert_eq!((&got["documents"][0]["irn"], &got["documents"][1]["table"]), (&first["irn"], &Value::Null));
    // The portal fills in what is registered; the totals are of the whole return all the same.
    assert_eq!((&got["sections"]["b2b"], &got["in_file"]), (&json!([]), &json!({})));
    assert_eq!((&got["totals"]["4A"]["documents"], &got["totals"]["4A"]["val"]), (&json!(2), &json!("2336.00")));
    let (_, none, _) = answer(Some(&engine), &json!({"gstin": "27AABCU9603R1ZN", "period": "112026"}));
    assert_eq!(none["documents"], json!([]));
}

/// An entry of the portal's download for a registered document, written only from the document.
fn listed(document: &Value, irn: &Value) -> (&'static str, String, Value) {
    let sum = |key: &str| {
        document["ItemList"].as_array().unwrap().iter().map(|i| i[key].as_f64().unwrap_or(0.0)).sum::<f64>()
    };
    let det = json!({"rt": 18, "txval": sum("AssAmt"), "iamt": sum("IgstAmt"), "csamt": 0});
    let date = document["DocDtls"]["Dt"].as_str().unwrap().replace('/', "-");
    let mut entry = json!({"chksum": "x", "val": document["ValDtls"]["TotInvVal"], "srctyp": "e-Invoice", "irn": irn,
        "irngendate": "01-12-2026", "einvstatus": "ACT", "autodft": "Auto-populated", "errorCd": "", "errorMsg": ""});
    let (doc, supply) =
        (document["DocDtls"]["Typ"].as_str().unwrap(), document["TranDtls"]["SupTyp"].as_str().unwrap());
    let (number, day) = if doc == "INV" { ("inum", "idt") } else { ("nt_num", "nt_dt") };
    entry[number] = document["DocDtls"]["No"].clone();
    entry[day] = json!(date);
    if doc != "INV" {
        entry["ntty"] = json!(&doc[..1]);
    }
    if supply == "EXPWP" && doc == "INV" {
        entry["itms"] = json!([det]);
        return ("exp", "WPAY".into(), entry);
    }
    entry["itms"] = json!([{"num": 1801, "itm_det": det}]);
    entry["pos"] = document["BuyerDtls"]["Pos"].clone();
    if supply == "EXPWP" {
        entry["typ"] = json!("EXPWP");
        return ("cdnur", String::new(), entry);
    }
    entry["rchrg"] = json!("N");
    entry["inv_typ"] = json!(if supply == "SEZWP" { "SEWP" } else { "R" });
    let section = if doc == "INV" { "b2b" } else { "cdnr" };
    (section, document["BuyerDtls"]["Gstin"].as_str().unwrap().to_owned(), entry)
}

/// The download as the portal groups it.
fn download(entries: &[(&'static str, String, Value)]) -> Value {
    let mut sections: BTreeMap<&str, BTreeMap<&str, Vec<&Value>>> = BTreeMap::new();
    for (section, group, entry) in entries {
        sections.entry(section).or_default().entry(group).or_default().push(entry);
    }
    let mut file = json!({"gstin": SELLER, "fp": "112026", "b2b": [], "exp": [], "cdnr": [], "cdnur": []});
    for (section, groups) in sections {
        file[section] = groups
            .into_iter()
            .flat_map(|(group, list)| match section {
                "b2b" => vec![json!({"ctin": group, "trdname": "X", "inv": list})],
                "exp" => vec![json!({"exp_typ": group, "inv": list})],
                "cdnr" => vec![json!({"ctin": group, "trdname": "X", "nt": list})],
                _ => list.into_iter().cloned().collect(),
            })
            .collect();
    }
    file
}

fn reconcile(engine: &Engine, download: &Value) -> Value {
    let reply = engine.ask("reconcile", download.to_string(), "").unwrap();
    assert_eq!(reply.outcome, Outcome::Ok);
    serde_json::from_str(reply.json()).unwrap()
}

/// The differences, as (kind, number).
fn found(answer: &Value) -> Vec<(String, String)> {
    let text = |d: &Value, name: &str| d[name].as_str().unwrap().to_owned();
    answer["differences"].as_array().unwrap().iter().map(|d| (text(d, "kind"), text(d, "number"))).collect()
}

#[test]
fn reconcile_finds_exactly_the_twelve_planted_differences_in_a_thousand() {
    let engine = Engine::open(r#"{"on": "2026-12-01"}"#).unwrap();
    let mut documents = Vec::new();
    for index in 0..1000 {
        let (supply, doc_type) = match index % 10 {
            0 => ("EXPWP", "INV"),
            1 => ("B2B", "CRN"),
            2 => ("B2B", "DBN"),
            3 => ("SEZWP", "INV"),
            4 if index % 20 == 4 => ("EXPWP", "CRN"),
            _ => ("B2B", "INV"),
        };
        let mut document = of(&format!("Q/{index:04}"), supply, doc_type, "N");
        if supply == "SEZWP" {
            document["BuyerDtls"]["Gstin"] = json!("27AAACE1234F1C7");
        }
        document["DocDtls"]["Dt"] = json!(format!("{:02}/11/2026", index % 30 + 1));
        documents.push(document);
    }
    let irns: Vec<Value> = documents.iter().map(|d| submit(&engine, d)["irn"].clone()).collect();
    let whole: Vec<_> = documents.iter().zip(&irns).map(|(d, irn)| listed(d, irn)).collect();
    let clean = reconcile(&engine, &download(&whole));
    assert_eq!((&clean["agree"], &clean["differences"]), (&json!(1000), &json!([])), "{:#}", clean["differences"][0]);
    for total in clean["totals"].as_array().unwrap() {
        assert_eq!(total["here"], total["there"]);
    }

    let mut list = whole.clone();
    // 1, 2: value of an invoice, tax of an export. 3, 4: dates, one of them in another month.
    list[15].2["val"] = json!(1169.0);
    list[20].2["itms"][0]["iamt"] = json!(178.21);
    list[25].2["idt"] = json!("27-11-2026");
    list[26].2["idt"] = json!("27-12-2026");
    // 5: another buyer. 6: cancelled there. 7: not populated.
    list[35].1 = "24AACCT6304M1ZB".into();
    list[36].2["einvstatus"] = json!("CNL");
    list[37].2["autodft"] = json!("Auto-population failed");
    list[37].2["errorMsg"] = json!("Supplier is a composition taxpayer");
    // 8: cancelled here. 9, 10: missing there, an invoice and a note. 11: missing here. 12: listed twice.
    cancel(&engine, &irns[45]);
    let mut stranger = whole[55].clone();
    stranger.2["inum"] = json!("Z/1");
    stranger.2["irn"] = json!("ab".repeat(32));
    let twice = whole[65].clone();
    list.remove(71);
    list.remove(66);
    list.push(stranger);
    list.push(twice);
    let answer = reconcile(&engine, &download(&list));
    let expected = [
        ("missing_here", "Z/1"),
        ("missing_there", "Q/0066"),
        ("missing_there", "Q/0071"),
        ("differs", "Q/0015"),
        ("differs", "Q/0020"),
        ("differs", "Q/0025"),
        ("differs", "Q/0026"),
        ("differs", "Q/0035"),
        ("cancelled_here", "Q/0045"),
        ("cancelled_there", "Q/0036"),
        ("not_populated", "Q/0037"),
        ("twice_there", "Q/0065"),
    ];
    let mut got = found(&answer);
    let mut expected: Vec<_> = expected.map(|(kind, number)| (kind.to_owned(), number.to_owned())).into();
    got.sort();
    expected.sort();
    assert_eq!(got, expected);
    // Ten of ours differ or are missing; the foreign one is not ours, and the one listed twice agrees.
    assert_eq!(answer["agree"], 990);
    let fields = |number: &str| {
        let list = answer["differences"].as_array().unwrap();
        let found = list.iter().find(|d| d["number"] == number).unwrap();
        found["fields"].clone()
    };
    assert_eq!(fields("Q/0015"), json!([{"field": "val", "here": "1168.00", "there": "1169.00"}]));
    assert_eq!(fields("Q/0020"), json!([{"field": "iamt", "here": "178.20", "there": "178.21"}]));
    assert_eq!(fields("Q/0025"), json!([{"field": "date", "here": "2026-11-26", "there": "2026-11-27"}]));
    assert_eq!(fields("Q/0035")[0]["field"], "ctin");
    assert_eq!(answer["counts"]["differs"], 5);
    let b2b = answer["totals"].as_array().unwrap().iter().find(|t| t["table"] == "4A").unwrap();
    assert_eq!(b2b["here"]["documents"], json!(549));
}

#[test]
fn reconcile_distinguishes_unsettled_documents_and_those_of_other_periods() {
    let engine = Engine::open(r#"{"on": "2026-12-01"}"#).unwrap();
    let october = bill("E/1", "31/10/2026");
    let irn = submit(&engine, &october)["irn"].clone();
    let mut entry = listed(&october, &irn);
    entry.2["idt"] = json!("01-11-2026");
    let answer = reconcile(&engine, &download(&[entry.clone()]));
    assert_eq!(found(&answer), [("differs".to_owned(), "E/1".to_owned())]);
    assert_eq!(
        answer["differences"][0]["fields"][0],
        json!({"field": "date", "here": "2026-10-31", "there": "2026-11-01"})
    );
    // An export registered here, and a list without a section for it.
    submit(&engine, &of("E/2", "EXPWP", "INV", "N"));
    let mut file = download(&[]);
    file.as_object_mut().unwrap().remove("exp");
    let answer = reconcile(&engine, &file);
    assert!(answer["differences"][0]["message"].as_str().unwrap().contains("no section exp"));
    // The portal needs some days to fill its list.
    let answer = reconcile(&engine, &download(&[]));
    assert!(answer["differences"][0]["message"].as_str().unwrap().contains("may still come"));
    // Unreadable entries are reported, not skipped; the others are read.
    entry.2["idt"] = json!("November");
    let answer = reconcile(&engine, &download(&[entry]));
    assert!(found(&answer).contains(&("unreadable".to_owned(), "E/1".to_owned())), "{answer:#}");
}

#[test]
fn files_of_several_sections_are_read_together_and_of_several_periods_are_not() {
    let engine = Engine::open(r#"{"on": "2026-12-05"}"#).unwrap();
    let (invoice, note) = (of("F/1", "B2B", "INV", "N"), of("F/2", "B2B", "CRN", "N"));
    let irns = [submit(&engine, &invoice)["irn"].clone(), submit(&engine, &note)["irn"].clone()];
    let file = |document: &Value, irn: &Value| download(&[listed(document, irn)]);
    let both = json!([file(&invoice, &irns[0]), {"data": file(&note, &irns[1])}]);
    assert_eq!(reconcile(&engine, &both)["agree"], 2);
    let mut other = file(&note, &irns[1]);
    other["fp"] = json!("102026");
    for (wrong, at) in [
        (json!([file(&invoice, &irns[0]), other]), "/1"),
        (json!({"gstin": SELLER}), "/fp"),
        (json!({"fp": "112026"}), "/gstin"),
        (json!({"gstin": SELLER, "fp": "112026", "b2b": 7}), "/b2b"),
        (json!([]), ""),
    ] {
        let error = engine.ask("reconcile", wrong.to_string(), "").unwrap_err();
        assert_eq!(error.at.as_deref(), Some(at), "{error}");
    }
}

/// A ledger with a registered document, and so many copies of it under other numbers.
fn large(folder: &std::path::Path, copies: usize) -> (Engine, Value) {
    let path = folder.join("einv.db");
    let engine = Engine::open(&json!({"ledger": path, "on": "2026-11-21T12:00:00+05:30"}).to_string()).unwrap();
    let first = engine.ask("submit", bill("LARGE/0", "21/11/2026").to_string(), "").unwrap();
    let made: Value = serde_json::from_str(first.json()).unwrap();
    let copy = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {copies})
         INSERT INTO documents (gstin, fin_year, doc_type, number, irn, date, state, updated, waits, ewb_until, record)
         SELECT gstin, fin_year, doc_type, 'LARGE/' || i, printf('%064x', i), date, state, updated, waits, ewb_until,
             replace(record, 'LARGE/0', 'LARGE/' || i) FROM documents, n"
    );
    rusqlite::Connection::open(&path).unwrap().execute_batch(&copy).unwrap();
    (engine, made["irn"].clone())
}

#[test]
fn no_other_call_waits_for_a_large_return_and_its_deadline_holds() {
    use std::time::{Duration, Instant};
    let folder = tempfile::tempdir().unwrap();
    let (engine, irn) = large(folder.path(), 20_000);
    let asked = json!({"gstin": "29AABCU9603R1ZJ", "period": "112026"}).to_string();
    let status = || {
        let begun = Instant::now();
        engine.ask("status", json!({"irn": irn}).to_string(), "").unwrap();
        begun.elapsed()
    };
    let median = |mut times: Vec<Duration>| {
        times.sort();
        times[times.len() / 2]
    };
    let usual = median((0..50).map(|_| status()).collect());
    let (took, answer, meanwhile) = std::thread::scope(|scope| {
        let making = scope.spawn(|| {
            let begun = Instant::now();
            let made = gstr1(&engine, &asked, r#"{"deadline_ms":600000}"#).unwrap();
            (begun.elapsed(), made)
        });
        let mut meanwhile = Vec::new();
        while !making.is_finished() {
            meanwhile.push(status());
        }
        let (took, made) = making.join().unwrap();
        (took, serde_json::from_str::<Value>(made.json()).unwrap(), meanwhile)
    });
    assert_eq!(answer["totals"]["4A"]["documents"], 20_001, "{}", answer["totals"]);
    let longest = *meanwhile.iter().max().unwrap();
    assert!(longest * 4 < took, "a status waited {longest:?} of the return's {took:?}");
    assert!(median(meanwhile.clone()) < 20 * usual, "{:?}, and {usual:?} without it", median(meanwhile));
    let begun = Instant::now();
    let late = gstr1(&engine, &asked, r#"{"deadline_ms":50}"#).unwrap_err();
    assert_eq!(late.kind, einv::error::ErrorKind::Timeout);
    assert!(begun.elapsed() * 2 < took, "the deadline came after {:?}, the whole takes {took:?}", begun.elapsed());
}
