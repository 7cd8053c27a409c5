//! What several tests need.

use serde_json::{Value, json};
use std::path::PathBuf;

/// The reference material beside the project, or `None` with a loud word that the test is skipped.
pub fn reference(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/reference")).join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {name} of the reference material is not beside this checkout");
    None
}

/// A bill that is right in every respect, dated `date` (dd/MM/yyyy).
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
