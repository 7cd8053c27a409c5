//! Every rule, as data: edits of a valid bill that pass, edits that fail, and the boundary between them.

use crate::common::bill;
use serde_json::{Value, json};

/// One rule's examples. An edit is an object of JSON pointers and new values; null removes the value.
pub struct Row {
    pub rule: &'static str,
    pub code: &'static str,
    pub path: &'static str,
    pub base: fn() -> Value,
    /// Options of the call: settings, taxpayer, day.
    pub opts: Value,
    pub passes: Vec<Value>,
    pub fails: Vec<Value>,
}

fn row(rule: &'static str, code: &'static str, path: &'static str, base: fn() -> Value) -> Row {
    Row { rule, code, path, base, opts: json!({}), passes: Vec::new(), fails: Vec::new() }
}

impl Row {
    fn opts(self, opts: Value) -> Row {
        Row { opts, ..self }
    }
    fn passes(mut self, edit: Value) -> Row {
        self.passes.push(edit);
        self
    }
    fn fails(mut self, edit: Value) -> Row {
        self.fails.push(edit);
        self
    }
}

/// Karnataka to Maharashtra, goods, 18 percent.
pub fn inter() -> Value {
    bill("A-1", "21/11/2026")
}

/// Within Karnataka.
pub fn intra() -> Value {
    edited(
        inter(),
        &json!({"/BuyerDtls/Pos": "29", "/ItemList/0/IgstAmt": null, "/ItemList/0/CgstAmt": 89.10,
            "/ItemList/0/SgstAmt": 89.10, "/ValDtls/IgstVal": null, "/ValDtls/CgstVal": 89.10, "/ValDtls/SgstVal": 89.10}),
    )
}

/// To the United States, with payment of tax.
pub fn export() -> Value {
    edited(
        inter(),
        &json!({"/TranDtls/SupTyp": "EXPWP", "/BuyerDtls/Gstin": "URP", "/BuyerDtls/Pos": "96", "/BuyerDtls/Stcd": "96",
            "/BuyerDtls/Pin": 999999, "/ExpDtls": {"Port": "INMAA1", "ForCur": "USD", "CntCode": "US"}}),
    )
}

/// As some GSPs accept it.
fn wrapped() -> Value {
    json!([{"transaction": inter()}])
}

fn sez() -> Value {
    edited(inter(), &json!({"/TranDtls/SupTyp": "SEZWP"}))
}

fn note() -> Value {
    edited(inter(), &json!({"/DocDtls/Typ": "CRN"}))
}

/// With an e-way bill, by road.
pub fn moved() -> Value {
    edited(inter(), &json!({"/EwbDtls": {"TransMode": "1", "Distance": 900, "VehNo": "KA01AB1234", "VehType": "R"}}))
}

fn service() -> Value {
    edited(
        inter(),
        &json!({"/ItemList/0/IsServc": "Y", "/ItemList/0/HsnCd": "998313", "/ItemList/0/Qty": null, "/ItemList/0/Unit": null}),
    )
}

fn shipped() -> Value {
    edited(
        moved(),
        &json!({"/ShipDtls": {"Gstin": "29AABCU9603R1ZJ", "LglNm": "Depot", "Addr1": "1 Ring Road", "Loc": "Mysuru",
            "Pin": 570001, "Stcd": "29"}}),
    )
}

fn dispatched() -> Value {
    edited(
        moved(),
        &json!({"/DispDtls": {"Nm": "Depot", "Addr1": "1 Ring Road", "Loc": "Mysuru", "Pin": 570001, "Stcd": "29"}}),
    )
}

/// Two lines of one kind.
fn two_lines() -> Value {
    let mut bill = inter();
    let mut second = bill["ItemList"][0].clone();
    second["SlNo"] = json!("2");
    bill["ItemList"].as_array_mut().unwrap().push(second);
    edited(bill, &json!({"/ValDtls/AssVal": 1980.00, "/ValDtls/IgstVal": 356.40, "/ValDtls/TotInvVal": 2336.20}))
}

/// `document` with each pointer's value set or removed.
pub fn edited(mut document: Value, edit: &Value) -> Value {
    for (pointer, value) in edit.as_object().unwrap() {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        match (document.pointer_mut(parent).unwrap(), value) {
            (Value::Object(map), Value::Null) => drop(map.remove(key)),
            (Value::Object(map), value) => drop(map.insert(key.to_owned(), value.clone())),
            (Value::Array(list), value) => list[key.parse::<usize>().unwrap()] = value.clone(),
            _ => panic!("{pointer}"),
        }
    }
    document
}

fn turnover(crore: &str) -> Value {
    json!({"taxpayer": {"turnover": {"2025-26": format!("{crore}0000000")}}})
}

/// A note that names its invoice with its day.
fn preceding(date: &str) -> Value {
    json!({"/RefDtls": {"PrecDocDtls": [{"InvNo": "A-0", "InvDt": date}]}})
}

fn setting(name: &str, value: &str) -> Value {
    json!({"settings": {name: value}})
}

pub fn rows() -> Vec<Row> {
    [form(), header(), supply(), parties(), places(), items(), lines(), totals(), export_rows(), ewb(), ewb_places()]
        .into_iter()
        .flatten()
        .collect()
}

