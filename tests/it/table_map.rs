//! Presets and mapping files, on material of our own.

use crate::common::columns;
use crate::normalize::options;
use crate::table_rows::{LINE, ask, ask_all, ask_with, faults, row, sheet, statuses};
use einv::error::ErrorKind;
use serde_json::{Value, json};

#[test]
fn a_map_names_columns_by_heading_letter_and_list_and_says_what_values_mean() {
    let table = "Kind;No;Day;Who;Tax No;Street;Area;Town;Code;What;x;Count;Each;GST\n\
        Sale;M-1;05.11.2026;Pune Office Supplies LLP;27AABCU9603R1ZN;7 Laxmi Road;Ward 3;Pune;411030;Pens;96081019;10;1.234,50;18\n\
        Offer;M-2;05.11.2026;Pune Office Supplies LLP;27AABCU9603R1ZN;7 Laxmi Road;Ward 3;Pune;411030;Pens;96081019;10;1,00;18\n";
    let map = json!({"einv_map": 1, "columns": {"Kind": "type", "No": "number", "Day": "date", "Who": "buyer.name", "Tax No": "buyer.gstin",
        "buyer.address": ["Street", "Area"], "Town": "buyer.city", "Code": "buyer.pin", "What": "lines.name", "K": "lines.hsn",
        "Count": "lines.qty", "Each": "lines.price", "GST": "lines.rate"},
        "defaults": {"lines.unit": "NOS"}, "values": {"type": {"Sale": "invoice", "*": null}}, "decimal": ","});
    let answer = ask(table, &json!({"map": map})).unwrap();
    assert_eq!(statuses(&answer), ["M-1 ready [2,2]", "M-2 skipped [3,3]"], "{answer:#}");
    let invoice = &answer["bills"][0]["invoice"];
    assert_eq!(
        (&invoice["BuyerDtls"]["Addr2"], &invoice["ItemList"][0]["UnitPrice"]),
        (&json!("Ward 3"), &json!(1234.5))
    );
    assert_eq!(answer["bills"][1]["reason"], "not_a_sale");
}

#[test]
fn a_table_with_transport_makes_an_e_way_bill_only_where_that_is_asked_for() {
    let table = sheet(&[row("A-1", "5-11-26", LINE)]);
    let transport = json!({"transport.mode": "road", "transport.vehicle": "KA20AB1234", "transport.distance": 760});
    let with = |more: Value| {
        let mut defaults = transport.clone();
        defaults.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        defaults
    };
    let made = |map: Value, opts: Value| {
        let answer = ask_with(&table, &json!({"map": map}), &opts).unwrap();
        assert_eq!(answer["bills"][0]["status"], "ready", "{answer:#}");
        let rules = ["bill.no_eway_bill", "bill.eway_bill_not_due"];
        let said = answer["bills"][0]["findings"].as_array().unwrap();
        let is_said = said.iter().any(|f| rules.iter().any(|rule| f["rule"] == *rule));
        (answer["bills"][0]["invoice"].get("EwbDtls").is_some(), is_said)
    };
    let reply = columns(None, &json!({"text": table}).to_string(), "").unwrap();
    let known: Value = serde_json::from_str(reply.json()).unwrap();
    let map = |more: Value| {
        let mut map = known["map"].clone();
        map.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        map
    };
    assert_eq!(made(map(json!({"defaults": transport})), json!({})), (false, true));
    assert_eq!(made(map(json!({"defaults": with(json!({"transport.make": "no"}))})), json!({})), (false, true));
    assert_eq!(made(map(json!({"defaults": with(json!({"transport.make": "yes"}))})), json!({})), (true, false));
    assert_eq!(made(map(json!({"defaults": transport, "ewb": "must"})), json!({})), (true, false));
    // `try` is said of the whole table: below the limit it makes none.
    assert_eq!(made(map(json!({"defaults": transport, "ewb": "try"})), json!({})), (false, true));
    let dear = sheet(&[row("A-1", "5-11-26", LINE).replace(",1000,", ",100000,")]);
    assert_ne!(dear, table);
    let answer =
        ask_with(&dear, &json!({"map": map(json!({"defaults": transport, "ewb": "try"}))}), &json!({})).unwrap();
    assert!(answer["bills"][0]["invoice"].get("EwbDtls").is_some(), "{answer:#}");
    assert_eq!(made(map(json!({"defaults": transport, "ewb": "none"})), json!({})), (false, true));
    assert_eq!(made(map(json!({"defaults": transport})), json!({"ewb": "must"})), (true, false));
}

