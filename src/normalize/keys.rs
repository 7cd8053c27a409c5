//! The one table of the simple bill: each key, the field of INV-01 that it feeds, and what it is. `docs/simple.md`, the schema
//! and `einv.Bill` are written from it.

use super::target::{OwnField, Target, near};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A key of the simple bill.
#[derive(Debug)]
pub struct SimpleKey {
    /// With a dot for each object it lies in; `lines`, `against` and `documents` are lists.
    pub name: &'static str,
    /// What it feeds.
    pub to: To,
    /// What it is, for people.
    pub about: &'static str,
}

/// What a key feeds.
#[derive(Debug)]
pub enum To {
    /// A field of the form, by its pointer.
    Form(&'static str),
    /// What the form has no field for.
    Own(OwnField),
}

impl SimpleKey {
    /// The target that it feeds.
    pub fn target(&self) -> Target {
        match self.to {
            // A test holds that each pointer leads somewhere.
            To::Form(pointer) => Target::pointer(pointer).unwrap_or(Target::own(OwnField::Seller)),
            To::Own(own) => Target::own(own),
        }
    }
}

impl Target {
    /// Reads a simple bill's key with dots (`lines.qty`) or an INV-01 pointer (`/ItemList/*/Qty`). For another text: the key
    /// that may be meant.
    pub fn parse(name: &str) -> Result<Target, Option<&'static str>> {
        match name.starts_with('/') {
            true => Target::pointer(name).ok_or(None),
            false => find(name).map(SimpleKey::target).ok_or_else(|| nearest(name)),
        }
    }
}

macro_rules! keys {
    (@to ($own:ident)) => { To::Own(OwnField::$own) };
    (@to $pointer:literal) => { To::Form($pointer) };
    ($( $name:literal => $to:tt, $about:literal; )*) => {
        /// Every key there is.
        pub const KEYS: &[SimpleKey] = &[$( SimpleKey { name: $name, to: keys!(@to $to), about: $about } ),*];
    };
}

