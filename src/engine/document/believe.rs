//! What is believed of a portal's word on a registration: one judgement for the answer to a sending, for what a look-up
//! finds, for what is fetched, and for what is entered by hand.
//!
//! IRN, acknowledgement number and date are those of the signed invoice. What stands beside it, and the signed QR, must
//! say the same; and all of it must be of the document that was asked about.

use crate::calendar::{Day, IstTime};
use crate::engine::process::portal_client::PortalClient;
use crate::gstin::Gstin;
use crate::invoice::Invoice;
use crate::irn::{DocumentKey, Irn};
use crate::portal::record::IssuedRegistration;
use crate::signed::{Acknowledgement, PublicKeys, SignatureVerdict, SignedContent, SignedQr};
use crate::{invoice, signed};

/// What the portals' times may differ by that mean the same moment: some write it to the minute in one place and to the
/// second in another.
const SAME_MOMENT: i64 = 60;

/// How far the portal's clock may be ahead of one that an answer of its own has set right.
const AHEAD: i64 = 86_400;

/// By what is judged.
pub struct BeliefJudge<'k> {
    pub keys: &'k PublicKeys,
    /// Whether a key must be among them. Without any, what is signed is still held against the document.
    pub verifies: bool,
    /// Whether the sandbox's signature, which anybody can make, will do.
    pub sandbox: bool,
    /// The time, where it is sure.
    pub now: Option<IstTime>,
}

/// What a registration should be of.
pub enum ExpectedRegistration<'d> {
    /// This document; its content, where it is known.
    Document { key: &'d DocumentKey, ours: Option<&'d Invoice<'d>> },
    /// A document of this supplier under this IRN.
    Irn(Irn, Gstin),
    /// Whatever was signed.
    Anything,
}

/// What was said of a registration.
#[derive(Default)]
pub struct ClaimedRegistration<'t> {
    pub signed_invoice: &'t str,
    pub signed_qr: Option<&'t str>,
    /// Beside what is signed, where it was said at all.
    pub irn: Option<Irn>,
    pub ack_no: Option<&'t str>,
    pub ack_date: Option<Moment>,
}

/// A time as it was given: to the second, or the day alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    At(IstTime),
    On(Day),
}

/// A registration that is believed.
#[derive(Debug)]
pub struct Believed {
    pub ack: Acknowledgement,
    /// As it was signed.
    pub invoice: String,
    /// The document's, as it was signed.
    pub key: DocumentKey,
    /// The sandbox signed it.
    pub sandbox: bool,
}