#[test]
fn a_map_that_is_wrong_says_where_and_what_may_be_meant() {
    for (map, at, near) in [
        (json!({"columns": {"No": "numbr"}}), "/columns/No", "number"),
        (json!({"columns": {"No": "lines.prize"}}), "/columns/No", "lines.price"),
        (json!({"defaults": {"lines.uint": "NOS"}}), "/defaults/lines.uint", "lines.unit"),
        (json!({"column": {}}), "/map", "columns"),
        (json!({"dates": "ymd"}), "/map", "dmy"),
        (json!({"sheets": {"bills": "A", "lines": "B"}}), "/join", "both"),
        (json!({"einv_map": 2}), "/einv_map", "newer"),
    ] {
        let error = ask("a,b\n", &json!({"map": map})).unwrap_err();
        let told = error.to_string();
        assert!(error.at.as_deref().is_some_and(|own| own.starts_with(at)) && told.contains(near), "{map}: {told}");
    }
    let error = ask("a,b\n", &json!({"preset": "busy"})).unwrap_err();
    assert!(error.kind == ErrorKind::Arg && error.fix.unwrap().contains("nic, tally"));
}

#[test]
fn what_columns_says_is_a_map_that_reads_the_table_alike() {
    let table = sheet(&[row("A-1", "5-11-26", LINE)]);
    let reply = columns(None, &json!({"text": table}).to_string(), "").unwrap();
    let answer: Value = serde_json::from_str(reply.json()).unwrap();
    assert_eq!(answer["columns"][0], json!({"column": "A", "heading": "Bill No", "feeds": "number", "example": "A-1"}));
    assert_eq!((&answer["unmapped"], &answer["missing"]), (&json!([]), &json!([])));
    let (by_map, alone) = (ask(&table, &json!({"map": answer["map"]})).unwrap(), ask(&table, &json!({})).unwrap());
    assert_eq!(by_map["bills"], alone["bills"]);
}

#[test]
fn a_slip_in_a_heading_is_forgiven_and_headings_of_two_rows_are_one() {
    let table = sheet(&[row("A-1", "5-11-26", LINE)]).replacen("Taxable Value", "Taxble Value", 1);
    assert_eq!(ask(&table, &json!({})).unwrap()["counts"]["ready"], 1);
    let stacked = "Bill,,Buyer,,,,,Item,,,,,,\nNo,Date,Name,GSTIN,Address,City,Pincode,Name,HSN,Qty,Unit,Price,Taxable,GST %\n\
        A-1,5-11-26,Pune Office Supplies LLP,27AABCU9603R1ZN,7 Laxmi Road,Pune,411030,Register,48201090,10,NOS,100,1000,18\n";
    let map = json!({"columns": {"Bill No": "number", "Bill Date": "date", "Buyer Name": "buyer.name", "Buyer GSTIN": "buyer.gstin",
        "Buyer Address": "buyer.address", "Buyer City": "buyer.city", "Buyer Pincode": "buyer.pin", "Item Name": "lines.name",
        "Item HSN": "lines.hsn", "Item Qty": "lines.qty", "Item Unit": "lines.unit", "Item Price": "lines.price", "Item GST %": "lines.rate"}});
    let answer = ask(stacked, &json!({"map": map})).unwrap();
    assert_eq!((&answer["counts"]["ready"], &answer["read"]["header_row"]), (&json!(1), &json!(2)), "{answer:#}");
}

