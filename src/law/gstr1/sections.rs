//! The sections of the return, a table each: name, need, limit, and where a field comes from.
//!
//! The limits are those of the portal's save schema. `diff_percent` and `flag` are in it, too, and never needed here: no
//! supply of today is taxed at 65 %, and an upload adds or replaces. What a download has beyond that is [`RecordNeed::Theirs`].

use super::ReturnDocument;
use super::field::{
    FieldLimit, RateLine, RateLines, RecordField, RecordNeed, RecordSlot, ReturnValue, Section, fields,
};
use super::hsn::HsnRow;
use super::rows::{Advance, ConsumerSupply, Nil, Operator};
use super::series::Series;
use crate::money::Amount;

const fn thousandths(count: i64) -> Amount {
    Amount::from_thousandths(count, 2)
}

/// The value of a document: to 9999999999999.99.
const VALUE: FieldLimit = FieldLimit::Number(Amount::ZERO, thousandths(9_999_999_999_999_990), 2);
/// An amount of a document: to 99999999999.99, and never below 0.
const AMOUNT: FieldLimit = FieldLimit::Number(Amount::ZERO, thousandths(99_999_999_999_990), 2);
/// An amount of a sum, which notes may bring below 0.
const SIGNED: FieldLimit = FieldLimit::Number(thousandths(-99_999_999_999_990), thousandths(99_999_999_999_990), 2);
const HSN_AMOUNT: FieldLimit =
    FieldLimit::Number(thousandths(-9_999_999_999_999_990), thousandths(9_999_999_999_999_990), 2);
const QUANTITY: FieldLimit =
    FieldLimit::Number(thousandths(-999_999_999_999_999_990), thousandths(999_999_999_999_999_990), 3);
const RATE: FieldLimit = FieldLimit::Number(Amount::ZERO, thousandths(999_990), 2);
/// Of what came before: 999.9 at most.
const OLD_RATE: FieldLimit = FieldLimit::Number(Amount::ZERO, thousandths(999_900), 2);
const COUNT: FieldLimit = FieldLimit::Number(Amount::ZERO, Amount::from_rupees(9_999_999_999), 0);
const FROM_ONE: FieldLimit = FieldLimit::Number(Amount::from_rupees(1), Amount::from_rupees(9_999_999_999), 0);

const DATE: FieldLimit = FieldLimit::Text(|text| text.len() == 10, "a day, dd-mm-yyyy");
const MONTH: FieldLimit = FieldLimit::Text(|text| text.len() == 6, "a month, MMYYYY");
const NUMBER: FieldLimit =
    FieldLimit::Text(is_number, "1 to 16 letters, digits, / and -, one of them a letter or 1 to 9");
const RECIPIENT: FieldLimit = FieldLimit::Text(is_recipient, "a GSTIN, or a UIN");
const OPERATOR: FieldLimit =
    FieldLimit::Text(|text| has_shape(text, OF_OPERATOR), "a GSTIN with C as the 14th character");
const OPERATOR_OF_SUMS: FieldLimit = FieldLimit::Text(
    |text| text.len() == 15 && text.bytes().all(|c| c.is_ascii_alphanumeric()),
    "15 letters and digits",
);
const STATE: FieldLimit = FieldLimit::Text(is_state, "a state, 01 to 38 or 97");
const STATE_OR_ABROAD: FieldLimit =
    FieldLimit::Text(|text| is_state(text) || text == "96", "a state, 01 to 38, 96 or 97");
pub(super) const SHIPPING_BILL: FieldLimit =
    FieldLimit::Text(|text| (3..=7).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_digit()), "3 to 7 digits");
const PORT: FieldLimit = FieldLimit::Text(
    |text| (1..=6).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_alphanumeric()),
    "1 to 6 letters and digits",
);
const UNIT: FieldLimit = FieldLimit::Text(
    |text| (1..=30).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_alphabetic()),
    "a unit's code, letters alone",
);
const HSN: FieldLimit =
    FieldLimit::Text(|text| (2..=8).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_digit()), "2 to 8 digits");