/// Values that the form itself refuses, where the portal has its own code for them.
fn form() -> Vec<Row> {
    vec![
        row("form.choice", "2159", "/TranDtls/RegRev", inter).fails(json!({"/TranDtls/RegRev": "Yes"})),
        row("form.choice", "2263", "/TranDtls/IgstOnIntra", inter).fails(json!({"/TranDtls/IgstOnIntra": "1"})),
        row("form.choice", "2161", "/DocDtls/Typ", inter)
            .passes(json!({"/DocDtls/Typ": "inv"}))
            .fails(json!({"/DocDtls/Typ": "BIL"})),
        row("form.choice", "5002", "/TranDtls/SupTyp", inter).fails(json!({"/TranDtls/SupTyp": "B2G"})),
        row("form.choice", "4020", "/EwbDtls/VehType", moved).fails(json!({"/EwbDtls/VehType": "X"})),
        row("form.date", "2144", "/DocDtls/Dt", inter)
            .passes(json!({"/DocDtls/Dt": "29/02/2024"}))
            .fails(json!({"/DocDtls/Dt": "29/02/2026"}))
            .fails(json!({"/DocDtls/Dt": "21-11-2026"})),
        row("form.date", "4017", "/EwbDtls/TransDocDt", moved).fails(json!({"/EwbDtls/TransDocDt": "today"})),
        row("form.empty", "2228", "/ItemList", inter).fails(json!({"/ItemList": []})),
        row("form.empty", "5002", "/BuyerDtls/Addr2", inter).fails(json!({"/BuyerDtls/Addr2": ""})),
        row("form.characters", "2176", "/ItemList/0/HsnCd", inter).fails(json!({"/ItemList/0/HsnCd": "48201"})),
        row("form.characters", "5002", "/DocDtls/No", inter)
            .passes(json!({"/DocDtls/No": "A/1-b"}))
            .fails(json!({"/DocDtls/No": "0012"})),
        row("form.length", "5002", "/DocDtls/No", inter)
            .passes(json!({"/DocDtls/No": "A123456789012345"}))
            .fails(json!({"/DocDtls/No": "A1234567890123456"})),
        row("form.blank_block", "5002", "/EwbDtls", inter)
            .passes(json!({"/EwbDtls": {"Distance": 0}}))
            .passes(json!({"/EwbDtls": {"TransMode": "1"}}))
            .passes(json!({"/EwbDtls": {"transDistance": "120"}}))
            .fails(json!({"/EwbDtls": {}}))
            .fails(json!({"/EwbDtls": {"TransId": "", "Distance": 0, "VehNo": null}})),
        row("form.blank_block", "5002", "/ShipDtls", inter)
            .fails(json!({"/ShipDtls": {"LglNm": "", "Addr1": "", "Loc": "", "Pin": 0, "Stcd": ""}})),
        row("form.blank_block", "5002", "/PayDtls", inter)
            .passes(json!({"/PayDtls": {}}))
            .fails(json!({"/PayDtls": {"Nm": "", "CrDay": 0}})),
        row("form.blank_block", "5002", "/ItemList/0/BchDtls", inter).fails(json!({"/ItemList/0/BchDtls": {"Nm": ""}})),
        row("form.blank_block", "5002", "/RefDtls/PrecDocDtls/0", inter)
            .passes(json!({"/RefDtls": {"PrecDocDtls": [{"InvNo": "A-0"}]}}))
            .fails(json!({"/RefDtls": {"PrecDocDtls": [{"InvNo": "", "InvDt": ""}]}})),
        row("form.wrapped", "5002", "", wrapped).fails(json!({})),
        row("form.wrapped", "5002", "", inter)
            .passes(json!({"/SellerDtls": null, "/Unheard": {"DocDtls": {}, "ValDtls": {}}})),
        row("form.missing", "5002", "/ValDtls/TotInvVal", inter).fails(json!({"/ValDtls/TotInvVal": null})),
        row("form.number", "5002", "/ValDtls/RndOffAmt", inter)
            .passes(json!({"/ValDtls/RndOffAmt": -99.99}))
            .fails(json!({"/ValDtls/RndOffAmt": -100})),
        row("form.decimal_places", "5002", "/ItemList/0/AssAmt", inter)
            .passes(json!({"/ItemList/0/AssAmt": 990.10}))
            .fails(json!({"/ItemList/0/AssAmt": 990.123})),
    ]
}

fn header() -> Vec<Row> {
    let text = |n: usize| "x".repeat(n);
    vec![
        row("document.version", "2140", "/Version", inter)
            .passes(json!({"/Version": "1.1"}))
            .passes(json!({"/Version": "1.01"}))
            .fails(json!({"/Version": "1.011"}))
            .fails(json!({"/Version": "1.2"}))
            .fails(json!({"/Version": "0.9"})),
        row("document.draft_version", "", "/Version", inter)
            .passes(json!({"/Version": "1.10"}))
            .fails(json!({"/Version": "1.0"}))
            .fails(json!({"/Version": "1.00"}))
            .fails(json!({"/Version": "1.09"})),
        row("document.irn_not_sent", "5002", "/Irn", inter).fails(json!({"/Irn": text(64)})),
        row("document.size", "5002", "", inter)
            .passes(json!({"/AddlDocDtls": vec![json!({"Info": text(1000)}); 1900]}))
            .passes(json!({"/Unheard": text(3_000_000)}))
            .fails(json!({"/AddlDocDtls": vec![json!({"Info": text(1000)}); 2100]})),
        row("document.item_count", "2173", "/ItemList", inter)
            .passes(json!({"/ItemList": vec![json!({}); 1000]}))
            .fails(json!({"/ItemList": vec![json!({}); 1001]})),
        row("document.item_count", "2173", "/ItemList", inter)
            .opts(json!({"settings": {"max_items": 2000}}))
            .passes(json!({"/ItemList": vec![json!({}); 2000]}))
            .fails(json!({"/ItemList": vec![json!({}); 2001]})),
        row("text.lost", "", "/BuyerDtls/LglNm", inter)
            .passes(json!({"/BuyerDtls/LglNm": "?Who"}))
            .passes(json!({"/BuyerDtls/LglNm": "पुणे ऑफिस"}))
            .fails(json!({"/BuyerDtls/LglNm": "???? ????"}))
            .fails(json!({"/BuyerDtls/LglNm": "Pun\u{fffd}"})),
        row("text.encoded_twice", "", "/BuyerDtls/LglNm", inter)
            .passes(json!({"/BuyerDtls/LglNm": "Café Ñandú"}))
            .passes(json!({"/BuyerDtls/LglNm": "Maison É®"}))
            .fails(json!({"/BuyerDtls/LglNm": "CafÃ© Pune"})),
        row("text.no_letter", "", "/ItemList/0/PrdDesc", inter)
            .passes(json!({"/ItemList/0/PrdDesc": "नोटबुक ₹ ½ ≤ “A4” – Ω"}))
            .fails(json!({"/ItemList/0/PrdDesc": "Notebook 🙂"}))
            .fails(json!({"/ItemList/0/PrdDesc": "中文 book"})),
        row("text.lost", "", "/ItemList/0/PrdDesc", inter).fails(json!({"/ItemList/0/PrdDesc": "????"})),
        row("date.future", "2163", "/DocDtls/Dt", inter)
            .passes(json!({"/DocDtls/Dt": "20/11/2026"}))
            .fails(json!({"/DocDtls/Dt": "22/11/2026"})),
        row("date.earliest", "2284", "/DocDtls/Dt", inter)
            .opts(setting("earliest_document_date", "2025-04-01"))
            .passes(json!({"/DocDtls/Dt": "01/04/2025"}))
            .fails(json!({"/DocDtls/Dt": "31/03/2025"})),
        row("date.earliest", "2284", "/DocDtls/Dt", inter)
            .passes(json!({"/DocDtls/Dt": "01/04/2025"}))
            .fails(json!({"/DocDtls/Dt": "31/03/2025"})),
        row("date.earliest", "2284", "/DocDtls/Dt", inter)
            .opts(json!({"on": "2025-03-31"}))
            .passes(json!({"/DocDtls/Dt": "31/03/2025"})),
        row("date.thirty_days", "2305", "/DocDtls/Dt", inter)
            .opts(turnover("10"))
            .passes(json!({"/DocDtls/Dt": "22/10/2026"}))
            .fails(json!({"/DocDtls/Dt": "21/10/2026"})),
        row("date.thirty_days", "2305", "/DocDtls/Dt", inter)
            .opts(json!({"taxpayer": {"turnover": {"2025-26": "100000000"}}, "settings": {"thirty_day_rule": "date_plus_29"}}))
            .passes(json!({"/DocDtls/Dt": "23/10/2026"}))
            .fails(json!({"/DocDtls/Dt": "22/10/2026"})),
        row("date.thirtieth_day", "2305", "/DocDtls/Dt", inter)
            .opts(turnover("10"))
            .passes(json!({"/DocDtls/Dt": "21/10/2026"}))
            .passes(json!({"/DocDtls/Dt": "23/10/2026"}))
            .fails(json!({"/DocDtls/Dt": "22/10/2026"})),
        row("date.thirty_days", "2305", "/DocDtls/Dt", inter)
            .opts(json!({"taxpayer": {"turnover": {"2025-26": "100000000"}}, "settings": {"thirty_day_rule": "date_plus_30"}}))
            .passes(json!({"/DocDtls/Dt": "22/10/2026"}))
            .fails(json!({"/DocDtls/Dt": "21/10/2026"})),
        row("date.thirty_days", "2305", "/DocDtls/Dt", inter)
            .opts(json!({"on": "2023-11-30", "taxpayer": {"turnover": {"2022-23": "1000000000"}}}))
            .passes(json!({"/DocDtls/Dt": "31/10/2023"}))
            .fails(json!({"/DocDtls/Dt": "30/10/2023"})),
        row("note.declared_late", "", "/DocDtls/Dt", note)
            .passes(preceding("01/04/2026"))
            .passes(json!({"/DocDtls/Typ": "DBN", "/RefDtls": {"PrecDocDtls": [{"InvNo": "A-0", "InvDt": "31/03/2025"}]}}))
            .fails(preceding("31/03/2026"))
            .fails(preceding("31/03/2025")),
        row("note.declared_late", "", "/DocDtls/Dt", note)
            .opts(json!({"taxpayer": {"annual_return_filed": {"2026-27": "2026-11-01"}}}))
            .fails(preceding("01/04/2026")),
        row("period.order", "2219", "/RefDtls/DocPerdDtls/InvStDt", inter)
            .passes(json!({"/RefDtls": {"DocPerdDtls": {"InvStDt": "01/11/2026", "InvEndDt": "01/11/2026"}}}))
            .fails(json!({"/RefDtls": {"DocPerdDtls": {"InvStDt": "02/11/2026", "InvEndDt": "01/11/2026"}}})),
        row("references.preceding_wanted", "2191", "/RefDtls/PrecDocDtls", note)
            .opts(setting("rules_of_2020", "error"))
            .passes(json!({"/RefDtls": {"PrecDocDtls": [{"InvNo": "A-0", "InvDt": "01/11/2026"}]}}))
            .fails(json!({})),
        row("references.preceding_unwanted", "2210", "/RefDtls/PrecDocDtls", inter)
            .opts(setting("rules_of_2020", "error"))
            .passes(json!({}))
            .fails(json!({"/RefDtls": {"PrecDocDtls": [{"InvNo": "A-0", "InvDt": "01/11/2026"}]}})),
    ]
}

