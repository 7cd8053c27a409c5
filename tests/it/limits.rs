//! The cost of a hostile document: a refusal that names the limit, little memory, and a host that survives.
//!
//! Each case runs in its own process, whose peak size the system reports.

use crate::common::{Ask, bill, print, stamp};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use einv::engine::Engine;
use einv::error::ErrorKind;
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};

/// The mebibytes that a call may use beside the test program itself.
const MOST: u64 = 256;

/// A PDF of `pages` pages with the same content, and the changes of a case.
struct Host {
    content: Vec<u8>,
    pages: usize,
    page: Dictionary,
}

impl Host {
    fn new(content: &[u8]) -> Host {
        Host { content: content.to_vec(), pages: 1, page: Dictionary::new() }
    }

    fn with(mut self, key: &str, value: impl Into<Object>) -> Host {
        self.page.set(key, value);
        self
    }

    fn bytes(self) -> Vec<u8> {
        let mut document = Document::with_version("1.5");
        let tree = document.new_object_id();
        let mut content = Stream::new(Dictionary::new(), self.content);
        content.compress().unwrap();
        let content = document.add_object(content);
        let form = dictionary! {"Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 9.into(), 9.into()]};
        let form = document.add_object(Stream::new(form, b"0 0 1 1 re f".to_vec()));
        let resources = dictionary! {"XObject" => dictionary! {"F" => form}};
        let mut kids = Vec::new();
        for _ in 0..self.pages {
            let mut page = dictionary! {"Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources.clone(),
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()]};
            self.page.iter().for_each(|(key, value)| page.set(key.clone(), value.clone()));
            kids.push(Object::from(document.add_object(page)));
        }
        let node = dictionary! {"Type" => "Pages", "Count" => self.pages as i64, "Kids" => kids};
        document.objects.insert(tree, node.into());
        let catalog = document.add_object(dictionary! {"Type" => "Catalog", "Pages" => tree});
        document.trailer.set("Root", catalog);
        let mut out = Vec::new();
        document.save_to(&mut out).unwrap();
        out
    }
}

