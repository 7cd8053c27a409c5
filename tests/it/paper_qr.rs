//! QR codes in every form, read back by zbarimg like a scanner at the till.

use crate::common::{Ask, Grey, bill, qr, tool};
use crate::reference::reference;
use einv::engine::Engine;
use einv::error::{Error, ErrorKind};
use serde_json::{Value, json};
use std::path::Path;

/// A signed QR of the sandbox, for a bill with the longest possible number.
fn token() -> String {
    let engine = Engine::open(r#"{"on":"2026-11-21"}"#).unwrap();
    let reply = engine.ask("submit", bill("UDP/26-27/000417", "21/11/2026").to_string(), "").unwrap();
    let registration: Value = serde_json::from_str(reply.json()).unwrap();
    registration["signed_qr"].as_str().unwrap().to_owned()
}

/// The genuine signed QR with the most characters.
fn genuine() -> String {
    let tokens = std::fs::read_dir(reference("tokens")).unwrap().map(|file| file.unwrap().path());
    let tokens = tokens.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("qr_"));
    let texts = tokens.map(|path| std::fs::read_to_string(path).unwrap().trim().to_owned());
    texts.max_by_key(String::len).unwrap()
}

fn draw(text: &str, options: &Value) -> Result<Vec<u8>, Error> {
    let options = &options.to_string();
    qr(None, &json!({"signed_qr": text}).to_string(), options).map(einv::engine::WrittenAnswer::into_bytes)
}

fn of_png(bytes: &[u8]) -> Grey {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    assert_eq!((reader.info().bit_depth, reader.info().color_type), (png::BitDepth::One, png::ColorType::Grayscale));
    let mut rows = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rows).unwrap();
    of_bits(info.width as usize, info.line_size, &rows, true)
}

fn of_bits(width: usize, stride: usize, rows: &[u8], one_is_white: bool) -> Grey {
    let height = rows.len() / stride;
    let white = |x: usize, y: usize| (rows[y * stride + x / 8] >> (7 - x % 8) & 1 == 1) == one_is_white;
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| if white(x, y) { 255 } else { 0 })).collect();
    Grey { width, height, pixels }
}

fn of_bmp(bytes: &[u8]) -> Grey {
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    assert_eq!((&bytes[..2], number(2), number(14)), (&b"BM"[..], bytes.len(), 40));
    assert_eq!((bytes[26], bytes[28], &bytes[54..62]), (1, 1, &[255, 255, 255, 0, 0, 0, 0, 0][..]));
    let (side, from) = (number(18), number(10));
    let stride = side.div_ceil(32) * 4;
    let upright: Vec<u8> = bytes[from..].chunks(stride).rev().flatten().copied().collect();
    of_bits(side, stride, &upright, false)
}

/// The image that a printer makes of GS v 0, band by band.
fn of_escpos(bytes: &[u8]) -> Grey {
    let (mut rest, mut stride, mut rows) = (bytes, 0, Vec::new());
    while let Some((command, after)) = rest.split_at_checked(8).filter(|(head, _)| head.starts_with(b"\x1dv0\0")) {
        stride = usize::from(u16::from_le_bytes([command[4], command[5]]));
        let high = usize::from(u16::from_le_bytes([command[6], command[7]]));
        rows.extend(&after[..stride * high]);
        rest = &after[stride * high..];
    }
    assert!(rest.is_empty() && stride > 0);
    of_bits(stride * 8, stride, &rows, false)
}

fn of_text(bytes: &[u8]) -> Grey {
    let text = std::str::from_utf8(bytes).unwrap();
    let lines: Vec<Vec<char>> = text
        .lines()
        .map(|line| line.strip_prefix("\x1b[30;107m").unwrap().strip_suffix("\x1b[0m").unwrap().chars().collect())
        .collect();
    let side = lines[0].len();
    let pixels = |upper: bool| {
        move |c: &char| match (c, upper) {
            ('█', _) | ('▀', true) | ('▄', false) => 0,
            _ => 255,
        }
    };
    let rows = lines.iter().flat_map(|line| {
        [line.iter().map(pixels(true)).collect(), line.iter().map(pixels(false)).collect::<Vec<u8>>()]
    });
    let pixels: Vec<u8> = rows.flatten().take(side * side).collect();
    // A module is more than a pixel on any screen.
    let small = Grey { width: side, height: side, pixels };
    small.scaled(side * 8)
}

/// An SVG of `mm` at `dpi`, drawn by librsvg.
fn of_svg(svg: &[u8], mm: f64, dpi: f64) -> Option<Grey> {
    let side = (mm / 25.4 * dpi).round().to_string();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    std::fs::write(path("a.svg"), svg).unwrap();
    let out =
        tool("rsvg-convert", &["-w", &side, "-h", &side, "-f", "png", "-o", &path("a.png"), &path("a.svg")], b"")?;
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let mut decoder = png::Decoder::new(std::io::Cursor::new(std::fs::read(Path::new(&path("a.png"))).unwrap()));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let channels = info.line_size / info.width as usize;
    let pixels = pixels.chunks(channels).map(|pixel| pixel[0]).collect();
    Some(Grey { width: info.width as usize, height: info.height as usize, pixels })
}

