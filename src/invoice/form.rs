//! FORM GST INV-01, version 1.1, as one table: every field with its name in the portal's JSON, whether it is required,
//! the values it may hold, its number in the form, and the portal's code for a bad value.
//!
//! The table is written once, as the model. Each row is a member of a struct, a [`FormField`], and the way in which the
//! reader fills it and the writer and the comparison visit it (`Block`). The limits are those of the portal's published
//! attribute list (version 1.03 of the page); where sources differ, the newest counts. A test compares the whole table
//! with the schema.

use super::block::{Block, SlotView};
pub use super::block::{Number, Text};
pub use super::class::TextClass;
use super::field::BlockTable;
pub use super::field::{FieldKind, FieldNeed, FormField};
use super::reader::{FieldRun, InvoiceReader, ReadBlock};
use super::scan::Scan;
use super::slot::BlockSlot;
use crate::money::Amount;
use std::marker::PhantomData;

const fn text(min: usize, max: usize) -> FieldKind {
    FieldKind::Text { min, max, class: TextClass::Free }
}

const fn of(class: TextClass, min: usize, max: usize) -> FieldKind {
    FieldKind::Text { min, max, class }
}

const fn choice(of: &'static [&'static str]) -> FieldKind {
    FieldKind::Choice { of, any_case: false }
}

const fn code(of: &'static [&'static str]) -> FieldKind {
    FieldKind::Choice { of, any_case: true }
}

/// A number from 0 to `max` thousandths.
const fn number(max: i64, places: u8) -> FieldKind {
    FieldKind::Number { min: Amount::ZERO, max: Amount::from_thousandths(max, places), places }
}

const GSTIN: FieldKind = of(TextClass::Gstin, 15, 15);
const PARTY: FieldKind = of(TextClass::GstinOrUrp, 3, 15);
const STATE: FieldKind = of(TextClass::State, 1, 2);
const PIN: FieldKind =
    FieldKind::Number { min: Amount::from_rupees(100_000), max: Amount::from_rupees(999_999), places: 0 };
const PHONE: FieldKind = of(TextClass::Digits, 6, 12);
const EMAIL: FieldKind = of(TextClass::Email, 6, 100);
const YES_NO: FieldKind = choice(&["Y", "N"]);
/// Documents and their references: years 2010 to 2029.
const DATE: FieldKind = FieldKind::Date { from: 2010, to: 2029 };
/// Periods, batches and warranties: years 1980 to 2059.
const FAR_DATE: FieldKind = FieldKind::Date { from: 1980, to: 2059 };
/// 999999999999.99, in a line.
const LINE_AMOUNT: FieldKind = number(999_999_999_999_990, 2);
/// 99999999999999.99, in the totals.
const TOTAL: FieldKind = number(99_999_999_999_999_990, 2);
const QUANTITY: FieldKind = number(9_999_999_999_999, 3);
const PRICE: FieldKind = number(999_999_999_999_999, 3);
const RATE: FieldKind = number(999_999, 3);
const ROUND_OFF: FieldKind = FieldKind::Number {
    min: Amount::from_thousandths(-99_990, 2),
    max: Amount::from_thousandths(99_990, 2),
    places: 2,
};

