//! Refusals: the portal's codes and words, and the reply that carries them.

use crate::calendar::IstTime;
use crate::irn::Irn;
use serde::Serialize;

/// A code and the portal's words for it.
pub(super) type Code = (&'static str, &'static str);

pub(super) const GSTIN_MISSING: Code = ("1004", "Header GSTIN is required");
pub(super) const TOKEN_INVALID: Code = ("1005", "Invalid Token");
pub(super) const USER_MISSING: Code = ("1006", "User Name is required");
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
pub(super) const CANCEL_TOO_LATE: Code =
    ("2270", "The allowed cancellation time limit is crossed, you cannot cancel the IRN");
pub(super) const NUMBER_CANCELLED: Code =
    ("2278", "IRN is already generated and is cancelled for this Document number");
pub(super) const READ_TOO_LATE: Code =
    ("2283", "IRN details cannot be provided as it is generated more than 2 days prior");
pub(super) const LOGIN_UNREADABLE: Code = ("5001", "Application Error in Auth, Please Contact the help desk");
pub(super) const DATA_MISSING: Code = ("5003", "Data cannot be null or empty");
pub(super) const NOT_ACTIVE: Code = ("9999", "Invoice is not active");

/// What the portal answers where nothing in its list fits: the request is not as the form wants it.
pub(super) const SCHEMA: &str = "5002";

/// A refusal: one or more errors, and what is known of the document that stands in the way.
#[derive(Debug)]
pub(super) struct Refusal {
    errors: Vec<PortalError>,
    duplicate: Option<Standing>,
}

#[derive(Serialize, Debug)]
#[serde(rename_all = "PascalCase")]
struct PortalError {
    error_code: String,
    error_message: String,
}

/// The registration a duplicate ran into.
#[derive(Serialize, Debug)]
#[serde(rename_all = "PascalCase")]
struct Standing {
    ack_no: i64,
    ack_dt: String,
    irn: Irn,
}

impl Refusal {
    pub(super) fn schema(message: impl Into<String>) -> Refusal {
        Refusal::many([(SCHEMA.to_owned(), message.into())])
    }

    pub(super) fn many(errors: impl IntoIterator<Item = (String, String)>) -> Refusal {
        let errors = errors.into_iter();
        let errors = errors.map(|(error_code, error_message)| PortalError { error_code, error_message });
        Refusal { errors: errors.collect(), duplicate: None }
    }

    pub(super) fn duplicate(ack_no: i64, ack_date: IstTime, irn: Irn) -> Refusal {
        let standing = Standing { ack_no, ack_dt: ack_date.portal(), irn };
        Refusal { duplicate: Some(standing), ..Refusal::from(DUPLICATE) }
    }

    pub(super) fn into_json(self) -> String {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Info {
            inf_cd: &'static str,
            desc: Standing,
        }
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Reply {
            status: u8,
            data: Option<()>,
            error_details: Vec<PortalError>,
            info_dtls: Option<[Info; 1]>,
        }
        let info_dtls = self.duplicate.map(|desc| [Info { inf_cd: "DUPIRN", desc }]);
        let reply = Reply { status: 0, data: None, error_details: self.errors, info_dtls };
        // Text and numbers only: this can't fail.
        serde_json::to_string(&reply).unwrap_or_default()
    }
}

impl From<Code> for Refusal {
    fn from((code, message): Code) -> Refusal {
        Refusal::many([(code.to_owned(), message.to_owned())])
    }
}