#[test]
fn of_two_columns_with_one_name_the_nic_form_means_the_line_left_of_item_total() {
    let head = "Document Type *\tDocument Number *\tDocument Date (DD/MM/YYYY) *\tBuyer GSTIN *\tBuyer Legal Name *\tBuyer POS *\tBuyer Addr1 *\tBuyer Location *\t\
        Buyer Pin Code\tBuyer State *\tProduct Description\tIs_Service *\tHSN code *\tQuantity\tUnit\tUnit Price *\tGross Amount *\tDiscount\tTaxable value *\t\
        GST Rate (%) *\tSgst Amt(Rs)\tCgst Amt (Rs)\tIgst Amt (Rs)\tItem Total *\tTotal Taxable value *\tIgst Amt\tDiscount\tTotal Invoice value *";
    let values = "Tax Invoice\tN-1\t05/11/2026\t27AABCU9603R1ZN\tPune Office Supplies LLP\tMAHARASHTRA\t7 Laxmi Road\tPune\t411030\tMAHARASHTRA\tRegister\tNo\t\
        48201090\t10\tNUMBERS\t100\t1000\t100\t900\t18\t0\t0\t162\t1062\t900\t162\t2\t1060";
    let answer = ask(&format!("{head}\n{values}\n"), &json!({})).unwrap();
    assert_eq!((&answer["read"]["preset"], &answer["counts"]["ready"]), (&json!("nic"), &json!(1)), "{answer:#}");
    let invoice = &answer["bills"][0]["invoice"];
    assert_eq!((&invoice["ItemList"][0]["Discount"], &invoice["ValDtls"]["Discount"]), (&json!(100), &json!(2)));
}

#[test]
fn fixed_widths_are_read_by_their_positions() {
    let line = |number: &str, day: &str| {
        format!(
            "{number:<10}{day:<10}27AABCU9603R1ZNPune Office Supplies LLP 7 Laxmi Road Pune411030Register48201090  10NOS  100.0018"
        )
    };
    let map = json!({"positions": [[1, 10, "number"], [11, 10, "date"], [21, 15, "buyer.gstin"], [36, 25, "buyer.name"], [61, 13, "buyer.address"], [74, 4, "buyer.city"],
        [78, 6, "buyer.pin"], [84, 8, "lines.name"], [92, 8, "lines.hsn"], [100, 4, "lines.qty"], [104, 3, "lines.unit"], [107, 8, "lines.price"], [115, 2, "lines.rate"]]});
    let answer =
        ask(&format!("{}\n{}\n", line("F-1", "05/11/2026"), line("F-2", "06/11/2026")), &json!({"map": map})).unwrap();
    assert_eq!(statuses(&answer), ["F-1 ready [1,1]", "F-2 ready [2,2]"], "{answer:#}");
    assert_eq!(answer["read"]["kind"], "fixed");
}

