//! The portal's data about a document, after decryption.

use super::json::{self, CaselessObject};
use super::reply::{ReplyInfo, Unreadable};
use crate::calendar::{Day, IstTime};
use crate::gstin::Gstin;
use crate::irn::Irn;
use crate::irp::IrnStatus;
use serde::{Deserialize, Serialize};

/// The e-way bill made with a registration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EwbIssued {
    /// Decimal digits.
    pub ewb_no: String,
    /// `EwbDt`; `None` where it is absent or not a time.
    pub ewb_date: Option<IstTime>,
    /// `EwbValidTill`; `None` where it is absent or not a time.
    pub valid_until: Option<IstTime>,
}

/// A registration as the portal describes it. The caller must check that it is for the right document: by `irn`, and by
/// the signed content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssuedRegistration {
    /// Decimal digits, never passed through a double.
    pub ack_no: String,
    /// `AckDt`.
    pub ack_date: IstTime,
    /// The portal's IRN.
    pub irn: Irn,
    /// Compact JWS.
    pub signed_invoice: String,
    /// Compact JWS: the text of the QR code.
    pub signed_qr: String,
    /// Whether it is active or cancelled.
    pub status: IrnStatus,
    /// `None` where `EwbNo` is absent, 0 or not a number.
    pub ewb: Option<EwbIssued>,
    /// `Remarks`, on one line of at most 1,000 characters.
    pub remarks: Option<String>,
    /// `InfoDtls`.
    pub infos: Vec<ReplyInfo>,
}

/// A cancellation as the portal describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssuedCancellation {
    /// The cancelled IRN, by the portal's answer.
    pub irn: Irn,
    /// `CancelDate`.
    pub cancel_date: IstTime,
}

/// An e-way bill as the portal describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EwbHeld {
    /// Its number and dates.
    pub ewb: EwbIssued,
    /// Active where the portal leaves it out, as it does for a new one.
    pub status: IrnStatus,
    /// `InfoDtls`.
    pub infos: Vec<ReplyInfo>,
}

/// An e-way bill's cancellation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EwbCancelled {
    /// Decimal digits.
    pub ewb_no: String,
    /// `cancelDate`, as `dd/MM/yyyy hh:mm:ss AM`; `None` where it is absent or not a time.
    pub cancel_date: Option<IstTime>,
}

/// A taxpayer as the portal describes it, texts on one line of at most 200 characters. The ledger stores it as this
/// JSON.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TaxpayerRecord {
    /// Whose.
    pub gstin: Gstin,
    /// `TradeName`; like the members below `None` where the portal leaves it out or empty.
    pub trade_name: Option<String>,
    /// `LegalName`.
    pub legal_name: Option<String>,
    /// `active`, `cancelled`, `inactive`, `provisional`, `suspended`, or the portal's own word.
    pub status: String,
    /// Blocked for e-way bills: `BlkStatus` is `B`.
    pub blocked: bool,
    /// `TxpType`: REG, COM, SEZ, …
    pub kind: Option<String>,
    /// `StateCode`, in two digits.
    pub state_code: Option<String>,
    /// `AddrPncd`.
    pub pin: Option<String>,
    /// `AddrBno`, `AddrBnm`, `AddrFlno`, `AddrSt` and `AddrLoc`, those that are given, with commas between.
    pub address: Option<String>,
    /// `DtReg`, `yyyy-MM-dd`.
    pub registered_on: Option<String>,
    /// `DtDReg`, `yyyy-MM-dd`.
    pub deregistered_on: Option<String>,
}

impl IssuedRegistration {
    pub(super) fn read(json: &str, infos: Vec<ReplyInfo>) -> Result<IssuedRegistration, Unreadable> {
        let data = object(json)?;
        Ok(IssuedRegistration {
            ack_no: field(&data, "AckNo", json::digits)?,
            ack_date: field(&data, "AckDt", IstTime::parse_portal)?,
            irn: field(&data, "Irn", Irn::parse)?,
            signed_invoice: field(&data, "SignedInvoice", jws)?,
            signed_qr: field(&data, "SignedQRCode", jws)?,
            status: field(&data, "Status", standing)?,
            ewb: ewb(&data),
            remarks: data.text("Remarks").map(|words| json::plain(&words, 1000)),
            infos,
        })
    }
}

impl IssuedCancellation {
    pub(super) fn read(json: &str, _infos: Vec<ReplyInfo>) -> Result<IssuedCancellation, Unreadable> {
        let data = object(json)?;
        Ok(IssuedCancellation {
            irn: field(&data, "Irn", Irn::parse)?,
            cancel_date: field(&data, "CancelDate", IstTime::parse_portal)?,
        })
    }
}