macro_rules! form {
    ($(
        $(#[$doc:meta])*
        $name:ident<$lt:lifetime> as $seen:vis $table:ident {
            $( $member:ident : $ty:ty = $key:literal $need:ident $kind:expr, $form:literal $code:literal $words:literal; )*
        }
    )*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, Default)]
        pub struct $name<$lt> {
            $( #[doc = concat!("`", $key, "`: ", $words, " (FORM ", $form, ").")] pub $member: $ty, )*
            /// Blocks of numbers borrow nothing, but all blocks share one shape.
            pub input: PhantomData<&$lt ()>,
        }

        #[doc = concat!("The fields of [`", stringify!($name), "`].")]
        $seen const $table: &[FormField] = &[
            $( FormField {
                key: $key, need: FieldNeed::$need, kind: $kind, form: $form, code: $code, name: $words,
            } ),*
        ];

        impl<$lt> Block<$lt> for $name<$lt> {
            fn fields(&self) -> &'static [FormField] {
                $table
            }
            fn view(&self, index: usize) -> SlotView<'_, $lt> {
                // The compiler turns these comparisons, and those below, into one jump.
                let mut slots = index;
                $( if slots == 0 { return BlockSlot::view(&self.$member); } slots = slots.wrapping_sub(1); )*
                let _ = slots;
                SlotView::Absent
            }
        }

        impl<$lt> ReadBlock<$lt> for $name<$lt> {
            fn table(&self) -> &'static BlockTable {
                static TABLE: BlockTable = BlockTable::new($table);
                &TABLE
            }
            fn read(&mut self, index: usize, reader: &mut InvoiceReader<$lt>, place: usize) -> Scan<usize> {
                let field = &$table[index];
                let mut slots = index;
                $( if slots == 0 { return BlockSlot::read(&mut self.$member, field, reader, place); } slots = slots.wrapping_sub(1); )*
                let _ = slots;
                Ok(place)
            }
            fn in_order(&mut self, reader: &mut InvoiceReader<$lt>, mut place: usize) -> Scan<FieldRun> {
                let (mut seen, mut index) = (0, 0);
                let mut next = reader.scanner.ahead(place);
                $(
                    let name = concat!("\"", $key, "\":");
                    if next.starts_with(name.as_bytes()) {
                        place = BlockSlot::read(&mut self.$member, &$table[index], reader, place + name.len())?;
                        if !reader.was_null() {
                            seen |= 1 << index;
                        }
                        match reader.next_name(&mut place)? {
                            Some(name) => next = name,
                            None => return Ok(FieldRun { place, seen, more: false }),
                        }
                    }
                    index += 1;
                )*
                let _ = (next, index);
                Ok(FieldRun { place, seen, more: true })
            }
        }
    )* };
}

