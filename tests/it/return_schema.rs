//! Returns with every section there is, against the portal's save schema; genuine ones made again.

use crate::reference::reference;
use crate::return_file::{ask, to_consumer};
use crate::returns::{SELLER, of};
use einv::engine::Outcome;
use serde_json::{Value, json};

/// A month of `count` documents of all kinds, with rows of every section.
fn month_of_all_kinds(count: usize) -> Value {
    let kinds =
        ["B2B", "SEZWP", "SEZWOP", "DEXP", "EXPWP", "EXPWOP", "CBW", "OPERATOR", "PAID", "URP29", "URP27", "UIN"];
    let documents: Vec<Value> = (0..count)
        .map(|index| {
            let kind = kinds[index % kinds.len()];
            let doc_type = ["INV", "INV", "INV", "CRN", "DBN"][index / kinds.len() % 5];
            let number = format!("{doc_type}/26-27/{index:05}");
            let taxable = 500.0 + (index * 7919 % 300_000) as f64;
            let mut document = match kind {
                "URP29" => to_consumer(&number, "29", taxable, doc_type),
                "URP27" => to_consumer(&number, "27", taxable, doc_type),
                "CBW" | "OPERATOR" | "PAID" | "UIN" => of(&number, "B2B", doc_type, "N"),
                supply => of(&number, supply, doc_type, if index % 11 == 0 && supply == "B2B" { "Y" } else { "N" }),
            };
            document["DocDtls"]["Dt"] = json!(format!("{:02}/11/2026", 1 + index % 30));
            match kind {
                "CBW" => {
                    document["TranDtls"]["IgstOnIntra"] = json!("Y");
                    document["BuyerDtls"]["Pos"] = json!("29");
                }
                "OPERATOR" | "PAID" => document["TranDtls"]["EcmGstin"] = json!("29AAACE1234F1C5"),
                "UIN" => document["BuyerDtls"]["Gstin"] = json!("2717UNO00157UNM"),
                "EXPWOP" | "SEZWOP" => document["ItemList"][0]["IgstAmt"] = json!(0),
                _ => {}
            }
            if index % 3 == 0 {
                let mut line = document["ItemList"][0].clone();
                line["SlNo"] = json!("2");
                line["GstRt"] = json!([5.0, 12.0, 28.0, 0.25][index % 4]);
                line["IsServc"] = json!("Y");
                line["HsnCd"] = json!("998540");
                document["ItemList"].as_array_mut().unwrap().push(line);
            }
            let is_consumers = kind.starts_with("URP");
            match () {
                () if kind == "PAID" => json!({"invoice": document, "tax_by": "operator"}),
                () if index % 13 == 0 && !is_consumers => {
                    json!({"invoice": document, "amends": {"number": format!("O/{index}"), "date": "2026-08-03"}})
                }
                () => document,
            }
        })
        .collect();
    let states = ["29", "27", "07", "97"];
    let rows = |name: &str, more: Value| -> Vec<Value> {
        let row = |pos: &&str| {
            let tax = if *pos == "29" { json!({"cgst": 9, "sgst": 9}) } else { json!({"igst": 18}) };
            let mut row = json!({"place_of_supply": pos, "rate": 18, name: 100});
            row.as_object_mut().unwrap().extend(tax.as_object().unwrap().clone());
            row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            row
        };
        states.iter().map(row).collect()
    };
    let b2c = [rows("taxable", json!({})), rows("taxable", json!({"amends": "082026"}))].concat();
    let advances = [
        rows("amount", json!({"kind": "received"})),
        rows("amount", json!({"kind": "adjusted"})),
        rows("amount", json!({"kind": "received", "amends": "082026"})),
        rows("amount", json!({"kind": "adjusted", "amends": "082026"})),
    ]
    .concat();
    let operator = |by: &str, amends: Option<&str>| json!({"gstin": "29AAACE1234F1C5", "tax_by": by, "value": 100, "igst": 5, "amends": amends});
    json!({
        "gstin": SELLER, "period": "112026", "documents": documents, "b2c": b2c, "advances": advances,
        "nil": [{"supply": "inter", "buyer": "registered", "nil": 1}, {"supply": "intra", "buyer": "unregistered", "exempt": 2},
            {"supply": "intra", "buyer": "registered", "non_gst": 3}, {"supply": "inter", "buyer": "unregistered", "nil": -1}],
        "operators": [operator("supplier", None), operator("operator", None), operator("supplier", Some("082026")),
            operator("operator", Some("082026"))],
        "hsn": [{"to": "b2c", "hsn": "48201090", "unit": "NOS", "quantity": 1.5, "rate": 18, "taxable": 100, "igst": 18}],
        "issued": [{"kind": 6, "from": "RV-1", "to": "RV-9", "total": 9, "cancelled": 1}],
    })
}