impl EwbHeld {
    /// A new e-way bill has no status: it is active.
    pub(super) fn read(json: &str, infos: Vec<ReplyInfo>) -> Result<EwbHeld, Unreadable> {
        let data = object(json)?;
        let ewb = ewb(&data).ok_or("the portal's data has no e-way bill number")?;
        let status = match data.text("Status") {
            None => IrnStatus::Active,
            Some(text) => standing(&text).ok_or_else(|| format!("the portal's Status can't be read: {text:?}"))?,
        };
        Ok(EwbHeld { ewb, status, infos })
    }
}

impl EwbCancelled {
    pub(super) fn read(json: &str, _infos: Vec<ReplyInfo>) -> Result<EwbCancelled, Unreadable> {
        let data = object(json)?;
        let ewb_no = data.text("ewayBillNo").or_else(|| data.text("EwbNo")).and_then(|text| json::digits(&text));
        Ok(EwbCancelled {
            ewb_no: ewb_no.ok_or("the portal's data has no e-way bill number")?,
            cancel_date: data.text("cancelDate").and_then(|text| ewb_time(&text)),
        })
    }
}

impl TaxpayerRecord {
    pub(super) fn read(json: &str, _infos: Vec<ReplyInfo>) -> Result<TaxpayerRecord, Unreadable> {
        let data = object(json)?;
        let text = |name: &str| data.text(name).map(|words| json::plain(&words, 200)).filter(|words| !words.is_empty());
        let parts = ["AddrBno", "AddrBnm", "AddrFlno", "AddrSt", "AddrLoc"].map(text);
        let address = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let status = text("Status").ok_or("the portal's data lacks Status")?;
        Ok(TaxpayerRecord {
            gstin: field(&data, "Gstin", Gstin::parse)?,
            trade_name: text("TradeName"),
            legal_name: text("LegalName"),
            status: match status.as_str() {
                "ACT" => "active".to_owned(),
                "CNL" => "cancelled".to_owned(),
                "INA" => "inactive".to_owned(),
                "PRO" => "provisional".to_owned(),
                "SUS" => "suspended".to_owned(),
                _ => status,
            },
            blocked: text("BlkStatus").as_deref() == Some("B"),
            kind: text("TxpType"),
            state_code: text("StateCode").map(|code| format!("{code:0>2}")),
            pin: text("AddrPncd"),
            address: Some(address).filter(|address| !address.is_empty()),
            registered_on: text("DtReg"),
            deregistered_on: text("DtDReg"),
        })
    }

    pub(crate) fn is_active(&self) -> bool {
        self.status == "active"
    }
}

/// Reads the e-way bill system's times ([`IstTime::parse_eway`]). A day alone is no moment.
pub(super) fn ewb_time(text: &str) -> Option<IstTime> {
    Some(text).filter(|text| Day::parse(text.trim()).is_none()).and_then(IstTime::parse_eway)
}

/// A JSON array of IRNs.
pub(super) fn irns(json: &str, _infos: Vec<ReplyInfo>) -> Result<Vec<Irn>, Unreadable> {
    let entries = json::list(json).ok_or("the portal's data is not a list of IRNs")?;
    let irns = entries.iter().map(|entry| Irn::parse(&json::text(entry.get())?));
    irns.collect::<Option<_>>().ok_or_else(|| "the portal's list has an entry that is not an IRN".into())
}

pub(super) fn object(json: &str) -> Result<CaselessObject<'_>, Unreadable> {
    CaselessObject::read(json).ok_or_else(|| "the portal's decrypted data is not a JSON object".into())
}