const ANY: FieldLimit = FieldLimit::Text(|_| true, "a text");
const YES_NO: FieldLimit = FieldLimit::Choice(&["Y", "N"]);
const REACH: FieldLimit = FieldLimit::Choice(&["INTER", "INTRA"]);
const OF_B2B: FieldLimit = FieldLimit::Choice(&["R", "DE", "SEWP", "SEWOP", "CBW"]);
const OF_OPERATORS: FieldLimit = FieldLimit::Choice(&["R", "DE", "SEWP", "SEWOP"]);

fn is_number(text: &str) -> bool {
    let allowed = text.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'/' | b'-'));
    (1..=16).contains(&text.len())
        && allowed
        && text.bytes().any(|c| c.is_ascii_alphabetic() || matches!(c, b'1'..=b'9'))
}

fn is_state(text: &str) -> bool {
    text.len() == 2 && matches!(text.parse::<u8>(), Ok(1..=38 | 97))
}

/// A registration's number by its shape: `9` a digit, `A` a letter, `N` a letter or 1 to 9, `*` a letter or digit, `J` the
/// kinds of ordinary taxpayers, `O` U or O; small letters are themselves.
const OF_TAXPAYER: &[u8; 15] = b"99AAAAA9999ANJ*";
const OF_UIN: &[u8; 15] = b"9999AAA99999On*";
const OF_NON_RESIDENT: &[u8; 15] = b"9999AAA99999nr*";
const OF_DEDUCTOR: &[u8; 15] = b"99AAAA*9999ANd*";
const OF_OPERATOR: &[u8; 15] = b"99AAAAA9999ANc*";

fn has_shape(text: &str, shape: &[u8; 15]) -> bool {
    let fits = |(c, of): (u8, &u8)| match of {
        b'9' => c.is_ascii_digit(),
        b'A' => c.is_ascii_alphabetic(),
        b'N' => c.is_ascii_alphabetic() || matches!(c, b'1'..=b'9'),
        b'*' => c.is_ascii_alphanumeric(),
        b'J' => matches!(c, b'Z' | b'1'..=b'9' | b'A'..=b'J'),
        b'O' => matches!(c, b'U' | b'O'),
        own => c == own.to_ascii_uppercase(),
    };
    text.len() == shape.len() && text.bytes().zip(shape).all(fits)
}

fn is_recipient(text: &str) -> bool {
    [OF_TAXPAYER, OF_UIN, OF_NON_RESIDENT, OF_DEDUCTOR].iter().any(|shape| has_shape(text, shape))
}

fields! { ReturnDocument;
    CTIN = "ctin" Key RECIPIENT, "BuyerDtls.Gstin" => ctin;
    RTIN = "rtin" Key RECIPIENT, "BuyerDtls.Gstin" => ctin;
    STIN = "stin" Key RECIPIENT, "SellerDtls.Gstin" => stin;
    TRDNAME = "trdname" Theirs ANY, "the portal" => name;
    EXP_TYP = "exp_typ" Key FieldLimit::Choice(&["WPAY", "WOPAY"]), "TranDtls.SupTyp" => kind;
    TYP = "typ" Key FieldLimit::Choice(&["B2CL", "EXPWP", "EXPWOP"]), "TranDtls.SupTyp" => kind;
    INV_TYP = "inv_typ" Key OF_B2B, "TranDtls.SupTyp, IgstOnIntra" => kind;
    ECO_INV_TYP = "inv_typ" Key OF_OPERATORS, "TranDtls.SupTyp" => kind;
    NTTY = "ntty" Key FieldLimit::Choice(&["C", "D"]), "DocDtls.Typ" => doc_type;
    INUM = "inum" Key NUMBER, "DocDtls.No" => number;
    IDT = "idt" Key DATE, "DocDtls.Dt" => date;
    NT_NUM = "nt_num" Key NUMBER, "DocDtls.No" => number;
    NT_DT = "nt_dt" Key DATE, "DocDtls.Dt" => date;
    OINUM = "oinum" Must NUMBER, "amends.number" => original.number;
    OIDT = "oidt" Must DATE, "amends.date" => original.date;
    ONT_NUM = "ont_num" Must NUMBER, "amends.number" => original.number;
    ONT_DT = "ont_dt" Must DATE, "amends.date" => original.date;
    VAL = "val" Key VALUE, "ValDtls.TotInvVal" => value;
    POS = "pos" Must STATE_OR_ABROAD, "BuyerDtls.Pos" => pos;
    POS_INLAND = "pos" Must STATE, "BuyerDtls.Pos" => pos;
    RCHRG = "rchrg" Must YES_NO, "TranDtls.RegRev" => reverse_charge;
    ETIN = "etin" May OPERATOR, "TranDtls.EcmGstin" => etin;
    SPLY_TY = "sply_ty" Must REACH, "BuyerDtls.Pos and the supplier's state" => reach;
    SBPCODE = "sbpcode" May PORT, "ExpDtls.Port" => shipping.port;
    SBNUM = "sbnum" May SHIPPING_BILL, "ExpDtls.ShipBNo" => shipping.number;
    SBDT = "sbdt" May DATE, "ExpDtls.ShipBDt" => shipping.date;
    IRN = "irn" Theirs ANY, "the portal" => irn;
    IRNGENDATE = "irngendate" Theirs ANY, "the portal" => registered;
}

