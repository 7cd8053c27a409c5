//! Input that is broken, hostile or enormous: a clear error, and the host goes on.

use crate::normalize::options;
use crate::table_rows::{HEAD, LINE, ask, ask_all, faults, row, sheet};
use base64::Engine as _;
use einv::answer::table::ConvertRequest;
use einv::engine::{ConvertOptions, Engine, convert_each};
use einv::error::{Error, ErrorKind};
use serde_json::{Value, json};
use std::io::Write;
use zip::write::SimpleFileOptions;

fn bytes(bytes: &[u8], name: &str) -> Result<Value, Error> {
    let base64 = base64::engine::general_purpose::STANDARD.encode(bytes);
    ask_all(&json!({"base64": base64, "name": name}), &json!({}))
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of one sheet with these rows.
fn book(rows: &str) -> Vec<u8> {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, to: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{KIND}/{kind}\" Target=\"{to}\"/></Relationships>"
        )
    };
    let workbook = format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{KIND}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let styles = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
    );
    let links = relation("worksheet", "worksheets/sheet1.xml").replace(
        "</Relationships>",
        &format!("<Relationship Id=\"r2\" Type=\"{KIND}/styles\" Target=\"styles.xml\"/></Relationships>"),
    );
    zip(&[
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// The cells of a row of text; one that begins with `=` is a formula never worked out, one with `@` a date cell.
fn cells(number: usize, texts: &str) -> String {
    let cell = |(column, text): (u8, &str)| match text.split_at(text.len().min(1)) {
        ("=", formula) => format!("<c r=\"{}{number}\"><f>{formula}</f></c>", char::from(b'A' + column)),
        ("@", day) => format!("<c r=\"{}{number}\" s=\"1\"><v>{day}</v></c>", char::from(b'A' + column)),
        _ => format!("<c r=\"{}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>", char::from(b'A' + column)),
    };
    format!("<row r=\"{number}\">{}</row>", (0..).zip(texts.split(',')).map(cell).collect::<String>())
}

#[test]
fn a_formula_never_worked_out_and_date_cells_beside_days_in_text_are_faults() {
    let swapped =
        [cells(1, HEAD), cells(2, &row("A-1", "@46153", LINE)), cells(3, &row("A-2", "13/11/2026", LINE))].concat();
    let answer = bytes(&book(&swapped), "swapped.xlsx").unwrap();
    assert_eq!(answer["findings"][0]["rule"], "table.dates_swapped");
    assert_eq!(
        (faults(&answer["bills"][0]), faults(&answer["bills"][1])),
        (vec!["table.dates_swapped 2 B".to_owned()], vec!["table.dates_swapped 3 B".to_owned()])
    );
    let formula = [cells(1, HEAD), cells(2, &row("A-1", "@46331", LINE).replace(",1000,", ",=J2*L2,"))].concat();
    let answer = bytes(&book(&formula), "formula.xlsx").unwrap();
    assert_eq!(faults(&answer["bills"][0]), ["table.formula_without_value 2 M"]);
    assert_eq!(answer["bills"][0]["invoice"]["DocDtls"]["Dt"], "05/11/2026");
}

#[test]
fn a_zip_that_grows_beyond_a_hundred_times_its_size_is_refused() {
    let zeros = vec![b' '; 40 << 20];
    let bomb = zip(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 100_000);
    let error = bytes(&bomb, "bomb.xlsx").unwrap_err();
    assert!(error.kind == ErrorKind::Limit && error.message.contains("100 times"), "{error}");
}

#[test]
fn what_only_looks_like_a_workbook_is_an_error_that_says_so() {
    for (name, parts) in [
        ("not.zip", &[("a.txt", &b"x"[..])][..]),
        ("empty.xlsx", &[("xl/workbook.xml", b"")]),
        (
            "half.xlsx",
            &[("xl/workbook.xml", b"<workbook><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"rId1\"/></sheets>")],
        ),
        ("odd.ods", &[("content.xml", b"<x"), ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]),
        ("odd.xlsb", &[("xl/workbook.bin", &[0xff; 40])]),
    ] {
        let error = bytes(&zip(parts), name).unwrap_err();
        assert!(matches!(error.kind, ErrorKind::Arg | ErrorKind::Unsupported), "{name}: {error}");
    }
    let mut broken = zip(&[("xl/workbook.xml", b"<workbook/>")]);
    broken.truncate(60);
    assert_eq!(bytes(&broken, "cut.xlsx").unwrap_err().kind, ErrorKind::Arg);
}

#[test]
fn a_password_and_old_formats_are_named() {
    let mut locked = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    locked.resize(2048, 0);
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let error = bytes(&locked, "secret.xlsx").unwrap_err();
    assert!(error.kind == ErrorKind::Unsupported && error.message.contains("password"), "{error}");
    let old = [9, 4, 6, 0, 0, 0, 16, 0, 0, 0];
    assert_eq!(bytes(&old, "old.xls").unwrap_err().kind, ErrorKind::Unsupported);
}

#[test]
fn rows_without_end_and_cells_without_end_are_limits_with_their_place() {
    let wide = format!("{HEAD}\n{}\n", ",".repeat(1_000_000));
    let error = ask(&wide, &json!({})).unwrap_err();
    assert!(error.kind == ErrorKind::Limit && error.message.contains("row 2"), "{error}");
    let long = sheet(&[row("A-1", "5-11-26", LINE).replace("Ruled register", &"x".repeat(40_000))]);
    let error = ask(&long, &json!({})).unwrap_err();
    assert!(error.kind == ErrorKind::Limit && error.message.contains("row 2, column H"), "{error}");
    let many = sheet(&(0..10_001).map(|_| row("A-1", "5-11-26", LINE)).collect::<Vec<_>>());
    let error = ask(&many, &json!({})).unwrap_err();
    assert!(error.kind == ErrorKind::Limit && error.message.contains("bill of row 2"), "{error}");
}

#[test]
fn a_bill_of_many_lines_is_read_in_time() {
    let begun = std::time::Instant::now();
    let table = sheet(&(0..3000).map(|_| row("A-1", "5-11-26", LINE)).collect::<Vec<_>>());
    let answer = ask(&table, &json!({})).unwrap();
    assert_eq!(answer["counts"]["bills"], 1);
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

#[test]
fn text_of_any_encoding_is_read_and_what_is_no_text_is_refused() {
    let table = sheet(&[row("A-1", "5-11-26", LINE).replace("Laxmi", "Café")]);
    let cp1252: Vec<u8> = table.chars().map(|c| c as u32 as u8).collect();
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(table.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    for (coded, name) in [(cp1252, "windows-1252"), (utf16, "utf-16be"), (table.clone().into_bytes(), "utf-8")] {
        let answer = bytes(&coded, "t.csv").unwrap();
        assert_eq!(answer["read"]["encoding"], name);
        assert_eq!(answer["bills"][0]["invoice"]["BuyerDtls"]["Addr1"], "7 Café Road");
    }
    let mut noise = vec![0u8; 4096];
    noise.iter_mut().enumerate().for_each(|(at, byte)| *byte = (at * 7919 % 251) as u8 * u8::from(at % 3 != 0));
    assert_eq!(bytes(&noise, "noise.bin").unwrap_err().kind, ErrorKind::Arg);
    // A NUL here and there is a fault of its cell.
    let answer = ask(&sheet(&[row("A-1", "5-11-26", LINE).replace("Pune,", "Pu\0ne,")]), &json!({})).unwrap();
    assert!(faults(&answer["bills"][0]).contains(&"table.unreadable_row 2 F".to_owned()), "{answer:#}");
}

#[test]
fn xml_with_entities_or_without_vouchers_is_refused() {
    for text in [
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"&b;&b;\"><!ENTITY b \"&a;&a;\">]><VOUCHER><DATE>&a;</DATE></VOUCHER>",
        "<VOUCHER><DATE>&a;</DATE></VOUCHER>",
        "<html><body>no</body></html>",
    ] {
        assert_eq!(ask(text, &json!({})).unwrap_err().kind, ErrorKind::Arg, "{text}");
    }
    assert_eq!(ask(&format!("<VOUCHER>{}", "<A>".repeat(100_000)), &json!({})).unwrap_err().kind, ErrorKind::Limit);
}

#[test]
fn a_file_that_changes_while_it_is_read_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (path, to) = (folder.path().join("t.csv"), folder.path().join("out.ndjson"));
    let rows: Vec<String> = (0..50).map(|n| row(&format!("A-{n}"), "5-11-26", LINE)).collect();
    std::fs::write(&path, sheet(&rows)).unwrap();
    let config = json!({"on": "2026-11-21", "taxpayers": [options()["taxpayer"]]});
    let engine = Engine::open(&config.to_string()).unwrap();
    let opts = ConvertOptions::new().to(to.display().to_string());
    let mut first = true;
    let ended = convert_each(Some(&engine), &ConvertRequest::of_path(&path), &opts, &mut |_| {
        if std::mem::take(&mut first) {
            std::fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"x").unwrap();
        }
        Ok(())
    });
    let error = ended.unwrap_err();
    assert!(error.kind == ErrorKind::Arg && error.message.contains("changed while it was read"), "{error}");
    assert!(!to.exists());
}

/// Seeds of the fuzzer with bytes changed, cut and doubled. `EINV_TABLES=20000` runs so many.
#[test]
fn no_table_makes_trouble() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/table");
    let mut seeds: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    seeds.sort();
    let seeds: Vec<Vec<u8>> = seeds.iter().map(|path| std::fs::read(path).unwrap()).collect();
    let many = std::env::var("EINV_TABLES").ok().and_then(|many| many.parse().ok()).unwrap_or(150);
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    for _ in 0..many {
        let mut data = seeds[next(seeds.len())].clone();
        for _ in 0..=next(6) {
            let at = next(data.len());
            match next(5) {
                0 => data.truncate(at),
                1 => data.insert(at.min(data.len()), b"\",;<>&\n\0\xff9-"[next(11)]),
                2 => {
                    let part = data[at..(at + next(200)).min(data.len())].to_vec();
                    data.splice(at..at, part);
                }
                3 if at < data.len() => data[at] = next(256) as u8,
                _ if at < data.len() => data[at] = b"0123456789,;\n<>/"[next(16)],
                _ => {}
            }
        }
        crate::fuzz::targets::small(crate::fuzz::targets::table, &data);
    }
}

#[test]
fn paths_that_are_no_files_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().join("none.csv"), "/dev/zero".into()] {
        let error = ask_all(&json!({"path": path}), &json!({})).unwrap_err();
        assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Arg, Some("/path")));
    }
    assert_eq!(ask_all(&json!({}), &json!({})).unwrap_err().kind, ErrorKind::Json);
    assert_eq!(bytes(b"", "empty.csv").unwrap_err().kind, ErrorKind::Arg);
}