/// What an operator reports: table 15 and what amends it.
fn month_of_an_operator() -> Value {
    let mut documents = Vec::new();
    for (index, wrapped) in
        [json!({}), json!({"amends": {"number": "O/1", "date": "2026-08-03"}})].into_iter().enumerate()
    {
        let mut bill = of(&format!("W/{index}"), "B2B", "INV", "N");
        bill["TranDtls"]["EcmGstin"] = json!("29AAACE1234F1C5");
        let mut own = of(&format!("V/{index}"), "B2B", "INV", "N");
        own["SellerDtls"]["Gstin"] = json!("29AAACE1234F1C5");
        for (invoice, supplier) in [(bill, None), (own, Some("URP"))] {
            let mut wrapped = wrapped.clone();
            wrapped["invoice"] = invoice;
            wrapped["supplier"] = json!(supplier);
            documents.push(wrapped);
        }
    }
    let row = |supplier: &str, amends: Option<&str>| json!({"place_of_supply": "29", "rate": 5, "taxable": 100, "cgst": 2.5, "sgst": 2.5, "supplier": supplier, "amends": amends});
    json!({"gstin": "29AAACE1234F1C5", "period": "112026", "documents": documents,
        "b2c": [row(SELLER, None), row("URP", None), row(SELLER, Some("082026")), row("URP", Some("082026"))]})
}

/// The names of all sections of a file, those in objects with these.
fn sections(file: &Value) -> Vec<String> {
    let heads = ["gstin", "fp", "version", "hash"];
    let tops = file.as_object().unwrap().iter().filter(|(name, _)| !heads.contains(&name.as_str()));
    let names = tops.flat_map(|(name, value)| match value {
        Value::Object(lists) => lists.keys().map(|key| format!("{name}.{key}")).collect(),
        _ => vec![name.clone()],
    });
    names.collect()
}

const ALL_SECTIONS: [&str; 32] = [
    "b2b",
    "b2ba",
    "b2cl",
    "b2cs",
    "b2csa",
    "exp",
    "expa",
    "cdnr",
    "cdnra",
    "cdnur",
    "cdnura",
    "nil.inv",
    "at",
    "ata",
    "txpd",
    "txpda",
    "supeco.clttx",
    "supeco.paytx",
    "supecoa.clttxa",
    "supecoa.paytxa",
    "hsn.hsn_b2b",
    "hsn.hsn_b2c",
    "doc_issue.doc_det",
    "b2cla",
    "ecom.b2b",
    "ecom.urp2b",
    "ecom.b2c",
    "ecom.urp2c",
    "ecoma.b2ba",
    "ecoma.urp2ba",
    "ecoma.b2ca",
    "ecoma.urp2ca",
];

/// Files that have every section there is.
fn files_of_every_section(count: usize) -> Vec<Value> {
    let upload = json!({"form": "upload", "on": "2026-12-05"});
    let amended_consumer = json!({"gstin": SELLER, "period": "112026", "documents": [
        {"invoice": to_consumer("X/1", "27", 300_000.0, "INV"), "amends": {"number": "O/1", "date": "2026-08-03"}}]});
    let requests = [month_of_all_kinds(count), month_of_an_operator(), amended_consumer];
    let files: Vec<Value> = requests
        .iter()
        .map(|request| {
            let (outcome, file) = ask(None, request, &upload);
            let errors: Vec<&Value> = file["findings"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|f| f["severity"] == "error")
                .take(5)
                .collect();
            assert_eq!(outcome, Outcome::Ok, "{errors:#?}");
            file
        })
        .collect();
    let there: Vec<String> = files.iter().flat_map(sections).collect();
    for name in ALL_SECTIONS {
        assert!(there.iter().any(|section| section == name), "no file has {name}: {there:?}");
    }
    files
}