/// Notes about exports have none: only what goes to a consumer is supplied at a place.
const POS_OF_CONSUMER: RecordField<ReturnDocument> = RecordField {
    need: RecordNeed::May,
    get: |entry| entry.pos.as_ref().filter(|_| entry.kind == "B2CL").and_then(RecordSlot::get),
    ..POS_INLAND
};
/// A new row; operators' sections ask for it.
const FLAG: RecordField<ReturnDocument> = RecordField {
    key: "flag",
    need: RecordNeed::Must,
    limit: FieldLimit::Choice(&["N"]),
    from: "always N: a new row",
    get: |_| Some(ReturnValue::Text("N".to_owned())),
    set: |_, _| true,
};

fields! { RateLine;
    NUM = "num" Must FROM_ONE, "the rates, counted" => number;
    RT = "rt" Must RATE, "ItemList.GstRt" => rate;
    TXVAL = "txval" Must AMOUNT, "sum of ItemList.AssAmt" => sums.taxable;
    IAMT = "iamt" May AMOUNT, "sum of ItemList.IgstAmt" => sums.igst;
    CAMT = "camt" May AMOUNT, "sum of ItemList.CgstAmt" => sums.cgst;
    SAMT = "samt" May AMOUNT, "sum of ItemList.SgstAmt" => sums.sgst;
    CSAMT = "csamt" May AMOUNT, "sum of ItemList.CesAmt and CesNonAdvlAmt" => sums.cess;
}

const ALL_TAXES: RateLines = RateLines::Numbered(&[NUM, RT, TXVAL, IAMT, CAMT, SAMT, CSAMT]);
const IGST_ALONE: RateLines = RateLines::Numbered(&[NUM, RT, TXVAL, IAMT, CSAMT]);
const FLAT: RateLines = RateLines::Flat(&[RT, TXVAL, IAMT, CSAMT]);

/// Rows for reading: whatever a line may hold.
pub const LINE: &[RecordField<RateLine>] = &[RT, TXVAL, IAMT, CAMT, SAMT, CSAMT];

const fn top<R>(
    key: &'static str,
    groups: &'static [(&'static [RecordField<R>], &'static str)],
    fields: &'static [RecordField<R>],
    lines: RateLines,
) -> Section<R> {
    Section { inside: "", key, groups, fields, lines }
}

const fn within<R>(inside: &'static str, section: Section<R>) -> Section<R> {
    Section { inside, ..section }
}