fn supply() -> Vec<Row> {
    vec![
        row("supply.to_consumer", "5002", "/TranDtls/SupTyp", inter).fails(json!({"/TranDtls/SupTyp": "B2C"})),
        row("supply.reverse_charge", "2162", "/TranDtls/RegRev", inter)
            .passes(json!({"/TranDtls/RegRev": "Y"}))
            .passes(json!({"/TranDtls/RegRev": "Y", "/TranDtls/SupTyp": "SEZWOP"}))
            .fails(json!({"/TranDtls/RegRev": "Y", "/TranDtls/SupTyp": "DEXP"})),
        row("supply.reverse_charge", "2162", "/TranDtls/RegRev", inter)
            .opts(setting("reverse_charge_supplies", "b2b"))
            .passes(json!({"/TranDtls/RegRev": "Y"}))
            .fails(json!({"/TranDtls/RegRev": "Y", "/TranDtls/SupTyp": "SEZWOP"})),
        row("supply.igst_on_intra_states", "2262", "/TranDtls/IgstOnIntra", inter)
            .passes(json!({"/TranDtls/IgstOnIntra": "Y", "/BuyerDtls/Pos": "29"}))
            .fails(json!({"/TranDtls/IgstOnIntra": "Y"})),
        row("supply.igst_on_intra_reverse_charge", "2294", "/TranDtls/IgstOnIntra", inter)
            .opts(setting("igst_on_intra_needs_reverse_charge", "on"))
            .passes(json!({"/TranDtls/IgstOnIntra": "Y", "/TranDtls/RegRev": "Y", "/BuyerDtls/Pos": "29"}))
            .fails(json!({"/TranDtls/IgstOnIntra": "Y", "/BuyerDtls/Pos": "29"})),
        row("supply.export_inside_state", "2181", "/BuyerDtls/Pos", export)
            .passes(json!({"/BuyerDtls/Pos": "27"}))
            .fails(json!({"/BuyerDtls/Pos": "29"})),
        row("supplier.sez_unit", "2231", "/SellerDtls/Gstin", inter)
            .opts(json!({"taxpayer": {"class": "sez_unit"}}))
            .fails(json!({})),
        row("supplier.sez_unit", "2231", "/SellerDtls/Gstin", inter)
            .opts(json!({"taxpayer": {"class": "sez_developer"}}))
            .passes(json!({})),
        row("portal.supplier_type", "2300", "/SellerDtls/Gstin", inter)
            .opts(json!({"taxpayer": {"class": "composition"}}))
            .fails(json!({})),
        row("portal.supplier_type", "2300", "/SellerDtls/Gstin", inter)
            .opts(json!({"taxpayer": {"class": "sez_developer"}}))
            .passes(json!({})),
        row("portal.supplier_enabled", "3026", "/SellerDtls/Gstin", inter)
            .opts(json!({"taxpayer": {"enabled_from": "2026-11-22"}}))
            .fails(json!({})),
        row("portal.supplier_enabled", "3026", "/SellerDtls/Gstin", inter)
            .opts(json!({"taxpayer": {"enabled_from": "2026-11-21"}}))
            .passes(json!({})),
    ]
}

