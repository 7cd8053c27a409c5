//! What `ewb_validate` answers: the report on an e-way bill document.

use super::{Answer, Body, Outcome};
use crate::calendar::{Day, FinYear, IstTime};
use crate::change::Changes;
use crate::eway::{DocKind, EwayDocument, Mode, Part, VehicleType, catalogue, need};
use crate::finding::{Finding, Findings, Severity, Verdict};
use crate::gstin::Gstin;
use crate::language::Language;
use crate::law::eway::validity::{Cargo, valid_until};
use crate::law::{LawReason, Owed};
use schemars::JsonSchema;
use serde::Serialize;

/// Everything found in an e-way bill document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct EwayReport {
    /// Whether the verdict is `valid`.
    pub valid: bool,
    /// What follows from the findings.
    pub verdict: Verdict,
    /// Which document it is.
    pub document: EwayIdentity,
    /// How far the bill would be filled: `A` has no validity yet.
    pub part: Part,
    /// Until when the bill would be valid if it were made now: a forecast by the distance, where one is given; the system decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until_forecast: Option<IstTime>,
    /// Whether the law asks for an e-way bill for these goods.
    pub ewb: Owed,
    /// Why.
    pub reasons: Vec<LawReason>,
    /// Names of the rules that only the system, or a fuller taxpayer profile, can decide.
    pub not_judged: Vec<&'static str>,
    /// Every fault.
    pub findings: Findings,
    /// The rule pack that judged.
    pub rules: &'static str,
    /// The day of the master lists that it was judged by.
    pub lists: Day,
    /// What was changed before, where it was normalised.
    #[serde(flatten)]
    pub changes: Option<Changes>,
}

/// The known parts of an e-way bill document's identity.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct EwayIdentity {
    /// The taxpayer who makes the bill.
    pub gstin: Option<Gstin>,
    /// `INV`, `BIL`, `BOE`, `CHL` or `OTH`.
    #[serde(rename = "type")]
    pub kind: Option<DocKind>,
    /// As it stands.
    pub number: Option<String>,
    /// Its date.
    pub date: Option<Day>,
    /// The year of its date.
    pub fin_year: Option<FinYear>,
}

/// The form's version and the day of the newest rule in the pack.
const RULE_PACK: &str = "ewb-1.03/2026-07-30";

impl EwayReport {
    pub(crate) fn new(document: &EwayDocument, findings: Vec<Finding>, not_judged: Vec<&'static str>) -> EwayReport {
        let valid = findings.iter().all(|finding| finding.severity != Severity::Error);
        let need = need(document);
        EwayReport {
            valid,
            verdict: if valid { Verdict::Valid } else { Verdict::Invalid },
            document: EwayIdentity {
                gstin: document.gstin(),
                kind: document.kind,
                number: document.number.clone(),
                date: document.date,
                fin_year: document.date.map(Day::fin_year),
            },
            part: document.part(),
            valid_until_forecast: None,
            ewb: need.as_ref().map_or(Owed::CannotTell, |(owed, _)| *owed),
            reasons: need.into_iter().map(|(_, reason)| reason).collect(),
            not_judged,
            findings: Findings { list: findings, ..Findings::default() },
            rules: RULE_PACK,
            lists: crate::codes::Lists::default().day(),
            changes: None,
        }
    }

    /// With the end of validity that follows from the distance, where Part B is given at this moment.
    pub(crate) fn forecast(mut self, document: &EwayDocument, at: IstTime) -> EwayReport {
        let way = &document.transport;
        let km = way.distance.filter(|km| *km > 0 && self.part == Part::B);
        let slow = way.vehicle_type == Some(VehicleType::OverDimensional) || way.mode == Some(Mode::Ship);
        let cargo = if slow { Cargo::OverDimensional } else { Cargo::Regular };
        self.valid_until_forecast = km.map(|km| valid_until(at, km, cargo));
        self
    }

    /// Sets the language; English is the default.
    pub fn written_in(mut self, language: Language) -> EwayReport {
        self.findings.language = language;
        self
    }

    /// What makes the document invalid.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.list.iter().filter(|finding| finding.severity == Severity::Error)
    }

    /// What was left to the system, in words.
    pub fn unchecked(&self) -> impl Iterator<Item = &'static str> {
        catalogue().filter(|rule| self.not_judged.contains(&rule.id)).map(|rule| rule.unchecked)
    }
}

impl Answer for EwayReport {
    fn outcome(&self) -> Outcome {
        if self.valid { Outcome::Ok } else { Outcome::Invalid }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