/// The sections that have documents by themselves.
pub const DOCUMENTS: &[Section<ReturnDocument>] = &[
    top("b2b", &[(&[CTIN, TRDNAME], "inv")], &[INUM, IDT, VAL, POS, RCHRG, ETIN, INV_TYP, IRN, IRNGENDATE], ALL_TAXES),
    top("b2ba", &[(&[CTIN], "inv")], &[INUM, IDT, OINUM, OIDT, VAL, POS, RCHRG, ETIN, INV_TYP], ALL_TAXES),
    top("b2cl", &[(&[POS_INLAND], "inv")], &[INUM, IDT, VAL, ETIN], IGST_ALONE),
    top("b2cla", &[(&[POS_INLAND], "inv")], &[INUM, IDT, OINUM, OIDT, VAL, ETIN], IGST_ALONE),
    top("exp", &[(&[EXP_TYP], "inv")], &[INUM, IDT, VAL, SBPCODE, SBNUM, SBDT, IRN, IRNGENDATE], FLAT),
    top("expa", &[(&[EXP_TYP], "inv")], &[INUM, IDT, OINUM, OIDT, VAL, SBPCODE, SBNUM, SBDT], FLAT),
    top(
        "cdnr",
        &[(&[CTIN, TRDNAME], "nt")],
        &[NTTY, NT_NUM, NT_DT, VAL, POS, RCHRG, ETIN, INV_TYP, IRN, IRNGENDATE],
        ALL_TAXES,
    ),
    top(
        "cdnra",
        &[(&[CTIN], "nt")],
        &[NTTY, NT_NUM, NT_DT, ONT_NUM, ONT_DT, VAL, POS, RCHRG, ETIN, INV_TYP],
        ALL_TAXES,
    ),
    top("cdnur", &[], &[TYP, NTTY, NT_NUM, NT_DT, VAL, POS_OF_CONSUMER, IRN, IRNGENDATE], IGST_ALONE),
    top("cdnura", &[], &[TYP, NTTY, NT_NUM, NT_DT, ONT_NUM, ONT_DT, VAL, POS_OF_CONSUMER], IGST_ALONE),
    within(
        "ecom",
        top("b2b", &[(&[STIN, RTIN], "inv")], &[INUM, IDT, VAL, POS, SPLY_TY, ECO_INV_TYP, FLAG], ALL_TAXES),
    ),
    within("ecom", top("urp2b", &[(&[RTIN], "inv")], &[INUM, IDT, VAL, POS, SPLY_TY, ECO_INV_TYP, FLAG], ALL_TAXES)),
    within(
        "ecoma",
        top(
            "b2ba",
            &[(&[STIN, RTIN], "inv")],
            &[INUM, IDT, OINUM, OIDT, VAL, POS, SPLY_TY, ECO_INV_TYP, FLAG],
            ALL_TAXES,
        ),
    ),
    within(
        "ecoma",
        top("urp2ba", &[(&[RTIN], "inv")], &[INUM, IDT, OINUM, OIDT, VAL, POS, SPLY_TY, ECO_INV_TYP, FLAG], ALL_TAXES),
    ),
];

fields! { ConsumerSupply;
    S_REACH = "sply_ty" Must REACH, "place of supply and the supplier's state" => reach;
    S_POS = "pos" Must STATE, "b2c.place_of_supply, BuyerDtls.Pos" => pos;
    S_STIN = "stin" Must RECIPIENT, "b2c.supplier" => stin;
    S_OSTIN = "ostin" Must RECIPIENT, "b2c.supplier" => stin;
    S_OMON = "omon" Must MONTH, "b2c.amends" => of;
    S_RT = "rt" Must RATE, "b2c.rate, ItemList.GstRt" => rate;
    S_TXVAL = "txval" Must SIGNED, "b2c.taxable, sum of ItemList.AssAmt" => sums.taxable;
    S_IAMT = "iamt" May SIGNED, "b2c.igst" => sums.igst;
    S_CAMT = "camt" May SIGNED, "b2c.cgst" => sums.cgst;
    S_SAMT = "samt" May SIGNED, "b2c.sgst" => sums.sgst;
    S_CSAMT = "csamt" May SIGNED, "b2c.cess" => sums.cess;
}

/// Other than through an operator who collects tax: table 14 has those.
const S_TYP: RecordField<ConsumerSupply> = RecordField {
    key: "typ",
    need: RecordNeed::Must,
    limit: FieldLimit::Choice(&["OE"]),
    from: "always OE",
    get: |_| Some(ReturnValue::Text("OE".to_owned())),
    set: |_, _| true,
};
const S_FLAG: RecordField<ConsumerSupply> = RecordField {
    key: "flag",
    need: RecordNeed::Must,
    limit: FieldLimit::Choice(&["N"]),
    from: "always N: a new row",
    get: |_| Some(ReturnValue::Text("N".to_owned())),
    set: |_, _| true,
};

