//! Kinds of document, recipient, supply and movement, by their names in requests.

use schemars::JsonSchema;
use serde::Deserialize;

/// Makes an enum with its names, as they appear in bills and in `data/law/coverage.csv`.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident as $schema:literal { $($(#[$of_variant:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
        #[schemars(rename = $schema)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$of_variant])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            #[cfg(test)]
            pub(crate) const ALL: &[$name] = &[$($name::$variant),*];

            /// Its name in requests.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $text),* }
            }
        }
    };
}

named! {
    /// Kinds of document.
    DocumentKind as "DocumentKind" {
        /// A tax invoice.
        Invoice = "invoice",
        /// A credit note.
        CreditNote = "credit_note",
        /// A debit note.
        DebitNote = "debit_note",
        /// A bill of supply: exempt goods, or a composition taxpayer's.
        BillOfSupply = "bill_of_supply",
        /// An Input Service Distributor's invoice.
        IsdInvoice = "isd_invoice",
        /// A delivery challan.
        Challan = "challan",
        /// For an advance received.
        ReceiptVoucher = "receipt_voucher",
        /// For an advance given back.
        RefundVoucher = "refund_voucher",
        /// For a payment under reverse charge.
        PaymentVoucher = "payment_voucher",
        /// The recipient's own invoice under reverse charge.
        SelfInvoice = "self_invoice",
        /// A credit note without tax.
        FinancialCreditNote = "financial_credit_note",
        /// An import.
        Import = "import",
    }
}

named! {
    /// Kinds of recipient.
    BuyerKind as "BuyerKind" {
        /// With a GSTIN.
        Registered = "registered",
        /// Without one, inland.
        Unregistered = "unregistered",
        /// A unit or developer of a Special Economic Zone.
        Sez = "sez",
        /// Outside India.
        Overseas = "overseas",
        /// Inland, as a deemed export.
        DeemedExport = "deemed_export",
        /// A government body that is registered only to deduct tax at source.
        GovernmentTds = "government_tds",
        /// An embassy or UN body with a UIN.
        UinHolder = "uin_holder",
    }
}

named! {
    /// Kinds of supply.
    SupplyKind as "SupplyKind" {
        /// All of it carries tax.
        Taxable = "taxable",
        /// Taxable beside exempt goods or services.
        Mixed = "mixed",
        /// None of it carries tax.
        Exempt = "exempt",
        /// Rated at nil.
        Nil = "nil",
        /// Outside GST.
        NonGst = "non_gst",
        /// Sold before the goods cross customs.
        HighSea = "high_sea",
        /// From a customs warehouse, before they cross customs.
        Bonded = "bonded",
        /// Inside a free trade and warehousing zone.
        FreeTradeZone = "free_trade_zone",
        /// Bought from an unregistered supplier.
        InwardUnregistered = "inward_unregistered",
    }
}

named! {
    /// Circumstances of a movement of goods that decide about its e-way bill.
    MovementKind as "MovementKind" {
        /// From a principal to a job worker.
        JobWork = "job_work",
        /// Handicraft goods of a person freed from registration.
        Handicraft = "handicraft",
        /// Liquefied petroleum gas for households and exempted customers.
        HouseholdLpg = "household_lpg",
        /// Kerosene of the public distribution system.
        PublicDistributionKerosene = "public_distribution_kerosene",
        /// Postal baggage.
        PostalBaggage = "postal_baggage",
        /// Currency.
        Currency = "currency",
        /// Used household effects.
        HouseholdEffects = "household_effects",
        /// In a conveyance without a motor.
        NonMotorised = "non_motorised",
        /// From a port to an inland depot, for clearance by customs.
        PortToDepot = "port_to_depot",
        /// In a transaction that is no supply.
        ScheduleIii = "schedule_iii",
        /// Under bond, supervision or seal of customs.
        CustomsBond = "customs_bond",
        /// Transit cargo to or from Nepal or Bhutan.
        NepalBhutanTransit = "nepal_bhutan_transit",
        /// Goods of canteen stores or of nuclear power that a notification exempts.
        CanteenOrNuclear = "canteen_or_nuclear",
        /// Sent or received by a formation of the Ministry of Defence.
        Defence = "defence",
        /// Sent by a government or a local authority, by rail.
        GovernmentByRail = "government_by_rail",
        /// Empty cargo containers.
        EmptyContainers = "empty_containers",
        /// To a weighbridge near by and back.
        Weighbridge = "weighbridge",
        /// Empty cylinders for liquefied petroleum gas.
        EmptyLpgCylinders = "empty_lpg_cylinders",
        /// To a transporter near by.
        ToTransporter = "to_transporter",
        /// From a transporter near by.
        FromTransporter = "from_transporter",
    }
}