fn registration() -> Value {
    let engine = Engine::open(r#"{"on":"2026-11-21"}"#).unwrap();
    let bill = bill("LIMIT/1", "21/11/2026").to_string();
    serde_json::from_str(engine.ask("submit", bill, "").unwrap().json()).unwrap()
}

/// Stamps a PDF; returns the kind of the refusal, where there was one.
fn stamped(pdf: &[u8], page: Value, place: Value) -> Option<ErrorKind> {
    let input =
        json!({"pdf": BASE64_STANDARD.encode(pdf), "registration": registration(), "page": page, "place": place});
    let input = input.to_string();
    begin();
    stamp(None, &input, "").err().map(|e| e.kind)
}

fn anywhere(pdf: &[u8]) -> Option<ErrorKind> {
    stamped(pdf, json!("all"), json!("auto"))
}

fn printed(described: &str, options: &Value) -> Option<ErrorKind> {
    let mut bill = bill("LIMIT/2", "21/11/2026");
    bill["ItemList"][0]["PrdDesc"] = described.into();
    let input = json!({"invoice": bill}).to_string();
    begin();
    print(None, &input, options.to_string()).err().map(|e| e.kind)
}

/// A file of these objects, with a correct table.
fn file(objects: &[&[u8]]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(out.len());
        out.extend(format!("{number} 0 obj\n").bytes());
        out.extend(*object);
        out.extend(b"\nendobj\n");
    }
    let (table, size) = (out.len(), objects.len() + 1);
    out.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    places.iter().for_each(|place| out.extend(format!("{place:010} 00000 n \n").bytes()));
    out.extend(format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").bytes());
    out
}

/// A page beside an object.
fn one_object(body: &[u8]) -> Vec<u8> {
    let page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>";
    file(&[b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, body])
}

fn square(side: i64) -> Object {
    vec![0.into(), 0.into(), side.into(), side.into()].into()
}

type Case = (&'static str, fn() -> Option<ErrorKind>, Option<ErrorKind>);

const CASES: [Case; 14] = [
    ("a page of 70 metres", || anywhere(&Host::new(b"").with("MediaBox", square(200_000)).bytes()), None),
    (
        "a page of 70 metres that is full",
        || {
            let content = b"q 100 0 0 100 0 0 cm ".iter().copied().chain((0..40).flat_map(|row| {
                (0..40).flat_map(move |column| format!("{} {} 50 50 re f ", column * 50, row * 50).into_bytes())
            }));
            anywhere(&Host::new(&content.collect::<Vec<u8>>()).with("MediaBox", square(200_000)).bytes())
        },
        Some(ErrorKind::Json),
    ),
    ("a unit of a thousand", || anywhere(&Host::new(b"").with("UserUnit", 1000).bytes()), None),
    (
        "a unit without end",
        || anywhere(&Host::new(b"").with("UserUnit", Object::Real(3e38)).bytes()),
        Some(ErrorKind::Json),
    ),
    (
        "a thousand million pages",
        || {
            let page = b"<</Type/Page/Parent 3 0 R/MediaBox[0 0 595 842]>>";
            anywhere(&file(&[
                b"<</Type/Catalog/Pages 2 0 R>>",
                b"<</Type/Pages/Kids[3 0 R]/Count 1000000000>>",
                b"<</Type/Pages/Parent 2 0 R/Kids[4 0 R]/Count 1000000000>>",
                page,
            ]))
        },
        None,
    ),
    ("60 MiB of q", || anywhere(&Host::new(&b"q ".repeat(30 << 20)).bytes()), Some(ErrorKind::Limit)),
    (
        "60 MiB of q, and a place",
        || {
            let place = json!({"x_mm": 20, "y_mm": 20, "width_mm": 40});
            stamped(&Host::new(&b"q ".repeat(30 << 20)).bytes(), json!(1), place)
        },
        Some(ErrorKind::Limit),
    ),
    ("operations without end", || anywhere(&Host::new(&b"0 g ".repeat(12 << 20)).bytes()), Some(ErrorKind::Limit)),
    (
        "an operation of endless parts",
        || anywhere(&Host::new(&[b"[", b"0 ".repeat(20 << 20).as_slice(), b"] TJ"].concat()).bytes()),
        Some(ErrorKind::Limit),
    ),
    (
        "a form drawn a million times",
        || anywhere(&Host::new(&b"/F Do ".repeat(1_000_000)).bytes()),
        Some(ErrorKind::Limit),
    ),
    (
        "content shared by a hundred pages",
        || {
            let content =
                b"%".iter().copied().chain(vec![b' '; 8 << 20]).chain(*b"\n0 0 9 9 re f").collect::<Vec<u8>>();
            anywhere(&Host { pages: 100, ..Host::new(&content) }.bytes())
        },
        Some(ErrorKind::Limit),
    ),
    (
        "an object of endless parts",
        || anywhere(&one_object(&[b"[", b"0 ".repeat(20 << 20).as_slice(), b"]"].concat())),
        Some(ErrorKind::Limit),
    ),
    ("16,000 letters from right to left", || printed(&"\u{627}\u{644}".repeat(8000), &json!({})), None),
    (
        "a logo of 65,000 by 65,000",
        || {
            let mut head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
            head.extend([65_000u32.to_be_bytes(), 65_000u32.to_be_bytes()].concat());
            head.extend(b"\x08\x06\0\0\0\0\0\0\0");
            printed("Notebooks", &json!({"logo": BASE64_STANDARD.encode(head)}))
        },
        Some(ErrorKind::Limit),
    ),
];

/// A size of this process in mebibytes, as Linux reports it.
fn size(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0) / 1024
}

/// The size before the call.
static BEFORE: AtomicU64 = AtomicU64::new(0);

/// Resets the peak, which includes the making of the document.
fn begin() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    BEFORE.store(size("VmRSS:"), Ordering::Relaxed);
}

/// These take minutes in a debug build: `make soak` runs them.
const LONG: [&str; 4] = [
    "60 MiB of q, and a place",
    "operations without end",
    "a form drawn a million times",
    "content shared by a hundred pages",
];

/// The child process's work: one case.
#[test]
fn a_hostile_document_alone() {
    let Ok(name) = std::env::var("EINV_LIMITS_CASE") else { return };
    let (_, run, expected) = CASES.iter().find(|(own, ..)| *own == name).unwrap();
    let began = std::time::Instant::now();
    assert_eq!(run(), *expected, "{name}");
    let took = size("VmHWM:").saturating_sub(BEFORE.load(Ordering::Relaxed));
    println!("peak {took} in {:.1} s", began.elapsed().as_secs_f32());
}

#[test]
fn a_hostile_document_is_refused_within_a_calls_budget() {
    let long = std::env::var("EINV_LIMITS_LONG").is_ok();
    for (name, ..) in CASES.iter().filter(|(name, ..)| long || !LONG.contains(name)) {
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "limits::a_hostile_document_alone", "--nocapture"])
            .env("EINV_LIMITS_CASE", name)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout);
        assert!(child.status.success(), "{name}: {said}{}", String::from_utf8_lossy(&child.stderr));
        let figures =
            said.lines().find_map(|line| line.split_once("peak ")).map(|(_, figures)| figures).unwrap_or_default();
        let peak: u64 = figures.split(' ').next().and_then(|peak| peak.parse().ok()).unwrap();
        println!("{name}: {figures}");
        assert!(peak < MOST, "{name} took {peak} MiB");
    }
}