/// Sizes on paper and resolutions of the scanner that must work.
const SCANS: [(f64, f64); 5] = [(30.0, 300.0), (40.0, 300.0), (50.0, 300.0), (45.0, 150.0), (50.0, 150.0)];

#[test]
fn every_form_of_the_code_is_read_back_byte_for_byte() {
    read_back(&token());
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn every_form_of_a_genuine_code_is_read_back_byte_for_byte() {
    read_back(&genuine());
}

fn read_back(token: &str) {
    for (mm, dpi) in SCANS {
        let pixels = (mm / 25.4 * dpi).round() as usize;
        let form = |format: &str| draw(token, &json!({"format": format, "width_mm": mm})).unwrap();
        let scans = [
            ("png", Some(of_png(&form("png")).scaled(pixels))),
            ("bmp", Some(of_bmp(&form("bmp")).scaled(pixels))),
            ("escpos", Some(of_escpos(&form("escpos")).scaled(pixels))),
            ("text", Some(of_text(&form("text")).scaled(pixels))),
            ("svg", of_svg(&form("svg"), mm, dpi)),
        ];
        for (name, scan) in scans {
            let Some(read) = scan.and_then(|scan| scan.scanned()) else { continue };
            assert_eq!(read.as_deref(), Some(token.as_bytes()), "{name} at {mm} mm and {dpi} dpi");
        }
    }
}

#[test]
fn every_level_is_read_and_the_least_dense_is_the_default() {
    let token = token();
    let side = |options: &Value| of_png(&draw(&token, options).unwrap()).width;
    let plain = side(&json!({"format": "png", "module": 1, "quiet": 0}));
    for level in ["L", "M", "Q", "H"] {
        let options = json!({"format": "png", "module": 3, "level": level});
        let code = of_png(&draw(&token, &options).unwrap());
        assert_eq!((code.width / 3 - 8 == plain, level == "L"), (level == "L", level == "L"), "{level}");
        let Some(read) = code.scanned() else { return };
        assert_eq!(read.as_deref(), Some(token.as_bytes()), "{level}");
    }
    assert_eq!(side(&json!({"format": "png", "module": 5, "quiet": 6})), (plain + 12) * 5);
}

#[test]
fn zbarimg_reads_the_files_themselves() {
    let token = token();
    for format in ["png", "bmp"] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(format!("code.{format}"));
        std::fs::write(&file, draw(&token, &json!({"format": format})).unwrap()).unwrap();
        let Some(read) = tool("zbarimg", &["-q", "--raw", file.to_str().unwrap()], b"") else { return };
        assert_eq!(read.stdout.strip_suffix(b"\n"), Some(token.as_bytes()), "{format}");
    }
}

#[test]
fn too_long_a_text_and_a_broken_token_are_clear_errors() {
    let token = token();
    let long = format!("{token}{}", "A".repeat(4 * 600));
    let error = draw(&long, &json!({})).unwrap_err();
    assert!(error.kind == ErrorKind::Limit && error.message.contains("too long for a QR code"), "{error}");
    // A million characters, cut short, a picture's bytes, nothing.
    for wrong in [&"A".repeat(1 << 20), &token[..token.len() / 3], "\u{89}PNG", ""] {
        let error = draw(wrong, &json!({})).unwrap_err();
        assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Json, Some("/signed_qr")), "{error}");
        assert!(error.to_string().len() < 400);
    }
    for (options, at) in [
        (json!({"format": "gif"}), "/format"),
        (json!({"level": "X"}), "/level"),
        (json!({"module": 0, "format": "png"}), "/module"),
        (json!({"module": 41, "format": "bmp"}), "/module"),
        (json!({"quiet": 41}), "/quiet"),
        (json!({"width_mm": 0}), "/width_mm"),
        (json!({"accent": "#000000"}), "/accent"),
    ] {
        let error = draw(&token, &options).unwrap_err();
        assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Option, Some(at)), "{error}");
    }
}

#[test]
fn a_payment_request_is_a_link_that_a_phone_can_follow() {
    let upi = json!({"upi_id": "udupi.stationers@examplebank", "payee": "Udupi Stationers & Sons", "gstin": "29AABCU9603R1ZJ",
        "number": "UDP/26-27/0420", "date": "21/11/2026", "value": "118.00", "cgst": "9.00", "sgst": "9.00"});
    let draw = |upi: &Value| {
        let options = r#"{"format":"png"}"#;
        qr(None, &json!({"upi": upi}).to_string(), options).map(einv::engine::WrittenAnswer::into_bytes)
    };
    if let Some(read) = of_png(&draw(&upi).unwrap()).scanned() {
        let expected = einv::law::b2c_qr::payload(&serde_json::from_value(upi.clone()).unwrap()).unwrap();
        assert!(expected.starts_with("upi://pay?pa=udupi.stationers@examplebank&"));
        assert_eq!(String::from_utf8(read.unwrap()).unwrap(), expected);
    }
    for (member, wrong) in
        [("upi_id", "udupi"), ("gstin", "29"), ("date", "21.11.2026"), ("value", "118,00"), ("cgst", "1.005")]
    {
        let mut upi = upi.clone();
        upi[member] = wrong.into();
        let error = draw(&upi).unwrap_err();
        assert_eq!((error.kind, error.at.unwrap()), (ErrorKind::Json, format!("/upi/{member}")));
    }
}