/// The sections of consumers' supplies.
pub const SUPPLIES: &[Section<ConsumerSupply>] = &[
    top("b2cs", &[], &[S_REACH, S_RT, S_TYP, S_POS, S_TXVAL, S_IAMT, S_CAMT, S_SAMT, S_CSAMT], RateLines::None),
    top(
        "b2csa",
        &[(&[S_REACH, S_TYP, S_POS, S_OMON], "itms")],
        &[S_RT, S_TXVAL, S_IAMT, S_CAMT, S_SAMT, S_CSAMT],
        RateLines::None,
    ),
    within(
        "ecom",
        top(
            "b2c",
            &[],
            &[S_STIN, S_POS, S_REACH, S_RT, S_TXVAL, S_IAMT, S_CAMT, S_SAMT, S_CSAMT, S_FLAG],
            RateLines::None,
        ),
    ),
    within(
        "ecom",
        top("urp2c", &[], &[S_POS, S_REACH, S_RT, S_TXVAL, S_IAMT, S_CAMT, S_SAMT, S_CSAMT, S_FLAG], RateLines::None),
    ),
    within(
        "ecoma",
        top(
            "b2ca",
            &[(&[S_POS], "posItms"), (&[S_STIN, S_OSTIN, S_REACH, S_OMON, S_FLAG], "itms")],
            &[S_RT, S_TXVAL, S_IAMT, S_CAMT, S_SAMT, S_CSAMT],
            RateLines::None,
        ),
    ),
    within(
        "ecoma",
        top(
            "urp2ca",
            &[(&[S_POS, S_REACH, S_OMON, S_FLAG], "itms")],
            &[S_RT, S_TXVAL, S_IAMT, S_CAMT, S_SAMT, S_CSAMT],
            RateLines::None,
        ),
    ),
];

fields! { Nil;
    N_KIND = "sply_ty" Must FieldLimit::Choice(&["INTRB2B", "INTRAB2B", "INTRB2C", "INTRAB2C"]), "nil.supply, nil.buyer" => kind;
    N_NIL = "nil_amt" Must SIGNED, "nil.nil" => nil;
    N_EXEMPT = "expt_amt" Must SIGNED, "nil.exempt" => exempt;
    N_NON_GST = "ngsup_amt" Must SIGNED, "nil.non_gst" => non_gst;
}

/// Table 8.
pub const NIL: Section<Nil> = within("nil", top("inv", &[], &[N_KIND, N_NIL, N_EXEMPT, N_NON_GST], RateLines::None));

fields! { Advance;
    A_POS = "pos" Must STATE, "advances.place_of_supply" => pos;
    A_REACH = "sply_ty" Must REACH, "place of supply and the supplier's state" => reach;
    A_OMON = "omon" Must MONTH, "advances.amends" => of;
    A_RT = "rt" Must RATE, "advances.rate" => rate;
    A_OLD_RT = "rt" Must OLD_RATE, "advances.rate" => rate;
    A_AMOUNT = "ad_amt" Must SIGNED, "advances.amount" => amount;
    A_IAMT = "iamt" May SIGNED, "advances.igst" => taxes.igst;
    A_CAMT = "camt" May SIGNED, "advances.cgst" => taxes.cgst;
    A_SAMT = "samt" May SIGNED, "advances.sgst" => taxes.sgst;
    A_CSAMT = "csamt" May SIGNED, "advances.cess" => taxes.cess;
    D_AMOUNT = "ad_amt" Must AMOUNT, "advances.amount" => amount;
    D_IAMT = "iamt" May AMOUNT, "advances.igst" => taxes.igst;
    D_CAMT = "camt" May AMOUNT, "advances.cgst" => taxes.cgst;
    D_SAMT = "samt" May AMOUNT, "advances.sgst" => taxes.sgst;
    D_CSAMT = "csamt" May AMOUNT, "advances.cess" => taxes.cess;
}

/// Tables 11A and 11B, and what amends them.
pub const ADVANCES: &[Section<Advance>] = &[
    top("at", &[(&[A_POS, A_REACH], "itms")], &[A_RT, A_AMOUNT, A_IAMT, A_CAMT, A_SAMT, A_CSAMT], RateLines::None),
    top(
        "ata",
        &[(&[A_POS, A_REACH, A_OMON], "itms")],
        &[A_OLD_RT, A_AMOUNT, A_IAMT, A_CAMT, A_SAMT, A_CSAMT],
        RateLines::None,
    ),
    top("txpd", &[(&[A_POS, A_REACH], "itms")], &[A_RT, D_AMOUNT, D_IAMT, D_CAMT, D_SAMT, D_CSAMT], RateLines::None),
    top(
        "txpda",
        &[(&[A_POS, A_REACH, A_OMON], "itms")],
        &[A_OLD_RT, D_AMOUNT, D_IAMT, D_CAMT, D_SAMT, D_CSAMT],
        RateLines::None,
    ),
];

