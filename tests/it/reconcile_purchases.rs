//! Purchases against GSTR-2B.

use crate::common::bill;
use crate::reconcile_files::{BUYER, COVER, SELLER, expected, found, given, one, reconcile, refused, workbook};
use einv::engine::Engine;
use serde_json::{Value, json};

/// GSTR-2B with one supplier's rows.
fn statement(period: &str, rows: &[Value]) -> Value {
    json!({"chksum": "x", "data": {"gstin": BUYER, "rtnprd": period, "version": "1.0", "gendt": "14-12-2026",
        "docdata": {"b2b": [{"ctin": SELLER, "trdnm": "UDUPI", "supprd": period, "supfildt": "11-12-2026", "inv": rows}]}}})
}

fn received(number: &str, date: &str, taxable: f64) -> Value {
    json!({"inum": number, "dt": date, "typ": "R", "val": (taxable * 1.18 * 100.0).round() / 100.0, "pos": "27", "rev": "N", "itcavl": "Y", "rsn": "",
        "srctyp": "e-Invoice", "irn": "", "irngendate": "", "txval": taxable, "igst": (taxable * 18.0).round() / 100.0, "cgst": 0, "sgst": 0, "cess": 0})
}

/// A supplier's bill as the purchase book has it.
fn bought(number: &str, date: &str, taxable: f64) -> Value {
    let mut bill = bill(number, date);
    let igst = (taxable * 18.0).round() / 100.0;
    let item = &mut bill["ItemList"][0];
    for (key, value) in [
        ("Qty", 1.0),
        ("UnitPrice", taxable),
        ("TotAmt", taxable),
        ("Discount", 0.0),
        ("AssAmt", taxable),
        ("IgstAmt", igst),
        ("TotItemVal", taxable + igst),
    ] {
        item[key] = json!(value);
    }
    let total = (taxable * 1.18 * 100.0).round() / 100.0;
    bill["ValDtls"] = json!({"AssVal": taxable, "IgstVal": igst, "TotInvVal": total});
    bill
}