#[test]
fn a_voucher_of_tallys_is_a_bill_by_its_type_and_another_type_by_the_map() {
    let voucher = |kind: &str, number: &str| {
        format!(
            "<VOUCHER VCHTYPE=\"{kind}\"><DATE>20261105</DATE><VOUCHERTYPENAME>{kind}</VOUCHERTYPENAME><VOUCHERNUMBER>{number}</VOUCHERNUMBER>\
            <PARTYNAME>Pune Office Supplies LLP</PARTYNAME><PARTYGSTIN>27AABCU9603R1ZN</PARTYGSTIN><STATENAME>Maharashtra</STATENAME>\
            <ADDRESS.LIST><ADDRESS>7 Laxmi Road</ADDRESS><ADDRESS>Pune - 411030</ADDRESS></ADDRESS.LIST><PLACEOFSUPPLY>Maharashtra</PLACEOFSUPPLY>\
            <LEDGERENTRIES.LIST><LEDGERNAME>Pune Office Supplies LLP</LEDGERNAME><ISPARTYLEDGER>Yes</ISPARTYLEDGER><AMOUNT>-1180.00</AMOUNT></LEDGERENTRIES.LIST>\
            <ALLINVENTORYENTRIES.LIST><STOCKITEMNAME>Register</STOCKITEMNAME><GSTHSNNAME>48201090</GSTHSNNAME><RATE>100.00/Nos</RATE><AMOUNT>1000.00</AMOUNT>\
            <BILLEDQTY> 10 Nos</BILLEDQTY><RATEDETAILS.LIST><GSTRATEDUTYHEAD>IGST</GSTRATEDUTYHEAD><GSTRATE> 18</GSTRATE></RATEDETAILS.LIST></ALLINVENTORYENTRIES.LIST></VOUCHER>"
        )
    };
    let file = format!(
        "<ENVELOPE>{}{}{}</ENVELOPE>",
        voucher("Sales", "T-1"),
        voucher("GST Sales", "T-2"),
        voucher("Purchase", "T-3")
    );
    let answer = ask(&file, &json!({})).unwrap();
    assert_eq!(statuses(&answer), ["T-1 ready [1,1]", "T-2 skipped [2,2]", "T-3 skipped [3,3]"], "{answer:#}");
    let buyer = &answer["bills"][0]["invoice"]["BuyerDtls"];
    assert_eq!(
        (&buyer["Addr1"], &buyer["Loc"], &buyer["Pin"]),
        (&json!("7 Laxmi Road"), &json!("Pune"), &json!(411030))
    );
    let map = json!({"map": {"preset": "tally", "values": {"type": {"GST Sales": "invoice"}}}});
    assert_eq!(statuses(&ask(&file, &map).unwrap())[1], "T-2 ready [2,2]");
    // A ledger that isn't on the lines: the total says so.
    let answer = ask(&file.replace("-1180.00", "-1230.00"), &json!({})).unwrap();
    let finding =
        answer["bills"][0]["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "bill.total_differs").unwrap();
    assert_eq!(finding["at"], json!({"record": 1, "number": "T-1", "tag": "ISPARTYLEDGER"}));
}

#[test]
fn lines_of_another_sheet_are_joined_by_the_number() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sales.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let bills = [
        ["Date", "Invoice No", "Party Name", "Transaction Type", "Total Amount", "Payment Type"],
        ["05/11/2026", "7", "Pune Office Supplies LLP", "Sale", "1180", "Cash"],
    ];
    let lines = [
        ["Invoice No./Txn No.", "Item Name", "HSN/SAC", "Quantity", "Unit", "UnitPrice", "Tax Percent"],
        ["7", "Register", "48201090", "10", "Nos", "100", "18"],
        ["8", "Lost", "48201090", "10", "Nos", "100", "18"],
    ];
    for (name, rows) in [
        ("Sale Report", bills.iter().map(|r| r.to_vec()).collect::<Vec<_>>()),
        ("Item Details", lines.iter().map(|r| r.to_vec()).collect()),
    ] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (r, row) in (0..).zip(rows) {
            for (c, text) in (0..).zip(row) {
                sheet.write_string(r, c, text).unwrap();
            }
        }
    }
    book.save(&path).unwrap();
    let parties = json!([{"name": "Pune Office Supplies LLP", "gstin": "27AABCU9603R1ZN", "address": "7 Laxmi Road", "city": "Pune", "pin": 411030}]);
    let answer = ask_all(&json!({"path": path, "parties": parties}), &json!({})).unwrap();
    assert_eq!((&answer["read"]["preset"], &answer["read"]["sure"]), (&json!("vyapar"), &json!("N")));
    assert_eq!(statuses(&answer), ["7 ready [2,2]"], "{answer:#}");
    assert_eq!(answer["read"]["passed_over"], json!([{"sheet": "Item Details", "row": 3, "why": "no_bill"}]));
}