fn parties() -> Vec<Row> {
    vec![
        row("gstin.check_character", "3028", "/SellerDtls/Gstin", inter)
            .passes(json!({}))
            .fails(json!({"/SellerDtls/Gstin": "29AABCU9603R1ZX"})),
        row("gstin.check_character", "3030", "/TranDtls/EcmGstin", inter)
            .passes(json!({"/TranDtls/EcmGstin": "27AABCU9603R1ZN"}))
            .fails(json!({"/TranDtls/EcmGstin": "27AABCU9603R1ZM"})),
        row("gstin.layout", "", "/BuyerDtls/Gstin", inter)
            .passes(json!({"/BuyerDtls/Gstin": "27AABCU9603R1ZN"}))
            // The check characters of both fit.
            .fails(json!({"/BuyerDtls/Gstin": "27AABCU9603R0ZO"}))
            .fails(json!({"/BuyerDtls/Gstin": checked("27000000000000")})),
        row("gstin.state", "3028", "/BuyerDtls/Gstin", inter)
            .passes(json!({"/BuyerDtls/Gstin": checked("97AABCU9603R1Z")}))
            .fails(json!({"/BuyerDtls/Gstin": checked("39AABCU9603R1Z")})),
        row("supplier.unregistered", "2213", "/SellerDtls/Gstin", inter).fails(json!({"/SellerDtls/Gstin": "URP"})),
        row("recipient.of_export", "2248", "/BuyerDtls/Gstin", export)
            .passes(json!({}))
            .fails(json!({"/BuyerDtls/Gstin": "27AABCU9603R1ZN"})),
        row("recipient.unregistered", "2212", "/BuyerDtls/Gstin", inter).fails(json!({"/BuyerDtls/Gstin": "URP"})),
        row("recipient.unregistered", "2171", "/BuyerDtls/Gstin", inter)
            .passes(json!({"/TranDtls/SupTyp": "DEXP"}))
            .fails(json!({"/TranDtls/SupTyp": "DEXP", "/BuyerDtls/Gstin": "URP"})),
        row("recipient.same_as_supplier", "2211", "/BuyerDtls/Gstin", inter)
            .passes(json!({"/BuyerDtls/Gstin": checked("29AABCU9603R2Z")}))
            .fails(json!({"/BuyerDtls/Gstin": "29AABCU9603R1ZJ"})),
        row("ship_to.named", "5002", "/ShipDtls/Gstin", shipped)
            .opts(setting("ship_to_gstin", "from_2026_08_01"))
            .passes(json!({"/ShipDtls/Gstin": "URP"}))
            .passes(json!({"/ShipDtls/Gstin": null, "/EwbDtls": null}))
            .fails(json!({"/ShipDtls/Gstin": null})),
        row("ship_to.named", "5002", "/ShipDtls/Gstin", shipped)
            .opts(json!({"on": "2026-07-31", "settings": {"ship_to_gstin": "from_2026_08_01"}}))
            .passes(json!({"/ShipDtls/Gstin": null})),
        row("ship_to.differs", "2323", "/ShipDtls/Gstin", shipped)
            .opts(setting("ship_to_gstin", "from_2026_08_01"))
            .passes(json!({}))
            .fails(json!({"/ShipDtls/Gstin": "27AABCU9603R1ZN"})),
        row("ship_to.state_of_gstin", "2325", "/ShipDtls/Stcd", shipped)
            .opts(setting("ship_to_gstin", "from_2026_08_01"))
            .passes(json!({"/ShipDtls/Gstin": "URP", "/ShipDtls/Stcd": "33"}))
            .fails(json!({"/ShipDtls/Stcd": "33"})),
        row("ship_to.same_as_recipient", "", "/ShipDtls", inter)
            .passes(with("/ShipDtls", &recipient(), "Addr1", "8 Laxmi Road"))
            .passes(with("/ShipDtls", &recipient(), "Pin", 411031))
            .passes(with("/ShipDtls", &recipient(), "LglNm", "Pune Depot"))
            .passes(with("/ShipDtls", &recipient(), "Gstin", checked("27AABCU9603R2Z")))
            .fails(json!({"/ShipDtls": recipient()}))
            .fails(with("/ShipDtls", &recipient(), "Addr1", " 7 laxmi road")),
        row("dispatch.same_as_supplier", "", "/DispDtls", inter)
            .passes(with("/DispDtls", &supplier(), "Nm", "Depot"))
            .passes(with("/DispDtls", &supplier(), "Loc", "Manipal"))
            .fails(json!({"/DispDtls": supplier()})),
    ]
}

/// The recipient as a ship-to block.
fn recipient() -> Value {
    json!({"LglNm": "Pune Office Supplies LLP", "Addr1": "7 Laxmi Road", "Loc": "Pune", "Pin": 411030, "Stcd": "27"})
}

/// The supplier as a dispatch-from block.
fn supplier() -> Value {
    json!({"Nm": "Udupi Stationers Private Limited", "Addr1": "14 Car Street", "Loc": "Udupi", "Pin": 576101, "Stcd": "29"})
}

/// An edit that adds a block with one changed member.
fn with(place: &str, block: &Value, member: &str, value: impl Into<Value>) -> Value {
    let mut block = block.clone();
    block[member] = value.into();
    json!({place: block})
}

/// A GSTIN from its first fourteen characters.
pub fn checked(first: &str) -> String {
    einv::gstin::Gstin::parse(&format!("{first}0")).unwrap().corrected().to_string()
}