#[test]
fn purchases_are_sought_in_gstr_2b_by_named_steps() {
    let engine = Engine::open(r#"{"on": "2026-12-20"}"#).unwrap();
    let mut barred = received("P/6", "06-11-2026", 600.0);
    barred["itcavl"] = json!("N");
    barred["rsn"] = json!("C");
    let november = statement(
        "112026",
        &[
            received("P/1", "01-11-2026", 100.0),
            received("UDP/2026-27/0002", "02-11-2026", 200.0),
            received("X-77", "03-11-2026", 300.0),
            received("P/4", "04-11-2026", 410.0),
            barred,
            received("P/8", "08-11-2026", 800.0),
        ],
    );
    let december = statement("122026", &[received("P/5", "05-11-2026", 500.0), received("P/99", "09-12-2026", 1.0)]);
    let mut rounded = bought("P/1", "01/11/2026", 100.0);
    rounded["ValDtls"]["TotInvVal"] = json!(118.5);
    let books = [
        rounded,
        bought("2", "02/11/2026", 200.0),
        bought("77A-9", "03/11/2026", 300.4),
        bought("P/4", "04/11/2026", 400.0),
        bought("P/5", "05/11/2026", 500.0),
        bought("P/6", "06/11/2026", 600.0),
        bought("P/7", "07/11/2026", 700.0),
    ];
    let request = json!({"download": [november, december], "side": "purchases", "period": "112026", "books": books});
    let answer = reconcile(&engine, &request);
    assert_eq!((&answer["gstin"], &answer["side"]), (&json!(BUYER), &json!("purchases")));
    let planted = [
        ("differs", "77A-9"),
        ("differs", "P/4"),
        ("missing_here", "P/8"),
        ("missing_there", "P/7"),
        ("no_credit", "P/6"),
        ("other_period", "P/5"),
    ];
    assert_eq!(found(&answer), expected(&planted), "{answer:#}");
    // P/1 differs by half a rupee, and 2 is written otherwise: both agree.
    assert_eq!(answer["agree"], 2);
    let of = |kind: &str, number: &str| {
        let difference = one(&answer, kind, number);
        (difference["matched"].clone(), difference["cause"].clone(), difference["supplier"].clone())
    };
    assert_eq!(of("differs", "77A-9"), (json!("amount"), json!("entered_otherwise"), json!(SELLER)));
    assert_eq!(of("differs", "P/4"), (json!("exact"), json!("entered_otherwise"), json!(SELLER)));
    assert_eq!(of("no_credit", "P/6"), (json!("exact"), json!("credit_time_over"), json!(SELLER)));
    assert_eq!(of("other_period", "P/5").1, "filed_late");
    assert_eq!(of("missing_there", "P/7").1, "supplier_not_filed");
    // GSTR-2B of another, as sales, without a book, as a workbook.
    let mut other = request.clone();
    other["gstin"] = json!(SELLER);
    assert!(refused(&engine, &other).contains(SELLER));
    assert!(refused(&engine, &statement("112026", &[])).contains("GSTR-2B"));
    assert!(
        refused(&engine, &json!({"download": statement("112026", &[]), "side": "purchases"})).contains("purchase book")
    );
    let book = given(&workbook(&[], &COVER), "2b.xlsx", json!({"side": "purchases", "books": []}));
    assert!(refused(&engine, &book).contains("JSON"));
}

#[test]
fn two_irns_are_two_bills_however_near_they_are() {
    let engine = Engine::open(r#"{"on": "2026-12-20"}"#).unwrap();
    let mut theirs = received("V/9", "19-11-2026", 1000.0);
    theirs["irn"] = json!("c".repeat(64));
    let mut ours = bought("V/3", "19/11/2026", 1000.0);
    let ask = |ours: &Value| {
        let statement = statement("112026", std::slice::from_ref(&theirs));
        reconcile(&engine, &json!({"download": statement, "side": "purchases", "books": [ours]}))
    };
    // Without an IRN of its own the bill may be the one.
    assert_eq!(found(&ask(&ours)), expected(&[("differs", "V/3")]));
    ours["Irn"] = json!("d".repeat(64));
    assert_eq!(found(&ask(&ours)), expected(&[("missing_here", "V/9"), ("missing_there", "V/3")]));
    ours["Irn"] = json!("c".repeat(64));
    assert_eq!(one(&ask(&ours), "differs", "V/3")["matched"], "irn");
}

#[test]
fn a_purchase_book_is_read_as_tables_have_it() {
    let engine = Engine::open(r#"{"on": "2026-12-20"}"#).unwrap();
    let november = statement("112026", &[received("P/1", "01-11-2026", 100.0), received("0002", "02-11-2026", 200.0)]);
    let ask = |books: Value| reconcile(&engine, &json!({"download": november, "side": "purchases", "books": books}));
    for heads in [
        ["Supplier", "Supplier GSTIN", "Bill No", "Bill Date", "Taxable Value", "GST %", "HSN"],
        // Nothing of a purchase needs the HSN code; the tax follows from the rate and both states.
        ["Supplier", "Supplier GSTIN", "Bill No", "Bill Date", "Taxable Value", "GST %", "Shelf"],
        ["Party", "Party GSTIN", "Bill No", "Bill Date", "Taxable Value", "GST %", "Shelf"],
    ] {
        let rows = json!([
            heads,
            ["Udupi", SELLER, "P/1", "01/11/2026", 100, 18, "48201090"],
            ["Udupi", SELLER, "0002", "02/11/2026", 200, 18, "48201090"]
        ]);
        let answer = ask(json!({"rows": rows}));
        assert_eq!((found(&answer), &answer["agree"]), (expected(&[]), &json!(2)), "{heads:?}: {answer:#}");
    }
    let rows = json!([["Bill No", "Bill Date", "Taxable Value"], ["P/1", "01/11/2026", 100]]);
    let request = json!({"download": november, "side": "purchases", "books": {"rows": rows}});
    assert!(refused(&engine, &request).contains("seller.gstin"));
    // A list without HSN codes.
    let mut bare = bought("P/1", "01/11/2026", 100.0);
    for key in ["HsnCd", "IsServc", "PrdDesc"] {
        bare["ItemList"][0].as_object_mut().unwrap().remove(key);
    }
    assert_eq!(ask(json!([bare]))["agree"], 1);
}