#[test]
fn cells_of_a_spreadsheet_are_what_they_are() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cells.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let head = [
        "Bill No",
        "Bill Date",
        "Party",
        "GSTIN",
        "Address",
        "City",
        "PIN",
        "Item",
        "HSN",
        "Qty",
        "Unit",
        "Price",
        "Taxable",
        "GST",
    ];
    for (c, text) in (0..).zip(head) {
        sheet.write_string(0, c, text).unwrap();
    }
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for r in 1..4 {
        sheet.write_number(r, 0, 400 + r).unwrap();
        for (c, text) in [
            (2, "Pune Office Supplies LLP"),
            (3, "27AABCU9603R1ZN"),
            (4, "7 Laxmi Road"),
            (5, "Pune"),
            (7, "Milk powder"),
            (10, "Kg"),
        ] {
            sheet.write_string(r, c, text).unwrap();
        }
        for (c, number) in [(6, 411030.0), (8, 4021010.0), (9, 100.0), (11, 285.5), (13, 0.05)] {
            sheet.write_number(r, c, number).unwrap();
        }
        sheet.write_number(r, 12, 28550).unwrap();
    }
    let date = ExcelDateTime::from_ymd(2026, 11, 20).unwrap();
    sheet.write_datetime_with_format(1, 1, &date, &day).unwrap();
    sheet.write_number(2, 1, 46346).unwrap();
    sheet.write_datetime_with_format(3, 1, &date, &day).unwrap();
    sheet.write_formula(2, 12, Formula::new("=J3*L3").set_result("28550.000000001")).unwrap();
    sheet.write_formula(3, 12, Formula::new("=NA()").set_result("#N/A")).unwrap();
    book.save(&path).unwrap();
    let answer = ask_all(&json!({"path": path}), &json!({})).unwrap();
    assert_eq!(statuses(&answer)[..2], ["401 ready [2,2]", "402 ready [3,3]"], "{answer:#}");
    assert_eq!(faults(&answer["bills"][2]), ["table.cell_error 4 M"]);
    let invoice = &answer["bills"][1]["invoice"];
    assert_eq!(
        (&invoice["ItemList"][0]["HsnCd"], &invoice["DocDtls"]["Dt"], &invoice["ItemList"][0]["GstRt"]),
        (&json!("04021010"), &json!("20/11/2026"), &json!(5))
    );
    let why: Vec<&str> =
        answer["bills"][1]["changes"].as_array().unwrap().iter().map(|c| c["why"].as_str().unwrap()).collect();
    assert!(
        ["leading_zero", "excel_day", "percent_from_fraction", "rounded"].iter().all(|word| why.contains(word)),
        "{why:?}"
    );
    let error = ask_all(&json!({"path": path, "sheet": "None"}), &json!({})).unwrap_err();
    assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Arg, Some("/sheet")));
}

#[test]
fn a_batch_of_a_table_names_rows_and_stops_or_leaves_out() {
    use einv::answer::VerbRequest;
    use einv::answer::batch::BatchRequest;
    use einv::engine::{BatchOptions, Engine, FaultyBills, Job, ProgressOptions, ResultsOptions};
    let config = options()["taxpayer"].clone();
    let engine =
        std::sync::Arc::new(Engine::open(&json!({"on": "2026-11-21", "taxpayers": [config]}).to_string()).unwrap());
    let rows =
        [row("A-1", "5-11-26", LINE), row("A-2", "5-11-26", "Pens,1,1,NOS,1,1,18,1"), row("A-3", "5-11-26", LINE)];
    let input = json!({"text": sheet(&rows), "name": "t.csv"}).to_string();
    let request = || BatchRequest::read(&input).unwrap();
    let error = Job::begin(&engine, request(), &BatchOptions::new()).err().unwrap();
    assert!(
        error.kind == ErrorKind::Arg
            && error.message.contains("1 of 3 bills are faulty")
            && error.message.contains("row 3, column"),
        "{error}"
    );
    let job = Job::begin(&engine, request(), &BatchOptions::new().faulty(FaultyBills::LeaveOut)).unwrap();
    assert!(job.wait(std::time::Duration::from_secs(30)));
    let said = job.progress(&ProgressOptions::new()).unwrap();
    assert_eq!((said.total, said.registered, said.table.unwrap().faulty), (2, 2, 1));
    let results = serde_json::to_value(job.results(&ResultsOptions::new()).unwrap()).unwrap();
    assert_eq!((&results["results"][1]["number"], &results["results"][1]["rows"]), (&json!("A-3"), &json!([4, 4])));
}