fn places() -> Vec<Row> {
    vec![
        row("address.state", "2259", "/SellerDtls/Stcd", inter)
            .passes(json!({"/SellerDtls/Stcd": "29"}))
            .fails(json!({"/SellerDtls/Stcd": "28"})),
        row("address.state", "2260", "/BuyerDtls/Stcd", inter)
            .passes(json!({"/BuyerDtls/Stcd": "5"}))
            .fails(json!({"/BuyerDtls/Stcd": "39"}))
            .fails(json!({"/BuyerDtls/Gstin": "9919KOR29004OS8", "/BuyerDtls/Stcd": "99"})),
        row("address.state", "2200", "/DispDtls/Stcd", dispatched).fails(json!({"/DispDtls/Stcd": "25"})),
        row("address.state", "2200", "/ShipDtls/Stcd", shipped).fails(json!({"/ShipDtls/Stcd": "99"})),
        row("supplier.state_of_gstin", "2258", "/SellerDtls/Stcd", inter).fails(json!({"/SellerDtls/Stcd": "27"})),
        row("recipient.state_of_gstin", "2265", "/BuyerDtls/Stcd", inter)
            .passes(json!({"/BuyerDtls/Gstin": checked("05AABCU9603R1Z"), "/BuyerDtls/Stcd": "5"}))
            .passes(json!({"/BuyerDtls/Gstin": checked("28AABCU9603R1Z"), "/BuyerDtls/Stcd": "37"}))
            .passes(json!({"/BuyerDtls/Gstin": "9919KOR29004OS8"}))
            .fails(json!({"/BuyerDtls/Stcd": "29"})),
        row("recipient.state_of_export", "2261", "/BuyerDtls/Stcd", export).fails(json!({"/BuyerDtls/Stcd": "27"})),
        row("place_of_supply.known", "2243", "/BuyerDtls/Pos", inter)
            .passes(json!({"/BuyerDtls/Pos": "97"}))
            .passes(json!({"/BuyerDtls/Pos": "7"}))
            .fails(json!({"/BuyerDtls/Pos": "25"})),
        row("place_of_supply.of_export", "2232", "/BuyerDtls/Pos", export).fails(json!({"/BuyerDtls/Pos": "27"})),
        row("place_of_supply.abroad", "2242", "/BuyerDtls/Pos", inter).fails(json!({"/BuyerDtls/Pos": "96"})),
        row("place_of_supply.of_service", "", "/BuyerDtls/Pos", service)
            .passes(json!({"/ItemList/0/HsnCd": "998313"}))
            .passes(json!({"/ItemList/0/HsnCd": "996311", "/BuyerDtls/Pos": "29"}))
            .passes(json!({"/ItemList/0/HsnCd": "996311", "/TranDtls/SupTyp": "SEZWP"}))
            .fails(json!({"/ItemList/0/HsnCd": "996311"}))
            .fails(json!({"/ItemList/0/HsnCd": "997212"}))
            .fails(json!({"/ItemList/0/HsnCd": "9954"})),
        row("recipient.pin_wanted", "2244", "/BuyerDtls/Pin", inter).fails(json!({"/BuyerDtls/Pin": null})),
        row("recipient.pin_wanted", "2244", "/BuyerDtls/Pin", export).passes(json!({"/BuyerDtls/Pin": null})),
        row("pin.known", "3038", "/SellerDtls/Pin", inter)
            .passes(json!({"/SellerDtls/Pin": 576199}))
            .fails(json!({"/SellerDtls/Pin": 199999})),
        row("pin.of_state", "3039", "/BuyerDtls/Pin", inter)
            .passes(json!({"/BuyerDtls/Pin": 411999}))
            .fails(json!({"/BuyerDtls/Pin": 560001}))
            .passes(json!({"/BuyerDtls/Pin": 900056}))
            .fails(json!({"/BuyerDtls/Pin": 999999})),
        row("pin.of_state", "3039", "/BuyerDtls/Pin", export).fails(json!({"/BuyerDtls/Pin": 560001})),
        row("pin.of_state", "3039", "/ShipDtls/Pin", shipped).fails(json!({"/ShipDtls/Pin": 400001})),
        row("pin.of_state", "3039", "/DispDtls/Pin", dispatched).fails(json!({"/DispDtls/Pin": 400001})),
        row("pin.of_state", "3039", "/BuyerDtls/Pin", inter)
            .opts(setting("pin_state", "off"))
            .passes(json!({"/BuyerDtls/Pin": 560001})),
        row("dispatch.pin", "2273", "/DispDtls/Pin", dispatched).fails(json!({"/DispDtls/Pin": 999999})),
        row("ship_to.place_of_supply", "2245", "/ShipDtls/Stcd", shipped)
            .opts(setting("rules_of_2020", "error"))
            .passes(json!({"/ShipDtls/Stcd": "27"}))
            .fails(json!({})),
    ]
}

fn items() -> Vec<Row> {
    let hsn = "/ItemList/0/HsnCd";
    let rate = "/ItemList/0/GstRt";
    vec![
        row("item.serial_once", "2233", "/ItemList/1/SlNo", two_lines)
            .passes(json!({"/ItemList/1/SlNo": "7"}))
            .passes(json!({"/ItemList/0/SlNo": "7"}))
            .fails(json!({"/ItemList/1/SlNo": "1"})),
        row("item.mixed", "2249", "/ItemList", two_lines)
            .opts(setting("rules_of_2020", "error"))
            .passes(json!({"/ItemList/1/IsServc": "Y"}))
            .fails(json!({"/ItemList/1/IsServc": "Y", "/BuyerDtls/Pos": "29", "/TranDtls/IgstOnIntra": "Y"})),
        row("item.quantity", "2238", "/ItemList/0/Qty", inter)
            .passes(json!({"/ItemList/0/Qty": 0}))
            .fails(json!({"/ItemList/0/Qty": null})),
        row("item.quantity", "2238", "/ItemList/0/Qty", service).passes(json!({})),
        row("item.unit_needed", "2239", "/ItemList/0/Unit", inter).fails(json!({"/ItemList/0/Unit": null})),
        row("item.unit", "2177", "/ItemList/0/Unit", inter)
            .passes(json!({"/ItemList/0/Unit": "OTH"}))
            .fails(json!({"/ItemList/0/Unit": "KSG"})),
        row("item.unit", "2177", "/ItemList/0/Unit", service).passes(json!({"/ItemList/0/Unit": "HRS"})),
        row("item.rate", "2240", rate, inter)
            .passes(json!({rate: 7.5}))
            .passes(json!({rate: 40}))
            .fails(json!({rate: 9}))
            .fails(json!({rate: 0.5}))
            .fails(json!({rate: 40, "/DocDtls/Dt": "21/09/2025"})),
        row("item.rate", "2240", rate, note).fails(json!({rate: 17})),
        row("item.rate", "2240", rate, inter)
            .opts(setting("half_percent_rate", "accepted"))
            .passes(json!({rate: 0.5})),
        row("item.rate", "2240", rate, inter)
            .opts(setting("forty_percent_rate", "refused"))
            .fails(json!({rate: 40})),
        row("item.rate_ended", "", rate, inter)
            .passes(json!({rate: 12, hsn: "73181500", "/DocDtls/Dt": "21/09/2025"}))
            .passes(json!({rate: 12, hsn: "73181500", "/DocDtls/Typ": "CRN"}))
            .passes(json!({rate: 12, hsn: "69041000"}))
            .fails(json!({rate: 12, hsn: "73181500", "/DocDtls/Dt": "22/09/2025"}))
            .fails(json!({rate: 28, hsn: "73181500"})),
        row("item.rate_of_goods", "", rate, inter)
            .passes(json!({rate: 12, "/DocDtls/Dt": "21/09/2025"}))
            .passes(json!({rate: 0}))
            .passes(json!({rate: 0.1}))
            .passes(json!({rate: 12, "/DocDtls/Typ": "CRN"}))
            .passes(json!({rate: 28, hsn: "24039910", "/DocDtls/Dt": "31/01/2026"}))
            .passes(json!({rate: 18, hsn: "24031921"}))
            .fails(json!({rate: 28, hsn: "24039910"}))
            .fails(json!({rate: 40, hsn: "24031921"}))
            .fails(json!({rate: 12, "/DocDtls/Dt": "22/09/2025"}))
            .fails(json!({rate: 18, hsn: "69041000"})),
        row("item.origin", "2202", "/ItemList/0/OrgCntry", inter)
            .passes(json!({"/ItemList/0/OrgCntry": "DE"}))
            .fails(json!({"/ItemList/0/OrgCntry": "XX"})),
        row("hsn.known", "2176", hsn, inter)
            .passes(json!({hsn: "4820"}))
            .fails(json!({hsn: "391520"}))
            .fails(json!({hsn: "85371000"}))
            .fails(json!({hsn: "85371010"}))
            .fails(json!({hsn: "48209999"})),
        row("hsn.known", "2176", hsn, inter)
            .opts(setting("hsn_unknown", "off"))
            .passes(json!({hsn: "391520"}))
            .passes(json!({hsn: "48209999"})),
        row("hsn.known", "2176", hsn, inter).opts(setting("hsn_unknown", "error")).fails(json!({hsn: "48209999"})),
        row("hsn.six_digits", "2176", hsn, inter)
            .opts(turnover("5"))
            .passes(json!({hsn: "482010"}))
            .fails(json!({hsn: "4820"})),
        row("hsn.six_digits", "2176", hsn, inter).opts(turnover("4")).passes(json!({hsn: "4820"})),
        row("hsn.six_digits", "2176", hsn, inter)
            .opts(json!({"taxpayer": {"turnover": {"2025-26": "50000000"}}, "settings": {"hsn_six_digits": "above_five_crore"}}))
            .passes(json!({hsn: "4820"})),
        row("hsn.of_service", "3048", "/ItemList/0/IsServc", service)
            .passes(json!({hsn: "9954"}))
            .fails(json!({hsn: "48201090"})),
        row("hsn.of_goods", "3047", "/ItemList/0/IsServc", inter).fails(json!({hsn: "998313"})),
    ]
}