/// Why a registration is not believed.
#[derive(Debug)]
pub enum BeliefDoubt {
    /// A token is not signed as it should be, and which.
    Unsigned(&'static str, Unsigned),
    /// One of the two tokens stands where the other should, and which.
    Swapped(&'static str),
    /// What was said does not fit together, or is of another document.
    Foreign(String),
    /// One registration, sound in itself, under the number of our document and with another content: where they differ.
    Another(Vec<String>),
}

/// Why a token proves nothing.
#[derive(Debug)]
pub enum Unsigned {
    UnknownKey,
    WrongSignature,
    Sandbox,
    Malformed(String),
}

impl BeliefDoubt {
    /// In words that end a sentence.
    pub fn words(&self) -> String {
        match self {
            BeliefDoubt::Unsigned(name, why) => match why {
                Unsigned::UnknownKey => format!("the signed {name} is signed by a key that is not configured"),
                Unsigned::WrongSignature => format!("the signature of the signed {name} is wrong"),
                Unsigned::Sandbox => format!("the signed {name} is signed by the sandbox"),
                Unsigned::Malformed(_) => format!("the signed {name} is not a signed token"),
            },
            BeliefDoubt::Swapped(name) => format!("the signed {name} is the other of the two tokens"),
            BeliefDoubt::Foreign(why) => why.clone(),
            BeliefDoubt::Another(differs) => {
                format!("the portal holds another document under this number: {}", differs.join(", "))
            }
        }
    }
}

impl<'t> From<&'t IssuedRegistration> for ClaimedRegistration<'t> {
    fn from(issued: &'t IssuedRegistration) -> ClaimedRegistration<'t> {
        ClaimedRegistration {
            signed_invoice: &issued.signed_invoice,
            signed_qr: Some(&issued.signed_qr),
            irn: Some(issued.irn),
            ack_no: Some(&issued.ack_no),
            ack_date: Some(Moment::At(issued.ack_date)),
        }
    }
}

impl Moment {
    /// As portals, their downloads and einv write a time; what can't be read says nothing.
    pub fn parse(text: &str) -> Option<Moment> {
        let text = text.trim();
        if let Some(day) = Day::parse(text) {
            return Some(Moment::On(day));
        }
        IstTime::parse_portal(text).or_else(|| IstTime::parse(text)).map(Moment::At)
    }

    fn is(self, signed: IstTime) -> bool {
        match self {
            Moment::At(issued) => issued.seconds_since(signed).abs() <= SAME_MOMENT,
            Moment::On(day) => day == signed.day(),
        }
    }
}

/// Judges an answer that a client was given.
pub fn answer(
    client: &PortalClient<'_, '_>,
    about: &ExpectedRegistration<'_>,
    issued: &IssuedRegistration,
) -> Result<Believed, BeliefDoubt> {
    let (keys, verifies) = client.qr_keys();
    believe(
        &BeliefJudge { keys, verifies, sandbox: true, now: client.sure_time() },
        about,
        &ClaimedRegistration::from(issued),
    )
}

/// The judgement itself.
pub fn believe(
    judge: &BeliefJudge<'_>,
    about: &ExpectedRegistration<'_>,
    said: &ClaimedRegistration<'_>,
) -> Result<Believed, BeliefDoubt> {
    let foreign = |why: String| Err(BeliefDoubt::Foreign(why));
    let (content, sandbox) = judge.content("invoice", said.signed_invoice)?;
    let qr = said.signed_qr.map(|token| judge.content("QR", token)).transpose()?;
    let acknowledgement = content.acknowledgement();
    let SignedContent::Invoice(json) = content else { return Err(BeliefDoubt::Swapped("invoice")) };
    let Some(ack) = acknowledgement else {
        return foreign("the signed invoice names no IRN and acknowledgement".to_owned());
    };
    let Ok((theirs, _)) = invoice::read(&json) else { return foreign("the signed invoice can't be read".to_owned()) };
    let Some(key) = theirs.key().filter(|key| key.owns(&ack.irn)) else {
        return foreign(format!("the signed invoice is not that of its IRN {}", ack.irn));
    };
    let ours = match about {
        ExpectedRegistration::Document { key, .. } if !key.owns(&ack.irn) => {
            return foreign(format!("its IRN {} is another document's", ack.irn));
        }
        ExpectedRegistration::Irn(irn, gstin) if *irn != ack.irn || *gstin != key.gstin => {
            return foreign(format!("its IRN {} is another document's", ack.irn));
        }
        ExpectedRegistration::Document { ours, .. } => *ours,
        ExpectedRegistration::Irn(..) | ExpectedRegistration::Anything => None,
    };
    beside(said, &ack)?;
    if !plausible(ack.ack_date, judge.now) {
        return foreign(format!("its acknowledgement date {} can't be", ack.ack_date));
    }
    let sandbox = match qr {
        None => sandbox,
        Some((SignedContent::Qr(qr), by_sandbox)) => {
            of_the_same(&qr, ack.irn, &theirs)?;
            sandbox || by_sandbox
        }
        Some((SignedContent::Invoice(_), _)) => return Err(BeliefDoubt::Swapped("QR")),
    };
    if let Some(ours) = ours {
        let essential = invoice::differences(ours, &theirs).into_iter().filter(|d| d.essential).map(|d| d.path);
        let differs: Vec<String> = essential.collect();
        if !differs.is_empty() {
            return Err(BeliefDoubt::Another(differs));
        }
    }
    drop(theirs);
    Ok(Believed { ack, key, sandbox, invoice: json })
}

/// Whether a QR alone is of a document that the ledger knows as registered.
pub fn code(
    qr: &SignedQr,
    said: &ClaimedRegistration<'_>,
    ack: &Acknowledgement,
    ours: &Invoice<'_>,
) -> Result<(), BeliefDoubt> {
    beside(said, ack)?;
    of_the_same(qr, ack.irn, ours)
}

/// Whether a portal can have acknowledged a document then.
pub fn plausible(ack_date: IstTime, now: Option<IstTime>) -> bool {
    // E-invoices began in 2020. A clock that isn't sure may be wrong by years, not by a lifetime.
    let in_our_time = (2020..2100).contains(&ack_date.day().year());
    in_our_time && now.is_none_or(|now| ack_date.seconds_since(now) <= AHEAD)
}

impl BeliefJudge<'_> {
    /// What a token says, and whether the sandbox signed it.
    pub fn content(&self, name: &'static str, token: &str) -> Result<(SignedContent, bool), BeliefDoubt> {
        let found = signed::verify(token, self.keys);
        let no = |why| Err(BeliefDoubt::Unsigned(name, why));
        match (found.verdict, found.content) {
            (SignatureVerdict::Verified, Some(content)) => Ok((content, false)),
            (SignatureVerdict::UnknownKey, Some(content)) if !self.verifies => Ok((content, false)),
            (SignatureVerdict::Sandbox, Some(content)) if self.sandbox => Ok((content, true)),
            (SignatureVerdict::Sandbox, _) => no(Unsigned::Sandbox),
            (SignatureVerdict::UnknownKey, _) => no(Unsigned::UnknownKey),
            (SignatureVerdict::WrongSignature, _) => no(Unsigned::WrongSignature),
            (SignatureVerdict::Malformed | SignatureVerdict::Verified, _) => {
                no(Unsigned::Malformed(found.fault.unwrap_or_default()))
            }
        }
    }
}

/// What stands beside the signed invoice says the same.
fn beside(said: &ClaimedRegistration<'_>, ack: &Acknowledgement) -> Result<(), BeliefDoubt> {
    let differs = if said.irn.is_some_and(|irn| irn != ack.irn) {
        "IRN"
    } else if said.ack_no.is_some_and(|number| number != ack.ack_no) {
        "acknowledgement number"
    } else if said.ack_date.is_some_and(|time| !time.is(ack.ack_date)) {
        "acknowledgement date"
    } else {
        return Ok(());
    };
    Err(BeliefDoubt::Foreign(format!("its {differs} is not the one that is signed")))
}

/// A QR is of this document.
fn of_the_same(qr: &SignedQr, irn: Irn, invoice: &Invoice<'_>) -> Result<(), BeliefDoubt> {
    if Irn::parse(&qr.irn) != Some(irn) {
        return Err(BeliefDoubt::Foreign("the signed QR is of another document".to_owned()));
    }
    match signed::contradicted(qr, invoice) {
        differs if differs.is_empty() => Ok(()),
        differs => Err(BeliefDoubt::Foreign(format!("the signed QR is of another document: {}", differs.join(", ")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference(name: &str) -> String {
        std::fs::read_to_string(crate::reference::reference(name)).unwrap().trim().to_owned()
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn genuine_pairs_of_invoice_and_qr_are_believed_of_what_was_submitted() {
        let mut keys = PublicKeys::new();
        keys.add(reference("tokens/sandbox_2020_public_key.pem").as_bytes()).unwrap();
        let none = PublicKeys::new();
        for (name, verified, submitted) in [
            ("115F4426_DOC_007_58f1669d", true, Some("samples/nic_canonical_full_1_01.json")),
            ("115F4426_DOC_P17_9f0f3edd", true, None),
            ("EDC57DE1_g2qxhY_24f37c80", false, Some("samples/nicsigned_debit_invoice.json")),
        ] {
            let token = |kind: &str| reference(&format!("tokens/{kind}_{name}.jwt"));
            let (signed_invoice, signed_qr) = (token("invoice"), token("qr"));
            let judge = BeliefJudge {
                keys: if verified { &keys } else { &none },
                verifies: verified,
                sandbox: false,
                now: IstTime::parse("2026-11-21"),
            };
            let said = ClaimedRegistration {
                signed_invoice: &signed_invoice,
                signed_qr: Some(&signed_qr),
                ..ClaimedRegistration::default()
            };
            let believed = believe(&judge, &ExpectedRegistration::Anything, &said).unwrap();
            assert!(!believed.sandbox && name.ends_with(&believed.ack.irn.as_str()[..8]), "{name}");
            // As it was submitted; where that isn't known, as it was signed.
            let text = submitted.map_or_else(|| believed.invoice.clone(), reference);
            let (ours, _) = invoice::read(&text).unwrap();
            let irn = Some(believed.ack.irn);
            let said = ClaimedRegistration {
                irn,
                ack_no: Some(&believed.ack.ack_no),
                ack_date: Some(Moment::At(believed.ack.ack_date)),
                ..said
            };
            let about = |ours| ExpectedRegistration::Document { key: &believed.key, ours: Some(ours) };
            if let Err(doubt) = believe(&judge, &about(&ours), &said) {
                panic!("{name}: {}", doubt.words());
            }
            // One essential thing of ours changed, and it is another document.
            let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
            value["ItemList"][0]["Qty"] = serde_json::json!(7);
            let other = value.to_string();
            let (other, _) = invoice::read(&other).unwrap();
            assert!(matches!(believe(&judge, &about(&other), &said), Err(BeliefDoubt::Another(_))), "{name}");
        }
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn a_genuine_qr_beside_another_genuine_invoice_is_foreign() {
        let mut keys = PublicKeys::new();
        keys.add(reference("tokens/sandbox_2020_public_key.pem").as_bytes()).unwrap();
        let judge = BeliefJudge { keys: &keys, verifies: true, sandbox: false, now: None };
        let signed_invoice = reference("tokens/invoice_115F4426_DOC_007_58f1669d.jwt");
        let signed_qr = reference("tokens/qr_115F4426_DOC_P17_9f0f3edd.jwt");
        let said = ClaimedRegistration {
            signed_invoice: &signed_invoice,
            signed_qr: Some(&signed_qr),
            ..ClaimedRegistration::default()
        };
        assert!(matches!(believe(&judge, &ExpectedRegistration::Anything, &said), Err(BeliefDoubt::Foreign(_))));
    }

    #[test]
    fn a_portal_acknowledges_nothing_of_another_time() {
        let at = |text: &str| IstTime::parse_portal(text).unwrap();
        let now = at("2026-11-21 12:00:00");
        for (date, sure, unsure) in [
            ("2019-12-31 23:59:59", false, false),
            ("2020-01-01 00:00:00", true, true),
            ("2026-11-22 12:00:00", true, true),
            ("2026-11-22 12:00:01", false, true),
            ("2100-01-01 00:00:00", false, false),
            ("9999-12-31 23:59:59", false, false),
        ] {
            assert_eq!((plausible(at(date), Some(now)), plausible(at(date), None)), (sure, unsure), "{date}");
        }
    }
}