keys! {
    "number" => "/DocDtls/No", "the number on the bill, as it is printed";
    "date" => "/DocDtls/Dt", "the day of the bill";
    "type" => "/DocDtls/Typ", "invoice (if left out), credit_note or debit_note";
    "seller" => (Seller), "the GSTIN of a seller's profile, or an object as below; if left out, the only profile";
    "seller.gstin" => "/SellerDtls/Gstin", "GSTIN";
    "seller.name" => "/SellerDtls/LglNm", "legal name";
    "seller.trade_name" => "/SellerDtls/TrdNm", "trade name";
    "seller.address" => (SellerAddress), "address: a text or a list of lines";
    "seller.city" => "/SellerDtls/Loc", "town";
    "seller.pin" => "/SellerDtls/Pin", "PIN code";
    "seller.state" => "/SellerDtls/Stcd", "state; if left out, that of the GSTIN";
    "seller.phone" => "/SellerDtls/Ph", "telephone";
    "seller.email" => "/SellerDtls/Em", "e-mail";
    "buyer.gstin" => "/BuyerDtls/Gstin", "GSTIN; none for a buyer abroad";
    "buyer.name" => "/BuyerDtls/LglNm", "legal name";
    "buyer.trade_name" => "/BuyerDtls/TrdNm", "trade name";
    "buyer.address" => (BuyerAddress), "address: a text or a list of lines";
    "buyer.city" => "/BuyerDtls/Loc", "town";
    "buyer.pin" => "/BuyerDtls/Pin", "PIN code";
    "buyer.state" => "/BuyerDtls/Stcd", "state; if left out, that of the GSTIN";
    "buyer.country" => (BuyerCountry), "country of a buyer abroad";
    "buyer.phone" => "/BuyerDtls/Ph", "telephone";
    "buyer.email" => "/BuyerDtls/Em", "e-mail";
    "ship_to.gstin" => "/ShipDtls/Gstin", "GSTIN of who gets the goods";
    "ship_to.name" => "/ShipDtls/LglNm", "legal name";
    "ship_to.trade_name" => "/ShipDtls/TrdNm", "trade name";
    "ship_to.address" => (ShipAddress), "address: a text or a list of lines";
    "ship_to.city" => "/ShipDtls/Loc", "town";
    "ship_to.pin" => "/ShipDtls/Pin", "PIN code";
    "ship_to.state" => "/ShipDtls/Stcd", "state";
    "dispatch_from.name" => "/DispDtls/Nm", "name of where the goods leave from";
    "dispatch_from.address" => (DispatchAddress), "address: a text or a list of lines";
    "dispatch_from.city" => "/DispDtls/Loc", "town";
    "dispatch_from.pin" => "/DispDtls/Pin", "PIN code";
    "dispatch_from.state" => "/DispDtls/Stcd", "state";
    "place_of_supply" => "/BuyerDtls/Pos", "state of supply; if left out, the buyer's, where that is certain enough";
    "supply" => "/TranDtls/SupTyp", "b2b (if left out), sez_with_tax, sez_without_tax, export_with_tax, export_without_tax or deemed_export";
    "reverse_charge" => "/TranDtls/RegRev", "whether the buyer pays the tax";
    "igst_on_intra" => "/TranDtls/IgstOnIntra", "whether IGST is charged within the state";
    "ecommerce_gstin" => "/TranDtls/EcmGstin", "GSTIN of the e-commerce operator";
    "prices_include_tax" => (PricesIncludeTax), "whether price, amount and discount of the lines include tax";
    "lines.name" => "/ItemList/*/PrdDesc", "what is sold";
    "lines.hsn" => "/ItemList/*/HsnCd", "HSN or SAC: 4, 6 or 8 digits";
    "lines.service" => "/ItemList/*/IsServc", "whether it is a service; if left out, by the HSN code";
    "lines.qty" => "/ItemList/*/Qty", "quantity";
    "lines.free_qty" => "/ItemList/*/FreeQty", "quantity given free";
    "lines.unit" => "/ItemList/*/Unit", "unit: the portal's code or a word for it";
    "lines.price" => "/ItemList/*/UnitPrice", "price of one unit";
    "lines.amount" => "/ItemList/*/TotAmt", "quantity by price, before the discount";
    "lines.discount" => "/ItemList/*/Discount", "discount as an amount";
    "lines.discount_percent" => (DiscountPercent), "discount in per cent of the amount";
    "lines.taxable" => "/ItemList/*/AssAmt", "the amount that is taxed, after the discount";
    "lines.rate" => "/ItemList/*/GstRt", "GST rate in per cent, CGST and SGST together";
    "lines.igst_rate" => (IgstRate), "rate of IGST, where it stands apart";
    "lines.cgst_rate" => (CgstRate), "rate of CGST; it is added to that of SGST";
    "lines.sgst_rate" => (SgstRate), "rate of SGST or UTGST";
    "lines.igst" => "/ItemList/*/IgstAmt", "IGST; if left out, it is worked out";
    "lines.cgst" => "/ItemList/*/CgstAmt", "CGST; if left out, it is worked out";
    "lines.sgst" => "/ItemList/*/SgstAmt", "SGST or UTGST; if left out, it is worked out";
    "lines.cess_rate" => "/ItemList/*/CesRt", "cess rate in per cent";
    "lines.cess" => "/ItemList/*/CesAmt", "cess by rate";
    "lines.cess_flat" => "/ItemList/*/CesNonAdvlAmt", "cess by quantity";
    "lines.state_cess_rate" => "/ItemList/*/StateCesRt", "state cess rate in per cent";
    "lines.state_cess" => "/ItemList/*/StateCesAmt", "state cess by rate";
    "lines.state_cess_flat" => "/ItemList/*/StateCesNonAdvlAmt", "state cess by quantity";
    "lines.charges" => "/ItemList/*/OthChrg", "other charges of the line";
    "lines.line_total" => "/ItemList/*/TotItemVal", "value of the line with tax; if left out, it is worked out";
    "lines.barcode" => "/ItemList/*/Barcde", "bar code";
    "lines.serial" => "/ItemList/*/PrdSlNo", "serial number of the product";
    "lines.batch.name" => "/ItemList/*/BchDtls/Nm", "batch";
    "lines.batch.expiry" => "/ItemList/*/BchDtls/ExpDt", "its last day";
    "lines.batch.warranty" => "/ItemList/*/BchDtls/WrDt", "its warranty's last day";
    "lines.origin" => "/ItemList/*/OrgCntry", "country of origin";
    "lines.order_line" => "/ItemList/*/OrdLineRef", "line of the order";
    "lines.attributes" => "/ItemList/*/AttribDtls", "an object of names and values: {\"Colour\": \"blue\"}";
    "discount" => "/ValDtls/Discount", "discount of the whole bill, after tax";
    "charges" => "/ValDtls/OthChrg", "charges of the whole bill, after tax";
    "round_off" => (RoundOff), "rupee (if left out), none, or the amount; a total decides it by itself";
    "total" => "/ValDtls/TotInvVal", "what the buyer pays; if left out, it is worked out";
    "against.number" => "/RefDtls/PrecDocDtls/*/InvNo", "number of the bill that a note is about";
    "against.date" => "/RefDtls/PrecDocDtls/*/InvDt", "its day; if left out, it is looked up";
    "against.reference" => "/RefDtls/PrecDocDtls/*/OthRefNo", "another reference";
    "order.number" => "/RefDtls/ContrDtls/*/PORefr", "number of the buyer's order";
    "order.date" => "/RefDtls/ContrDtls/*/PORefDt", "its day";
    "contract.number" => "/RefDtls/ContrDtls/*/ContrRefr", "number of the contract";
    "contract.tender" => "/RefDtls/ContrDtls/*/TendRefr", "tender";
    "contract.project" => "/RefDtls/ContrDtls/*/ProjRefr", "project";
    "contract.external" => "/RefDtls/ContrDtls/*/ExtRefr", "another reference";
    "contract.receipt_advice" => "/RefDtls/ContrDtls/*/RecAdvRefr", "receipt advice";
    "contract.receipt_advice_date" => "/RefDtls/ContrDtls/*/RecAdvDt", "its day";
    "period.from" => "/RefDtls/DocPerdDtls/InvStDt", "first day of the period that the bill is for";
    "period.to" => "/RefDtls/DocPerdDtls/InvEndDt", "its last day";
    "remarks" => "/RefDtls/InvRm", "remarks";
    "payment.name" => "/PayDtls/Nm", "payee";
    "payment.account" => "/PayDtls/AccDet", "bank account";
    "payment.ifsc" => "/PayDtls/FinInsBr", "IFSC or branch";
    "payment.mode" => "/PayDtls/Mode", "cash, credit, transfer, …";
    "payment.terms" => "/PayDtls/PayTerm", "terms of payment";
    "payment.days" => "/PayDtls/CrDay", "days of credit";
    "payment.paid" => "/PayDtls/PaidAmt", "what is paid";
    "payment.due" => "/PayDtls/PaymtDue", "what is due";
    "payment.instruction" => "/PayDtls/PayInstr", "instruction";
    "export.country" => "/ExpDtls/CntCode", "country that the goods go to";
    "export.port" => "/ExpDtls/Port", "port code";
    "export.shipping_bill" => "/ExpDtls/ShipBNo", "number of the shipping bill";
    "export.shipping_bill_date" => "/ExpDtls/ShipBDt", "its day";
    "export.currency" => "/ExpDtls/ForCur", "the other currency";
    "export.total_in_currency" => "/ValDtls/TotInvValFc", "the total in it";
    "export.refund" => "/ExpDtls/RefClm", "whether a refund is claimed";
    "export.duty" => "/ExpDtls/ExpDuty", "export duty";
    "transport.make" => (MakeEwb), "whether an e-way bill is made with the registration; if left out, none is";
    "transport.transporter_id" => "/EwbDtls/TransId", "GSTIN or number of the transporter";
    "transport.transporter" => "/EwbDtls/TransName", "name of the transporter";
    "transport.mode" => "/EwbDtls/TransMode", "road, rail, air or ship";
    "transport.distance" => "/EwbDtls/Distance", "kilometres; 0 leaves it to the portal";
    "transport.document" => "/EwbDtls/TransDocNo", "number of the transport document";
    "transport.document_date" => "/EwbDtls/TransDocDt", "its day";
    "transport.vehicle" => "/EwbDtls/VehNo", "number of the vehicle";
    "transport.odc" => "/EwbDtls/VehType", "whether the cargo is over-dimensional; if left out, it is not";
    "documents.url" => "/AddlDocDtls/*/Url", "address of a supporting document";
    "documents.content" => "/AddlDocDtls/*/Docs", "the document";
    "documents.info" => "/AddlDocDtls/*/Info", "what else there is to say";
}

static BY_NAME: LazyLock<HashMap<&str, &SimpleKey>> =
    LazyLock::new(|| KEYS.iter().map(|key| (key.name, key)).collect());

/// The key with this name, dots included.
pub fn find(name: &str) -> Option<&'static SimpleKey> {
    BY_NAME.get(name).copied()
}

/// The name that may be meant.
pub fn nearest(name: &str) -> Option<&'static str> {
    near(name, KEYS.iter().map(|key| key.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_feeds_a_target_of_its_own() {
        let mut seen = Vec::new();
        for key in KEYS {
            if let To::Form(pointer) = key.to {
                assert!(Target::pointer(pointer).is_some(), "{} feeds {pointer}", key.name);
            }
            assert!(!seen.contains(&key.target()), "{} feeds what another key feeds", key.name);
            seen.push(key.target());
            assert_eq!(find(key.name).map(|found| found.name), Some(key.name));
            assert_eq!(key.target().is_of_line(), key.name.starts_with("lines."), "{}", key.name);
        }
    }
}