pub(super) fn field<T>(
    data: &CaselessObject<'_>,
    name: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, Unreadable> {
    let text = data.text(name).ok_or_else(|| format!("the portal's data lacks {name}"))?;
    parse(&text).ok_or_else(|| format!("the portal's {name} can't be read: {:?}", json::plain(&text, 40)))
}

/// Three parts of base64url; `signed` checks their content.
fn jws(text: &str) -> Option<String> {
    let part =
        |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_'));
    (text.split('.').count() == 3 && text.split('.').all(part)).then(|| text.to_owned())
}

fn standing(text: &str) -> Option<IrnStatus> {
    match text {
        "ACT" => Some(IrnStatus::Active),
        "CNL" => Some(IrnStatus::Cancelled),
        _ => None,
    }
}

fn ewb(data: &CaselessObject<'_>) -> Option<EwbIssued> {
    let time = |name| data.text(name).and_then(|text| ewb_time(&text));
    let ewb_no = data.text("EwbNo").and_then(|text| json::digits(&text)).filter(|number| number != "0")?;
    Some(EwbIssued { ewb_no, ewb_date: time("EwbDt"), valid_until: time("EwbValidTill") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::testing::registration;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn irn() -> Irn {
        Irn::parse(&"a".repeat(64)).unwrap()
    }

    fn with(changes: &[(&str, Value)]) -> Result<IssuedRegistration, Unreadable> {
        let mut data = registration(&irn(), "ACT");
        for (field, value) in changes {
            data[*field] = value.clone();
        }
        IssuedRegistration::read(&data.to_string(), Vec::new())
    }

    #[test]
    fn an_acknowledgement_number_is_the_same_as_number_and_as_string() {
        let expected = with(&[]).unwrap();
        assert_eq!(expected.ack_no, "232210036743849");
        assert_eq!(with(&[("AckNo", json!("232210036743849"))]).unwrap(), expected);
        assert_eq!(with(&[("AckNo", json!(9007199254740993u64))]).unwrap().ack_no, "9007199254740993");
        assert!(with(&[("AckNo", json!(2.5e14))]).is_err());
    }

    #[test]
    fn a_registration_includes_its_e_way_bill() {
        assert_eq!(with(&[]).unwrap().ewb, None);
        let ewb =
            with(&[("EwbNo", json!(391009149369u64)), ("EwbDt", json!("2026-11-21 10:01:00"))]).unwrap().ewb.unwrap();
        assert_eq!((ewb.ewb_no.as_str(), ewb.valid_until), ("391009149369", None));
        assert_eq!(ewb.ewb_date, IstTime::parse_portal("2026-11-21 10:01:00"));
    }

    #[test]
    fn the_e_way_bill_systems_times_are_read_in_both_halves_of_the_day() {
        for (text, time) in [
            ("20/09/2022 12:10:00 PM", "2022-09-20 12:10:00"),
            ("20/09/2022 12:10:00 AM", "2022-09-20 00:10:00"),
            ("20/09/2022 01:10:05 PM", "2022-09-20 13:10:05"),
            ("2022-09-20 13:10:05", "2022-09-20 13:10:05"),
            ("20/09/2022 11:59:00 PM ", "2022-09-20 23:59:00"),
            ("21/05/2024 23:59:00 PM", "2024-05-21 23:59:00"),
            ("17/09/2017 12.00:00 PM", "2017-09-17 12:00:00"),
            ("17/09/201712:00:00 PM", "2017-09-17 12:00:00"),
            ("17/09/2017 09:05:00 ", "2017-09-17 09:05:00"),
        ] {
            assert_eq!(ewb_time(text), IstTime::parse_portal(time), "{text}");
        }
        for wrong in ["", "20/09/2022", "20/09/2022 24:10:00 PM", "20/09/2022 00:10:00 AM", "20/09/2022 12:10:00 XM"] {
            assert_eq!(ewb_time(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_cancelled_registration_says_so() {
        assert_eq!(with(&[("Status", json!("CNL"))]).unwrap().status, IrnStatus::Cancelled);
    }

    #[test]
    fn an_incomplete_registration_is_refused() {
        for field in ["AckNo", "AckDt", "Irn", "SignedInvoice", "SignedQRCode", "Status"] {
            for wrong in [Value::Null, json!(""), json!("wrong"), json!({})] {
                let message = with(&[(field, wrong)]).unwrap_err();
                assert!(message.contains(field), "{message}");
            }
        }
        assert!(IssuedRegistration::read("[]", Vec::new()).is_err());
    }

    #[test]
    fn incomplete_cancellations_and_lists_of_irns_are_refused() {
        let done = json!({"Irn": irn().as_str().to_uppercase(), "CancelDate": "2026-11-21 11:00:00"}).to_string();
        assert_eq!(IssuedCancellation::read(&done, Vec::new()).unwrap().irn, irn());
        assert!(IssuedCancellation::read(&json!({"Irn": irn()}).to_string(), Vec::new()).is_err());
        assert_eq!(irns(&json!([irn(), irn()]).to_string(), Vec::new()).unwrap().len(), 2);
        assert_eq!(irns("[]", Vec::new()), Ok(vec![]));
        assert!(irns(&json!([irn(), "x"]).to_string(), Vec::new()).is_err());
    }

    proptest! {
        #[test]
        fn no_decrypted_data_makes_reading_panic(
            text in ".*",
            field in "AckNo|AckDt|Irn|SignedInvoice|SignedQRCode|Status|EwbNo|EwbDt|Remarks",
            value in ".*"
        ) {
            for json in [text.clone(), json!({ &field: text }).to_string(), json!([text]).to_string()] {
                let _ = (IssuedCancellation::read(&json, Vec::new()), irns(&json, Vec::new()));
                let _ = IssuedRegistration::read(&json, Vec::new());
            }
            let _ = with(&[(&field, json!(value))]);
        }
    }
}
