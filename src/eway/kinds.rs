//! The code lists of an e-way bill.

use schemars::JsonSchema;
use serde::Serialize;

/// Makes an enum of a code list. The first text is the system's code, the second the name in answers.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$of_variant:meta])* $variant:ident = $code:literal $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, JsonSchema)]
        pub enum $name {
            $($(#[$of_variant])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// Every one.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The system's code.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }

            /// Its name in answers.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            /// Reads the system's code, of any case.
            pub fn parse(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|own| own.code().eq_ignore_ascii_case(code))
            }

            /// The one of this name in answers.
            pub fn named(name: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|own| own.name() == name)
            }
        }
    };
}

codes! {
    /// Which way the goods move, as the taxpayer who makes the bill sees it (`supplyType`).
    Supply {
        /// Away from the taxpayer.
        Outward = "O" "outward",
        /// To the taxpayer.
        Inward = "I" "inward",
    }
}

codes! {
    /// Why the goods move (`subSupplyType`).
    Purpose {
        /// A sale or a purchase.
        Supply = "1" "supply",
        /// Into the country.
        Import = "2" "import",
        /// Out of the country.
        Export = "3" "export",
        /// To a job worker.
        JobWork = "4" "job_work",
        /// Between places of one taxpayer.
        OwnUse = "5" "own_use",
        /// Back from a job worker.
        JobWorkReturn = "6" "job_work_return",
        /// Back from a buyer.
        SalesReturn = "7" "sales_return",
        /// Something else, which `subSupplyDesc` names.
        Others = "8" "others",
        /// Knocked down, or in lots.
        Lots = "9" "lots",
        /// Sold from the vehicle.
        LineSales = "10" "line_sales",
        /// The recipient is not known when the goods leave.
        RecipientNotKnown = "11" "recipient_not_known",
        /// To or from an exhibition or a fair.
        Exhibition = "12" "exhibition",
    }
}

codes! {
    /// The kind of document that goes with the goods (`docType`).
    DocKind {
        /// A tax invoice.
        TaxInvoice = "INV" "INV",
        /// A bill of supply.
        BillOfSupply = "BIL" "BIL",
        /// A bill of entry.
        BillOfEntry = "BOE" "BOE",
        /// A delivery challan.
        Challan = "CHL" "CHL",
        /// Another document.
        Other = "OTH" "OTH",
    }
}

codes! {
    /// Whether the places of the goods are those of the parties (`transactionType`).
    Transaction {
        /// Both are.
        Regular = "1" "regular",
        /// They go to another place than the buyer's.
        ShipTo = "2" "ship_to",
        /// They leave from another place than the seller's.
        DispatchFrom = "3" "dispatch_from",
        /// Both.
        Both = "4" "both",
    }
}

impl Transaction {
    /// Whether the goods leave from another party's place.
    pub const fn has_dispatch(self) -> bool {
        matches!(self, Transaction::DispatchFrom | Transaction::Both)
    }

    /// Whether the goods go to another party's place.
    pub const fn has_ship(self) -> bool {
        matches!(self, Transaction::ShipTo | Transaction::Both)
    }

    /// The type of a bill by whether there is another place of dispatch, and another of delivery.
    pub const fn of(dispatch: bool, ship: bool) -> Transaction {
        match (dispatch, ship) {
            (false, false) => Transaction::Regular,
            (false, true) => Transaction::ShipTo,
            (true, false) => Transaction::DispatchFrom,
            (true, true) => Transaction::Both,
        }
    }
}

codes! {
    /// How the goods travel (`transMode`).
    Mode {
        /// By road.
        Road = "1" "road",
        /// By rail.
        Rail = "2" "rail",
        /// By air.
        Air = "3" "air",
        /// By ship, or by road and ship.
        Ship = "4" "ship",
    }
}

codes! {
    /// What the vehicle carries (`vehicleType`).
    VehicleType {
        /// Regular cargo.
        Regular = "R" "regular",
        /// Over-dimensional cargo.
        OverDimensional = "O" "over_dimensional",
    }
}

codes! {
    /// How far an e-way bill is filled.
    Part {
        /// The goods and the parties alone; it has no validity yet.
        A = "A" "A",
        /// With the vehicle or the transport document.
        B = "B" "B",
    }
}