fn lines() -> Vec<Row> {
    let ass = "/ItemList/0/AssAmt";
    let total = "/ItemList/0/TotItemVal";
    let igst = "/ItemList/0/IgstAmt";
    let cgst = "/ItemList/0/CgstAmt";
    let sgst = "/ItemList/0/SgstAmt";
    vec![
        row("item.gross_amount", "2192", "/ItemList/0/TotAmt", inter)
            .passes(json!({"/ItemList/0/TotAmt": 1001.00}))
            .fails(json!({"/ItemList/0/TotAmt": 1001.01})),
        row("item.gross_amount", "2192", "/ItemList/0/TotAmt", note)
            .passes(json!({"/ItemList/0/Qty": 0}))
            .passes(json!({"/ItemList/0/UnitPrice": 0}))
            .fails(json!({"/ItemList/0/TotAmt": 1001.01})),
        row("item.gross_amount", "2192", "/ItemList/0/TotAmt", inter).fails(json!({"/ItemList/0/Qty": 0})),
        row("item.discount_within", "2193", "/ItemList/0/Discount", inter)
            .passes(json!({"/ItemList/0/Discount": 1000}))
            .passes(json!({"/ItemList/0/Discount": 1001.99}))
            .fails(json!({"/ItemList/0/Discount": 1002})),
        row("item.assessable_value", "2193", ass, inter).passes(json!({"/ItemList/0/Discount": 1200})),
        row("item.assessable_value", "2193", ass, inter)
            .passes(json!({ass: 989.00}))
            .passes(json!({ass: 991.00}))
            .fails(json!({ass: 988.99}))
            .fails(json!({ass: 991.01})),
        // 10241.61: from 10240.00 to 10243.00, the portal's own example.
        row("item.total_value", "2194", total, inter)
            .passes(json!({ass: 10063.41, total: 10240.00}))
            .passes(json!({ass: 10063.41, total: 10243.00}))
            .fails(json!({ass: 10063.41, total: 10239.99}))
            .fails(json!({ass: 10063.41, total: 10243.01})),
        row("item.total_value", "2194", total, inter)
            .passes(json!({"/TranDtls/RegRev": "Y", total: 990.00}))
            .passes(json!({"/TranDtls/SupTyp": "EXPWP", total: 990.00}))
            .fails(json!({total: 990.00})),
        row("item.total_value", "2194", total, inter)
            .passes(json!({"/ItemList/0/HsnCd": "24022090", total: 500.00}))
            .fails(json!({"/ItemList/0/HsnCd": "24031921", total: 500.00}))
            .fails(json!({"/ItemList/0/HsnCd": "24022090", total: 500.00, "/DocDtls/Dt": "31/01/2026"})),
        row("item.total_value", "2194", total, inter)
            .opts(setting("retail_price_goods_from", "off"))
            .fails(json!({"/ItemList/0/HsnCd": "24022090", total: 500.00})),
        row("tax.shares_between_states", "2174", cgst, inter)
            .passes(json!({cgst: 0, sgst: 0}))
            .fails(json!({cgst: 89.10, sgst: 89.10})),
        row("tax.shares_in_export", "2180", sgst, export).fails(json!({sgst: 1.00})),
        row("tax.shares_to_sez", "2237", cgst, sez).fails(json!({cgst: 1.00})),
        row("tax.igst_within_state", "2172", igst, intra)
            .passes(json!({igst: 0}))
            .passes(json!({igst: 178.20, cgst: null, sgst: null, "/TranDtls/IgstOnIntra": "Y"}))
            .fails(json!({igst: 178.20})),
        row("tax.igst", "2235", igst, inter)
            .passes(json!({igst: 177.00}))
            .passes(json!({igst: 180.00}))
            .fails(json!({igst: 176.99}))
            .fails(json!({igst: 180.01}))
            .fails(json!({igst: null})),
        row("tax.igst", "2235", igst, sez)
            .passes(json!({igst: 0, "/TranDtls/SupTyp": "SEZWOP"}))
            .fails(json!({igst: 0})),
        row("tax.igst", "2235", igst, note).passes(json!({igst: 1.00})),
        row("tax.igst", "2235", igst, note).opts(setting("note_tax_check", "error")).fails(json!({igst: 1.00})),
        row("tax.igst", "2235", igst, inter).passes(json!({"/ItemList/0/HsnCd": "21069020", igst: 1.00})),
        row("tax.igst", "2235", igst, intra)
            .opts(json!({"taxpayer": {"class": "sez_developer"}}))
            .passes(json!({igst: 178.20}))
            .fails(json!({})),
        row("tax.shares_needed", "2241", cgst, intra)
            .passes(json!({"/ItemList/0/GstRt": 0, cgst: null, sgst: null}))
            .fails(json!({cgst: null, sgst: null}))
            .fails(json!({cgst: 0, sgst: 0})),
        // 89.10: from 88.00 to 91.00.
        row("tax.shares", "2234", cgst, intra)
            .passes(json!({cgst: 88.00, sgst: 88.00}))
            .passes(json!({cgst: 91.00, sgst: 91.00}))
            .fails(json!({cgst: 87.99, sgst: 87.99}))
            .fails(json!({cgst: 91.01, sgst: 91.01})),
        row("tax.shares_equal", "2227", sgst, intra)
            .passes(json!({cgst: 89.00, sgst: 89.00}))
            .fails(json!({sgst: 89.11})),
        row("tax.shares_equal", "2227", sgst, intra)
            .opts(setting("cgst_sgst_equal", "off"))
            .passes(json!({sgst: 89.11})),
        row("tax.cess", "2266", "/ItemList/0/CesAmt", inter)
            .passes(json!({"/ItemList/0/CesRt": 10, "/ItemList/0/CesAmt": 100.00}))
            .fails(json!({"/ItemList/0/CesRt": 10, "/ItemList/0/CesAmt": 100.01}))
            .fails(json!({"/ItemList/0/CesRt": 10})),
        row("tax.state_cess", "2267", "/ItemList/0/StateCesAmt", inter)
            .passes(json!({"/ItemList/0/StateCesRt": 1, "/ItemList/0/StateCesAmt": 11.00}))
            .fails(json!({"/ItemList/0/StateCesRt": 1, "/ItemList/0/StateCesAmt": 11.01})),
        row("tax.cess_ended", "", "/ItemList/0/CesRt", inter)
            .passes(json!({"/ItemList/0/CesRt": 1, "/ItemList/0/CesAmt": 9.90, "/DocDtls/Dt": "21/09/2025"}))
            .fails(json!({"/ItemList/0/CesRt": 1, "/ItemList/0/CesAmt": 9.90, "/DocDtls/Dt": "22/09/2025"}))
            .passes(json!({"/ItemList/0/HsnCd": "24022090", "/ItemList/0/CesRt": 1, "/DocDtls/Dt": "31/01/2026"}))
            .fails(json!({"/ItemList/0/HsnCd": "24022090", "/ItemList/0/CesRt": 1, "/DocDtls/Dt": "01/02/2026"})),
        row("tax.cess_ended", "", "/ItemList/0/CesRt", inter)
            .opts(setting("cess_after_end", "off"))
            .passes(json!({"/ItemList/0/CesRt": 1})),
    ]
}

