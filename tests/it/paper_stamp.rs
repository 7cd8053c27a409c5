//! Stamps on PDFs of other programs: the stamp is there, the original is unchanged, and an unusable PDF gets a reason.

use crate::common::{Ask, Grey, bill, stamp, tool};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use einv::engine::{Engine, WrittenAnswer};
use einv::error::{Error, ErrorKind};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// A registration with the sandbox, the same every time.
static REGISTRATION: LazyLock<Value> = LazyLock::new(|| {
    let engine = Engine::open(r#"{"on":"2026-11-21"}"#).unwrap();
    let bill = bill("STAMP/1", "21/11/2026").to_string();
    serde_json::from_str(engine.ask("submit", &bill, "").unwrap().json()).unwrap()
});

fn token() -> &'static str {
    REGISTRATION["signed_qr"].as_str().unwrap()
}

/// A bill as a billing program may print it: a frame, lines of text to `lines` from the top, a link. Each page leaves
/// its coordinate system moved and a graphics state open.
fn host(pages: usize, lines: usize) -> Document {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let font = document.add_object(dictionary! {"Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica"});
    let resources = document.add_object(dictionary! {"Font" => dictionary! {"F1" => font}});
    let kids: Vec<Object> = (1..=pages)
        .map(|page| {
            let mut content = format!("q 0.5 0 0 0.5 7 9 cm q BT /F1 40 Tf 120 1560 Td (Host bill, page {page}) Tj ET ");
            content.push_str("1 0 0 1 -14 -18 cm 100 100 1000 1500 re S ");
            for line in 0..lines {
                content.push_str(&format!("BT /F1 20 Tf 120 {} Td (Item {line} of the host, at a good price) Tj ET ", 1500 - line * 30));
            }
            let content = document.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
            let link = document.add_object(dictionary! {"Type" => "Annot", "Subtype" => "Link",
                "Rect" => vec![60.into(), 775.into(), 250.into(), 800.into()], "Border" => vec![0.into(), 0.into(), 0.into()],
                "A" => dictionary! {"S" => "URI", "URI" => Object::string_literal("https://udupistationers.example/")}});
            document
                .add_object(dictionary! {"Type" => "Page", "Parent" => tree, "Contents" => content, "Annots" => vec![link.into()]})
                .into()
        })
        .collect();
    // Size and resources are inherited, as small PDF writers do.
    let node = dictionary! {"Type" => "Pages", "Count" => pages as i64, "Kids" => kids, "Resources" => resources,
    "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()]};
    document.objects.insert(tree, node.into());
    let catalog = document.add_object(dictionary! {"Type" => "Catalog", "Pages" => tree});
    document.trailer.set("Root", catalog);
    document
}

fn bytes(mut document: Document) -> Vec<u8> {
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

/// Sets an entry of the first page.
fn with(mut document: Document, key: &str, value: Object) -> Vec<u8> {
    let page = document.page_iter().next().unwrap();
    document.get_dictionary_mut(page).unwrap().set(key, value);
    bytes(document)
}

fn make(pdf: &[u8], page: Value, place: Value) -> Result<Vec<u8>, Error> {
    let input =
        json!({"pdf": BASE64_STANDARD.encode(pdf), "registration": *REGISTRATION, "page": page, "place": place});
    stamp(None, &input.to_string(), "").map(WrittenAnswer::into_bytes)
}

fn drawn(pdf: &[u8], page: usize, dpi: usize) -> Option<Grey> {
    let (page, dpi) = (page.to_string(), dpi.to_string());
    let out = tool("pdftoppm", &["-r", &dpi, "-f", &page, "-l", &page, "-gray", "-"], pdf)?;
    Some(Grey::pgm(&out.stdout))
}

fn reads(pdf: &[u8], page: usize, dpi: usize) -> bool {
    let Some(read) = drawn(pdf, page, dpi).and_then(|page| page.scanned()) else { return true };
    read.as_deref() == Some(token().as_bytes())
}

fn text(pdf: &[u8]) -> Option<String> {
    let out = tool("pdftotext", &["-raw", "-", "-"], pdf)?;
    Some(String::from_utf8(out.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The stamped PDF begins with the original, is sound, and holds all it held.
fn is_untouched(original: &[u8], stamped: &[u8]) {
    assert!(stamped.starts_with(original));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, stamped).unwrap();
    if let Some(out) = tool("qpdf", &["--check", file.to_str().unwrap()], b"") {
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }
    let (before, after) = (Document::load_mem(original).unwrap(), Document::load_mem(stamped).unwrap());
    let links = |document: &Document| -> usize {
        document.page_iter().map(|page| document.get_page_annotations(page).unwrap().len()).sum()
    };
    assert_eq!((before.get_pages().len(), links(&before)), (after.get_pages().len(), links(&after)));
    let (Some(before), Some(after)) = (text(original), text(stamped)) else { return };
    for word in before.split(' ') {
        assert!(after.contains(word), "{word}");
    }
    let dense: String = after.split(' ').collect();
    for words in
        [REGISTRATION["irn"].as_str().unwrap(), REGISTRATION["ack_no"].as_str().unwrap(), "SANDBOX–NOTATAXINVOICE"]
    {
        assert!(dense.contains(words), "{words}");
    }
}

#[test]
fn a_stamp_is_readable_at_every_size_and_the_original_stays_unchanged() {
    let original = bytes(host(1, 8));
    for (width, dpi) in [(30, 300), (40, 300), (50, 300), (45, 150)] {
        let stamped = make(&original, json!(1), json!({"x_mm": 120, "y_mm": 150, "width_mm": width})).unwrap();
        is_untouched(&original, &stamped);
        assert!(reads(&stamped, 1, dpi), "{width} mm at {dpi} dpi");
    }
}

#[test]
fn a_stamp_is_at_the_requested_place_on_a_page_of_any_rotation() {
    for turned in [0, 90, 180, 270, -90, 450] {
        let original = with(host(1, 0), "Rotate", turned.into());
        let stamped = make(&original, json!(1), json!({"x_mm": 20, "y_mm": 30, "width_mm": 45})).unwrap();
        is_untouched(&original, &stamped);
        assert!(reads(&stamped, 1, 150), "{turned}");
        let (Some(before), Some(after)) = (drawn(&original, 1, 72), drawn(&stamped, 1, 72)) else { return };
        let changed = |x: usize, y: usize| before.pixels[y * before.width + x] != after.pixels[y * after.width + x];
        let points = |mm: f64| (mm / 25.4 * 72.0) as usize;
        let all: Vec<(usize, usize)> = (0..before.height)
            .flat_map(|y| (0..before.width).map(move |x| (x, y)))
            .filter(|&(x, y)| changed(x, y))
            .collect();
        let (left, top) = (all.iter().map(|p| p.0).min().unwrap(), all.iter().map(|p| p.1).min().unwrap());
        let right = all.iter().map(|p| p.0).max().unwrap();
        // Within the quiet zone of the code: it is white on white.
        assert!(
            (points(20.0)..points(23.0)).contains(&left) && (points(30.0)..points(33.0)).contains(&top),
            "{turned} {left} {top}"
        );
        assert!((points(60.0)..=points(65.5)).contains(&right), "{turned} {right}");
    }
}

#[test]
fn a_pages_crop_and_unit_are_respected() {
    let cropped = with(host(1, 0), "CropBox", vec![100.into(), 200.into(), 500.into(), 700.into()].into());
    let unit = with(host(1, 0), "UserUnit", 2.0.into());
    // pdftoppm knows only points as units, so there the code is half as large.
    for (original, dpi) in [(cropped, 150), (unit, 300)] {
        let stamped = make(&original, json!(1), json!({"x_mm": 5, "y_mm": 5, "width_mm": 45})).unwrap();
        is_untouched(&original, &stamped);
        assert!(reads(&stamped, 1, dpi));
    }
}

#[test]
fn a_stamp_finds_a_free_place() {
    // Text from the top down to the last line, then to the bottom: the stamp must not touch it.
    for lines in [0, 10, 30] {
        let original = bytes(host(1, lines));
        let stamped = make(&original, json!(1), json!("auto")).unwrap();
        is_untouched(&original, &stamped);
        assert!(reads(&stamped, 1, 300), "{lines} lines");
        // Everything dark on the page is still visible: nothing was covered.
        let (Some(before), Some(after)) = (drawn(&original, 1, 100), drawn(&stamped, 1, 100)) else { return };
        let lost = before.pixels.iter().zip(&after.pixels).filter(|(b, a)| **b < 128 && **a > 200).count();
        assert_eq!(lost, 0, "{lines} lines");
    }
    let mut full = host(1, 0);
    let page = full.page_iter().next().unwrap();
    let squares: String =
        (0..29).flat_map(|x| (0..42).map(move |y| format!("{} {} 15 15 re f ", x * 20, y * 20))).collect();
    full.add_page_contents(page, format!("Q Q {squares}").into_bytes()).unwrap();
    let error = make(&bytes(full), json!(1), json!("auto")).unwrap_err();
    assert!(error.at.as_deref() == Some("/place") && error.message.contains("no free place"), "{error}");
}

#[test]
fn a_background_is_no_obstacle_and_a_picture_is() {
    let paint = |content: &str| {
        let mut document = host(1, 0);
        let page = document.page_iter().next().unwrap();
        document.add_page_contents(page, format!("Q Q {content}").into_bytes()).unwrap();
        bytes(document)
    };
    assert!(make(&paint("0.95 0.95 1 rg 0 0 595 842 re f"), json!(1), json!("auto")).is_ok());
    assert!(make(&paint("1 1 1 rg 20 20 550 600 re f"), json!(1), json!("auto")).is_ok());
    assert!(
        make(
            &paint("0.2 g 0 0 595 640 re f 0 640 200 202 re f 500 640 95 202 re f 150 700 400 100 re f"),
            json!(1),
            json!("auto")
        )
        .is_err()
    );
}

#[test]
fn one_page_the_last_or_all_are_stamped_and_stamps_may_be_put_on_stamps() {
    let original = bytes(host(3, 4));
    let stamped_pages = |pdf: &[u8]| -> Vec<u32> {
        let document = Document::load_mem(pdf).unwrap();
        let has =
            |id: &lopdf::ObjectId| String::from_utf8_lossy(&document.get_page_content(*id)).contains("/EinvStamp");
        document.get_pages().iter().filter(|(_, id)| has(id)).map(|(number, _)| *number).collect()
    };
    for (page, expected) in [(json!(2), vec![2]), (json!("last"), vec![3]), (json!("all"), vec![1, 2, 3])] {
        let stamped = make(&original, page, json!("auto")).unwrap();
        is_untouched(&original, &stamped);
        assert_eq!(stamped_pages(&stamped), expected);
        let twice = make(&stamped, json!(1), json!("auto")).unwrap();
        is_untouched(&stamped, &twice);
    }
    for wrong in [json!(4), json!(0), json!(-1), json!("first"), json!(1.5)] {
        assert_eq!(make(&original, wrong, json!("auto")).unwrap_err().at.as_deref(), Some("/page"));
    }
    for wrong in [
        json!("middle"),
        json!({"x_mm": 1, "y_mm": 1}),
        json!({"x_mm": 190, "y_mm": 10, "width_mm": 45}),
        json!({"x_mm": 10, "y_mm": 280, "width_mm": 45}),
        json!({"x_mm": 10, "y_mm": 10, "width_mm": 5}),
    ] {
        assert_eq!(make(&original, json!(1), wrong).unwrap_err().at.as_deref(), Some("/place"));
    }
}

#[test]
fn pages_with_shared_resources_each_get_their_own_stamp() {
    let mut document = host(2, 0);
    let shared = document.add_object(Dictionary::new());
    let pages: Vec<lopdf::ObjectId> = document.page_iter().collect();
    for page in &pages {
        document.get_dictionary_mut(*page).unwrap().set("Resources", shared);
    }
    // Inside the frame, the second page has room only for a narrow stamp.
    document.add_page_contents(pages[1], b"Q Q 0 0 440 842 re f 440 0 155 560 re f".to_vec()).unwrap();
    let original = bytes(document);
    let stamped = make(&original, json!("all"), json!("auto")).unwrap();
    is_untouched(&original, &stamped);
    assert!(reads(&stamped, 1, 150) && reads(&stamped, 2, 300));
    let (Some(wide), Some(narrow)) = (drawn(&stamped, 1, 72), drawn(&stamped, 2, 72)) else { return };
    let ink = |page: &Grey| {
        (0..page.height / 4)
            .flat_map(|y| page.pixels[y * page.width + 485..(y + 1) * page.width].iter())
            .filter(|p| **p < 128)
            .count()
    };
    assert!(ink(&narrow) > 0 && ink(&wide) > 0);
}

#[test]
fn every_variant_of_pdf_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    std::fs::write(path("plain.pdf"), bytes(host(2, 4))).unwrap();
    for (name, how) in [
        ("streams.pdf", "--object-streams=generate"),
        ("linear.pdf", "--linearize"),
        ("old.pdf", "--object-streams=disable"),
        ("qdf.pdf", "--qdf"),
    ] {
        let Some(out) = tool("qpdf", &[how, &path("plain.pdf"), &path(name)], b"") else { return };
        assert!(out.status.success());
        let original = std::fs::read(path(name)).unwrap();
        let stamped = make(&original, json!("all"), json!("auto")).unwrap();
        is_untouched(&original, &stamped);
        assert!(reads(&stamped, 1, 150) && reads(&stamped, 2, 150), "{name}");
    }
    for (name, user) in [("open.pdf", ""), ("locked.pdf", "secret")] {
        let Some(_) = tool("qpdf", &["--encrypt", user, "owner", "256", "--", &path("plain.pdf"), &path(name)], b"")
        else {
            return;
        };
        let error = make(&std::fs::read(path(name)).unwrap(), json!(1), json!("auto")).unwrap_err();
        assert!(error.at.as_deref() == Some("/pdf") && error.message.contains("encrypted"), "{error}");
    }
}

#[test]
fn a_broken_or_foreign_file_is_refused_with_a_reason() {
    let whole = bytes(host(1, 8));
    let refused = |pdf: &[u8]| {
        let error = make(pdf, json!(1), json!("auto")).unwrap_err();
        assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Json, Some("/pdf")), "{error}");
        assert!(error.message.starts_with("the PDF can't be stamped: ") && error.fix.is_some(), "{error}");
        error.message
    };
    assert!(refused(b"").contains("not a PDF"));
    assert!(refused(b"PK\x03\x04 a zip").contains("not a PDF"));
    assert!(refused(&whole[..whole.len() / 2]).contains("broken"));
    assert!(refused(b"%PDF-1.7\nnothing").contains("broken"));
    // Its table of objects is shifted: a repaired copy could be read, but nothing may be appended to it.
    let mut shifted = whole.clone();
    shifted.splice(9..9, *b"% a line more than the table knows of\n");
    assert!(refused(&shifted).contains("broken"));
    let input = json!({"pdf": "not base64!", "registration": *REGISTRATION});
    assert_eq!(stamp(None, &input.to_string(), "").unwrap_err().at.as_deref(), Some("/pdf"));
    // Damage may be refused or ignored, but never crashes the program.
    for at in (0..whole.len()).step_by(37) {
        let mut damaged = whole.clone();
        damaged[at] = damaged[at].wrapping_add(101);
        let _ = make(&damaged, json!(1), json!("auto"));
    }
}

#[test]
fn a_registration_without_irn_or_with_anothers_code_is_not_stamped() {
    let pdf = BASE64_STANDARD.encode(bytes(host(1, 1)));
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut registration = REGISTRATION.clone();
        change(&mut registration);
        let input = json!({"pdf": pdf, "registration": registration});
        stamp(None, &input.to_string(), "").unwrap_err()
    };
    let error = refused(&|r| *r = json!({"status": "pending", "irn": null}));
    assert_eq!(error.at.as_deref(), Some("/registration/irn"));
    let error = refused(&|r| r["irn"] = json!("0".repeat(64)));
    assert_eq!(error.at.as_deref(), Some("/registration/signed_qr"));
    let error = refused(&|r| r["signed_qr"] = r["signed_invoice"].clone());
    assert_eq!(error.at.as_deref(), Some("/registration/signed_qr"));
    let error = refused(&|r| r["ack_date"] = json!("yesterday"));
    assert_eq!(error.at.as_deref(), Some("/registration/ack_date"));
}
