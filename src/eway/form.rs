//! The fields of GENEWAYBILL: key, words, limits, and the system's codes for a missing and for a bad value.

/// A field of the document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Field {
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
    pub kind: Kind,
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
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

const fn field(key: &'static str, name: &'static str, bad: &'static str, kind: Kind) -> Field {
    Field { key, also: "", name, bad, missing: None, kind }
}

impl Field {
    const fn must(self, missing: &'static str) -> Field {
        Field { missing: Some(missing), ..self }
    }

    const fn or(self, also: &'static str) -> Field {
        Field { also, ..self }
    }
}

const MONEY: Kind = Kind::Money { negative: false };

pub(super) const USER: Field = field("userGstin", "GSTIN of who asks", "358", Kind::Number15);
pub(super) const SUPPLY: Field = field("supplyType", "supply type", "201", Kind::Code).must("201");
pub(super) const PURPOSE: Field = field("subSupplyType", "purpose of the movement", "202", Kind::Code).must("202");
pub(super) const PURPOSE_WORDS: Field = field("subSupplyDesc", "purpose in words", "377", Kind::Text(20));
pub(super) const KIND: Field = field("docType", "document type", "204", Kind::Code).must("204");
pub(super) const NUMBER: Field = field("docNo", "document number", "206", Kind::Text(16)).must("206");
pub(super) const DATE: Field = field("docDate", "document date", "207", Kind::Date).must("207");
pub(super) const TRANSACTION: Field =
    field("transactionType", "transaction type", "612", Kind::Code).must("614").or("transType");

/// The fields of one party; the same for both.
pub(super) struct PartyFields {
    pub who: Field,
    pub name: Field,
    pub address1: Field,
    pub address2: Field,
    pub place: Field,
    pub pin: Field,
    pub act_state: Field,
    pub state: Field,
}

pub(super) const FROM: PartyFields = PartyFields {
    who: field("fromGstin", "consignor's GSTIN", "208", Kind::Party).must("208"),
    name: field("fromTrdName", "consignor's name", "229", Kind::Text(100)).must("229"),
    address1: field("fromAddr1", "address of dispatch", "209", Kind::Text(120)).must("209"),
    address2: field("fromAddr2", "second line of the address of dispatch", "209", Kind::Text(120)),
    place: field("fromPlace", "place of dispatch", "230", Kind::Text(50)).must("230"),
    pin: field("fromPincode", "PIN code of dispatch", "210", Kind::Pin).must("210"),
    act_state: field("actFromStateCode", "state of dispatch", "371", Kind::State).must("371"),
    state: field("fromStateCode", "consignor's state", "211", Kind::State).must("211"),
};

pub(super) const TO: PartyFields = PartyFields {
    who: field("toGstin", "consignee's GSTIN", "212", Kind::Party).must("212"),
    name: field("toTrdName", "consignee's name", "231", Kind::Text(100)).must("231"),
    address1: field("toAddr1", "address of delivery", "213", Kind::Text(120)).must("213"),
    address2: field("toAddr2", "second line of the address of delivery", "213", Kind::Text(120)),
    place: field("toPlace", "place of delivery", "232", Kind::Text(50)).must("232"),
    pin: field("toPincode", "PIN code of delivery", "214", Kind::Pin).must("214"),
    act_state: field("actToStateCode", "state of delivery", "372", Kind::State).must("372"),
    state: field("toStateCode", "consignee's state", "215", Kind::State).must("215"),
};

pub(super) const DISPATCH: Field = field("dispatchFromGSTIN", "GSTIN at the place of dispatch", "610", Kind::Party);
pub(super) const DISPATCH_NAME: Field =
    field("dispatchFromTradeName", "name at the place of dispatch", "", Kind::Text(100));
pub(super) const SHIP: Field = field("shipToGSTIN", "GSTIN at the place of delivery", "609", Kind::Party);
pub(super) const SHIP_NAME: Field = field("shipToTradeName", "name at the place of delivery", "", Kind::Text(100));

pub(super) const TAXABLE: Field = field("totalValue", "taxable value", "234", MONEY);
pub(super) const CGST: Field = field("cgstValue", "total CGST", "630", MONEY);
pub(super) const SGST: Field = field("sgstValue", "total SGST", "631", MONEY);
pub(super) const IGST: Field = field("igstValue", "total IGST", "629", MONEY);
pub(super) const CESS: Field = field("cessValue", "total cess", "632", MONEY);
pub(super) const CESS_FLAT: Field = field("cessNonAdvolValue", "total cess by quantity", "633", MONEY);
pub(super) const OTHER: Field = field("otherValue", "other charges", "", Kind::Money { negative: true });
pub(super) const INVOICE: Field = field("totInvValue", "total invoice value", "628", MONEY).must("640");

pub(super) const TRANSPORTER: Field = field("transporterId", "transporter's number", "222", Kind::Number15);
pub(super) const TRANSPORTER_NAME: Field = field("transporterName", "transporter's name", "", Kind::Text(100));
pub(super) const MODE: Field = field("transMode", "mode of transport", "220", Kind::Code);
pub(super) const DISTANCE: Field = field("transDistance", "distance in km", "221", Kind::Distance).must("221");
pub(super) const DOCUMENT: Field = field("transDocNo", "transport document number", "223", Kind::Text(15));
pub(super) const DOCUMENT_DATE: Field = field("transDocDate", "transport document date", "224", Kind::Date);
pub(super) const VEHICLE: Field = field("vehicleNo", "vehicle number", "225", Kind::Text(15));
pub(super) const VEHICLE_TYPE: Field = field("vehicleType", "vehicle type", "361", Kind::Code);

pub(super) const ITEMS: Field = field("itemList", "items", "233", Kind::Lines).must("233");
pub(super) const ITEM_NAME: Field = field("productName", "product name", "", Kind::Text(100));
pub(super) const ITEM_DESCRIPTION: Field = field("productDesc", "product description", "", Kind::Text(100));
pub(super) const HSN: Field = field("hsnCode", "HSN", "216", Kind::Code).must("216");
pub(super) const QUANTITY: Field = field("quantity", "quantity", "", Kind::Quantity);
pub(super) const UNIT: Field = field("qtyUnit", "unit", "217", Kind::Text(3));
pub(super) const ITEM_TAXABLE: Field = field("taxableAmount", "taxable amount", "234", MONEY).must("234");
pub(super) const CGST_RATE: Field = field("cgstRate", "CGST rate", "252", Kind::Rate);
pub(super) const SGST_RATE: Field = field("sgstRate", "SGST rate", "253", Kind::Rate);
pub(super) const IGST_RATE: Field = field("igstRate", "IGST rate", "254", Kind::Rate);
pub(super) const CESS_RATE: Field = field("cessRate", "cess rate", "255", Kind::Rate);
pub(super) const ITEM_CESS_FLAT: Field = field("cessNonadvol", "cess by quantity", "256", MONEY);

/// Keys that programs send beside the document's: read, not sent.
pub(super) const IGNORED: [&str; 3] = ["mainHsnCode", "itemNo", "productId"];

/// The lines of a bill at most.
pub(super) const MOST_LINES: usize = 250;
