//! Suppliers' papers against GSTR-2B: PDFs, images and texts of a folder, at the shell.

use crate::command::einv;
use crate::common::bill;
use crate::engine::submit;
use crate::reconcile_files::{BUYER, SELLER};
use einv::answer::reconciled::{GivenPaper, PaperStanding, PapersChecked, PapersRequest, PortalFile};
use einv::engine::{Engine, VerifyOptions, check_papers};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

const OTHER: &str = "27AAPFU0939F1ZV";

/// A row of GSTR-2B.
fn row(number: &str, value: f64, irn: &str) -> Value {
    json!({"inum": number, "dt": "21-11-2026", "typ": "R", "val": value, "pos": "27", "rev": "N", "itcavl": "Y", "rsn": "",
        "irn": irn, "txval": 990.0, "igst": 178.2, "cgst": 0, "sgst": 0, "cess": 0})
}

fn statement(rows: &[(&str, Vec<Value>)]) -> Value {
    let suppliers: Vec<Value> = rows.iter().map(|(ctin, rows)| json!({"ctin": ctin, "inv": rows})).collect();
    json!({"data": {"gstin": BUYER, "rtnprd": "112026", "docdata": {"b2b": suppliers}}})
}

/// A bill to the buyer whose GSTR-2B is looked at.
fn sold(number: &str) -> Value {
    bill(number, "21/11/2026")
}

/// Registers a bill with the built-in sandbox; gives its answer.
fn registered(folder: &Path, bill: &Value) -> Value {
    std::fs::write(folder.join("bill.json"), bill.to_string()).unwrap();
    let (code, said) = einv(folder, &["submit", "bill.json", "--json"]);
    assert_eq!(code, 0, "{said}");
    serde_json::from_str(said.lines().next().unwrap()).unwrap()
}

fn configured() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config = json!({"on": "2026-11-21", "ledger": "books.db", "taxpayers": [{"gstin": SELLER}]});
    std::fs::write(folder.path().join("config.json"), config.to_string()).unwrap();
    std::fs::create_dir(folder.path().join("papers")).unwrap();
    folder
}