/// A record with these values, by the letters of their columns.
fn record(word: &str, length: usize, values: &[(&str, &str)]) -> String {
    let mut all = vec![""; length];
    all[0] = word;
    for (letters, value) in values {
        let column = letters.bytes().fold(0, |n, c| n * 26 + usize::from(c - b'A') + 1) - 1;
        all[column] = value;
    }
    all.join(",")
}

#[test]
fn records_that_say_what_they_are_become_bills_with_places_in_each_record() {
    let bill = |number: &str, name: &str, gstin: &str| {
        record(
            "H",
            53,
            &[
                ("C", number),
                ("D", "19112026"),
                ("N", "27-MAHARASHTRA"),
                ("AA", "S"),
                ("AE", name),
                ("AG", gstin),
                ("AL", "7 Laxmi Road"),
                ("AM", "Sadashiv Peth"),
                ("BA", "<MARGERP FORMAT>"),
            ],
        )
    };
    let line = |hsn: &str| {
        let values =
            [("F", "Drops"), ("M", "5"), ("O", "130"), ("U", "71"), ("X", "6065.37"), ("Z", "3164.63"), ("AM", hsn)];
        record("T", 47, &values)
    };
    let total = |total: &str| record("F", 11, &[("B", total)]);
    let text = [
        line("30049014"),
        bill("G-1", "Pune Office Supplies LLP", "27AABCU9603R1ZN"),
        line("30049014"),
        line("30049014"),
        total("6646"),
        bill("G-2", "Pune Office Supplies LLP", "27AABCU9603R1ZN"),
        line("3004901"),
        total("3400"),
        bill("G-3", "Walk-in", ""),
        line("30049014"),
        total("3323"),
    ]
    .join("\n");
    let parties =
        json!([{"gstin": "27AABCU9603R1ZN", "name": "Pune Office Supplies LLP", "city": "Pune", "pin": "411030"}]);
    let input = json!({"text": text, "name": "m.csv", "parties": parties, "defaults": {"lines.unit": "NOS"}});
    let answer = ask_all(&input, &json!({})).unwrap();
    assert_eq!((&answer["read"]["preset"], &answer["read"]["sure"]), (&json!("marg"), &json!("N")));
    assert_eq!(answer["read"]["passed_over"], json!([{"row": 1, "why": "no_bill"}]));
    assert_eq!(answer["counts"], json!({"rows": 11, "bills": 3, "ready": 1, "faulty": 1, "skipped": 1}));
    let first = &answer["bills"][0]["invoice"];
    assert_eq!(first["ItemList"][1]["AssAmt"].to_string(), "3164.63");
    assert_eq!(first["ValDtls"]["TotInvVal"].to_string().parse::<f64>().unwrap() as u32, 6646);
    assert_eq!((&first["BuyerDtls"]["Addr2"], &first["BuyerDtls"]["Pin"]), (&json!("Sadashiv Peth"), &json!(411030)));
    assert_eq!((&answer["bills"][0]["rows"], &answer["bills"][2]["reason"]), (&json!([2, 5]), &json!("consumer")));
    let places: Vec<(String, u64, String)> = answer["bills"][1]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .map(|finding| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            (text(&finding["rule"]), finding["at"]["row"].as_u64().unwrap_or(0), text(&finding["at"]["column"]))
        })
        .collect();
    let at = |rule: &str| places.iter().find(|place| place.0 == rule).map(|(_, row, column)| (*row, column.as_str()));
    assert_eq!(at("bill.total_differs"), Some((8, "B")), "{places:?}");
    assert!(places.iter().any(|(_, row, column)| (*row, column.as_str()) == (7, "AM")), "{places:?}");
    let reply = columns(None, &input.to_string(), "").unwrap();
    let columns: Value = serde_json::from_str(reply.json()).unwrap();
    let fed =
        |name: &str| columns["columns"].as_array().unwrap().iter().find(|own| own["feeds"] == name).cloned().unwrap();
    assert_eq!((&fed("total")["column"], &fed("lines.hsn")["example"]), (&json!("B"), &json!("30049014")));
    assert_eq!(columns["map"]["records"], json!({"bills": "H", "lines": "T", "totals": "F"}));
}

