use super::*;
use crate::codes::states::{self, STATES};
use crate::gstin::Gstin;
use crate::rules::{self, Context};

/// A party, filled by a client from the answer of a look-up.
fn party(known: &Value, place_of_supply: bool) -> Value {
    let text = |name: &str| {
        let text = known[name].as_str().unwrap();
        assert!(!text.is_empty(), "{name} is empty");
        text.to_owned()
    };
    let state = format!("{:02}", known["StateCode"].as_u64().unwrap());
    let mut party = json!({"Gstin": known["Gstin"], "LglNm": text("LegalName"), "TrdNm": text("TradeName"),
        "Addr1": format!("{} {}", text("AddrBno"), text("AddrBnm")), "Addr2": format!("{}, {}", text("AddrFlno"), text("AddrSt")),
        "Loc": text("AddrLoc"), "Pin": known["AddrPncd"], "Stcd": state});
    if place_of_supply {
        party["Pos"] = json!(state);
    }
    party
}

#[test]
fn a_document_filled_from_the_look_up_is_valid_in_every_state() {
    let sandbox = sandbox();
    let client = log_in(&sandbox, SELLER);
    let look_up =
        |gstin: &str| client.opened(&answer(&sandbox, client.get(&format!("/eivital/v1.04/Master/gstin/{gstin}"))));
    let context = Context { irn_by_day: true, ..Context::at(sandbox.clock().now()) };
    let mut tried = 0;
    for state in STATES.iter().filter(|state| state.gstin) {
        let gstin = Gstin::parse(&format!("{}AAACP1234A1Z0", state.code)).unwrap().corrected();
        let known = look_up(gstin.as_str());
        if states::of_address(state.code) == states::number(states::OTHER_COUNTRY) {
            // Online services from abroad: they have no address in India, so a buyer can't have one.
            assert_eq!((&known["StateCode"], &known["AddrPncd"]), (&json!(96), &json!(999_999)), "{}", state.name);
            continue;
        }
        let mut bill: Value = serde_json::from_str(&invoice("T/1")).unwrap();
        let inland = if state.code == "24" { "27AABCU9603R1ZN" } else { SELLER };
        for (seller, buyer) in [(inland, gstin.as_str()), (gstin.as_str(), inland)] {
            bill["SellerDtls"] = party(&look_up(seller), false);
            bill["BuyerDtls"] = party(&look_up(buyer), true);
            let report = rules::judge(&bill.to_string(), &context).unwrap().report;
            let faults: Vec<_> = report.findings.iter().map(|f| (&f.code, &f.path, &f.value)).collect();
            assert!(report.valid, "{} {seller} {buyer}: {faults:?}", state.name);
            tried += 1;
        }
    }
    assert_eq!(tried, 2 * 39);
}

#[test]
fn a_body_of_the_united_nations_has_an_address_of_its_state() {
    let sandbox = sandbox();
    let client = log_in(&sandbox, SELLER);
    let known = client.opened(&answer(&sandbox, client.get("/eivital/v1.04/Master/gstin/0717UNO00157UNO")));
    let pin = u32::try_from(known["AddrPncd"].as_u64().unwrap()).unwrap();
    assert!(known["StateCode"] == 7 && crate::codes::pins::of_state(7) == Some(pin), "{known}");
}
