//! The fields of GENEWAYBILL: key, words, limits, and the system's codes for a missing and for a bad value.

/// A field of the document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct EwayField {
    /// The system's key.
    pub key: &'static str,
    /// Another spelling that programs use.
    pub also: &'static str,
    /// What it is, in words.
    pub name: &'static str,
    /// The code for a bad value; empty where the system has none.
    pub bad: &'static str,
    /// The code for a missing value; none where it may be left out.
    pub missing: Option<&'static str>,
    /// What it holds.
    pub kind: EwayFieldKind,
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum EwayFieldKind {
    /// Text of so many characters at most.
    Text(usize),
    /// A code of a list.
    Code,
    /// A GSTIN, or `URP`.
    Party,
    /// A GSTIN or the number of a transporter.
    Number15,
    /// A day.
    Date,
    /// Six digits.
    Pin,
    /// A state's number.
    State,
    /// An amount with two places; negative where that is said.
    Money { negative: bool },
    /// A number with three places.
    Quantity,
    /// A percentage.
    Rate,
    /// Whole kilometres.
    Distance,
    /// A list of lines.
    Lines,
}

const fn field(key: &'static str, name: &'static str, bad: &'static str, kind: EwayFieldKind) -> EwayField {
    EwayField { key, also: "", name, bad, missing: None, kind }
}

impl EwayField {
    const fn must(self, missing: &'static str) -> EwayField {
        EwayField { missing: Some(missing), ..self }
    }

    const fn or(self, also: &'static str) -> EwayField {
        EwayField { also, ..self }
    }
}

const MONEY: EwayFieldKind = EwayFieldKind::Money { negative: false };

pub(super) const USER: EwayField = field("userGstin", "GSTIN of who asks", "358", EwayFieldKind::Number15);
pub(super) const SUPPLY: EwayField = field("supplyType", "supply type", "201", EwayFieldKind::Code).must("201");
pub(super) const PURPOSE: EwayField =
    field("subSupplyType", "purpose of the movement", "202", EwayFieldKind::Code).must("202");
pub(super) const PURPOSE_WORDS: EwayField = field("subSupplyDesc", "purpose in words", "377", EwayFieldKind::Text(20));
pub(super) const KIND: EwayField = field("docType", "document type", "204", EwayFieldKind::Code).must("204");
pub(super) const NUMBER: EwayField = field("docNo", "document number", "206", EwayFieldKind::Text(16)).must("206");
pub(super) const DATE: EwayField = field("docDate", "document date", "207", EwayFieldKind::Date).must("207");
pub(super) const TRANSACTION: EwayField =
    field("transactionType", "transaction type", "612", EwayFieldKind::Code).must("614").or("transType");

/// The fields of one party; the same for both.
pub(super) struct PartyFields {
    pub who: EwayField,
    pub name: EwayField,
    pub address1: EwayField,
    pub address2: EwayField,
    pub place: EwayField,
    pub pin: EwayField,
    pub act_state: EwayField,
    pub state: EwayField,
}

pub(super) const FROM: PartyFields = PartyFields {
    who: field("fromGstin", "consignor's GSTIN", "208", EwayFieldKind::Party).must("208"),
    name: field("fromTrdName", "consignor's name", "229", EwayFieldKind::Text(100)).must("229"),
    address1: field("fromAddr1", "address of dispatch", "209", EwayFieldKind::Text(120)).must("209"),
    address2: field("fromAddr2", "second line of the address of dispatch", "209", EwayFieldKind::Text(120)),
    place: field("fromPlace", "place of dispatch", "230", EwayFieldKind::Text(50)).must("230"),
    pin: field("fromPincode", "PIN code of dispatch", "210", EwayFieldKind::Pin).must("210"),
    act_state: field("actFromStateCode", "state of dispatch", "371", EwayFieldKind::State).must("371"),
    state: field("fromStateCode", "consignor's state", "211", EwayFieldKind::State).must("211"),
};

pub(super) const TO: PartyFields = PartyFields {
    who: field("toGstin", "consignee's GSTIN", "212", EwayFieldKind::Party).must("212"),
    name: field("toTrdName", "consignee's name", "231", EwayFieldKind::Text(100)).must("231"),
    address1: field("toAddr1", "address of delivery", "213", EwayFieldKind::Text(120)).must("213"),
    address2: field("toAddr2", "second line of the address of delivery", "213", EwayFieldKind::Text(120)),
    place: field("toPlace", "place of delivery", "232", EwayFieldKind::Text(50)).must("232"),
    pin: field("toPincode", "PIN code of delivery", "214", EwayFieldKind::Pin).must("214"),
    act_state: field("actToStateCode", "state of delivery", "372", EwayFieldKind::State).must("372"),
    state: field("toStateCode", "consignee's state", "215", EwayFieldKind::State).must("215"),
};

pub(super) const DISPATCH: EwayField =
    field("dispatchFromGSTIN", "GSTIN at the place of dispatch", "610", EwayFieldKind::Party);
pub(super) const DISPATCH_NAME: EwayField =
    field("dispatchFromTradeName", "name at the place of dispatch", "", EwayFieldKind::Text(100));
