//! Refusals: the portal's codes and words, and the reply that carries them.

use crate::calendar::IstTime;
use crate::irn::Irn;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use serde_json::{Value, json};

/// A code and the portal's words for it.
pub(super) type Code = (&'static str, &'static str);

pub(super) const GSTIN_MISSING: Code = ("1004", "Header GSTIN is required");
pub(super) const TOKEN_INVALID: Code = ("1005", "Invalid Token");
pub(super) const USER_MISSING: Code = ("1006", "User Name is required");
pub(super) const HSN_INVALID: Code = ("2176", "Invalid HSN code(s)-");
pub(super) const CLIENT_INVALID: Code = ("1010", "Invalid Client-ID/Client-Secret");
pub(super) const CLIENT_ID_MISSING: Code = ("1011", "Client Id is required");
pub(super) const CLIENT_SECRET_MISSING: Code = ("1012", "Client Secret is required");
pub(super) const GSTIN_NOT_THE_USERS: Code = ("1015", "Invalid GSTIN for this user");
pub(super) const APP_KEY_UNREADABLE: Code = ("1016", "Decryption of App Key failed");
pub(super) const PASSWORD_WRONG: Code = ("1019", "Incorrect Password");
pub(super) const UNDECRYPTABLE: Code = ("1020", "Decryption failed");
pub(super) const INCOMPLETE: Code = ("2142", "Incomplete request parameters");
pub(super) const NOT_THE_OWNER: Code = ("2143", "Invoice does not belongs to the user GSTIN");
pub(super) const DATE_FORMAT: Code = ("2144", "Document date should be in the format (dd/MM/yyyy)");
pub(super) const NO_IRN: Code = ("2145", "IRN is not valid");
pub(super) const IRN_UNKNOWN: Code = ("2148", "Requested IRN data is not available");
pub(super) const DUPLICATE: Code = ("2150", "Duplicate IRN");
pub(super) const DOCUMENT_UNKNOWN: Code = ("2154", "IRN details are not found");
pub(super) const TYPE_INVALID: Code = ("2161", "Invalid Document Type");
pub(super) const NOT_THE_SUPPLIER: Code = ("2169", "Either supplier GSTIN or e-Commerce GSTIN can generate IRN.");
pub(super) const NOT_YOURS_TO_READ: Code = ("2226", "You are not authorised to get IRN data");
pub(super) const EWB_STANDS: Code = (
    "2230",
    "This IRN cannot be cancelled because e-way bill has been generated , you can cancel e-way bill and then try cancelling IRN",
);
pub(super) const CANCEL_TOO_LATE: Code =
    ("2270", "The allowed cancellation time limit is crossed, you cannot cancel the IRN");
pub(super) const NUMBER_CANCELLED: Code =
    ("2278", "IRN is already generated and is cancelled for this Document number");
pub(super) const READ_TOO_LATE: Code =
    ("2283", "IRN details cannot be provided as it is generated more than 2 days prior");
pub(super) const ELSEWHERE: Code =
    ("2295", "IRN is already generated and registered with GSTN Lookup Portal by other IRP");
pub(super) const GSTIN_UNKNOWN: Code = ("3001", "Requested data is not available");
pub(super) const IRN_INACTIVE: Code = ("4000", "Status of the IRN is not active");
pub(super) const EWB_EXISTS: Code = ("4002", "EwayBill is already generated for this IRN");
pub(super) const EWB_IRN_UNKNOWN: Code = ("4003", "Requested IRN data is not available");
pub(super) const EWB_NONE: Code = ("4005", "Eway Bill details are not found");
pub(super) const EWB_GOODS_ONLY: Code =
    ("4009", "E Way Bill can be generated provided at least HSN of one item belongs to goods.");
pub(super) const EWB_INVOICES_ONLY: Code =
    ("4010", "E-way Bill cannot generated for Debit Note, Credit Note and Services.");
pub(super) const VEHICLE_MISSING: Code =
    ("4011", "Vehicle number should be passed in case of transportation mode is Road.");
pub(super) const TRANSPORT_NUMBER_MISSING: Code =
    ("4012", "The transport document number should be passed in case of transportation mode is other than Road.");
pub(super) const VEHICLE_INVALID: Code = ("4014", "Invalid Vehicle Number");
pub(super) const TRANSPORT_DATE_FUTURE: Code = ("4016", "Transport document date cannot be a future date");
pub(super) const EWB_DATE_FORMAT: Code = ("4017", "Incorrect date format");
pub(super) const TRANSPORTER_INVALID: Code = ("4018", "Invalid Transporter ID");
pub(super) const TRANSPORTER_MISSING: Code =
    ("4019", "Provide Transporter ID in order to generate Part A of e-Way Bill");
pub(super) const VEHICLE_TYPE_INVALID: Code = ("4020", "Invalid vehicle type .");
pub(super) const TRANSPORT_DATE_EARLY: Code =
    ("4021", "Transporter document date cannot be earlier than the invoice date.");
pub(super) const VEHICLE_TYPE_MISSING: Code =
    ("4022", "vehicle type should be passed in case of transportation mode is Road.");
pub(super) const TRANSPORT_DATE_MISSING: Code =
    ("4023", "The transport document date should be passed in case of transportation mode is other than Road.");
