//! Uploading by hand through the portal's own page: the upload file, and signed answers entered afterwards; and the
//! command that submits many.

use crate::common::{Ask, bill, export, import, today};
use crate::engine::{Portal, at, open, options, parse, status, submit};
use einv::calendar::Clock;
use einv::engine::{Engine, Outcome};
use einv::sandbox::Sandbox;
use serde_json::{Value, json};

fn enter(engine: &Engine, answers: &Value) -> (Outcome, Value) {
    let reply = import(engine, &answers.to_string(), options()).unwrap();
    (reply.outcome, parse(&reply))
}

#[test]
fn the_upload_file_is_an_array_of_documents_or_a_list_of_faults() {
    let good = [bill("U/1", &today()), bill("U/2", &today())];
    let lines = format!("{}\n{}\n", good[0], good[1]);
    for input in [json!(good).to_string(), lines] {
        let reply = export(None, &input, options()).unwrap();
        let file: Vec<Value> = serde_json::from_str(reply.json()).unwrap();
        assert_eq!((reply.outcome, file.len()), (Outcome::Ok, 2));
        assert!(
            reply.json().contains("\"No\":\"U/1\"") && reply.json().contains("\"AssAmt\":990.0"),
            "{}",
            reply.json()
        );
        // einv itself accepts what the portal's page would get.
        let engine = open(&json!({}));
        assert!(file.iter().all(|bill| submit(&engine, bill).1["status"] == "registered"));
    }
    let mut bad = bill("U/3", &today());
    bad["ItemList"][0]["AssAmt"] = json!(5);
    let reply = export(None, &json!([good[0], bad, good[0], 7]).to_string(), options()).unwrap();
    let answer = parse(&reply);
    assert_eq!((reply.outcome, &answer["total"]), (Outcome::Invalid, &json!(4)));
    let wrong: Vec<&Value> = answer["invalid"].as_array().unwrap().iter().map(|one| &one["index"]).collect();
    assert_eq!(wrong, [&json!(1), &json!(2), &json!(3)], "{answer}");
    assert_eq!(answer["invalid"][1]["error"]["code"], "E_CONFLICT");
}

/// An engine with a portal that signs with the key in `data/sandbox` as if it were its own.
fn sandboxed(folder: &std::path::Path) -> Engine {
    open(&json!({"ledger": folder.join("own.db").to_string_lossy()}))
}

#[test]
fn import_enters_a_verified_registration_that_agrees_with_the_ledger() {
    let (theirs, ours) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let elsewhere = sandboxed(theirs.path());
    let made = submit(&elsewhere, &bill("I/1", &today())).1;
    let engine = sandboxed(ours.path());
    // In einv's form, and in the portal's own.
    let own = json!({"signed_invoice": made["signed_invoice"], "signed_qr": made["signed_qr"]});
    let (outcome, said) = enter(&engine, &json!([own]));
    assert_eq!((outcome, &said["entered"], &said["refused"]), (Outcome::Ok, &json!(1), &json!(0)), "{said}");
    let known = status(&engine, &made["irn"]);
    for name in ["status", "ack_no", "ack_date", "signed_qr", "signed_invoice", "cancel_until"] {
        assert_eq!(known[name], made[name], "{name}");
    }
    let portals = json!({"AckNo": made["ack_no"], "SignedInvoice": made["signed_invoice"], "SignedQRCode": made["signed_qr"], "Status": "ACT"});
    assert_eq!(enter(&engine, &portals).1["known"], 1);
    // In the envelope of a portal or a GSP, whose content may be a text; several in one are kept apart.
    for wrapped in [
        json!({"Status": 1, "Data": portals, "ErrorDetails": null}),
        json!({"Status": "1", "Data": portals.to_string()}),
        json!({"success": true, "message": "IRN generated successfully", "result": portals}),
        json!({"body": {"data": [{"transaction": bill("I/1", &today()), "govt_response": portals}]}}),
    ] {
        let (outcome, said) = enter(&engine, &wrapped);
        assert_eq!((outcome, &said["known"]), (Outcome::Ok, &json!(1)), "{wrapped} {said}");
    }
    let (outcome, said) = enter(&engine, &json!({"data": [portals, portals]}));
    assert_eq!((outcome, &said["results"][0]["error"]["code"]), (Outcome::Invalid, &json!("E_JSON")), "{said}");
    // The document itself was entered: submitting it sends nothing, and another one under its number is refused.
    let again = submit(&engine, &bill("I/1", &today())).1;
    assert_eq!((&again["ack_no"], &again["differs"]), (&made["ack_no"], &Value::Null));
    let mut another = bill("I/1", &today());
    another["ItemList"][0]["Qty"] = json!(5);
    another["ItemList"][0]["UnitPrice"] = json!(200.0);
    assert!(engine.ask("submit", another.to_string(), options()).is_err());
    // Cancelled there meanwhile.
    let cancelled = json!({"SignedInvoice": made["signed_invoice"], "Status": "CNL"});
    assert_eq!(enter(&engine, &cancelled).1["results"][0]["status"], "cancelled");
}