pub(super) const SHIP: EwayField = field("shipToGSTIN", "GSTIN at the place of delivery", "609", EwayFieldKind::Party);
pub(super) const SHIP_NAME: EwayField =
    field("shipToTradeName", "name at the place of delivery", "", EwayFieldKind::Text(100));

pub(super) const TAXABLE: EwayField = field("totalValue", "taxable value", "234", MONEY);
pub(super) const CGST: EwayField = field("cgstValue", "total CGST", "630", MONEY);
pub(super) const SGST: EwayField = field("sgstValue", "total SGST", "631", MONEY);
pub(super) const IGST: EwayField = field("igstValue", "total IGST", "629", MONEY);
pub(super) const CESS: EwayField = field("cessValue", "total cess", "632", MONEY);
pub(super) const CESS_FLAT: EwayField = field("cessNonAdvolValue", "total cess by quantity", "633", MONEY);
pub(super) const OTHER: EwayField = field("otherValue", "other charges", "", EwayFieldKind::Money { negative: true });
pub(super) const INVOICE: EwayField = field("totInvValue", "total invoice value", "628", MONEY).must("640");

pub(super) const TRANSPORTER: EwayField =
    field("transporterId", "transporter's number", "222", EwayFieldKind::Number15);
pub(super) const TRANSPORTER_NAME: EwayField =
    field("transporterName", "transporter's name", "", EwayFieldKind::Text(100));
pub(super) const MODE: EwayField = field("transMode", "mode of transport", "220", EwayFieldKind::Code);
pub(super) const DISTANCE: EwayField =
    field("transDistance", "distance in km", "221", EwayFieldKind::Distance).must("221");
pub(super) const DOCUMENT: EwayField = field("transDocNo", "transport document number", "223", EwayFieldKind::Text(15));
pub(super) const DOCUMENT_DATE: EwayField =
    field("transDocDate", "transport document date", "224", EwayFieldKind::Date);
pub(super) const VEHICLE: EwayField = field("vehicleNo", "vehicle number", "225", EwayFieldKind::Text(15));
pub(super) const VEHICLE_TYPE: EwayField = field("vehicleType", "vehicle type", "361", EwayFieldKind::Code);

pub(super) const ITEMS: EwayField = field("itemList", "items", "233", EwayFieldKind::Lines).must("233");
pub(super) const ITEM_NAME: EwayField = field("productName", "product name", "", EwayFieldKind::Text(100));
pub(super) const ITEM_DESCRIPTION: EwayField =
    field("productDesc", "product description", "", EwayFieldKind::Text(100));
pub(super) const HSN: EwayField = field("hsnCode", "HSN", "216", EwayFieldKind::Code).must("216");
pub(super) const QUANTITY: EwayField = field("quantity", "quantity", "", EwayFieldKind::Quantity);
pub(super) const UNIT: EwayField = field("qtyUnit", "unit", "217", EwayFieldKind::Text(3));
pub(super) const ITEM_TAXABLE: EwayField = field("taxableAmount", "taxable amount", "234", MONEY).must("234");
pub(super) const CGST_RATE: EwayField = field("cgstRate", "CGST rate", "252", EwayFieldKind::Rate);
pub(super) const SGST_RATE: EwayField = field("sgstRate", "SGST rate", "253", EwayFieldKind::Rate);
pub(super) const IGST_RATE: EwayField = field("igstRate", "IGST rate", "254", EwayFieldKind::Rate);
pub(super) const CESS_RATE: EwayField = field("cessRate", "cess rate", "255", EwayFieldKind::Rate);
pub(super) const ITEM_CESS_FLAT: EwayField = field("cessNonadvol", "cess by quantity", "256", MONEY);

/// Keys that programs send beside the document's: read, not sent.
pub(super) const IGNORED: [&str; 3] = ["mainHsnCode", "itemNo", "productId"];

/// The lines of a bill at most.
pub(super) const MOST_LINES: usize = 250;

pub(super) const GSTIN_WORDS: &str = "15 characters: two digits, then capital letters and digits";
pub(super) const PARTY_WORDS: &str = "a GSTIN, or URP for an unregistered person";

/// What a field holds, in words.
pub(super) fn wanted(field: &EwayField) -> String {
    match field.kind {
        EwayFieldKind::Text(most) => format!("text of at most {most} characters"),
        EwayFieldKind::Code => "a code".to_owned(),
        EwayFieldKind::Party => PARTY_WORDS.to_owned(),
        EwayFieldKind::Number15 => GSTIN_WORDS.to_owned(),
        EwayFieldKind::Date => "dd/MM/yyyy".to_owned(),
        EwayFieldKind::Pin => "six digits".to_owned(),
        EwayFieldKind::State => "the number of a state".to_owned(),
        EwayFieldKind::Money { .. } | EwayFieldKind::Quantity | EwayFieldKind::Rate => "a number".to_owned(),
        EwayFieldKind::Distance => "whole kilometres; 0 leaves it to the system".to_owned(),
        EwayFieldKind::Lines => "a list".to_owned(),
    }
}
