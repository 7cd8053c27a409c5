//! The e-way bill system, as a client meets it: sealed requests out, sealed answers in.

use super::super::TaxpayerStanding;
use super::*;
use crate::gstin::Gstin;
use aws_lc_rs::hmac;

mod ends;
mod hostile;
mod lists;
mod making;
mod moving;
mod portals;
mod samples;
mod session;
mod several;
mod shown;
mod trips;

/// The sender, the recipient and the transporter of these tests, and somebody else.
const SENDER: &str = "29AAACE4711F1ZY";
const RECIPIENT: &str = "33AACCM9012L1ZI";
const CARRIER: &str = "29AABCT3456Q1ZN";
const STRANGER: &str = "27AABCU9603R1ZN";

/// Where every change is sent.
const POST: &str = "/ewaybillapi/v1.03/ewayapi";

/// The state of a program after logging in with the e-way bill system's own log-in.
#[derive(Clone)]
struct Eway {
    gstin: String,
    token: String,
    sek: [u8; 32],
}

/// A log-in as the system describes it.
fn eway_log_in(action: &str, user: &str, password: &str) -> Value {
    json!({"action": action, "username": user, "password": password, "app_key": BASE64_STANDARD.encode(APP_KEY)})
}

fn eway_auth(gstin: &str, inner: &Value) -> Request<Vec<u8>> {
    Request::post("/ewaybillapi/v1.03/auth")
        .header("client-id", "client")
        .header("client-secret", "secret")
        .header("Gstin", gstin)
        .body(sealed_log_in(inner).to_string().into_bytes())
        .unwrap()
}

impl Eway {
    fn log_in(sandbox: &Sandbox, gstin: &str) -> Eway {
        let reply = answer(sandbox, eway_auth(gstin, &eway_log_in("ACCESSTOKEN", "eway", "right")));
        assert_eq!(reply["status"], "1", "{reply}");
        Eway {
            gstin: gstin.into(),
            token: reply["authtoken"].as_str().unwrap().into(),
            sek: aes_decrypt(&APP_KEY, reply["sek"].as_str().unwrap()).try_into().unwrap(),
        }
    }

    fn request(&self, method: &str, path: &str, body: Vec<u8>) -> Request<Vec<u8>> {
        Request::builder()
            .method(method)
            .uri(path)
            .header("client-id", "client")
            .header("client-secret", "secret")
            .header("gstin", &self.gstin)
            .header("authtoken", &self.token)
            .body(body)
            .unwrap()
    }

    fn change(&self, action: &str, asked: &Value) -> Request<Vec<u8>> {
        let data = aes_encrypt(&self.sek, &asked.to_string());
        self.request("POST", POST, json!({"action": action, "data": data}).to_string().into_bytes())
    }

    fn reading(&self, name: &str) -> Request<Vec<u8>> {
        self.request("GET", &format!("{POST}/{name}"), Vec::new())
    }

    /// The content of a reply to a change.
    fn opened(&self, reply: &Value) -> Value {
        assert_eq!(reply["status"], "1", "{}", codes(reply));
        serde_json::from_slice(&aes_decrypt(&self.sek, reply["data"].as_str().unwrap())).unwrap()
    }

    /// The content of a reply to a reading call, whose own seal must fit.
    fn read(&self, reply: &Value) -> Value {
        assert_eq!(reply["status"], "1", "{}", codes(reply));
        let rek = aes_decrypt(&self.sek, reply["rek"].as_str().unwrap());
        let plain = aes_decrypt(rek.as_slice().try_into().unwrap(), reply["data"].as_str().unwrap());
        let seal = BASE64_STANDARD.decode(reply["hmac"].as_str().unwrap()).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &rek);
        hmac::verify(&key, reply["data"].as_str().unwrap().as_bytes(), &seal).unwrap();
        serde_json::from_slice(&plain).unwrap()
    }

    fn does(&self, sandbox: &Sandbox, action: &str, asked: &Value) -> Value {
        self.opened(&answer(sandbox, self.change(action, asked)))
    }

    /// The codes that a change is refused with.
    fn refused(&self, sandbox: &Sandbox, action: &str, asked: &Value) -> String {
        codes(&answer(sandbox, self.change(action, asked)))
    }

    fn gets(&self, sandbox: &Sandbox, name: &str) -> Value {
        self.read(&answer(sandbox, self.reading(name)))
    }

    fn bill(&self, sandbox: &Sandbox, number: i64) -> Value {
        self.gets(sandbox, &format!("GetEwayBill?ewbNo={number}"))
    }

    /// Makes a bill and answers its number.
    fn makes(&self, sandbox: &Sandbox, asked: &Value) -> i64 {
        self.does(sandbox, "GENEWAYBILL", asked)["ewayBillNo"].as_i64().unwrap()
    }
}

