//! Invoices as pages: their content, their look, and that they are sound PDF.

use crate::common::{Ask, Grey, bill, hash, print, tool};
use einv::answer::VerbRequest;
use einv::answer::paper::PrintRequest;
use einv::calendar::{FinYear, IstTime};
use einv::engine::{Engine, PrintOptions, WrittenAnswer};
use einv::error::{Error, ErrorKind};
use einv::gstin::Gstin;
use einv::money::Amount;
use einv::signed::Signer;
use einv::taxpayer::{Taxpayer, TaxpayerClass};
use serde_json::{Value, json};
use std::path::Path;

const KEY: &str = include_str!("../keys/key.pem");
const CERTIFICATE: &str = include_str!("../keys/certificate.pem");

/// A registration, as from a portal with a known key.
fn registration(bill: &Value) -> Value {
    let irn = hash(None, &bill.to_string(), r#"{"on":"2026-11-21"}"#).unwrap();
    let irn: Value = serde_json::from_str(irn.json()).unwrap();
    let value = |path: &str| bill.pointer(path).unwrap().clone();
    let items = bill["ItemList"].as_array().unwrap();
    let main = items.iter().max_by(|a, b| a["AssAmt"].as_f64().unwrap().total_cmp(&b["AssAmt"].as_f64().unwrap()));
    let qr = json!({"SellerGstin": value("/SellerDtls/Gstin"), "BuyerGstin": value("/BuyerDtls/Gstin"),
        "DocNo": value("/DocDtls/No"), "DocTyp": value("/DocDtls/Typ"), "DocDt": value("/DocDtls/Dt"),
        "TotInvVal": value("/ValDtls/TotInvVal"), "ItemCnt": items.len(), "MainHsnCode": main.unwrap()["HsnCd"],
        "Irn": irn["irn"], "IrnDt": "2026-11-21 12:05:00"});
    let token = Signer::new(KEY, CERTIFICATE, "NIC").unwrap().sign(&qr.to_string()).unwrap();
    json!({"status": "registered", "irn": irn["irn"], "ack_no": "112610045678901", "ack_date": "2026-11-21T12:05:00+05:30",
        "signed_qr": token, "ewb": {"ewb_no": "181010045678", "ewb_date": null, "valid_until": "2026-11-24T23:59:00+05:30"}})
}

fn make(input: &Value, options: &Value) -> Result<Vec<u8>, Error> {
    let options = &options.to_string();
    print(None, &input.to_string(), options).map(WrittenAnswer::into_bytes)
}

fn page(bill: &Value, registration: &Value) -> Vec<u8> {
    make(&json!({"invoice": bill, "registration": registration}), &json!({"qr_keys": [CERTIFICATE]})).unwrap()
}

/// The text of a PDF, in reading order, with each run of white space as one space.
fn text(pdf: &[u8]) -> Option<String> {
    let out = tool("pdftotext", &["-layout", "-", "-"], pdf)?;
    assert!(out.status.success());
    let text = String::from_utf8(out.stdout).unwrap();
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a text contains some words. Where letters overlap, as vowel signs do, pdftotext sees spaces that don't
/// exist.
fn holds(text: &str, words: &str) -> bool {
    let dense = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    dense(text).contains(&dense(words))
}

fn says(pdf: &[u8], words: &[&str]) {
    let Some(text) = text(pdf) else { return };
    for word in words {
        assert!(holds(&text, word), "{word:?} is not in {text:.2000}");
    }
}

fn is_sound(pdf: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, pdf).unwrap();
    let Some(out) = tool("qpdf", &["--check", file.to_str().unwrap()], b"") else { return };
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

fn drawn(pdf: &[u8], page: usize, dpi: usize) -> Option<Grey> {
    let (page, dpi) = (page.to_string(), dpi.to_string());
    let out = tool("pdftoppm", &["-r", &dpi, "-f", &page, "-l", &page, "-gray", "-"], pdf)?;
    Some(Grey::pgm(&out.stdout))
}

/// Compares a page with its checked-in picture. `EINV_PICTURES=write` rewrites the picture: look at it before you
/// commit it.
fn looks_like(pdf: &[u8], number: usize, name: &str) {
    let Some(seen) = drawn(pdf, number, 60) else { return };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pages/{name}.png"));
    if std::env::var("EINV_PICTURES").is_ok_and(|value| value == "write") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut encoder =
            png::Encoder::new(std::fs::File::create(&path).unwrap(), seen.width as u32, seen.height as u32);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_compression(png::Compression::High);
        encoder.write_header().unwrap().write_image_data(&seen.pixels).unwrap();
    }
    let kept = std::io::BufReader::new(std::fs::File::open(&path).unwrap());
    let mut reader = png::Decoder::new(kept).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    assert_eq!(pixels.len(), seen.pixels.len(), "{name} has another size");
    // Renderers differ slightly in shade; an added or missing word or line is a whole patch.
    let patch = 12;
    let columns = seen.width / patch;
    let mut worst = 0;
    for at in 0..columns * (seen.height / patch) {
        let (left, top) = (at % columns * patch, at / columns * patch);
        let mean = |pixels: &[u8]| {
            let rows = (top..top + patch).map(|y| &pixels[y * seen.width + left..][..patch]);
            rows.flatten().map(|&p| u32::from(p)).sum::<u32>() / (patch * patch) as u32
        };
        worst = worst.max(mean(&pixels).abs_diff(mean(&seen.pixels)));
    }
    assert!(worst <= 24, "{name} looks different: a patch by {worst} of 255");
}

/// A bill within one state of many lines, in nine scripts.
fn long_bill(lines: usize) -> Value {
    let mut long = bill("UDP/26-27/0418", "21/11/2026");
    let names = [
        "कच्चा रजिस्टर, २०० पृष्ठ, क्ष त्र ज्ञ श्री",
        "Ball pens, blue",
        "தமிழ் நோட்டுப் புத்தகம்",
        "বাংলা খাতা",
        "తెలుగు నోటు పుస్తకం",
        "ಕನ್ನಡ ಪುಸ್ತಕ",
        "മലയാളം നോട്ട് ബുക്ക്",
        "ગુજરાતી નોટબુક",
        "ਪੰਜਾਬੀ ਕਾਪੀ",
        "ଓଡ଼ିଆ ଖାତା",
    ];
    let codes = ["48201020", "96081019", "48202000"];
    let line = |n: usize| {
        json!({"SlNo": (n + 1).to_string(), "PrdDesc": names[n % names.len()], "IsServc": "N", "HsnCd": codes[n % 3], "Qty": 10,
            "Unit": "NOS", "UnitPrice": 100.00, "TotAmt": 1000.00, "AssAmt": 1000.00, "GstRt": 18.0, "CgstAmt": 90.00,
            "SgstAmt": 90.00, "TotItemVal": 1180.00})
    };
    long["SellerDtls"]["TrdNm"] = json!("उडुपी स्टेशनर्स");
    long["BuyerDtls"] = json!({"Gstin": "29AAACP1234A1ZQ", "LglNm": "Mysuru Book House Private Limited",
        "TrdNm": "மதுரை புத்தகக் கடை", "Pos": "29", "Addr1": "7 Church Street", "Loc": "Mysuru", "Pin": 570001, "Stcd": "29"});
    long["ItemList"] = (0..lines).map(line).collect();
    let n = lines as f64;
    long["ValDtls"] = json!({"AssVal": n * 1000.0, "CgstVal": n * 90.0, "SgstVal": n * 90.0, "TotInvVal": n * 1180.0});
    long
}

#[test]
fn a_page_has_everything_a_tax_invoice_needs() {
    let mut bill = bill("UDP/26-27/0417", "21/11/2026");
    bill["PayDtls"] =
        json!({"Nm": "Udupi Stationers", "AccDet": "0417001122334", "FinInsBr": "SBIN0000417", "CrDay": 30});
    bill["RefDtls"] = json!({"InvRm": "Thank you", "ContrDtls": [{"PORefr": "PO/118", "PORefDt": "02/11/2026"}]});
    let registration = registration(&bill);
    let pdf = page(&bill, &registration);
    is_sound(&pdf);
    says(
        &pdf,
        &[
            "TAX INVOICE",
            "No. UDP/26-27/0417",
            "Dated 21-11-2026",
            "Udupi Stationers Private Limited",
            "GSTIN 29AABCU9603R1ZJ",
            registration["irn"].as_str().unwrap(),
            "112610045678901",
            "21-11-2026 12:05",
            "181010045678",
            "24-11-2026 23:59",
            "Pune Office Supplies LLP",
            "GSTIN 27AABCU9603R1ZN",
            "Maharashtra (27)",
            "PO/118 of 02-11-2026",
            "Ruled register",
            "48201090",
            "10 NOS",
            "990.00",
            "18 %",
            "178.20",
            "1,168.20",
            "Discount ₹ 10.00",
            "Round-off -0.20",
            "₹ 1,168.00",
            "Rupees One Thousand One Hundred Sixty-Eight Only",
            "IGST ₹",
            "0417001122334",
            "SBIN0000417",
            "Thank you",
            "rule 48(4)",
            "Authorised signatory",
            "Page 1 of 1",
        ],
    );
    let whole = text(&pdf).unwrap_or_default();
    assert!(!whole.contains("SANDBOX") && !whole.contains("CANCELLED") && !whole.contains("REVERSE CHARGE BASIS"));
    // The code on the page, as a screen and an office scanner see it.
    for dpi in [150, 200, 300, 600] {
        if let Some(read) = drawn(&pdf, 1, dpi).and_then(|page| page.scanned()) {
            assert_eq!(read.as_deref(), registration["signed_qr"].as_str().map(str::as_bytes), "at {dpi} dpi");
        }
    }
    assert!(pdf.len() < 22_000, "{} bytes: a page is mailed, and kept for years", pdf.len());
    looks_like(&pdf, 1, "one-page");
}

#[test]
fn the_same_invoice_makes_the_same_bytes() {
    let bill = long_bill(40);
    let registration = registration(&bill);
    assert!(page(&bill, &registration) == page(&bill, &registration));
}

#[test]
fn many_lines_continue_on_pages_with_sums_carried() {
    let bill = long_bill(60);
    let pdf = page(&bill, &registration(&bill));
    is_sound(&pdf);
    let Some(text) = text(&pdf) else { return };
    let after = |word: &str| -> Vec<String> {
        let parts: Vec<&str> = text.split(word).collect();
        parts[1..]
            .iter()
            .map(|part| part.split(' ').filter(|w| !w.is_empty()).take(3).collect::<Vec<_>>().join(" "))
            .collect()
    };
    let (forward, brought) = (after("Carried forward"), after("Brought forward"));
    assert!(!forward.is_empty() && forward == brought, "{forward:?} {brought:?}");
    // Each sum is that of the lines so far: 1,000 taxable, 180 tax, 1,180 value a line.
    let first: Vec<f64> = forward[0].split(' ').map(|n| n.replace(',', "").parse().unwrap()).collect();
    assert_eq!((first[1] / first[0], first[2] / first[0]), (0.18, 1.18));
    for word in [
        "उडुपी स्टेशनर्स",
        "தமிழ் நோட்டுப் புத்தகம்",
        "ଓଡ଼ିଆ ଖାତା",
        "₹ 70,800.00",
        "Page 3 of 3",
        "Rupees Seventy Thousand Eight Hundred Only",
    ] {
        assert!(holds(&text, word), "{word:?} is not in {text:.2000}");
    }
    looks_like(&pdf, 1, "many-pages-1");
    looks_like(&pdf, 2, "many-pages-2");
    looks_like(&pdf, 3, "many-pages-3");
}

#[test]
fn the_largest_invoice_and_the_longest_line_are_printed_whole() {
    let bill = long_bill(1000);
    let pdf = page(&bill, &registration(&bill));
    is_sound(&pdf);
    says(&pdf, &["1000 ଓଡ଼ିଆ ଖାତା", "₹ 11,80,000.00"]);
    let mut tall = long_bill(2);
    let attribute = |n: usize| json!({"Nm": format!("attribute number {n}"), "Val": format!("value{n} ").repeat(10)});
    tall["ItemList"][1]["AttribDtls"] = (0..300).map(attribute).collect();
    tall["ItemList"][0]["PrdDesc"] = json!("W".repeat(300));
    tall["ItemList"][0]["UnitPrice"] = json!(999999999999.999);
    let pdf = page(&tall, &registration(&tall));
    is_sound(&pdf);
    says(&pdf, &["attribute number 0:", "attribute number 299:", "9,99,99,99,99,999.999"]);
}

#[test]
fn marks_are_printed_where_they_belong() {
    let bill = bill("MARK/1", "21/11/2026");
    let plain = registration(&bill);
    let with = |change: &dyn Fn(&mut Value, &mut Value)| {
        let (mut bill, mut registration) = (bill.clone(), plain.clone());
        change(&mut bill, &mut registration);
        page(&bill, &registration)
    };
    let cancelled = with(&|_, r| {
        r["status"] = json!("cancelled");
        r["cancel_date"] = json!("2026-11-21T16:30:00+05:30");
    });
    says(&cancelled, &["CANCELLED on 21-11-2026 16:30"]);
    looks_like(&cancelled, 1, "cancelled");
    says(
        &with(&|b, _| b["TranDtls"]["RegRev"] = json!("Y")),
        &["TAX IS PAYABLE ON REVERSE CHARGE BASIS", "Yes, tax payable"],
    );
    says(
        &with(&|b, _| b["TranDtls"]["SupTyp"] = json!("EXPWOP")),
        &["SUPPLY MEANT FOR EXPORT UNDER BOND OR LETTER OF UNDERTAKING"],
    );
    let engine = Engine::open(r#"{"on":"2026-11-21"}"#).unwrap();
    let submitted: Value = serde_json::from_str(engine.ask("submit", bill.to_string(), "").unwrap().json()).unwrap();
    let input = json!({"invoice": bill, "registration": submitted});
    let sandbox = print(Some(&engine), &input.to_string(), "").unwrap().into_bytes();
    says(&sandbox, &["SANDBOX – NOT A TAX INVOICE", "registered with no portal"]);
    looks_like(&sandbox, 1, "sandbox");
    // Leaving out a word doesn't remove the mark: the signature itself decides.
    let mut stripped = submitted.clone();
    stripped["sandbox"] = json!(false);
    says(&page(&bill, &stripped), &["SANDBOX – NOT A TAX INVOICE"]);
}

#[test]
fn only_a_bill_that_needs_an_irn_and_lacks_one_is_marked() {
    let bill = bill("MARK/2", "21/11/2026");
    let mark = "IRN NOT YET OBTAINED - not a valid tax invoice, rule 48(5)";
    let turnover = |rupees: &str| Taxpayer {
        gstin: Gstin::parse("29AABCU9603R1ZJ"),
        class: Some(TaxpayerClass::Regular),
        turnover: (2017..2026).map(|year| (FinYear::beginning(year), Amount::parse(rupees).unwrap())).collect(),
        ..Taxpayer::default()
    };
    let on = IstTime::parse("2026-11-21").unwrap();
    let registrations = ["pending", "in_doubt", "rejected", "withdrawn"]
        .map(|status| json!({"status": status, "irn": registration(&bill)["irn"]}))
        .into_iter()
        .chain([Value::Null]);
    for registration in registrations {
        for (bill, taxpayer, marked, warns) in [
            (&bill, Some(turnover("900000000.00")), true, true),
            (&bill, Some(turnover("9000000.00")), false, false),
            (&bill, None, false, true),
        ] {
            let options = taxpayer.into_iter().fold(PrintOptions::new().on(on), PrintOptions::taxpayer);
            let input = json!({"invoice": bill, "registration": registration}).to_string();
            let printed = einv::engine::print(None, PrintRequest::read(&input).unwrap(), &options).unwrap();
            assert_eq!(printed.warning.is_some(), warns, "{registration} {:?}", printed.warning);
            let Some(text) = text(&printed.pdf) else { return };
            assert_eq!(holds(&text, mark), marked, "{registration}");
            assert!(!text.contains("INVOICE REFERENCE NUMBER"), "an IRN that nobody gave");
        }
    }
}

#[test]
fn a_page_takes_its_registration_from_the_engines_ledger() {
    let engine = Engine::open(r#"{"on":"2026-11-21"}"#).unwrap();
    let bill = bill("LEDGER/1", "21/11/2026");
    let make = |input: &Value| print(Some(&engine), &input.to_string(), "").map(WrittenAnswer::into_bytes);
    let before = make(&bill).unwrap();
    let registration: Value = serde_json::from_str(engine.ask("submit", bill.to_string(), "").unwrap().json()).unwrap();
    let given = make(&json!({"invoice": bill, "registration": registration})).unwrap();
    for input in [bill.clone(), json!({"invoice": bill}), json!({"invoice": bill, "registration": null})] {
        assert!(make(&input).unwrap() == given && given != before);
    }
    // Another engine doesn't know it, nor does a call without an engine.
    let other = Engine::open(r#"{"on":"2026-11-21"}"#).unwrap();
    for engine in [Some(&other), None] {
        assert!(print(engine, &bill.to_string(), "").unwrap().into_bytes() == before);
    }

    // Names and contacts may change; the fields that make the document may not.
    let mut renamed = bill.clone();
    renamed["BuyerDtls"]["Addr1"] = json!("8 Laxmi Road");
    says(&make(&renamed).unwrap(), &[registration["ack_no"].as_str().unwrap(), "8 Laxmi Road"]);
    for input in [&|bill: Value| bill, &|bill: Value| json!({"invoice": bill})] as [&dyn Fn(Value) -> Value; 2] {
        let mut changed = bill.clone();
        changed["ItemList"][0]["Qty"] = json!(11);
        let error = make(&input(changed)).unwrap_err();
        assert!(
            error.kind == ErrorKind::Conflict && error.at.as_deref().unwrap().ends_with("/ItemList/0/Qty"),
            "{error}"
        );
        assert!(error.message.contains(registration["irn"].as_str().unwrap()), "{error}");
    }

    let request = json!({"irn": registration["irn"], "reason": "duplicate"});
    engine.ask("cancel", request.to_string(), "").unwrap();
    says(&make(&bill).unwrap(), &["CANCELLED"]);
}

#[test]
fn a_cancelled_e_way_bill_is_not_printed() {
    let bill = bill("EWB/1", "21/11/2026");
    let mut registration = registration(&bill);
    says(&page(&bill, &registration), &["181010045678"]);
    registration["ewb"]["status"] = json!("cancelled");
    assert!(!text(&page(&bill, &registration)).unwrap_or_default().contains("181010045678"));
}

#[test]
fn notes_name_their_kind_and_their_original() {
    let mut note = bill("CN/1", "21/11/2026");
    note["DocDtls"]["Typ"] = json!("CRN");
    note["RefDtls"] = json!({"PrecDocDtls": [{"InvNo": "UDP/26-27/0417", "InvDt": "01/11/2026"}]});
    says(&page(&note, &registration(&note)), &["CREDIT NOTE", "ORIGINAL DOCUMENT", "UDP/26-27/0417 of 01-11-2026"]);
    note["DocDtls"]["Typ"] = json!("DBN");
    says(&page(&note, &registration(&note)), &["DEBIT NOTE"]);
}

#[test]
fn a_page_has_the_logo_and_colour_of_the_business() {
    let bill = bill("LOGO/1", "21/11/2026");
    let mut logo = Vec::new();
    let mut encoder = png::Encoder::new(&mut logo, 40, 20);
    encoder.set_color(png::ColorType::Rgba);
    let shape = (0..800).flat_map(|n| if (n % 40 + n / 40) % 10 < 5 { [200, 60, 20, 255] } else { [0, 0, 0, 0] });
    encoder.write_header().unwrap().write_image_data(&shape.collect::<Vec<u8>>()).unwrap();
    use base64::Engine as _;
    let encoded = base64::prelude::BASE64_STANDARD.encode(&logo);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logo.png").to_string_lossy().into_owned();
    std::fs::write(&path, &logo).unwrap();
    let input = json!({"invoice": bill, "registration": registration(&bill)});
    let make = |logo: &str, accent: &str| make(&input, &json!({"logo": logo, "accent": accent}));
    let pdf = make(&encoded, "#7a3e9d").unwrap();
    is_sound(&pdf);
    assert!(
        pdf == make(&path, "#7a3e9d").unwrap()
            && pdf == make(&format!("data:image/png;base64,{encoded}"), "#7a3e9d").unwrap()
    );
    looks_like(&pdf, 1, "logo");
    for (logo, accent, at) in [
        ("nowhere.png", "#7a3e9d", "/logo"),
        ("iVBORw0KGgo!!", "#7a3e9d", "/logo"),
        ("iVBORw0KGgoAAAA=", "#7a3e9d", "/logo"),
        ("/9j/AAAA", "#7a3e9d", "/logo"),
        (&path, "violet", "/accent"),
    ] {
        let error = make(logo, accent).unwrap_err();
        assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Option, Some(at)), "{error}");
    }
}

#[test]
fn a_code_of_another_invoice_or_another_signer_is_not_printed() {
    let bill = bill("OWN/1", "21/11/2026");
    let own = registration(&bill);
    let refused = |bill: &Value, registration: &Value| {
        let error = make(&json!({"invoice": bill, "registration": registration}), &json!({"qr_keys": [CERTIFICATE]}))
            .unwrap_err();
        assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Json, Some("/registration/signed_qr")), "{error}");
        error.message
    };
    let mut dearer = bill.clone();
    dearer["ValDtls"]["TotInvVal"] = json!(2168.00);
    assert!(refused(&dearer, &own).contains("/ValDtls/TotInvVal"));
    let mut other = own.clone();
    other["irn"] = json!("0".repeat(64));
    assert!(refused(&bill, &other).contains("another IRN"));
    let token = own["signed_qr"].as_str().unwrap();
    let mut changed = own.clone();
    let at = token.len() - 100;
    let digit = if &token[at..=at] == "A" { "B" } else { "A" };
    changed["signed_qr"] = json!(format!("{}{digit}{}", &token[..at], &token[at + 1..]));
    assert!(refused(&bill, &changed).contains("did not sign"));
    changed["signed_qr"] = json!(token[..300]);
    assert!(refused(&bill, &changed).contains("no signed QR"));
    let error = make(&json!({"invoice": {"Version": "1.1"}, "registration": null}), &json!({})).unwrap_err();
    assert_eq!(error.at.as_deref(), Some("/invoice"));
}