pub(super) const OVERSIZE_BY_ROAD_ONLY: Code =
    ("4024", "Vehicle type should not be ODC when transmode is other than road");
pub(super) const MODE_MISSING: Code =
    ("4028", "Transport mode is mandatory as Vehicle Number/Transport Document Number is given");
pub(super) const EWB_NOT_YOURS: Code = ("4037", "You are not authorised to get data");
pub(super) const TOO_FAR: Code = ("4038", "The distance between the pincodes given is too high");
pub(super) const EWB_TOO_OLD: Code = ("4043", "Document date should not be older than 180 days");
pub(super) const BUSY: Code = ("5001", "Application Error, Please Contact the help desk");
pub(super) const LOGIN_UNREADABLE: Code = ("5001", "Application Error in Auth, Please Contact the help desk");
pub(super) const DATA_MISSING: Code = ("5003", "Data cannot be null or empty");
pub(super) const NOT_ACTIVE: Code = ("9999", "Invoice is not active");

/// The portal's answer where nothing in its list fits: the request doesn't follow the form.
pub(super) const SCHEMA: &str = "5002";

/// A refusal: one or more errors, and the facts of a document that is in the way.
#[derive(Debug)]
pub(super) struct SandboxRefusal {
    errors: Vec<PortalError>,
    duplicate: Option<Box<(&'static str, Collision)>>,
    /// What the e-way bill system says beside its code.
    info: Option<Box<str>>,
}

#[derive(Serialize, Debug)]
#[serde(rename_all = "PascalCase")]
struct PortalError {
    error_code: String,
    error_message: String,
}

/// The registration that a duplicate collides with.
#[derive(Serialize, Debug)]
#[serde(rename_all = "PascalCase")]
struct Collision {
    ack_no: i64,
    ack_dt: String,
    irn: Irn,
    /// The portal that has it, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    reg_irp: Option<String>,
}

impl SandboxRefusal {
    pub(super) fn schema(message: impl Into<String>) -> SandboxRefusal {
        SandboxRefusal::many([(SCHEMA.to_owned(), message.into())])
    }

    pub(super) fn many(errors: impl IntoIterator<Item = (String, String)>) -> SandboxRefusal {
        let errors = errors.into_iter();
        let errors = errors.map(|(error_code, error_message)| PortalError { error_code, error_message });
        SandboxRefusal { errors: errors.collect(), duplicate: None, info: None }
    }

    pub(super) fn duplicate(ack_no: i64, ack_date: IstTime, irn: Irn) -> SandboxRefusal {
        let standing = Collision { ack_no, ack_dt: ack_date.portal(), irn, reg_irp: None };
        SandboxRefusal { duplicate: Some(Box::new(("DUPIRN", standing))), ..SandboxRefusal::from(DUPLICATE) }
    }

    pub(super) fn elsewhere(ack_no: i64, ack_date: IstTime, irn: Irn, portal: String) -> SandboxRefusal {
        let standing = Collision { ack_no, ack_dt: ack_date.portal(), irn, reg_irp: Some(portal) };
        SandboxRefusal { duplicate: Some(Box::new(("DUPIRNGLP", standing))), ..SandboxRefusal::from(ELSEWHERE) }
    }

    /// The errors as `EWBERR` lists them under a registration.
    pub(super) fn errors(&self) -> Value {
        serde_json::to_value(&self.errors).unwrap_or_default()
    }

    /// Codes and words, for people.
    pub(super) fn words(&self) -> String {
        let each: Vec<String> = self.errors.iter().map(|e| format!("{}: {}", e.error_code, e.error_message)).collect();
        each.join("; ")
    }

    /// The same refusal with a text beside it, which the e-way bill system sends for 702.
    pub(super) fn with_info(self, info: String) -> SandboxRefusal {
        SandboxRefusal { info: Some(info.into_boxed_str()), ..self }
    }

    /// The e-way bill system's refusal: only the codes, each with a comma behind it, in Base64.
    pub(super) fn into_ewb_json(self) -> String {
        let codes: String = self.errors.into_iter().map(|error| format!("{},", error.error_code)).collect();
        let info = self.info.map(|info| BASE64_STANDARD.encode(info.as_bytes())).unwrap_or_default();
        ewb_json(&codes, &info)
    }

    pub(super) fn into_json(self) -> String {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct RefusalInfo {
            inf_cd: &'static str,
            desc: Collision,
        }
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct RefusalBody {
            status: u8,
            data: Option<()>,
            error_details: Vec<PortalError>,
            info_dtls: Option<[RefusalInfo; 1]>,
        }
        let info_dtls = self.duplicate.map(|held| [RefusalInfo { inf_cd: held.0, desc: held.1 }]);
        let reply = RefusalBody { status: 0, data: None, error_details: self.errors, info_dtls };
        // Only text and numbers: this can't fail.
        serde_json::to_string(&reply).unwrap_or_default()
    }
}

/// The e-way bill system's refusal with these codes, or with words alone.
pub(super) fn ewb_json(codes: &str, info: &str) -> String {
    let error = BASE64_STANDARD.encode(json!({ "errorCodes": codes }).to_string());
    json!({"status": "0", "error": error, "info": info}).to_string()
}

impl From<Code> for SandboxRefusal {
    fn from((code, message): Code) -> SandboxRefusal {
        SandboxRefusal::many([(code.to_owned(), message.to_owned())])
    }
}