#[test]
fn columns_are_shown_where_the_headings_are_not_enough() {
    let text = "Shop of Udupi\n;;\nBill No;When;Worth;GST %\nA-1;5-11-26;100;18\n";
    let reply = crate::common::columns(None, &json!({"text": text}).to_string(), "{}").unwrap();
    let answer: Value = serde_json::from_str(reply.json()).unwrap();
    assert_eq!(
        (&answer["read"]["header_row"], &answer["unmapped"]),
        (&json!(3), &json!(["When", "Worth"])),
        "{answer:#}"
    );
    let missing = answer["missing"].as_array().unwrap();
    assert!(missing.iter().any(|finding| finding["message"] == "no column feeds date"), "{missing:?}");
    // The map that it begins is read as it is.
    let mut map = answer["map"].clone();
    map["columns"]["When"] = json!("date");
    map["columns"]["Worth"] = json!("lines.taxable");
    let reply = crate::common::columns(None, &json!({"text": text, "map": map}).to_string(), "{}").unwrap();
    let answer: Value = serde_json::from_str(reply.json()).unwrap();
    assert_eq!(answer["columns"][1]["feeds"], "date", "{answer:#}");
}

#[test]
fn the_sales_report_of_flipkart_is_read_and_says_that_it_rests_on_few_files() {
    let bill = |number: &str, kind: &str, gstin: &str, irn: &str| {
        json!({"Seller GSTIN": "29AABCU9603R1ZJ", "Product Title/Description": "Pen", "HSN Code": "96081019", "Event Type": kind,
            "Event Sub Type": kind, "Item Quantity": "1", "Price after discount (Price before discount-Total discount)": "118.00",
            "Shipping Charges": "0", "Final Invoice Amount (Price after discount+Shipping Charges)": "118.00",
            "Taxable Value (Final Invoice Amount -Taxes)": "100.00", "IGST Rate": "18", "IGST Amount": "18.00", "CGST Rate": "0",
            "CGST Amount": "0", "SGST Rate (or UTGST as applicable)": "0", "SGST Amount (Or UTGST as applicable)": "0",
            "Buyer Invoice ID": number, "Buyer Invoice Date": "2026-11-04 00:00:00.0", "Customer's Delivery State": "Maharashtra",
            "IRN": irn, "Business Name": "Pune Office Supplies LLP", "Business GST Number": gstin})
    };
    let buyer = "27AABCU9603R1ZN";
    let rows = [
        bill("FK1", "Sale", buyer, ""),
        bill("FK2", "Sale", "NA", ""),
        bill("FK3", "Return", buyer, ""),
        bill("FK5", "Sale", buyer, &"a".repeat(64)),
    ];
    let parties = json!([{"gstin": buyer, "name": "Pune Office Supplies LLP", "address": "7 Laxmi Road", "city": "Pune", "pin": "411030"}]);
    let answer = crate::table_rows::ask_all(&json!({"rows": rows, "parties": parties}), &json!({})).unwrap();
    assert_eq!((&answer["read"]["preset"], &answer["read"]["sure"]), (&json!("flipkart"), &json!("N")), "{answer:#}");
    let of = |index: usize, key: &str| answer["bills"][index][key].clone();
    assert_eq!((of(0, "status"), of(3, "reason")), (json!("ready"), json!("has_irn")), "{answer:#}");
    assert_ne!(of(1, "status"), json!("ready"));
    assert_eq!(answer["bills"][2]["invoice"]["DocDtls"]["Typ"], "CRN");
}