#[test]
fn every_section_there_is_can_be_written() {
    let files = files_of_every_section(300);
    // Whatever is in the file is counted once: invoices by themselves and their totals agree.
    let request = month_of_all_kinds(300);
    let (_, answer) = ask(None, &request, &json!({"on": "2026-12-05"}));
    let invoices = |list: &str, rows: &str| -> usize {
        files[0][list].as_array().unwrap().iter().map(|group| group[rows].as_array().unwrap().len()).sum()
    };
    let total = |table: &str| answer["totals"][table]["documents"].as_u64().unwrap_or_default() as usize;
    assert_eq!(invoices("b2b", "inv"), ["4A", "4B", "6B", "6C"].map(total).iter().sum::<usize>());
    assert_eq!(invoices("exp", "inv"), total("6A"));
    assert_eq!(invoices("cdnr", "nt") + files[0]["cdnur"].as_array().unwrap().len(), total("9B"));
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn a_month_of_five_thousand_documents_of_all_kinds_fits_the_portals_schema() {
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(reference("gstr1").join("save_schema.json")).unwrap()).unwrap();
    let validator = jsonschema::draft4::new(&schema).unwrap();
    for file in files_of_every_section(5000) {
        let faults: Vec<String> =
            validator.iter_errors(&file).take(5).map(|e| format!("{} at {}", e, e.instance_path())).collect();
        assert!(faults.is_empty(), "{faults:#?}");
        // The portal's own download has more, and the schema says so.
        let mut downloaded = file;
        downloaded["b2b"] = json!([{"ctin": "27AABCU9603R1ZN", "trdname": "X", "inv": []}]);
        assert!(!validator.is_valid(&downloaded));
    }
}

