//! The moves of a document's story, with the names that the ledger stores.

macro_rules! moves {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// What happened to a document: a move of its record, or news without a change.
        ///
        /// Ledgers on disk hold its name, and the name decides what is done next. A name is never changed.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum Move {
            $($(#[$doc])* $name,)*
            /// A move that this version doesn't know.
            Unknown,
        }

        impl Move {
            /// Every move this version knows.
            pub const ALL: &[Move] = &[$(Move::$name),*];

            /// The name in the ledger.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Move::$name => $text,)*
                    Move::Unknown => "unknown",
                }
            }

            /// Finds a move by its name in the ledger.
            pub fn parse(name: &str) -> Move {
                match name {
                    $($text => Move::$name,)*
                    _ => Move::Unknown,
                }
            }
        }
    };
}

moves! {
    /// New content was given to the engine.
    Intended = "intended";
    /// A refused document is sent again unchanged.
    Resent = "resent";
    /// A call claimed the document.
    Taken = "taken";
    /// The next byte is sent.
    Sending = "sending";
    /// The request certainly had no effect.
    NotSent = "not_sent";
    /// The portal could not take it at that moment.
    NotTaken = "not_taken";
    /// It was not sent, because the portal had refused one of its codes on that day.
    Held = "held";
    /// The portal renewed its copy of a GSTIN that it had refused: the document is sent again.
    GstinRenewed = "gstin_renewed";
    /// The result of the request is unknown.
    InDoubt = "in_doubt";
    /// Looked up, and still unknown.
    StillInDoubt = "still_in_doubt";
    /// The portal said that it holds this number.
    Duplicate = "duplicate";
    /// A portal holds it from before this ledger knew of it, and gives no details.
    FoundHeld = "found_held";
    /// Another request left whose answer shows what became of the first.
    AskedAgain = "asked_again";
    /// The portal's answer is not believed.
    NotBelieved = "not_believed";
    /// The portal does not know it, and no request can arrive any more.
    Absent = "absent";
    /// The portal registered it.
    Registered = "registered";
    /// The portal refused it.
    Rejected = "rejected";
    /// The portal holds another document under this number.
    Conflict = "conflict";
    /// Entered from its signed invoice, or its QR was.
    Imported = "imported";
    /// Another portal's registration of the same IRN won.
    LostHere = "lost_here";
    /// Withdrawn before it was sent.
    Withdrawn = "withdrawn";
    /// A cancellation was requested for when the doubt is settled.
    CancelWished = "cancel_wished";
    /// The cancellation's next byte is sent.
    Cancelling = "cancelling";
    /// The cancellation was refused, or did not reach the portal.
    NotCancelled = "not_cancelled";
    /// The result of the cancellation is unknown.
    CancelInDoubt = "cancel_in_doubt";
    /// The portal cancelled it.
    Cancelled = "cancelled";
    /// The request for its e-way bill is sent.
    EwbSending = "ewb_sending";
    /// That request certainly had no effect.
    EwbNotSent = "ewb_not_sent";
    /// The result of that request, or of a cancellation of the e-way bill, is unknown.
    EwbInDoubt = "ewb_in_doubt";
    /// The portal said that the document has an e-way bill already.
    EwbDuplicate = "ewb_duplicate";
    /// The portal has no e-way bill for it, and no request for one can arrive any more.
    EwbAbsent = "ewb_absent";
    /// The portal refused the e-way bill.
    EwbFailed = "ewb_failed";
    /// The portal has its e-way bill.
    EwbActive = "ewb_active";
    /// The portal was asked for its e-way bill and has none.
    NoEwb = "no_ewb";
    /// The cancellation of the e-way bill is sent.
    EwbCancelling = "ewb_cancelling";
    /// That cancellation was refused, or did not reach the portal.
    EwbNotCancelled = "ewb_not_cancelled";
    /// The portal cancelled the e-way bill.
    EwbCancelled = "ewb_cancelled";
    /// An e-way bill without an IRN was given to the engine.
    EwbIntended = "ewb_intended";
    /// A step of an e-way bill is sent: a vehicle, a transporter, an extension, a rejection, a consolidated bill.
    EwbChanging = "ewb_changing";
    /// A part of that step is done, and the next request leaves.
    EwbGoesOn = "ewb_goes_on";
    /// That step was done.
    EwbChanged = "ewb_changed";
    /// That step was refused, or certainly not done.
    EwbNotChanged = "ewb_not_changed";
    /// The result of that step is unknown.
    EwbChangeInDoubt = "ewb_change_in_doubt";
    /// The e-way bill system showed the e-way bill, and it was adopted as shown.
    EwbRead = "ewb_read";
    /// The e-way bill system holds another e-way bill for the document.
    EwbConflict = "ewb_conflict";
    /// An e-way bill was taken back before it was sent.
    EwbWithdrawn = "ewb_withdrawn";
}

impl Move {
    /// Whether this gave the engine new work. A waiting document is as old as the last of these moves.
    pub(crate) const fn gives_work(self) -> bool {
        matches!(self, Move::Intended | Move::Resent | Move::Cancelling)
    }

    /// Whether it sent a request that may register the document.
    pub(crate) const fn sends(self) -> bool {
        matches!(self, Move::Sending | Move::AskedAgain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names in ledgers that are in use. One may be added; none may change or go.
    const STORED: [&str; 46] = [
        "intended",
        "resent",
        "taken",
        "sending",
        "not_sent",
        "not_taken",
        "held",
        "gstin_renewed",
        "in_doubt",
        "still_in_doubt",
        "duplicate",
        "found_held",
        "asked_again",
        "not_believed",
        "absent",
        "registered",
        "rejected",
        "conflict",
        "imported",
        "lost_here",
        "withdrawn",
        "cancel_wished",
        "cancelling",
        "not_cancelled",
        "cancel_in_doubt",
        "cancelled",
        "ewb_sending",
        "ewb_not_sent",
        "ewb_in_doubt",
        "ewb_duplicate",
        "ewb_absent",
        "ewb_failed",
        "ewb_active",
        "no_ewb",
        "ewb_cancelling",
        "ewb_not_cancelled",
        "ewb_cancelled",
        "ewb_intended",
        "ewb_changing",
        "ewb_goes_on",
        "ewb_changed",
        "ewb_not_changed",
        "ewb_change_in_doubt",
        "ewb_read",
        "ewb_conflict",
        "ewb_withdrawn",
    ];

    #[test]
    fn the_names_of_moves_in_ledgers_stay_as_they_are() {
        assert_eq!(Move::ALL.iter().map(|m| m.name()).collect::<Vec<_>>(), STORED);
        for name in STORED {
            assert_eq!(Move::parse(name).name(), name);
        }
        assert_eq!(Move::parse("sent_by_pigeon"), Move::Unknown);
    }

    #[test]
    fn an_unknown_move_neither_gives_work_nor_sends() {
        assert!(!Move::Unknown.gives_work() && !Move::Unknown.sends());
        let sends: Vec<_> = Move::ALL.iter().filter(|m| m.sends()).collect();
        assert_eq!(sends, [&Move::Sending, &Move::AskedAgain]);
    }
}