form! {
    /// The whole document.
    Invoice<'a> as pub INVOICE {
        version: Text<'a> = "Version" Must text(1, 6), "1.0" "2140" "schema version";
        irn: Text<'a> = "Irn" May text(64, 64), "1.1" "5002" "IRN";
        transaction: Option<Box<Transaction<'a>>> = "TranDtls" Must FieldKind::Block(TRANSACTION), "1" "5002" "transaction details";
        document: Option<Box<Document<'a>>> = "DocDtls" Must FieldKind::Block(DOCUMENT), "1" "5002" "document details";
        seller: Option<Box<Seller<'a>>> = "SellerDtls" Must FieldKind::Block(SELLER), "4" "5002" "supplier details";
        buyer: Option<Box<Buyer<'a>>> = "BuyerDtls" Must FieldKind::Block(BUYER), "5" "5002" "recipient details";
        dispatch: Option<Box<Dispatch<'a>>> = "DispDtls" May FieldKind::Block(DISPATCH), "7" "5002" "dispatch-from details";
        ship: Option<Box<Ship<'a>>> = "ShipDtls" May FieldKind::Block(SHIP), "8" "5002" "ship-to details";
        items: Vec<Item<'a>> = "ItemList" Must FieldKind::List { of: ITEM, min: 1, max: 1000 }, "9" "2228" "items";
        totals: Option<Box<Totals<'a>>> = "ValDtls" Must FieldKind::Block(TOTALS), "9" "5002" "document totals";
        payment: Option<Box<Payment<'a>>> = "PayDtls" May FieldKind::Block(PAYMENT), "6" "5002" "payment details";
        references: Option<Box<References<'a>>> = "RefDtls" May FieldKind::Block(REFERENCES), "10" "5002" "reference details";
        additional: Vec<Additional<'a>> = "AddlDocDtls" May FieldKind::List { of: ADDITIONAL, min: 0, max: usize::MAX }, "11" "5002" "additional documents";
        export: Option<Box<Export<'a>>> = "ExpDtls" May FieldKind::Block(EXPORT), "10" "5002" "export details";
        ewb: Option<Box<EwayBill<'a>>> = "EwbDtls" May FieldKind::Block(EWAY_BILL), "12" "5002" "e-way bill details";
    }

    /// The kind of supply.
    Transaction<'a> as TRANSACTION {
        tax_scheme: Text<'a> = "TaxSch" Must choice(&["GST"]), "10.1" "5002" "tax scheme";
        supply_type: Text<'a> = "SupTyp" Must code(&["B2B", "SEZWP", "SEZWOP", "EXPWP", "EXPWOP", "DEXP"]), "1.2" "5002" "supply type";
        reverse_charge: Text<'a> = "RegRev" May YES_NO, "1.7" "2159" "reverse charge flag";
        ecommerce_gstin: Text<'a> = "EcmGstin" May GSTIN, "10.8" "5002" "GSTIN of the e-commerce operator";
        igst_on_intra: Text<'a> = "IgstOnIntra" May YES_NO, "1.8" "2263" "IGST-on-intra flag";
    }

    /// The identity of the document.
    Document<'a> as DOCUMENT {
        doc_type: Text<'a> = "Typ" Must code(&["INV", "CRN", "DBN"]), "1.3" "2161" "document type";
        number: Text<'a> = "No" Must of(TextClass::DocumentNumber, 1, 16), "1.4" "5002" "document number";
        date: Text<'a> = "Dt" Must DATE, "1.5" "2144" "document date";
    }

    /// The supplier.
    Seller<'a> as SELLER {
        gstin: Text<'a> = "Gstin" Must GSTIN, "4.3" "5002" "supplier GSTIN";
        legal_name: Text<'a> = "LglNm" Must text(3, 100), "4.1" "5002" "supplier's legal name";
        trade_name: Text<'a> = "TrdNm" May text(3, 100), "4.2" "5002" "supplier's trade name";
        address1: Text<'a> = "Addr1" Must text(1, 100), "4.4" "5002" "supplier's address line 1";
        address2: Text<'a> = "Addr2" May text(3, 100), "4.5" "5002" "supplier's address line 2";
        location: Text<'a> = "Loc" Must text(3, 50), "4.6" "5002" "supplier's town";
        pin: Number = "Pin" Must PIN, "4.8" "5002" "supplier's PIN code";
        state: Text<'a> = "Stcd" Must STATE, "4.7" "2259" "supplier's state code";
        phone: Text<'a> = "Ph" May PHONE, "4.9" "5002" "supplier's phone number";
        email: Text<'a> = "Em" May EMAIL, "4.10" "5002" "supplier's e-mail address";
    }

    /// The recipient.
    Buyer<'a> as BUYER {
        gstin: Text<'a> = "Gstin" Must PARTY, "5.3" "5002" "recipient GSTIN";
        legal_name: Text<'a> = "LglNm" Must text(3, 100), "5.1" "5002" "recipient's legal name";
        trade_name: Text<'a> = "TrdNm" May text(3, 100), "5.2" "5002" "recipient's trade name";
        place_of_supply: Text<'a> = "Pos" Must STATE, "5.4" "2243" "place of supply";
        address1: Text<'a> = "Addr1" Must text(1, 100), "5.5" "5002" "recipient's address line 1";
        address2: Text<'a> = "Addr2" May text(3, 100), "5.6" "5002" "recipient's address line 2";
        location: Text<'a> = "Loc" Must text(3, 100), "5.7" "5002" "recipient's town";
        pin: Number = "Pin" May PIN, "5.9" "5002" "recipient's PIN code";
        state: Text<'a> = "Stcd" Must STATE, "5.8" "2260" "recipient's state code";
        phone: Text<'a> = "Ph" May PHONE, "5.11" "5002" "recipient's phone number";
        email: Text<'a> = "Em" May EMAIL, "5.12" "5002" "recipient's e-mail address";
    }

    /// The place of dispatch, when it is not the supplier's.
    Dispatch<'a> as DISPATCH {
        name: Text<'a> = "Nm" Must text(3, 100), "A.1.1.1" "5002" "dispatcher's name";
        address1: Text<'a> = "Addr1" Must text(1, 100), "A.1.1.2" "5002" "dispatch address line 1";
        address2: Text<'a> = "Addr2" May text(3, 100), "A.1.1.3" "5002" "dispatch address line 2";
        location: Text<'a> = "Loc" Must text(3, 100), "A.1.1.4" "5002" "dispatch town";
        pin: Number = "Pin" Must PIN, "A.1.1.6" "5002" "dispatch PIN code";
        state: Text<'a> = "Stcd" Must STATE, "A.1.1.5" "2200" "dispatch state code";
    }

    /// The place of delivery, when it is not the recipient's.
    Ship<'a> as SHIP {
        gstin: Text<'a> = "Gstin" May PARTY, "A.1.0.3" "5002" "ship-to GSTIN";
        legal_name: Text<'a> = "LglNm" Must text(3, 100), "A.1.0.1" "5002" "ship-to legal name";
        trade_name: Text<'a> = "TrdNm" May text(3, 100), "A.1.0.2" "5002" "ship-to trade name";
        address1: Text<'a> = "Addr1" Must text(1, 100), "A.1.0.4" "5002" "ship-to address line 1";
        address2: Text<'a> = "Addr2" May text(3, 100), "A.1.0.5" "5002" "ship-to address line 2";
        location: Text<'a> = "Loc" Must text(3, 100), "A.1.0.6" "5002" "ship-to town";
        pin: Number = "Pin" Must PIN, "A.1.0.7" "5002" "ship-to PIN code";
        state: Text<'a> = "Stcd" Must STATE, "A.1.0.8" "2200" "ship-to state code";
    }

    /// One line.
    Item<'a> as ITEM {
        serial: Text<'a> = "SlNo" Must of(TextClass::Digits, 1, 6), "A.1.2.1" "5002" "serial number of the line";
        description: Text<'a> = "PrdDesc" May text(3, 300), "A.1.2.2" "5002" "description";
        is_service: Text<'a> = "IsServc" Must YES_NO, "A.1.2.3" "5002" "service flag";
        hsn: Text<'a> = "HsnCd" Must of(TextClass::Hsn, 4, 8), "A.1.2.4" "2176" "HSN";
        barcode: Text<'a> = "Barcde" May text(3, 30), "A.1.2.6" "5002" "bar code";
        quantity: Number = "Qty" May QUANTITY, "A.1.2.7" "5002" "quantity";
        free_quantity: Number = "FreeQty" May QUANTITY, "A.1.2.8" "5002" "free quantity";
        unit: Text<'a> = "Unit" May of(TextClass::Letters, 3, 8), "A.1.2.9" "5002" "unit";
        unit_price: Number = "UnitPrice" Must PRICE, "A.1.2.10" "5002" "unit price";
        total: Number = "TotAmt" Must LINE_AMOUNT, "A.1.2.11" "5002" "gross amount";
        discount: Number = "Discount" May LINE_AMOUNT, "A.1.2.12" "5002" "discount";
        pre_tax_value: Number = "PreTaxVal" May LINE_AMOUNT, "A.1.2.13" "5002" "pre-tax value";
        assessable_value: Number = "AssAmt" Must LINE_AMOUNT, "A.1.2.14" "5002" "assessable value";
        gst_rate: Number = "GstRt" Must RATE, "A.1.2.15" "5002" "GST rate";
        igst: Number = "IgstAmt" May LINE_AMOUNT, "A.1.2.16" "5002" "IGST";
        cgst: Number = "CgstAmt" May LINE_AMOUNT, "A.1.2.17" "5002" "CGST";
        sgst: Number = "SgstAmt" May LINE_AMOUNT, "A.1.2.18" "5002" "SGST";
        cess_rate: Number = "CesRt" May RATE, "A.1.2.19" "5002" "cess rate";
        cess: Number = "CesAmt" May LINE_AMOUNT, "A.1.2.20" "5002" "cess";
        cess_flat: Number = "CesNonAdvlAmt" May LINE_AMOUNT, "A.1.2.21" "5002" "non-ad-valorem cess";
        state_cess_rate: Number = "StateCesRt" May RATE, "A.1.2.22" "5002" "state cess rate";
        state_cess: Number = "StateCesAmt" May LINE_AMOUNT, "A.1.2.23" "5002" "state cess";
        state_cess_flat: Number = "StateCesNonAdvlAmt" May LINE_AMOUNT, "A.1.2.24" "5002" "non-ad-valorem state cess";
        other_charges: Number = "OthChrg" May LINE_AMOUNT, "A.1.2.25" "5002" "other charges";
        item_value: Number = "TotItemVal" Must LINE_AMOUNT, "A.1.2.27" "5002" "total value of the line";
        order_line: Text<'a> = "OrdLineRef" May text(1, 50), "A.1.2.26" "5002" "order line reference";
        origin: Text<'a> = "OrgCntry" May of(TextClass::Letters, 2, 2), "A.1.2.28" "2202" "country of origin";
        product_serial: Text<'a> = "PrdSlNo" May text(1, 20), "A.1.2.29" "5002" "product serial number";
        batch: Option<Box<Batch<'a>>> = "BchDtls" May FieldKind::Block(BATCH), "A.1.4" "5002" "batch details";
        attributes: Vec<Attribute<'a>> = "AttribDtls" May FieldKind::List { of: ATTRIBUTE, min: 0, max: usize::MAX }, "A.1.5" "5002" "attributes";
    }

    /// The batch a line comes from.
    Batch<'a> as BATCH {
        name: Text<'a> = "Nm" Must text(3, 20), "A.1.4.1" "5002" "batch number";
        expiry: Text<'a> = "ExpDt" May FAR_DATE, "A.1.4.2" "5002" "batch expiry date";
        warranty: Text<'a> = "WrDt" May FAR_DATE, "A.1.4.3" "5002" "warranty date";
    }

    /// An attribute of a line.
    Attribute<'a> as ATTRIBUTE {
        name: Text<'a> = "Nm" May text(1, 100), "A.1.5.1" "5002" "attribute name";
        value: Text<'a> = "Val" May text(1, 100), "A.1.5.2" "5002" "attribute value";
    }

    /// The sums of the document.
    Totals<'a> as TOTALS {
        assessable_value: Number = "AssVal" Must TOTAL, "A.1.3.1" "5002" "total assessable value";
        cgst: Number = "CgstVal" May TOTAL, "A.1.3.3" "5002" "total CGST";
        sgst: Number = "SgstVal" May TOTAL, "A.1.3.4" "5002" "total SGST";
        igst: Number = "IgstVal" May TOTAL, "A.1.3.2" "5002" "total IGST";
        cess: Number = "CesVal" May TOTAL, "A.1.3.5" "5002" "total cess";
        state_cess: Number = "StCesVal" May TOTAL, "A.1.3.6" "5002" "total state cess";
        discount: Number = "Discount" May TOTAL, "A.1.3.7" "5002" "document discount";
        other_charges: Number = "OthChrg" May TOTAL, "A.1.3.8" "5002" "document charges";
        round_off: Number = "RndOffAmt" May ROUND_OFF, "A.1.3.9" "5002" "round-off";
        invoice_value: Number = "TotInvVal" Must TOTAL, "A.1.3.10" "5002" "total invoice value";
        foreign_value: Number = "TotInvValFc" May TOTAL, "A.1.3.11" "5002" "total in the additional currency";
    }

    /// The payment.
    Payment<'a> as PAYMENT {
        payee: Text<'a> = "Nm" May text(1, 100), "6.1" "5002" "payee";
        account: Text<'a> = "AccDet" May text(1, 18), "6.2" "5002" "bank account number";
        mode: Text<'a> = "Mode" May text(1, 18), "6.3" "5002" "mode of payment";
        branch: Text<'a> = "FinInsBr" May text(1, 11), "6.4" "5002" "IFSC or branch";
        terms: Text<'a> = "PayTerm" May text(1, 100), "6.5" "5002" "payment terms";
        instruction: Text<'a> = "PayInstr" May text(1, 100), "6.6" "5002" "payment instruction";
        credit_transfer: Text<'a> = "CrTrn" May text(1, 100), "6.7" "5002" "credit transfer";
        direct_debit: Text<'a> = "DirDr" May text(1, 100), "6.8" "5002" "direct debit";
        credit_days: Number = "CrDay" May number(9_999_000, 0), "6.9" "5002" "credit days";
        paid: Number = "PaidAmt" May TOTAL, "A.1.3.12" "5002" "amount paid";
        due: Number = "PaymtDue" May TOTAL, "A.1.3.13" "5002" "amount due";
    }

    /// The references of the document.
    References<'a> as REFERENCES {
        remarks: Text<'a> = "InvRm" May text(3, 100), "10.2" "5002" "remarks";
        period: Option<Box<Period<'a>>> = "DocPerdDtls" May FieldKind::Block(PERIOD), "2" "5002" "document period";
        preceding: Vec<Preceding<'a>> = "PrecDocDtls" May FieldKind::List { of: PRECEDING, min: 0, max: usize::MAX }, "3.1" "5002" "preceding documents";
        contracts: Vec<Contract<'a>> = "ContrDtls" May FieldKind::List { of: CONTRACT, min: 0, max: usize::MAX }, "3.2" "5002" "contract references";
    }

    /// The period a document covers.
    Period<'a> as PERIOD {
        start: Text<'a> = "InvStDt" Must FAR_DATE, "2.1" "5002" "start of the period";
        end: Text<'a> = "InvEndDt" Must FAR_DATE, "2.2" "5002" "end of the period";
    }

    /// An earlier document that this one follows.
    Preceding<'a> as PRECEDING {
        number: Text<'a> = "InvNo" Must of(TextClass::PrecedingNumber, 1, 16), "3.1.1" "5002" "preceding document number";
        date: Text<'a> = "InvDt" Must DATE, "3.1.2" "5002" "preceding document date";
        other: Text<'a> = "OthRefNo" May text(1, 20), "3.1.3" "5002" "other reference";
    }

    /// A contract behind this document.
    Contract<'a> as CONTRACT {
        receipt_advice: Text<'a> = "RecAdvRefr" May text(1, 20), "3.2.1" "5002" "receipt advice number";
        receipt_advice_date: Text<'a> = "RecAdvDt" May DATE, "3.2.2" "5002" "receipt advice date";
        tender: Text<'a> = "TendRefr" May text(1, 20), "3.2.3" "5002" "tender reference";
        contract: Text<'a> = "ContrRefr" May text(1, 20), "3.2.4" "5002" "contract reference";
        external: Text<'a> = "ExtRefr" May text(1, 20), "3.2.5" "5002" "external reference";
        project: Text<'a> = "ProjRefr" May text(1, 20), "3.2.6" "5002" "project reference";
        purchase_order: Text<'a> = "PORefr" May text(1, 16), "3.2.7" "5002" "purchase order number";
        purchase_order_date: Text<'a> = "PORefDt" May DATE, "3.2.8" "5002" "purchase order date";
    }

    /// A supporting document.
    Additional<'a> as ADDITIONAL {
        url: Text<'a> = "Url" May text(3, 100), "11.1" "5002" "address of the supporting document";
        content: Text<'a> = "Docs" May text(3, 1000), "11.2" "5002" "supporting document";
        info: Text<'a> = "Info" May text(3, 1000), "11.3" "5002" "additional information";
    }

    /// The details of an export.
    Export<'a> as EXPORT {
        shipping_bill: Text<'a> = "ShipBNo" May text(1, 20), "10.4" "5002" "shipping bill number";
        shipping_bill_date: Text<'a> = "ShipBDt" May DATE, "10.5" "5002" "shipping bill date";
        port: Text<'a> = "Port" May of(TextClass::LettersAndDigits, 2, 10), "10.3" "2201" "port code";
        refund_claim: Text<'a> = "RefClm" May YES_NO, "10.7" "5002" "refund claim flag";
        currency: Text<'a> = "ForCur" May of(TextClass::Letters, 3, 16), "1.6" "2203" "additional currency";
        country: Text<'a> = "CntCode" May of(TextClass::CapitalLetters, 2, 2), "5.10" "2202" "country code";
        duty: Number = "ExpDuty" May LINE_AMOUNT, "10.6" "5002" "export duty";
    }

    /// The request for an e-way bill together with the IRN.
    EwayBill<'a> as EWAY_BILL {
        transporter: Text<'a> = "TransId" May GSTIN, "12.1" "4018" "transporter's GSTIN or TRANSIN";
        transporter_name: Text<'a> = "TransName" May text(3, 100), "12.4" "5002" "transporter's name";
        mode: Text<'a> = "TransMode" May choice(&["1", "2", "3", "4"]), "12.2" "5002" "mode of transport";
        distance: Number = "Distance" Must number(4_000_000, 0), "12.3" "5002" "distance in km";
        transport_document: Text<'a> = "TransDocNo" May of(TextClass::TransportNumber, 1, 15), "12.5" "5002" "transport document number";
        transport_document_date: Text<'a> = "TransDocDt" May DATE, "12.6" "4017" "transport document date";
        vehicle: Text<'a> = "VehNo" May of(TextClass::LettersAndDigits, 4, 20), "12.7" "4014" "vehicle number";
        vehicle_type: Text<'a> = "VehType" May choice(&["O", "R"]), "12.8" "4020" "vehicle type";
    }
}
