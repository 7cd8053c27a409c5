//! What can differ, why that is likely so, and what to do about it.

use schemars::JsonSchema;
use serde::Serialize;

/// Words of answers: an enum, and each one's name.
macro_rules! words {
    ($(#[$doc:meta])* $type:ident $schema:literal { $($(#[$of:meta])* $name:ident $word:literal)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        #[schemars(rename = $schema)]
        pub enum $type {
            $($(#[$of])* $name,)*
        }

        impl $type {
            /// Its name in answers.
            pub const fn name(self) -> &'static str {
                match self {
                    $($type::$name => $word,)*
                }
            }
        }
    };
}

words! {
    /// The kinds of difference between the sides.
    Kind "DifferenceKind" {
        /// The portal lists it, the ledger (or the purchase book) doesn't know it.
        MissingHere "missing_here"
        /// Registered in the ledger (or in the purchase book), missing in the portal's list.
        MissingThere "missing_there"
        /// The value, the date or another detail differs.
        Differs "differs"
        /// Cancelled in the ledger, listed as active.
        CancelledHere "cancelled_here"
        /// Registered in the ledger, listed as no longer active.
        CancelledThere "cancelled_there"
        /// The ledger doesn't know yet that it is registered.
        UnsettledHere "unsettled_here"
        /// Refused or withdrawn in the ledger, listed as active.
        VoidHere "void_here"
        /// Listed, but GSTR-1 could not be filled from it.
        NotPopulated "not_populated"
        /// Registered in the ledger, in GSTR-1 as a row without an IRN.
        WithoutMark "without_mark"
        /// In the books, and neither registered in the ledger nor in the portal's list.
        NotRegistered "not_registered"
        /// Registered or listed, and not in the books.
        MissingInBooks "missing_in_books"
        /// The books have other details than the ledger or the portal's list.
        BooksDiffer "books_differ"
        /// Cancelled in the books, active elsewhere.
        CancelledInBooks "cancelled_in_books"
        /// Cancelled elsewhere, in force in the books.
        NotCancelledInBooks "not_cancelled_in_books"
        /// A purchase that GSTR-2B has under another month.
        OtherPeriod "other_period"
        /// A purchase of which GSTR-2B gives no credit.
        NoCredit "no_credit"
        /// Listed twice.
        TwiceThere "twice_there"
        /// An entry that can't be read.
        Unreadable "unreadable"
    }
}

words! {
    /// Why a difference is likely there.
    Cause "DifferenceCause" {
        /// It was registered with another program, or at the portal by hand.
        MadeElsewhere "made_elsewhere"
        /// The portal needs some days, and they aren't over.
        StillToCome "still_to_come"
        /// The list was made without this section.
        SectionNotDownloaded "section_not_downloaded"
        /// The portal didn't fill it in: the return was filed already, or the document is of a kind that is never filled in.
        NotFilledIn "not_filled_in"
        /// The amounts differ by a rupee at most.
        Rounding "rounding"
        /// Only the date differs.
        OtherDay "other_day"
        /// One side was entered or edited otherwise.
        EnteredOtherwise "entered_otherwise"
        /// It was edited in GSTR-1, or uploaded there by hand.
        EditedInReturn "edited_in_return"
        /// It was cancelled with another program, or at the portal.
        CancelledElsewhere "cancelled_elsewhere"
        /// The list is older than the cancellation, or the return was filed before it.
        CancelledLater "cancelled_later"
        /// The portal's answer never arrived.
        AnswerLost "answer_lost"
        /// The portal says why.
        PortalSays "portal_says"
        /// It was never sent.
        NeverSent "never_sent"
        /// It waits in the ledger, or the portal's answer is not known.
        Waiting "waiting"
        /// The portal or the rules refused it, or it was withdrawn.
        Refused "refused"
        /// The books were not informed.
        BooksNotTold "books_not_told"
        /// It was never entered.
        NotEntered "not_entered"
        /// The supplier has not filed it yet, or for another recipient.
        SupplierNotFiled "supplier_not_filed"
        /// The supplier filed it in another month than it is dated.
        FiledLate "filed_late"
        /// The time limit of section 16(4) was over when it was filed.
        CreditTimeOver "credit_time_over"
        /// Supplier and place of supply are in one state, the recipient in another.
        PlaceOfSupply "place_of_supply"
        /// The list was put together of overlapping parts, or the portal wrote it twice.
        ListedTwice "listed_twice"
        /// The file is cut short, changed, or of a newer form.
        FileDamaged "file_damaged"
    }
}

words! {
    /// What to do about a difference.
    Remedy "DifferenceRemedy" {
        /// Enter its signed invoice in the ledger: `einv_import`.
        Import "import"
        /// Download the list again.
        DownloadAgain "download_again"
        /// Let the signed invoice decide which side is right.
        CompareSigned "compare_signed"
        /// Correct GSTR-1; where it is filed, GSTR-1A or the next return.
        CorrectReturn "correct_return"
        /// Ask the portal: `einv_fetch`.
        Fetch "fetch"
        /// Check with the portal, send what waits: `einv_flush`.
        Flush "flush"
        /// Enter it in GSTR-1 by hand.
        EnterByHand "enter_by_hand"
        /// Register it, within its time limit.
        Register "register"
        /// Enter it in the books, or correct it there.
        CorrectBooks "correct_books"
        /// Cancel it within 24 hours, else issue a credit note.
        Cancel "cancel"
        /// Ask the supplier.
        AskSupplier "ask_supplier"
        /// Claim no credit of it.
        ClaimNothing "claim_nothing"
        /// Claim the credit in the month in which GSTR-2B has it.
        ClaimThen "claim_then"
        /// Nothing is to be done.
        Nothing "nothing"
    }
}

words! {
    /// How a supplier's paper, or a row of GSTR-2B without one, stands.
    PaperStanding "PaperStanding" {
        /// Its signature is false: the portal didn't sign what it says.
        FalseSignature "false_signature"
        /// The portal has its e-invoice as cancelled.
        Cancelled "cancelled"
        /// GSTR-2B has it with other details.
        Differs "differs"
        /// GSTR-2B doesn't have it.
        #[serde(rename = "not_in_2b")]
        NotIn2b "not_in_2b"
        /// GSTR-2B gives no credit of it.
        NoCredit "no_credit"
        /// The supplier must make e-invoices, and this row of GSTR-2B has no IRN.
        MissingIrn "missing_irn"
        /// GSTR-2B has it under another month.
        OtherPeriod "other_period"
        /// It is a bill to another.
        NotYours "not_yours"
        /// Another paper has the same IRN.
        Twice "twice"
        /// The file can't be read.
        Unreadable "unreadable"
        /// The file has no signed QR code.
        NoCode "no_code"
        /// Signed by a key that wasn't given.
        Unverified "unverified"
        /// Signed by the sandbox: for practice.
        Practice "practice"
        /// This row of GSTR-2B has no IRN; whether it needs one is not known.
        CannotTell "cannot_tell"
        /// A row of GSTR-2B with an IRN whose paper isn't there.
        NoPaper "no_paper"
        /// The signature is the portal's, and GSTR-2B has it the same.
        Fine "fine"
    }
}

impl PaperStanding {
    /// What is said of it, and what to do.
    pub(super) const fn said(self) -> (&'static str, &'static str) {
        match self {
            PaperStanding::FalseSignature => (
                "its signature is false: the portal didn't sign what the code says",
                "don't pay and claim nothing; ask the supplier for the bill as it was registered",
            ),
            PaperStanding::Cancelled => (
                "the portal has its e-invoice as cancelled",
                "claim no credit of it; ask the supplier for the bill that took its place",
            ),
            PaperStanding::Differs => {
                ("GSTR-2B has it with other details", "what is signed decides: ask the supplier to amend GSTR-1")
            }
            PaperStanding::NotIn2b => (
                "GSTR-2B doesn't have it",
                "ask the supplier to file it for your GSTIN; until then its credit can't be claimed",
            ),
            PaperStanding::NoCredit => (
                "GSTR-2B gives no credit of it",
                "claim no credit of it; ask the supplier to amend it where the reason is wrong",
            ),
            PaperStanding::MissingIrn => (
                "in GSTR-2B without an IRN, and the supplier must make e-invoices",
                "ask the supplier for a registered bill: one without an IRN is no invoice (rule 48(5))",
            ),
            PaperStanding::OtherPeriod => {
                ("GSTR-2B has it under another month", "claim its credit in the month in which GSTR-2B has it")
            }
            PaperStanding::NotYours => ("it is a bill to another GSTIN", "take it out; it gives you no credit"),
            PaperStanding::Twice => ("another paper has the same IRN", "enter and pay it once"),
            PaperStanding::Unreadable => ("the file can't be read", "ask the supplier to send it again"),
            PaperStanding::NoCode => (
                "no signed QR code was found in it",
                "scan it again, flat and sharp; if it has none and the supplier must make e-invoices, ask for a registered bill",
            ),
            PaperStanding::Unverified => (
                "its signature was not verified: the key that it names wasn't given",
                "give the portal's certificate with --key, or as portal.qr_keys",
            ),
            PaperStanding::Practice => ("the sandbox signed it: it is for practice", "claim nothing of it"),
            PaperStanding::CannotTell => (
                "in GSTR-2B without an IRN; whether the supplier must make e-invoices is not known",
                "if the supplier must, say so with --liable, and ask for a registered bill",
            ),
            PaperStanding::NoPaper => {
                ("in GSTR-2B with an IRN, and its paper isn't here", "ask the supplier for the bill: credit needs it")
            }
            PaperStanding::Fine => ("signed by the portal, and GSTR-2B has it the same", "nothing"),
        }
    }

    /// Its name for people.
    pub const fn words(self) -> &'static str {
        match self {
            PaperStanding::FalseSignature => "false signature",
            PaperStanding::Cancelled => "cancelled",
            PaperStanding::Differs => "differs",
            PaperStanding::NotIn2b => "not in 2B",
            PaperStanding::NoCredit => "no credit",
            PaperStanding::MissingIrn => "missing IRN",
            PaperStanding::OtherPeriod => "other month",
            PaperStanding::NotYours => "not yours",
            PaperStanding::Twice => "twice",
            PaperStanding::Unreadable => "unreadable",
            PaperStanding::NoCode => "no code",
            PaperStanding::Unverified => "not verified",
            PaperStanding::Practice => "for practice",
            PaperStanding::CannotTell => "can't tell",
            PaperStanding::NoPaper => "no paper",
            PaperStanding::Fine => "fine",
        }
    }

    /// Whether nothing is to be done about it.
    pub const fn is_fine(self) -> bool {
        matches!(self, PaperStanding::Fine | PaperStanding::CannotTell | PaperStanding::NoPaper)
    }
}

/// What is said of a kind of difference.
pub(super) struct KindText {
    pub message: &'static str,
    pub fix: &'static str,
    pub cause: Cause,
    pub remedy: Remedy,
}

impl Kind {
    /// What is said of it, unless more is known of the case.
    pub(super) const fn said(self) -> KindText {
        let (message, fix, cause, remedy) = match self {
            Kind::MissingHere => (
                "the portal lists it, the ledger doesn't know it",
                "if it is yours, enter its signed invoice with einv_import; if not, ask who used this GSTIN",
                Cause::MadeElsewhere,
                Remedy::Import,
            ),
            Kind::MissingThere => (
                "registered here, not in the portal's list",
                "download the list again; then amend GSTR-1 by hand",
                Cause::NotFilledIn,
                Remedy::EnterByHand,
            ),
            Kind::Differs => (
                "details differ",
                "find out which side is right; the signed invoice decides",
                Cause::EnteredOtherwise,
                Remedy::CompareSigned,
            ),
            Kind::CancelledHere => (
                "cancelled here, active in the list",
                "download the list again; then correct GSTR-1",
                Cause::CancelledLater,
                Remedy::CorrectReturn,
            ),
            Kind::CancelledThere => (
                "registered here, not active in the list",
                "check with the portal: call einv_fetch",
                Cause::CancelledElsewhere,
                Remedy::Fetch,
            ),
            Kind::UnsettledHere => (
                "registered there, still without an answer here",
                "check with the portal: call einv_flush",
                Cause::AnswerLost,
                Remedy::Flush,
            ),
            Kind::VoidHere => (
                "refused or withdrawn here, active in the list",
                "check with the portal: call einv_fetch",
                Cause::MadeElsewhere,
                Remedy::Fetch,
            ),
            Kind::NotPopulated => {
                ("GSTR-1 was not filled from it", "enter it in GSTR-1 by hand", Cause::PortalSays, Remedy::EnterByHand)
            }
            Kind::WithoutMark => (
                "in GSTR-1 as a row without an IRN",
                "nothing, where its amounts are right; delete the row in GSTR-1 to have the portal fill it in again",
                Cause::EditedInReturn,
                Remedy::Nothing,
            ),
            Kind::NotRegistered => (
                "in the books, not registered and not in the portal's list",
                "if it needs an e-invoice, register it with einv_submit; einv_applicability says until when",
                Cause::NeverSent,
                Remedy::Register,
            ),
            Kind::MissingInBooks => (
                "registered, not in the books",
                "enter it in the books; if it was never issued, cancel it in time or issue a credit note",
                Cause::NotEntered,
                Remedy::CorrectBooks,
            ),
            Kind::BooksDiffer => (
                "the books have other details",
                "correct the books, or issue a note where the e-invoice is wrong; it can't be changed",
                Cause::EnteredOtherwise,
                Remedy::CorrectBooks,
            ),
            Kind::CancelledInBooks => (
                "cancelled in the books, still registered",
                "cancel it with einv_cancel within 24 hours of registration, else issue a credit note",
                Cause::BooksNotTold,
                Remedy::Cancel,
            ),
            Kind::NotCancelledInBooks => (
                "in force in the books, cancelled elsewhere",
                "cancel it in the books, and bill under a new number",
                Cause::BooksNotTold,
                Remedy::CorrectBooks,
            ),
            Kind::OtherPeriod => (
                "GSTR-2B has it under another month",
                "claim its credit in the month in which GSTR-2B has it",
                Cause::FiledLate,
                Remedy::ClaimThen,
            ),
            Kind::NoCredit => (
                "GSTR-2B gives no credit of it",
                "claim no credit of it; ask the supplier to amend it where the reason is wrong",
                Cause::PortalSays,
                Remedy::ClaimNothing,
            ),
            Kind::TwiceThere => ("listed twice", "download the list again", Cause::ListedTwice, Remedy::DownloadAgain),
            Kind::Unreadable => ("can't be read", "download the list again", Cause::FileDamaged, Remedy::DownloadAgain),
        };
        KindText { message, fix, cause, remedy }
    }

    /// The same of purchases, where the sides are the purchase book and GSTR-2B.
    pub(super) const fn said_of_purchase(self) -> KindText {
        let (message, fix, cause, remedy) = match self {
            Kind::MissingHere => (
                "in GSTR-2B, not in the books",
                "enter it if the goods or services were received; if not, ask the supplier before credit is claimed",
                Cause::NotEntered,
                Remedy::CorrectBooks,
            ),
            Kind::MissingThere => (
                "in the books, not in GSTR-2B",
                "ask the supplier to file it for your GSTIN; until then its credit can't be claimed",
                Cause::SupplierNotFiled,
                Remedy::AskSupplier,
            ),
            Kind::Differs => (
                "the books and GSTR-2B differ",
                "look at the supplier's bill: correct the books, or ask the supplier to amend",
                Cause::EnteredOtherwise,
                Remedy::AskSupplier,
            ),
            other => return other.said(),
        };
        KindText { message, fix, cause, remedy }
    }
}