fn totals() -> Vec<Row> {
    let value = "/ValDtls/TotInvVal";
    vec![
        row("totals.assessable_value", "2182", "/ValDtls/AssVal", inter)
            .passes(json!({"/ValDtls/AssVal": 991.00}))
            .fails(json!({"/ValDtls/AssVal": 991.01})),
        row("totals.sgst", "2183", "/ValDtls/SgstVal", intra)
            .passes(json!({"/ValDtls/SgstVal": 88.00}))
            .fails(json!({"/ValDtls/SgstVal": 87.99}))
            .fails(json!({"/ValDtls/SgstVal": null})),
        row("totals.cgst", "2184", "/ValDtls/CgstVal", intra)
            .passes(json!({"/ValDtls/CgstVal": 91.00}))
            .fails(json!({"/ValDtls/CgstVal": 91.01})),
        row("totals.igst", "2185", "/ValDtls/IgstVal", inter)
            .passes(json!({"/ValDtls/IgstVal": 177.00}))
            .fails(json!({"/ValDtls/IgstVal": 176.99})),
        row("totals.cess", "2186", "/ValDtls/CesVal", inter)
            .passes(json!({"/ItemList/0/CesNonAdvlAmt": 10.00, "/ValDtls/CesVal": 9.00}))
            .fails(json!({"/ItemList/0/CesNonAdvlAmt": 10.00, "/ValDtls/CesVal": 8.99})),
        row("totals.state_cess", "2187", "/ValDtls/StCesVal", inter)
            .passes(json!({"/ItemList/0/StateCesNonAdvlAmt": 10.00, "/ValDtls/StCesVal": 11.00}))
            .fails(json!({"/ItemList/0/StateCesNonAdvlAmt": 10.00, "/ValDtls/StCesVal": 11.01})),
        row("totals.invoice_value", "2189", value, inter)
            .passes(json!({value: 1167.00}))
            .passes(json!({"/ValDtls/Discount": 100.00, value: 1068.00}))
            .passes(json!({"/ValDtls/OthChrg": 100.00, value: 1268.00}))
            .fails(json!({value: 1166.99}))
            .fails(json!({value: 1169.01}))
            .fails(json!({"/ValDtls/Discount": 10.00})),
        row("totals.one_tax", "", "/ValDtls/IgstVal", inter)
            .passes(json!({"/ValDtls/CgstVal": 0}))
            .fails(json!({"/ValDtls/CgstVal": 0.50})),
        row("totals.charges", "2264", "/ValDtls/OthChrg", inter)
            .opts(setting("rules_of_2020", "error"))
            .passes(json!({"/ItemList/0/OthChrg": 10.00, "/ValDtls/OthChrg": 10.00}))
            .fails(json!({"/ItemList/0/OthChrg": 10.00, "/ValDtls/OthChrg": 20.00})),
        row("totals.discount", "2220", "/ValDtls/Discount", inter)
            .opts(setting("rules_of_2020", "error"))
            .passes(json!({"/ValDtls/Discount": 1167.99}))
            .fails(json!({"/ValDtls/Discount": 1168.00})),
    ]
}

fn export_rows() -> Vec<Row> {
    vec![
        row("export.details", "2208", "/ExpDtls", export)
            .opts(setting("export_details", "required"))
            .fails(json!({"/ExpDtls": null})),
        row("export.port", "2201", "/ExpDtls/Port", export).fails(json!({"/ExpDtls/Port": "INMAA9"})),
        row("export.port", "2201", "/ExpDtls/Port", export)
            .opts(setting("port_unknown", "off"))
            .passes(json!({"/ExpDtls/Port": "INMAA9"}))
            .fails(json!({"/ExpDtls/Port": "INM"})),
        row("export.country", "2202", "/ExpDtls/CntCode", export)
            .opts(setting("country_unknown", "error"))
            .fails(json!({"/ExpDtls/CntCode": "XX"})),
        row("export.currency", "2203", "/ExpDtls/ForCur", export)
            .opts(setting("currency_unknown", "error"))
            .fails(json!({"/ExpDtls/ForCur": "HRK"})),
        row("export.country", "2202", "/ExpDtls/CntCode", export).fails(json!({"/ExpDtls/CntCode": "XX"})),
        row("export.currency", "2203", "/ExpDtls/ForCur", export).fails(json!({"/ExpDtls/ForCur": "RUP"})),
        row("export.rupees", "", "/ExpDtls/ForCur", export).fails(json!({"/ExpDtls/ForCur": "INR"})),
    ]
}