/// How each paper stands, by its file; rows without a paper by their number.
fn standings(said: &str) -> BTreeMap<String, String> {
    let answer: Value = serde_json::from_str(said.lines().next().unwrap()).unwrap_or_else(|e| panic!("{e}: {said}"));
    let name = |finding: &Value| finding["file"].as_str().or(finding["number"].as_str()).unwrap_or_default().to_owned();
    let each = answer["findings"].as_array().unwrap().iter();
    each.map(|finding| (name(finding), finding["standing"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn a_folder_of_papers_is_held_against_gstr_2b() {
    let folder = configured();
    let here = folder.path();
    let run = |arguments: &[&str]| einv(here, arguments);
    let papers = here.join("papers");
    let made: BTreeMap<&str, Value> = ["P/1", "P/2", "P/3", "P/4", "P/5"]
        .into_iter()
        .map(|number| (number, registered(here, &sold(number))))
        .collect();
    let irn = |number: &str| made[number]["irn"].as_str().unwrap();
    // A PDF as einv prints it, images of the code, a text with it.
    for (number, command) in [
        ("P/1", vec!["print", "P/1", "--out", "papers/one.pdf"]),
        ("P/2", vec!["qr", "P/2", "--out", "papers/two.png", "--module", "4"]),
        ("P/3", vec!["qr", "P/3", "--out", "papers/three.png", "--module", "2"]),
    ] {
        let (code, said) = run(&command);
        assert_eq!(code, 0, "{number}: {said}");
    }
    let token = |number: &str| made[number]["signed_qr"].as_str().unwrap().to_owned();
    std::fs::write(papers.join("four.txt"), format!("Dear buyer, this is your code:\n{}\n", token("P/4"))).unwrap();
    std::fs::copy(papers.join("two.png"), papers.join("two again.png")).unwrap();
    let mut elsewhere = sold("P/9");
    elsewhere["BuyerDtls"]["Gstin"] = json!(OTHER);
    let foreign = registered(here, &elsewhere);
    std::fs::write(papers.join("foreign.txt"), foreign["signed_qr"].as_str().unwrap()).unwrap();
    let genuine = token("P/5");
    let (signed, _) = genuine.rsplit_once('.').unwrap();
    let (_, signature) = foreign["signed_qr"].as_str().unwrap().rsplit_once('.').unwrap();
    std::fs::write(papers.join("forged.txt"), format!("{signed}.{signature}")).unwrap();
    // What can't be read is named, and the rest goes on.
    std::fs::write(papers.join("broken.pdf"), b"%PDF-1.7\nnothing of a PDF").unwrap();
    std::fs::write(papers.join("broken.jpg"), b"\xff\xd8\xff\xe0 not a picture").unwrap();
    std::fs::write(papers.join("sheet.bin"), b"\0\xff\xfe\0").unwrap();
    std::fs::write(papers.join("letter.txt"), "Thank you for your order.").unwrap();
    std::fs::write(papers.join("logo.png"), blank_png()).unwrap();
    // GSTR-2B: P/1 the same, P/2 under another number's dress, P/3 with another value, P/4 missing, rows without a paper.
    let rows = statement(&[
        (
            SELLER,
            vec![
                row("P/1", 1168.0, irn("P/1")),
                row("p-002", 1168.0, ""),
                row("P/3", 1268.0, ""),
                row("P/7", 500.0, ""),
            ],
        ),
        (OTHER, vec![row("X/1", 100.0, ""), row("X/2", 100.0, irn("P/5"))]),
    ]);
    std::fs::write(here.join("2b.json"), rows.to_string()).unwrap();
    let (code, said) = run(&["verify", "papers", "--2b", "2b.json", "--liable", OTHER, "--json"]);
    assert_eq!(code, 1, "{said}");
    let expected = [
        ("one.pdf, page 1", "fine"),
        ("two.png", "twice"),
        ("two again.png", "fine"),
        ("three.png", "differs"),
        ("four.txt", "not_in_2b"),
        ("foreign.txt", "not_yours"),
        ("forged.txt", "false_signature"),
        ("broken.pdf", "unreadable"),
        ("broken.jpg", "unreadable"),
        ("sheet.bin", "unreadable"),
        ("letter.txt", "no_code"),
        ("logo.png", "no_code"),
        ("P/7", "cannot_tell"),
        ("X/1", "missing_irn"),
        ("X/2", "no_paper"),
    ];
    let expected: BTreeMap<String, String> = expected.map(|(name, how)| (name.to_owned(), how.to_owned())).into();
    assert_eq!(standings(&said), expected, "{said}");
    let answer: Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
    let of =
        |file: &str| answer["findings"].as_array().unwrap().iter().find(|one| one["file"] == file).unwrap().clone();
    assert_eq!(
        (of("two again.png")["matched"].clone(), of("three.png")["fields"][0]["field"].clone()),
        (json!("number"), json!("val"))
    );
    assert_eq!(answer["papers"], 12);

    // As a table, CSV and XLSX, and in Hindi.
    let (_, said) = run(&["verify", "papers", "--2b", "2b.json"]);
    assert!(said.contains("one.pdf") && said.contains("not in 2B") && said.contains("false signature"), "{said}");
    let (_, said) = run(&["verify", "papers", "--2b", "2b.json", "--csv"]);
    assert!(said.lines().count() == 16 && said.contains("ask the supplier to file it"), "{said}");
    let (_, said) = run(&["verify", "papers", "--2b", "2b.json", "--xlsx", "papers.xlsx"]);
    assert!(std::fs::read(here.join("papers.xlsx")).is_ok_and(|bytes| bytes.starts_with(b"PK")), "{said}");
    let (_, said) = run(&["verify", "papers", "--2b", "2b.json", "--language", "hi"]);
    assert!(said.contains("2B में नहीं"), "{said}");

    // One file by itself; a folder without GSTR-2B; GSTR-2B of another.
    let (code, said) = run(&["verify", "papers/one.pdf"]);
    assert!(code == 0 && said.contains("P/1"), "{said}");
    assert!(run(&["verify", "papers/logo.png"]).1.contains("no signed QR code"));
    assert!(run(&["verify", "papers"]).1.contains("--2b"));
    assert!(run(&["verify", "papers", "--2b", "2b.json", "--gstin", OTHER]).1.contains("is asked for"));
}

/// A white picture.
fn blank_png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 64, 64);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&[255; 64 * 64]).unwrap();
    bytes
}

#[test]
fn the_portals_own_list_says_what_is_cancelled() {
    let engine = Engine::open(r#"{"on": "2026-11-21"}"#).unwrap();
    let made = ["C/1", "C/2"].map(|number| submit(&engine, &sold(number)).1);
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("received.json");
    let one = |answer: &Value, status: &str| json!({"Status": status, "Irn": answer["irn"], "SignedInvoice": answer["signed_invoice"], "SignedQRCode": answer["signed_qr"]});
    std::fs::write(&list, json!([one(&made[0], "CNL"), one(&made[1], "ACT")]).to_string()).unwrap();
    let rows = statement(&[(SELLER, vec![row("C/1", 1168.0, ""), row("C/2", 1168.0, "")])]);
    let mut request = PapersRequest::new([PortalFile::Json(rows, String::new())]);
    request.received.push(list);
    request.papers.push(GivenPaper::signed("scan", made[0]["signed_qr"].as_str().unwrap()));
    let checked = check_papers(Some(&engine), request, &VerifyOptions::new()).unwrap();
    let standing = |checked: &PapersChecked, number: &str| {
        checked.findings.iter().find(|finding| finding.number == number).map(|finding| finding.standing)
    };
    assert_eq!(standing(&checked, "C/1"), Some(PaperStanding::Cancelled), "{checked:#?}");
    assert_eq!(standing(&checked, "C/2"), Some(PaperStanding::Fine), "{checked:#?}");
    assert_eq!(checked.papers, 2);
    // Without an engine the sandbox's signature is worth nothing.
    let rows = statement(&[(SELLER, vec![row("C/2", 1168.0, "")])]);
    let mut request = PapersRequest::new([PortalFile::Json(rows, String::new())]);
    request.papers.push(GivenPaper::signed("scan", made[1]["signed_qr"].as_str().unwrap()));
    let checked = check_papers(None, request, &VerifyOptions::new()).unwrap();
    assert_eq!(standing(&checked, "C/2"), Some(PaperStanding::Practice));
}

/// A PDF of one page with this content and this size.
fn pdf(content: &str, size: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[{size}]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        // A form that draws itself, twice.
        "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 9>>stream\n/F Do /F Do\nendstream".to_owned(),
    ];
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|place| out.extend(format!("{place:010} 00000 n \n").bytes()));
    out.extend(format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF", objects.len() + 1).bytes());
    out
}

#[test]
fn hostile_files_neither_hang_nor_hold_up_the_others() {
    let folder = configured();
    let papers = folder.path().join("papers");
    let write = |name: &str, bytes: &[u8]| std::fs::write(papers.join(name), bytes).unwrap();
    write("a form in itself.pdf", &pdf("/F Do", "0 0 500 500"));
    write("a huge page.pdf", &pdf("0 0 1 1 re f", "0 0 9e9 9e9"));
    write("no page.pdf", &pdf("0 0 1 1 re f", "0 0 0 0"));
    write("deep.pdf", &pdf(&"[".repeat(200_000), "0 0 500 500"));
    write("many states.pdf", &pdf(&"q ".repeat(200_000), "0 0 500 500"));
    // A picture of 30,000 × 30,000 pixels in some kilobytes.
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 60_000, 60_000);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    drop(encoder.write_header().unwrap());
    write("bomb.png", &bytes);
    std::fs::write(folder.path().join("2b.json"), statement(&[]).to_string()).unwrap();
    let start = Instant::now();
    let (code, said) = einv(folder.path(), &["verify", "papers", "--2b", "2b.json", "--json"]);
    assert!(code <= 1, "{said}");
    let found = standings(&said);
    assert_eq!(found.len(), 6, "{found:?}");
    assert!(found.values().all(|standing| standing == "unreadable" || standing == "no_code"), "{found:?}");
    assert_eq!(found["bomb.png"], "unreadable");
    assert!(start.elapsed() < Duration::from_secs(180), "{:?}", start.elapsed());
}
