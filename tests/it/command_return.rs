//! The return at the shell: GSTR-1 of a ledger, and its differences to the portal's list.

use crate::command::einv;
use crate::common::{bill, today};
use crate::engine::{Portal, at};
use einv::calendar::Clock;
use serde_json::{Value, json};

#[test]
fn a_workbook_of_gstr_2b_says_how_to_get_the_json() {
    let folder = tempfile::tempdir().unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["Read me", "ITC Available", "B2B"] {
        book.add_worksheet().set_name(name).unwrap().write_string(0, 0, "Goods and Services Tax - GSTR-2B").unwrap();
    }
    book.save(folder.path().join("2b.xlsx")).unwrap();
    std::fs::create_dir(folder.path().join("papers")).unwrap();
    std::fs::write(folder.path().join("books.json"), "[]").unwrap();
    std::fs::write(folder.path().join("config.json"), r#"{"ledger": "l.db"}"#).unwrap();
    for arguments in [
        &["reconcile", "2b.xlsx", "--purchases", "--books", "books.json"][..],
        #[cfg(feature = "scan")]
        &["verify", "papers", "--2b", "2b.xlsx"],
    ] {
        let (code, said) = einv(folder.path(), arguments);
        assert!(code == 3 || code == 64, "{code} {said}");
        assert!(said.contains("2b.xlsx is a workbook") && said.contains("Generate JSON file to download"), "{said}");
        let (_, hindi) = einv(folder.path(), &[arguments, &["--language", "hi"]].concat());
        assert!(hindi.contains("2b.xlsx workbook है") && hindi.contains("पोर्टल पर"), "{hindi}");
    }
}

#[test]
fn a_month_is_compared_and_its_return_is_written() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let write = |name: &str, text: String| std::fs::write(path(name), text).unwrap();
    let run = |arguments: &[&str]| einv(folder.path(), arguments);
    write("config.json", at(&portal.url, folder.path()).to_string());
    let day = today();
    let month = format!("{}{}", &day[3..5], &day[6..]);
    write("bill.json", bill("CR/1", &day).to_string());
    assert_eq!(run(&["submit", "bill.json"]).0, 0);
    write("books.json", json!([bill("CR/1", &day), bill("CR/2", &day)]).to_string());
    write("list.json", json!({"gstin": "29AABCU9603R1ZJ", "fp": month, "b2b": []}).to_string());

    let files = ["--xlsx", "d.xlsx", "--html", "d.html"];
    let (code, said) = run(&[&["reconcile", "list.json", "--books", "books.json"][..], &files].concat());
    assert!(code == 1 && said.contains("missing there") && said.contains("not registered"), "{said}");
    assert!(said.contains("CR/2") && said.contains("books"), "{said}");
    let page = std::fs::read_to_string(path("d.html")).unwrap();
    assert!(page.contains("<td class=\"s\">CR/2") && page.contains("still to come"), "{page}");
    assert!(
        !page.contains("still_to_come") && !page.contains("missing_there"),
        "names of the answer are for programs: {page}"
    );
    assert!(page.contains("<figcaption>Differences by their kind") && page.contains("agree: 0, differ: "), "{page}");
    let (_, said) = run(&["reconcile", "list.json", "--books", "books.json", "--csv"]);
    assert!(said.starts_with("difference,number,") && said.contains("CR/2"), "{said}");
    assert!(std::fs::read(path("d.xlsx")).unwrap().starts_with(b"PK"));
    // A file that is there already is left alone.
    assert!(run(&["reconcile", "list.json", "--html", "d.html"]).1.contains("d.html exists already"));
    assert!(run(&["reconcile", "list.json", "--html", "d.html", "--overwrite"]).1.contains("d.html: written"));

    let of = ["gstr1", "--gstin", "29AABCU9603R1ZJ", "--period", &month];
    let (code, said) = run(&[&of[..], &["--whole", "--upload", "g.json", "--xlsx", "g.xlsx"]].concat());
    assert!(code == 0 && said.contains("4A") && said.contains("1,168.00") && said.contains("e-invoice mark"), "{said}");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path("g.json")).unwrap()).unwrap();
    assert_eq!((&file["fp"], &file["b2b"][0]["inv"][0]["inum"]), (&json!(month), &json!("CR/1")));
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path("g.xlsx")).unwrap();
    let sheets = calamine::Reader::sheet_names(&book);
    assert!(
        ["Documents", "Totals", "Findings", "b2b", "hsn"].iter().all(|name| sheets.iter().any(|sheet| sheet == name))
    );
    let b2b = calamine::Reader::worksheet_range(&mut book, "b2b").unwrap();
    assert_eq!(
        (b2b.get_value((0, 0)).unwrap().to_string(), b2b.get_value((1, 1)).unwrap().to_string()),
        ("ctin".into(), "CR/1".into())
    );
    assert!(run(&["gstr1", "--gstin", "29AABCU9603R1ZJ", "--period", "1126"]).1.contains("no month"));
    assert!(run(&[&of[..], &["--xlsx", "g.xlsx"]].concat()).1.contains("g.xlsx exists already"));
    assert_eq!(run(&[&of[..], &["--xlsx", "g.xlsx", "--overwrite"]].concat()).0, 0);
    let (_, said) = run(&[&of[..], &["--csv"]].concat());
    assert!(said.starts_with("number,date,document") && said.contains("CR/1"), "{said}");
    // A request asks the ledger of the configuration that is found.
    std::fs::copy(path("config.json"), path("einv.json")).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(path("einv.json"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    write("request.json", json!({"gstin": "29AABCU9603R1ZJ", "period": month}).to_string());
    let asked = crate::command::bare(folder.path(), &["gstr1", "request.json"]);
    assert!(asked.0 == 0 && asked.1.contains("documents: 1"), "{asked:?}");
}