#[test]
fn import_refuses_signatures_of_other_keys() {
    let folder = tempfile::tempdir().unwrap();
    let made = submit(&sandboxed(folder.path()), &bill("N/1", &today())).1;
    let token = made["signed_invoice"].as_str().unwrap();
    let (head, signature) = token.rsplit_once('.').unwrap();
    let forged = format!("{head}.{}", signature.chars().rev().collect::<String>());
    let ours = tempfile::tempdir().unwrap();
    let engine = sandboxed(ours.path());
    let answers = json!([{"signed_invoice": forged}, {"signed_invoice": "x"}, {"signed_qr": made["signed_qr"]}, {}, {"signed_qr": token}]);
    let (outcome, said) = enter(&engine, &answers);
    assert_eq!((outcome, &said["refused"]), (Outcome::Invalid, &json!(5)), "{said}");
    let codes: Vec<&str> =
        said["results"].as_array().unwrap().iter().map(|r| r["error"]["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["E_PORTAL", "E_PORTAL", "E_JSON", "E_JSON", "E_JSON"]);
    assert_eq!(status(&engine, &made["irn"])["status"], "unknown");
    // At a real portal the sandbox's key doesn't count, even when its certificate is given.
    let portal = Portal::start(Clock::Wall);
    let real = tempfile::tempdir().unwrap();
    let mut config = at(&portal.url, real.path());
    config["portal"]["qr_keys"] = json!([Sandbox::signing_certificate_pem()]);
    let (_, said) = enter(&open(&config), &json!([{"signed_invoice": token}]));
    assert_eq!(said["results"][0]["error"]["code"], "E_PORTAL", "{said}");
}

#[test]
fn a_document_in_doubt_is_settled_by_its_signed_answer() {
    let (theirs, ours) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let made = submit(&sandboxed(theirs.path()), &bill("W/1", &today())).1;
    // In doubt here, because the answer was nonsense. The keys are those of the tests' own certificate.
    let (url, _) = crate::engine::rude(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nno");
    let portal = Portal::start(Clock::Wall);
    submit(&open(&at(&portal.url, ours.path())), &bill("W/0", &today()));
    let engine = open(&at(&url, ours.path()));
    let doubt = submit(&engine, &bill("W/1", &today())).1;
    assert_eq!(doubt["status"], "in_doubt");
    // The sandbox's signature settles nothing at a real portal.
    let (_, said) = enter(&engine, &json!([{"signed_invoice": made["signed_invoice"]}]));
    assert_eq!((&said["refused"], &status(&engine, &doubt["irn"])["status"]), (&json!(1), &json!("in_doubt")));
    let signed = crate::byhand::signed(&bill("W/1", &today()), doubt["irn"].as_str().unwrap());
    let options = &json!({"qr_keys": [CERTIFICATE]}).to_string();
    let said = parse(&import(&engine, &json!([{"signed_invoice": signed}]).to_string(), options).unwrap());
    assert_eq!((&said["entered"], &said["results"][0]["ack_no"]), (&json!(1), &json!("112610000000001")), "{said}");
    assert_eq!(status(&engine, &doubt["irn"])["status"], "registered");
    // Other content under the same number, with a valid signature, is a conflict and changes nothing.
    let mut another = bill("W/1", &today());
    another["ValDtls"]["TotInvVal"] = json!(99.0);
    let signed = crate::byhand::signed(&another, doubt["irn"].as_str().unwrap());
    let said = parse(&import(&engine, &json!([{"signed_invoice": signed}]).to_string(), options).unwrap());
    assert_eq!(said["results"][0]["error"]["code"], "E_CONFLICT", "{said}");
}

pub const CERTIFICATE: &str = include_str!("../keys/certificate.pem");

/// A signed invoice by the tests' own key.
pub fn signed(bill: &Value, irn: &str) -> String {
    let signer = einv::signed::Signer::new(include_str!("../keys/key.pem"), CERTIFICATE, "tests").unwrap();
    let mut data = json!({"AckNo": 112_610_000_000_001u64, "AckDt": "2026-11-21 12:00:00", "Irn": irn});
    data.as_object_mut().unwrap().extend(bill.as_object().unwrap().clone());
    signer.sign(&data.to_string()).unwrap()
}

#[test]
fn the_command_submits_a_folder_a_file_of_lines_and_an_array_and_reports() {
    let folder = tempfile::tempdir().unwrap();
    let bills: Vec<Value> = (0..6).map(|n| bill(&format!("C/{n}"), &today())).collect();
    let mut bad = bill("C/9", &today());
    bad["ItemList"][0]["AssAmt"] = json!(5);
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir(path("bills")).unwrap();
    bills[..2]
        .iter()
        .enumerate()
        .for_each(|(n, bill)| std::fs::write(path(&format!("bills/{n}.json")), bill.to_string()).unwrap());
    std::fs::write(path("lines.ndjson"), bills[2..4].iter().map(|b| format!("{b}\n")).collect::<String>()).unwrap();
    std::fs::write(path("array.json"), json!([bills[4], bad, bills[5]]).to_string()).unwrap();
    std::fs::write(path("one.json"), serde_json::to_string_pretty(&bills[0]).unwrap()).unwrap();
    std::fs::write(path("config.json"), json!({"ledger": path("einv.db")}).to_string()).unwrap();
    let run = |name: &str, more: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_einv"));
        let output =
            command.arg("submit").arg(path(name)).arg("--config").arg(path("config.json")).args(more).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, said) = run("bills", &[]);
    assert!(code == 0 && said.contains("2 of 2 in") && said.contains("registered 2"), "{said}");
    let (code, said) = run("lines.ndjson", &["--json"]);
    let irns: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(code == 0 && irns.len() == 2 && irns.iter().all(|r| r["status"] == "registered"), "{said}");
    let (code, said) = run("array.json", &["--threads", "2"]);
    assert!(
        code == 1
            && said.contains("array.json, bill 2  C/9  invalid")
            && said.contains("/ItemList/0/AssAmt [2193]")
            && said.contains("registered 2, rejected 1"),
        "{said}"
    );
    // One invoice over many lines is one invoice.
    let (code, said) = run("one.json", &["--json"]);
    assert!(code == 0 && serde_json::from_str::<Value>(&said).unwrap()["status"] == "registered", "{said}");
}
