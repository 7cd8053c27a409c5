//! Refusals: who said no, to what, and the report made of them.

use crate::engine::process::call::EngineCall;
use crate::explain::{System, explain};
use crate::finding::{Finding, Report, Rule};
use crate::irn::Irn;
use crate::language::Language;
use crate::story::{Record, StoredRefusal};

/// Who said no.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refuser {
    /// The portal was asked.
    Portal,
    /// This library, before anything was sent.
    Einv,
}

/// What was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    Document,
    EwayBill,
    /// Of a registered document.
    Cancellation,
    EwayBillCancellation,
}

impl Subject {
    /// Whose codes the reasons are.
    fn system(self) -> System {
        match self {
            Subject::Document | Subject::Cancellation => System::Irp,
            Subject::EwayBill | Subject::EwayBillCancellation => System::Ewb,
        }
    }
}

/// A no: by whom, to what and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefusedStep {
    pub by: Refuser,
    pub what: Subject,
    pub reasons: Vec<StoredRefusal>,
}

impl RefusedStep {
    /// What the portal answered.
    pub fn by_portal(what: Subject, reasons: Vec<StoredRefusal>) -> RefusedStep {
        RefusedStep { by: Refuser::Portal, what, reasons }
    }

    /// What is known without asking the portal. `code` is what the portal would answer.
    pub fn by_einv(what: Subject, code: &str, message: String, curable: bool) -> RefusedStep {
        RefusedStep {
            by: Refuser::Einv,
            what,
            reasons: vec![StoredRefusal { code: code.to_owned(), message, curable }],
        }
    }

    pub fn has(&self, code: &str) -> bool {
        self.reasons.iter().any(|reason| reason.code == code)
    }

    /// The report that an answer shows.
    pub fn report(&self, call: &EngineCall<'_>, record: &Record) -> Report {
        let language = call.engine.language(call.options);
        let rule = rule(self.by, self.what);
        let findings = self
            .reasons
            .iter()
            .map(|reason| finding(rule, reason, self.what.system(), record.irn(), language))
            .collect();
        let document = (&record.document_key()).into();
        Report::new(Some(record.irn()), document, findings, Vec::new()).written_in(language)
    }
}

fn finding(rule: &'static Rule, reason: &StoredRefusal, system: System, irn: Irn, language: Language) -> Finding {
    let finding = rule.at("").code(reason.code.clone()).word("words", &reason.message).word("irn", irn);
    match explain(&reason.code, Some(system), language).first().filter(|e| e.known) {
        Some(explained) => finding.with_fix(explained.fix),
        None => finding,
    }
}

/// What the portal answered.
const ANSWERED: Rule = Rule { source: "the portal's answer", ..Rule::ERROR };

/// What is known without asking it.
const KNOWN: Rule = Rule { source: "the portal's rule, known without asking it", ..Rule::ERROR };

static PORTAL_DOCUMENT: Rule = Rule {
    id: "portal.refused",
    message: "the portal refused the document: {words}",
    fix: "correct the document and submit it again; einv_explain says more about the code",
    ..ANSWERED
};

static EINV_DOCUMENT: Rule = Rule {
    id: "einv.refused",
    message: "einv refused the document before sending it: {words}",
    fix: "correct the document and submit it again; einv_explain says more about the code",
    ..KNOWN
};

static PORTAL_EWAY_BILL: Rule = Rule {
    id: "portal.ewb_refused",
    message: "the invoice stays registered (IRN {irn}); the portal refused only its e-way bill: {words}",
    fix: "correct the transport details and ask for the e-way bill alone; don't make the invoice again",
    ..ANSWERED
};

static EINV_EWAY_BILL: Rule = Rule {
    id: "einv.ewb_refused",
    message: "the invoice stays registered (IRN {irn}); einv refused only its e-way bill, before sending it: {words}",
    fix: "correct the transport details and ask for the e-way bill alone; don't make the invoice again",
    ..KNOWN
};

static PORTAL_CANCELLATION: Rule = Rule {
    id: "portal.cancel_refused",
    message: "the invoice stays registered (IRN {irn}); the portal refused to cancel it: {words}",
    fix: "correct the invoice by a credit or debit note; einv_explain says more about the code",
    ..ANSWERED
};

static EINV_CANCELLATION: Rule = Rule {
    id: "einv.cancel_refused",
    message: "the invoice stays registered (IRN {irn}); einv refused to cancel it and did not ask the portal: {words}",
    fix: "correct the invoice by a credit or debit note; einv_explain says more about the code",
    ..KNOWN
};

static PORTAL_EWAY_BILL_CANCELLATION: Rule = Rule {
    id: "portal.ewb_cancel_refused",
    message: "the e-way bill and the invoice stand (IRN {irn}); the portal refused to cancel the e-way bill: {words}",
    fix: "look at the e-way bill at the e-way bill system; einv_explain says more about the code",
    ..ANSWERED
};

static EINV_EWAY_BILL_CANCELLATION: Rule = Rule {
    id: "einv.ewb_cancel_refused",
    message: "the e-way bill and the invoice stand (IRN {irn}); einv refused to cancel the e-way bill and did not ask the portal: {words}",
    fix: "look at the e-way bill at the e-way bill system; einv_explain says more about the code",
    ..KNOWN
};

const fn rule(by: Refuser, what: Subject) -> &'static Rule {
    match (by, what) {
        (Refuser::Portal, Subject::Document) => &PORTAL_DOCUMENT,
        (Refuser::Einv, Subject::Document) => &EINV_DOCUMENT,
        (Refuser::Portal, Subject::EwayBill) => &PORTAL_EWAY_BILL,
        (Refuser::Einv, Subject::EwayBill) => &EINV_EWAY_BILL,
        (Refuser::Portal, Subject::Cancellation) => &PORTAL_CANCELLATION,
        (Refuser::Einv, Subject::Cancellation) => &EINV_CANCELLATION,
        (Refuser::Portal, Subject::EwayBillCancellation) => &PORTAL_EWAY_BILL_CANCELLATION,
        (Refuser::Einv, Subject::EwayBillCancellation) => &EINV_EWAY_BILL_CANCELLATION,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Subject; 4] =
        [Subject::Document, Subject::EwayBill, Subject::Cancellation, Subject::EwayBillCancellation];

    #[test]
    fn only_a_refusal_by_the_portal_says_that_the_portal_refused() {
        for what in ALL {
            for (by, portal) in [(Refuser::Portal, true), (Refuser::Einv, false)] {
                let text = rule(by, what).message;
                assert_eq!(text.contains("the portal refused"), portal, "{text}");
                assert_eq!(text.contains("einv refused"), !portal, "{text}");
                assert_eq!(text.contains("refused the document"), what == Subject::Document, "{text}");
                assert_eq!(text.contains("{irn}"), what != Subject::Document, "{text}");
            }
        }
    }

    #[test]
    fn every_refusal_has_its_hindi() {
        for rule in ALL.into_iter().flat_map(|what| [rule(Refuser::Portal, what), rule(Refuser::Einv, what)]) {
            for english in [rule.message, rule.fix] {
                assert_ne!(Language::Hi.say(english), english);
            }
        }
    }
}