fn ewb() -> Vec<Row> {
    let by = |mode: &str| json!({"TransMode": mode, "Distance": 900});
    let with = |mode: &str, more: Value| {
        let mut ewb = by(mode);
        ewb.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"/EwbDtls": ewb})
    };
    vec![
        row("ewb.not_for_notes", "2252", "/EwbDtls", moved).fails(json!({"/DocDtls/Typ": "DBN"})),
        row("ewb.not_for_services", "2251", "/EwbDtls", service).fails(json!({"/EwbDtls": {"Distance": 0}})),
        row("ewb.transporter_needed", "4027", "/EwbDtls/TransId", inter)
            .passes(json!({"/EwbDtls": {"Distance": 0, "TransId": "29AABCU9603R1ZJ"}}))
            .passes(json!({"/DocDtls/Typ": "CRN", "/EwbDtls": {"Distance": 0}}))
            .fails(json!({"/EwbDtls": {"Distance": 0}})),
        row("ewb.transporter", "4018", "/EwbDtls/TransId", moved)
            .passes(json!({"/EwbDtls/TransId": "29AABCU9603R1ZJ"}))
            .passes(json!({"/EwbDtls/TransId": "88AABCU9603R1ZK"}))
            .fails(json!({"/EwbDtls/TransId": "29AABCU9603R1ZK"})),
        row("ewb.mode_needed", "4028", "/EwbDtls/TransMode", moved).fails(json!({"/EwbDtls/TransMode": null})),
        row("ewb.road", "2253", "/EwbDtls/VehNo", moved).fails(with("1", json!({}))),
        row("ewb.road", "4011", "/EwbDtls/VehNo", moved).fails(with("1", json!({"VehType": "R"}))),
        row("ewb.road", "4022", "/EwbDtls/VehType", moved).fails(with("1", json!({"VehNo": "KA01AB1234"}))),
        row("ewb.road_document", "", "/EwbDtls/TransDocNo", moved).fails(json!({"/EwbDtls/TransDocNo": "LR/7"})),
        row("ewb.rail_or_air", "2254", "/EwbDtls/TransDocNo", inter)
            .passes(with("2", json!({"TransDocNo": "RR7", "TransDocDt": "21/11/2026"})))
            .fails(with("3", json!({}))),
        row("ewb.rail_or_air", "4012", "/EwbDtls/TransDocNo", inter)
            .fails(with("2", json!({"TransDocDt": "21/11/2026"}))),
        row("ewb.rail_or_air", "4023", "/EwbDtls/TransDocDt", inter).fails(with("2", json!({"TransDocNo": "RR7"}))),
        row("ewb.repeated_place", "", "/ShipDtls", moved)
            .passes(json!({"/ShipDtls": {"LglNm": "Pune Office Supplies LLP", "Addr1": "9 Laxmi Road", "Loc": "Pune",
                "Pin": 411030, "Stcd": "27"}}))
            .fails(json!({"/ShipDtls": {"Gstin": "27AABCU9603R1ZN", "LglNm": "Pune Office Supplies LLP",
                "Addr1": "7 Laxmi Road", "Loc": "Pune", "Pin": 411030, "Stcd": "27"}})),
        row("ewb.repeated_place", "", "/DispDtls", moved).fails(json!({"/DispDtls": {
            "Nm": "Udupi Stationers Private Limited", "Addr1": "14 Car Street", "Loc": "Udupi", "Pin": 576101,
            "Stcd": "29"}})),
        row("ewb.railway_number", "4042", "/EwbDtls/TransDocNo", inter)
            .passes(with("2", json!({"TransDocNo": "PABCD2026-123456", "TransDocDt": "21/11/2026"})))
            .passes(with("2", json!({"TransDocNo": "FABCD123456789", "TransDocDt": "21/11/2026"})))
            .passes(with("2", json!({"TransDocNo": "P1234567890", "TransDocDt": "21/11/2026"})))
            .passes(with("3", json!({"TransDocNo": "RR7", "TransDocDt": "21/11/2026"})))
            .fails(with("2", json!({"TransDocNo": "RR7", "TransDocDt": "21/11/2026"})))
            .fails(with("2", json!({"TransDocNo": "XABCD123456789", "TransDocDt": "21/11/2026"}))),
        row("ewb.demanded", "", "/EwbDtls", inter).opts(json!({"ewb": "must"})).fails(json!({})),
        row("ewb.demanded", "", "/EwbDtls", moved).opts(json!({"ewb": "must"})).passes(json!({})),
        row("ewb.vehicle_by_rail_or_air", "", "/EwbDtls/VehNo", inter)
            .passes(with("2", json!({})))
            .fails(with("2", json!({"VehNo": "KA01AB1234"}))),
        row("ewb.vehicle_by_rail_or_air", "4024", "/EwbDtls/VehType", inter).fails(with("3", json!({"VehType": "O"}))),
        row("ewb.ship", "4040", "/EwbDtls/TransDocNo", inter)
            .passes(with("4", json!({"VehNo": "KA01AB1234", "VehType": "O"})))
            .fails(with("4", json!({}))),
        row("ewb.ship", "4023", "/EwbDtls/TransDocDt", inter).fails(with("4", json!({"TransDocNo": "BL7"}))),
        row("ewb.ship_vehicle", "4039", "/EwbDtls/VehType", inter)
            .passes(with("4", json!({"VehNo": "KA01AB1234", "VehType": "O"})))
            .fails(with("4", json!({"VehNo": "KA01AB1234", "VehType": "R"}))),
        row("ewb.ship_vehicle", "4039", "/EwbDtls/VehType", inter)
            .opts(setting("ship_vehicle_type", "any"))
            .passes(with("4", json!({"VehNo": "KA01AB1234", "VehType": "R"}))),
        row("ewb.vehicle_number", "4014", "/EwbDtls/VehNo", moved)
            .passes(json!({"/EwbDtls/VehNo": "TM1234567"}))
            .fails(json!({"/EwbDtls/VehNo": "KA12"}))
            .fails(json!({"/EwbDtls/VehNo": "KA01ABCD1234"})),
    ]
}

fn ewb_places() -> Vec<Row> {
    vec![
        row("ewb.distance_in_one_pin", "4013", "/EwbDtls/Distance", moved)
            .passes(json!({"/BuyerDtls/Pin": 576101, "/EwbDtls/Distance": 100}))
            .fails(json!({"/BuyerDtls/Pin": 576101, "/EwbDtls/Distance": 101}))
            .fails(json!({"/BuyerDtls/Pin": 576101, "/EwbDtls/Distance": 0})),
        row("ewb.document_in_future", "4016", "/EwbDtls/TransDocDt", moved)
            .passes(json!({"/EwbDtls/TransDocDt": "21/11/2026"}))
            .fails(json!({"/EwbDtls/TransDocDt": "22/11/2026"})),
        row("ewb.document_too_early", "4021", "/EwbDtls/TransDocDt", moved)
            .passes(json!({"/EwbDtls/TransDocDt": "21/11/2026"}))
            .fails(json!({"/EwbDtls/TransDocDt": "20/11/2026"})),
        row("ewb.export_ship_to", "2236", "/ShipDtls", || edited(export(), &json!({"/EwbDtls": moved()["EwbDtls"]})))
            .passes(json!({"/ShipDtls": shipped()["ShipDtls"]}))
            .fails(json!({})),
        row("ewb.export_ship_to", "4032", "/ShipDtls/Stcd", shipped_export)
            .passes(json!({}))
            .fails(json!({"/ShipDtls/Stcd": "96"})),
        row("ewb.export_ship_to", "4033", "/ShipDtls/Pin", shipped_export).fails(json!({"/ShipDtls/Pin": 999999})),
        row("ewb.dispatch_abroad", "4035", "/DispDtls/Stcd", dispatched).fails(json!({"/DispDtls/Stcd": "96"})),
        row("ewb.too_old", "", "/DocDtls/Dt", moved)
            .passes(json!({"/DocDtls/Dt": "25/05/2026"}))
            .fails(json!({"/DocDtls/Dt": "24/05/2026"})),
    ]
}

fn shipped_export() -> Value {
    edited(export(), &json!({"/EwbDtls": moved()["EwbDtls"], "/ShipDtls": shipped()["ShipDtls"]}))
}