fields! { Operator;
    E_ETIN = "etin" Must OPERATOR_OF_SUMS, "operators.gstin, TranDtls.EcmGstin" => etin;
    E_OETIN = "oetin" Must OPERATOR_OF_SUMS, "operators.original_gstin" => original;
    E_OMON = "omon" Must MONTH, "operators.amends" => of;
    E_VALUE = "suppval" Must SIGNED, "operators.value, sum of ItemList.AssAmt" => sums.taxable;
    E_IGST = "igst" Must SIGNED, "operators.igst" => sums.igst;
    E_CGST = "cgst" Must SIGNED, "operators.cgst" => sums.cgst;
    E_SGST = "sgst" Must SIGNED, "operators.sgst" => sums.sgst;
    E_CESS = "cess" May SIGNED, "operators.cess" => sums.cess;
}

const OF_MONTH: &[RecordField<Operator>] = &[E_ETIN, E_VALUE, E_IGST, E_CGST, E_SGST, E_CESS];
const OF_AMENDED: &[RecordField<Operator>] = &[E_OETIN, E_ETIN, E_VALUE, E_IGST, E_CGST, E_SGST, E_CESS, E_OMON];

/// Table 14: where the operator collects tax (section 52), and where it pays the tax (section 9(5)).
pub const OPERATORS: &[Section<Operator>] = &[
    within("supeco", top("clttx", &[], OF_MONTH, RateLines::None)),
    within("supeco", top("paytx", &[], OF_MONTH, RateLines::None)),
    within("supecoa", top("clttxa", &[], OF_AMENDED, RateLines::None)),
    within("supecoa", top("paytxa", &[], OF_AMENDED, RateLines::None)),
];

fields! { HsnRow;
    H_NUM = "num" Must FROM_ONE, "the rows, counted" => number;
    H_HSN = "hsn_sc" Must HSN, "ItemList.HsnCd, hsn.hsn" => hsn;
    H_DESC = "desc" May ANY, "ItemList.PrdDesc, hsn.description" => description;
    H_UNIT = "uqc" Must UNIT, "ItemList.Unit, hsn.unit; NA for services" => unit;
    H_QTY = "qty" Must QUANTITY, "sum of ItemList.Qty, hsn.quantity; 0 for services" => quantity;
    H_RT = "rt" Must RATE, "ItemList.GstRt, hsn.rate" => rate;
    H_TXVAL = "txval" Must HSN_AMOUNT, "sum of ItemList.AssAmt, hsn.taxable" => sums.taxable;
    H_IAMT = "iamt" May HSN_AMOUNT, "sum of ItemList.IgstAmt, hsn.igst" => sums.igst;
    H_CAMT = "camt" May HSN_AMOUNT, "sum of ItemList.CgstAmt, hsn.cgst" => sums.cgst;
    H_SAMT = "samt" May HSN_AMOUNT, "sum of ItemList.SgstAmt, hsn.sgst" => sums.sgst;
    H_CSAMT = "csamt" May HSN_AMOUNT, "sum of the cesses, hsn.cess" => sums.cess;
}

const OF_HSN: &[RecordField<HsnRow>] =
    &[H_NUM, H_HSN, H_DESC, H_UNIT, H_QTY, H_RT, H_TXVAL, H_IAMT, H_CAMT, H_SAMT, H_CSAMT];

/// Table 12: its two halves, and the one list of before May 2025.
pub const HSN_ROWS: &[Section<HsnRow>] = &[
    within("hsn", top("hsn_b2b", &[], OF_HSN, RateLines::None)),
    within("hsn", top("hsn_b2c", &[], OF_HSN, RateLines::None)),
    within("hsn", top("data", &[], OF_HSN, RateLines::None)),
];

