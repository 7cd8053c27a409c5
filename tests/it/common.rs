//! Helpers that several tests share.

use einv::answer::{Answer, VerbRequest, WrittenAnswer};
use einv::document::DocumentRef;
use einv::engine::Engine;
use einv::error::Result;
use serde_json::{Value, json};

/// Runs a verb of an engine by its name, on texts, as the C interface does.
pub trait Ask {
    fn ask(&self, verb: &str, input: impl AsRef<str>, opts: impl AsRef<str>) -> Result<WrittenAnswer>;
}

impl Ask for Engine {
    fn ask(&self, verb: &str, input: impl AsRef<str>, opts: impl AsRef<str>) -> Result<WrittenAnswer> {
        einv::ffi::ask(Some(self), verb, input.as_ref(), opts.as_ref())
    }
}

macro_rules! verbs {
    ($($name:ident)*) => {
        $(
            /// The same for a verb of this name that needs no engine, or takes it first.
            pub fn $name<'e>(engine: impl Into<Option<&'e Engine>>, input: &str, opts: impl AsRef<str>) -> Result<WrittenAnswer> {
                einv::ffi::ask(engine.into(), stringify!($name), input, opts.as_ref())
            }
        )*
    };
}

verbs! { columns convert validate ewb_validate ewb_print normalize hash compute applicability gstr1 verify qr print stamp export import due codes explain }

/// The document that some members of an object name.
pub fn named(which: &Value) -> DocumentRef {
    DocumentRef::read(&which.to_string()).unwrap()
}

/// A typed answer as JSON.
pub fn json_of(answer: impl Answer) -> Value {
    serde_json::from_str(WrittenAnswer::of(answer).json()).unwrap()
}

/// A valid bill, dated `date` (dd/MM/yyyy).
pub fn bill(number: &str, date: &str) -> Value {
    json!({
        "Version": "1.1",
        "TranDtls": {"TaxSch": "GST", "SupTyp": "B2B", "RegRev": "N", "IgstOnIntra": "N"},
        "DocDtls": {"Typ": "INV", "No": number, "Dt": date},
        "SellerDtls": {"Gstin": "29AABCU9603R1ZJ", "LglNm": "Udupi Stationers Private Limited", "Addr1": "14 Car Street",
            "Loc": "Udupi", "Pin": 576101, "Stcd": "29"},
        "BuyerDtls": {"Gstin": "27AABCU9603R1ZN", "LglNm": "Pune Office Supplies LLP", "Pos": "27", "Addr1": "7 Laxmi Road",
            "Loc": "Pune", "Pin": 411030, "Stcd": "27"},
        "ItemList": [
            {"SlNo": "1", "PrdDesc": "Ruled register", "IsServc": "N", "HsnCd": "48201090", "Qty": 10, "Unit": "NOS",
             "UnitPrice": 100.0, "TotAmt": 1000.00, "Discount": 10.00, "AssAmt": 990.00, "GstRt": 18.0, "IgstAmt": 178.20,
             "TotItemVal": 1168.20}
        ],
        "ValDtls": {"AssVal": 990.00, "IgstVal": 178.20, "RndOffAmt": -0.20, "TotInvVal": 1168.00}
    })
}

/// Today in India, the form's way.
pub fn today() -> String {
    einv::calendar::Clock::Wall.now().day().to_string()
}

/// Runs a tool that reads paper, with `input` on its standard input. Returns `None`, with a message, where it isn't
/// installed; in CI a missing tool is a failure.
pub fn tool(name: &str, arguments: &[&str], input: &[u8]) -> Option<std::process::Output> {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut command = Command::new(name);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(e) => {
            assert!(std::env::var_os("CI").is_none(), "{name} is missing: {e}");
            eprintln!("SKIPPED: {name} is not installed; nothing of what it checks was checked");
            return None;
        }
    };
    let mut to = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A tool may stop reading early, or not read at all.
    let writer = std::thread::spawn(move || drop(to.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Some(output)
}

/// A grey picture.
pub struct Grey {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

impl Grey {
    /// Reads a PGM (P5) as pdftoppm -gray writes it.
    pub fn pgm(bytes: &[u8]) -> Grey {
        let mut numbers = Vec::new();
        let mut at = 2;
        while numbers.len() < 3 {
            while bytes[at].is_ascii_whitespace() {
                at += 1;
            }
            let from = at;
            while bytes[at].is_ascii_digit() {
                at += 1;
            }
            numbers.push(std::str::from_utf8(&bytes[from..at]).unwrap().parse::<usize>().unwrap());
        }
        let pixels = bytes[at + 1..].to_vec();
        assert_eq!((&bytes[..2], pixels.len()), (&b"P5"[..], numbers[0] * numbers[1]));
        Grey { width: numbers[0], height: numbers[1], pixels }
    }

    pub fn to_pgm(&self) -> Vec<u8> {
        let mut out = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        out.extend(&self.pixels);
        out
    }

    /// The picture at another width, each pixel the mean of the area it covers: a scanner's view.
    pub fn scaled(&self, width: usize) -> Grey {
        let height = self.height * width / self.width;
        let mut pixels = Vec::with_capacity(width * height);
        let step = self.width as f64 / width as f64;
        for y in 0..height {
            for x in 0..width {
                let (mut sum, mut all) = (0.0, 0.0);
                let (x0, x1, y0, y1) = (x as f64 * step, (x + 1) as f64 * step, y as f64 * step, (y + 1) as f64 * step);
                for row in y0 as usize..(y1.ceil() as usize).min(self.height) {
                    let high = y1.min(row as f64 + 1.0) - y0.max(row as f64);
                    for column in x0 as usize..(x1.ceil() as usize).min(self.width) {
                        let part = high * (x1.min(column as f64 + 1.0) - x0.max(column as f64));
                        sum += part * f64::from(self.pixels[row * self.width + column]);
                        all += part;
                    }
                }
                pixels.push((sum / all).round() as u8);
            }
        }
        Grey { width, height, pixels }
    }

    /// The texts that zbarimg reads in it; the outer `None` where zbarimg is missing.
    pub fn scanned(&self) -> Option<Option<Vec<u8>>> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("scan.pgm");
        std::fs::write(&file, self.to_pgm()).unwrap();
        let found = tool("zbarimg", &["-q", "--raw", "-Sdisable", "-Sqrcode.enable", file.to_str().unwrap()], b"")?;
        Some(found.stdout.strip_suffix(b"\n").map(<[u8]>::to_vec).filter(|_| found.status.success()))
    }
}

/// What an engine says of itself, as `einv_open` answers it.
pub trait AboutJson {
    fn about_json(&self) -> Value;
}

impl AboutJson for Engine {
    fn about_json(&self) -> Value {
        serde_json::to_value(self.about()).unwrap()
    }
}