/// The codes of a refusal, as they are sent: `604,`.
fn codes(reply: &Value) -> String {
    assert_eq!(reply["status"], "0", "{reply}");
    let error = BASE64_STANDARD.decode(reply["error"].as_str().unwrap()).unwrap();
    let error: Value = serde_json::from_slice(&error).unwrap();
    error["errorCodes"].as_str().unwrap().to_owned()
}

/// A document with other values for some members; `null` takes one away.
fn with(document: &Value, changes: &Value) -> Value {
    let mut document = document.clone();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(document.as_object_mut().unwrap().remove(name)),
            value => document[name] = value.clone(),
        }
    }
    document
}

/// Tools that go to another state to be plated: job work on a challan, with a vehicle and a transporter.
fn challan(number: &str) -> Value {
    let parties = json!({"supplyType": "O", "subSupplyType": "4", "subSupplyDesc": "", "docType": "CHL", "docNo": number,
        "docDate": "20/11/2026", "transactionType": 1, "fromGstin": SENDER, "fromTrdName": "Hill Tools",
        "fromAddr1": "4 Mill Lane", "fromAddr2": "", "fromPlace": "Bengaluru", "fromPincode": 560058,
        "actFromStateCode": 29, "fromStateCode": 29, "toGstin": RECIPIENT, "toTrdName": "Bay Platers",
        "toAddr1": "9 Dock Road", "toAddr2": "", "toPlace": "Chennai", "toPincode": 600058, "actToStateCode": 33,
        "toStateCode": 33});
    let goods = json!({"totalValue": 18500.5, "cgstValue": 0, "sgstValue": 0, "igstValue": 0, "cessValue": 0,
        "cessNonAdvolValue": 0, "otherValue": 0, "totInvValue": 18500.5, "transMode": "1", "transDistance": "356",
        "transporterId": CARRIER, "transporterName": "Ghat Carriers", "vehicleNo": "KA05AB1234", "vehicleType": "R",
        "itemList": [{"itemNo": 1, "productName": "Jigs", "productDesc": "Jigs", "hsnCode": 84662000, "quantity": 250,
            "qtyUnit": "NOS", "taxableAmount": 18500.5, "cgstRate": 0, "sgstRate": 0, "igstRate": 0, "cessRate": 0}]});
    with(&parties, &goods)
}

/// The same without a transporter: the sender moves the goods.
fn own(number: &str) -> Value {
    with(&challan(number), &json!({"transporterId": null, "transporterName": null}))
}

/// A slip: furniture sold to a person in the same state, delivered to another one; the transporter gives Part B.
fn slip(number: &str) -> Value {
    with(
        &challan(number),
        &json!({"subSupplyType": "1", "docType": "INV", "docDate": "21/11/2026", "transactionType": 2, "toGstin": "URP",
            "toTrdName": "A Rao", "toPlace": "Mysuru", "toPincode": 570001, "actToStateCode": 29, "toStateCode": 29,
            "totalValue": 62000, "cgstValue": 5580, "sgstValue": 5580, "totInvValue": 73160, "transMode": null,
            "vehicleNo": null, "vehicleType": null, "transDistance": "0", "shipToGSTIN": "URP",
            "shipToTradeName": "K Nair",
            "itemList": [{"itemNo": 1, "productName": "Table", "hsnCode": "94036000", "quantity": 2, "qtyUnit": "NOS",
                "taxableAmount": 62000, "cgstRate": 9, "sgstRate": 9, "igstRate": 0, "cessRate": 0}]}),
    )
}

/// Part B by road.
fn vehicle(number: i64, vehicle: &str, reason: &str) -> Value {
    json!({"ewbNo": number, "vehicleNo": vehicle, "fromPlace": "Hosur", "fromState": 33, "reasonCode": reason,
        "reasonRem": "as agreed", "transDocNo": "", "transDocDate": "", "transMode": "1", "vehicleType": "R"})
}

/// Sets the sandbox's clock.
fn on(sandbox: &Sandbox, time: &str) {
    sandbox.clock().set(IstTime::parse(&format!("{time}+05:30")).unwrap());
}

/// The bill's end in the reply to a reading call.
fn until(sandbox: &Sandbox, number: i64) -> Value {
    Eway::log_in(sandbox, SENDER).bill(sandbox, number)["validUpto"].clone()
}