fields! { Series;
    D_KIND = "doc_num" Must FieldLimit::Number(Amount::from_rupees(1), Amount::from_rupees(12), 0), "DocDtls.Typ, issued.kind" => kind;
    D_WORDS = "doc_typ" May ANY, "the kind in words" => words;
    D_NUM = "num" Must FROM_ONE, "the rows, counted" => number;
    D_FROM = "from" Must NUMBER, "DocDtls.No, issued.from" => from;
    D_TO = "to" Must NUMBER, "DocDtls.No, issued.to" => to;
    D_TOTAL = "totnum" Must COUNT, "the numbers from first to last, issued.total" => total;
    D_CANCELLED = "cancel" Must COUNT, "what is cancelled of them, issued.cancelled" => cancelled;
    D_NET = "net_issue" Must COUNT, "the difference" => net;
}

/// Table 13.
pub const SERIES: Section<Series> = within(
    "doc_issue",
    top(
        "doc_det",
        &[(&[D_KIND, D_WORDS], "docs")],
        &[D_NUM, D_FROM, D_TO, D_TOTAL, D_CANCELLED, D_NET],
        RateLines::None,
    ),
);

/// The section of a document by its name: `b2b`, `ecom.urp2b`.
pub fn section(name: &str) -> Option<&'static Section<ReturnDocument>> {
    DOCUMENTS.iter().find(|section| section.is_called(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::reference;
    use serde_json::{Value, json};

    /// Limits with the schema's name for them, and texts that some take and some don't.
    const LIMITS: [(&str, FieldLimit); 6] = [
        ("inum", NUMBER),
        ("ctin", RECIPIENT),
        ("etin", OPERATOR),
        ("state_cd", STATE),
        ("state_cd_foreign", STATE_OR_ABROAD),
        ("sbpcode", PORT),
    ];
    const TEXTS: [&str; 36] = [
        "0",
        "00",
        "0A",
        "/",
        "-1",
        "A-1/26-27",
        "0001",
        "1234567890123456",
        "12345678901234567",
        "A B",
        "A.1",
        "a",
        "29AABCU9603R1ZJ",
        "29AABCU9603R0ZJ",
        "29AABCU9603R1KJ",
        "29AAACE1234F1C5",
        "29AAACE1234F1D5",
        "2717UNO00157UNM",
        "9917NRI00001NRA",
        "9917OTH00001ONA",
        "9917OTH00001XNA",
        "36AMBPG7773M002",
        "29AABCU9603R1Z",
        "URP",
        "01",
        "1",
        "00",
        "38",
        "39",
        "96",
        "97",
        "99",
        "INMAA1",
        "INMAA11",
        "IN MAA",
        "",
    ];

    #[test]
    fn a_limit_takes_what_it_says() {
        for (limit, takes, refuses) in [
            (NUMBER, ["0A", "-1", "0001"], ["0", "/", "A B"]),
            (
                RECIPIENT,
                ["29AABCU9603R1ZJ", "2717UNO00157UNM", "9917NRI00001NRA"],
                ["URP", "29AABCU9603R1Z", "36AMBPG7773M002"],
            ),
            (
                OPERATOR,
                ["29AAACE1234F1C5", "07AAACE1234F2CA", "27AABCU9603RZC1"],
                ["29AABCU9603R1ZJ", "C", "29AAACE1234F0C5"],
            ),
            (STATE, ["01", "38", "97"], ["39", "96", "1"]),
            (STATE_OR_ABROAD, ["01", "96", "97"], ["00", "99", "1"]),
            (SHIPPING_BILL, ["123", "0012345", "1234567"], ["12", "12345678", "A-248"]),
            (PORT, ["INMAA1", "A", "123456"], ["INMAA11", "IN MA", ""]),
            (UNIT, ["NOS", "NA", "kgs"], ["NOS-NUMBERS", "N1", ""]),
            (HSN, ["99", "4820", "48201090"], ["9", "482010901", "4820.10"]),
        ] {
            assert!(takes.iter().all(|text| limit.takes(text)), "{}: {takes:?}", limit.words());
            assert!(!refuses.iter().any(|text| limit.takes(text)), "{}: {refuses:?}", limit.words());
        }
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn a_limit_takes_what_the_portals_schema_takes() {
        let schema = std::fs::read_to_string(reference("gstr1").join("save_schema.json")).unwrap();
        let schema: Value = serde_json::from_str(&schema).unwrap();
        for (name, limit) in LIMITS {
            let validator = jsonschema::draft4::new(&schema["definitions"][name]).unwrap();
            for text in TEXTS {
                assert_eq!(limit.takes(text), validator.is_valid(&json!(text)), "{name}: {text:?}");
            }
        }
    }
}
