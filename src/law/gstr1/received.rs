//! The rows of GSTR-2B, and of the Invoice Management System (IMS): what suppliers reported in their GSTR-1, as their recipient reads it. It has names of its own for the same
//! fields, so it has tables of its own; they are only read.

use super::field::{FieldLimit, RateLine, RateLines, RecordField, RecordNeed, RecordSlot, Section, fields};
use super::{ReturnDocument, TaxSums};
use crate::irn::DocType;
use crate::money::Amount;
use serde_json::Value;
use std::collections::BTreeMap;

const ANY: FieldLimit = FieldLimit::Text(|_| true, "a text");
const NUMBER: FieldLimit = FieldLimit::Number(Amount::ZERO, Amount::from_rupees(9_999_999_999_999), 2);

fields! { ReturnDocument;
    SUPPLIER = "ctin" Key ANY, "the supplier" => stin;
    NAME = "trdnm" Theirs ANY, "the supplier's name" => name;
    INUM = "inum" Key ANY, "the supplier's number" => number;
    NTNUM = "ntnum" Key ANY, "the supplier's number" => number;
    DT = "dt" Key ANY, "the date" => date;
    TYP = "typ" Theirs ANY, "the kind of supply" => kind;
    NOTE = "typ" Key ANY, "C or D" => doc_type;
    SUPTYP = "suptyp" Theirs ANY, "the kind of supply" => kind;
    VAL = "val" Key NUMBER, "the value" => value;
    POS = "pos" Theirs ANY, "the place of supply" => pos;
    REV = "rev" Theirs ANY, "reverse charge" => reverse_charge;
    OINUM = "oinum" Key ANY, "the number amended" => original.number;
    OIDT = "oidt" Theirs ANY, "its date" => original.date;
    ONTNUM = "ontnum" Key ANY, "the number amended" => original.number;
    ONTDT = "ontdt" Theirs ANY, "its date" => original.date;
    STIN = "stin" Key ANY, "the supplier" => stin;
    IDT = "idt" Key ANY, "the date" => date;
    NT_NUM = "nt_num" Key ANY, "the supplier's number" => number;
    NT_DT = "nt_dt" Key ANY, "the date" => date;
    ONT_NUM = "ont_num" Key ANY, "the number amended" => original.number;
    ONT_DT = "ont_dt" Theirs ANY, "its date" => original.date;
    IRN = "irn" Theirs ANY, "the portal" => irn;
    IRNGENDATE = "irngendate" Theirs ANY, "the portal" => registered;
}

fields! { RateLine;
    RT = "rt" Theirs NUMBER, "the rate" => rate;
    TXVAL = "txval" Theirs NUMBER, "the taxable value" => sums.taxable;
    IGST = "igst" Theirs NUMBER, "IGST" => sums.igst;
    CGST = "cgst" Theirs NUMBER, "CGST" => sums.cgst;
    SGST = "sgst" Theirs NUMBER, "SGST" => sums.sgst;
    CESS = "cess" Theirs NUMBER, "cess" => sums.cess;
    IAMT = "iamt" Theirs NUMBER, "IGST" => sums.igst;
    CAMT = "camt" Theirs NUMBER, "CGST" => sums.cgst;
    SAMT = "samt" Theirs NUMBER, "SGST" => sums.sgst;
}

const fn within(
    key: &'static str,
    groups: &'static [(&'static [RecordField<ReturnDocument>], &'static str)],
    fields: &'static [RecordField<ReturnDocument>],
) -> Section<ReturnDocument> {
    Section { inside: "docdata", key, groups, fields, lines: RateLines::None }
}

const INVOICES: &[(&[RecordField<ReturnDocument>], &str)] = &[(&[SUPPLIER, NAME], "inv")];
const NOTES: &[(&[RecordField<ReturnDocument>], &str)] = &[(&[SUPPLIER, NAME], "nt")];

/// Its sections that have documents of suppliers, each with GSTR-1's section that they come from.
pub const SECTIONS: &[(Section<ReturnDocument>, &str)] = &[
    (within("b2b", INVOICES, &[INUM, DT, TYP, VAL, POS, REV, IRN, IRNGENDATE]), "b2b"),
    (within("b2ba", INVOICES, &[INUM, DT, OINUM, OIDT, TYP, VAL, POS, REV]), "b2ba"),
    (within("cdnr", NOTES, &[NTNUM, DT, NOTE, SUPTYP, VAL, POS, REV, IRN, IRNGENDATE]), "cdnr"),
    (within("cdnra", NOTES, &[NTNUM, DT, NOTE, ONTNUM, ONTDT, SUPTYP, VAL, POS, REV]), "cdnra"),
];

const INVOICE: &[RecordField<ReturnDocument>] = &[STIN, INUM, IDT, VAL, POS];
const NOTE_OF: &[RecordField<ReturnDocument>] = &[STIN, NT_NUM, NT_DT, VAL, POS];

/// The sections of IMS, each with the type of its documents. Supplies through operators are invoices.
pub const IMS_SECTIONS: &[(Section<ReturnDocument>, DocType)] = &[
    (within("b2b", &[], INVOICE), DocType::Invoice),
    (within("b2ba", &[], &[STIN, INUM, IDT, OINUM, OIDT, VAL, POS]), DocType::Invoice),
    (within("b2bdn", &[], NOTE_OF), DocType::DebitNote),
    (within("b2bdna", &[], &[STIN, NT_NUM, NT_DT, ONT_NUM, ONT_DT, VAL, POS]), DocType::DebitNote),
    (within("b2bcn", &[], NOTE_OF), DocType::CreditNote),
    (within("b2bcna", &[], &[STIN, NT_NUM, NT_DT, ONT_NUM, ONT_DT, VAL, POS]), DocType::CreditNote),
    (within("ecom", &[], INVOICE), DocType::Invoice),
    (within("ecoma", &[], &[STIN, INUM, IDT, OINUM, OIDT, VAL, POS]), DocType::Invoice),
];

/// What a row of IMS adds up to: it has no rates.
pub fn ims_sums(row: &Value) -> Result<BTreeMap<Amount, TaxSums>, String> {
    super::field::read_lines(&[TXVAL, IAMT, CAMT, SAMT, CESS], [row])
}

/// What a document adds up to: by rate where its lines are there, else in one sum.
pub fn sums(document: &Value) -> Result<BTreeMap<Amount, TaxSums>, String> {
    let lines = document["items"].as_array().filter(|lines| !lines.is_empty());
    let fields = &[RT, TXVAL, IGST, CGST, SGST, CESS];
    match lines {
        Some(lines) => super::field::read_lines(fields, lines),
        None => super::field::read_lines(fields, [document]),
    }
}