/// A bill of the return's own row, as the supplier's books had it.
fn of_row(gstin: &str, ctin: Option<&str>, row: &Value) -> Value {
    let is_note = row.get("nt_num").is_some();
    let (number, date) = if is_note { ("nt_num", "nt_dt") } else { ("inum", "idt") };
    let items: Vec<Value> = row["itms"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .map(|(index, item)| {
            let details = item.get("itm_det").unwrap_or(item);
            let amount = |key: &str| details.get(key).cloned().unwrap_or(json!(0));
            json!({"SlNo": (index + 1).to_string(), "PrdDesc": "Goods", "IsServc": "N", "HsnCd": "33074900", "Qty": 1, "Unit": "NOS",
                "UnitPrice": amount("txval"), "TotAmt": amount("txval"), "AssAmt": amount("txval"), "GstRt": amount("rt"),
                "IgstAmt": amount("iamt"), "CgstAmt": amount("camt"), "SgstAmt": amount("samt"), "CesAmt": amount("csamt"),
                "TotItemVal": row["val"]})
        })
        .collect();
    json!({
        "Version": "1.1",
        "TranDtls": {"TaxSch": "GST", "SupTyp": "B2B", "RegRev": row["rchrg"]},
        "DocDtls": {"Typ": if is_note { "CRN" } else { "INV" }, "No": row[number], "Dt": row[date].as_str().unwrap().replace('-', "/")},
        "SellerDtls": {"Gstin": gstin},
        "BuyerDtls": {"Gstin": ctin, "Pos": row["pos"]},
        "ItemList": items,
        "ValDtls": {"AssVal": 0, "TotInvVal": row["val"]},
    })
}

/// A number's value, and taxes of nothing left out.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(key, value)| {
                let is_nothing =
                    value.as_f64() == Some(0.0) && ["iamt", "camt", "samt", "csamt"].contains(&key.as_str());
                !is_nothing && !["num", "desc", "user_desc", "doc_typ"].contains(&key.as_str())
            })
            .map(|(key, value)| (key.clone(), plain(value)))
            .collect(),
        Value::Array(list) => list.iter().map(plain).collect(),
        Value::Number(number) => json!(number.as_f64()),
        other => other.clone(),
    }
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn genuine_returns_are_made_again_from_their_documents() {
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(reference("gstr1").join("save_schema.json")).unwrap()).unwrap();
    let validator = jsonschema::draft4::new(&schema).unwrap();
    for name in ["offline_3.0.4_052021", "offline_3.2.3_102025", "portal_download_072026"] {
        let path = reference("gstr1").join(format!("{name}.json"));
        let genuine: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let gstin = genuine["gstin"].as_str().unwrap();
        let mut documents = Vec::new();
        for (section, list) in [("b2b", "inv"), ("cdnr", "nt")] {
            for group in genuine[section].as_array().into_iter().flatten() {
                let rows = group[list].as_array().unwrap().iter();
                documents.extend(rows.map(|row| of_row(gstin, group["ctin"].as_str(), row)));
            }
        }
        let sums = genuine["b2cs"].as_array().into_iter().flatten();
        let b2c: Vec<Value> = sums
            .map(|row| {
                json!({"place_of_supply": row["pos"], "rate": row["rt"], "taxable": row["txval"], "cgst": row["camt"], "sgst": row["samt"]})
            })
            .collect();
        let request = json!({"gstin": gstin, "period": genuine["fp"], "documents": documents, "b2c": b2c});
        let (outcome, file) = ask(None, &request, &json!({"form": "upload", "on": "2026-11-29"}));
        assert_eq!(outcome, Outcome::Ok, "{name}: {file:#}");
        for section in ["b2b", "cdnr", "b2cs"] {
            assert_eq!(plain(&file[section]), plain(&genuine[section]), "{name} {section}");
        }
        // Tables 12 and 13 are made of rows, for the lines of the bills aren't in the return.
        let halves = [("hsn_b2b", "b2b"), ("hsn_b2c", "b2c"), ("data", "b2b")];
        let lines = halves.iter().flat_map(|(half, to)| {
            let rows = genuine["hsn"][*half].as_array().into_iter().flatten();
            rows.map(move |row| {
                json!({"to": to, "hsn": row["hsn_sc"], "unit": row["uqc"], "quantity": row["qty"], "rate": row["rt"],
                    "taxable": row["txval"], "igst": row["iamt"], "cgst": row["camt"], "sgst": row["samt"], "cess": row["csamt"],
                    "description": row["desc"].as_str().filter(|text| !text.is_empty())})
            })
        });
        let issued = genuine["doc_issue"]["doc_det"].as_array().into_iter().flatten().flat_map(|kind| {
            kind["docs"].as_array().unwrap().iter().map(|run| {
                json!({"kind": kind["doc_num"], "from": run["from"], "to": run["to"], "total": run["totnum"], "cancelled": run["cancel"]})
            })
        });
        let (lines, issued): (Vec<Value>, Vec<Value>) = (lines.collect(), issued.collect());
        let mut files = vec![file];
        // One of them has neither table.
        if !(lines.is_empty() && issued.is_empty()) {
            let request = json!({"gstin": gstin, "period": genuine["fp"], "hsn": lines, "issued": issued});
            let (outcome, sums) = ask(None, &request, &json!({"form": "upload", "on": "2026-11-29"}));
            assert_eq!(outcome, Outcome::Ok, "{name}: {sums:#}");
            for section in ["hsn", "doc_issue"] {
                assert_eq!(plain(&sums[section]), plain(&genuine[section]), "{name} {section}");
            }
            files.push(sums);
        }
        // Today's schema has the HSN codes in two halves; a return of 2021 has one list, as its time wanted.
        let one_list = !genuine["hsn"]["data"].is_null();
        for mut file in files {
            if one_list {
                file.as_object_mut().unwrap().remove("hsn");
            }
            let faults: Vec<String> =
                validator.iter_errors(&file).take(5).map(|e| format!("{} at {}", e, e.instance_path())).collect();
            assert!(faults.is_empty(), "{name}: {faults:#?}");
        }
    }
}
