//! GSTR-1A of what was cancelled after GSTR-1 was filed: the filed row can't be deleted any more, so it is amended to nothing.

use super::{Doc, ReturnMaking, Route, faults};
use crate::law::gstr1::{Original, ReturnDocument, ReturnKey, TaxSums};
use crate::money::Amount;

impl ReturnMaking<'_> {
    /// Takes up a document that the filed return has, and that is cancelled since.
    pub(super) fn zeroed(&mut self, doc: &Doc<'_>) {
        let unread = || self.unreadable(ReturnKey::UNREAD);
        let placed = ReturnKey::of(&doc.invoice).ok_or_else(unread).and_then(|key| self.entry(doc, &key));
        match placed {
            Ok((entry, by_operator)) => {
                self.findings.push(faults::ZEROED.at(&entry.at).value(&entry.number));
                let original = Original { number: Some(entry.number.clone()), date: Some(entry.date) };
                let by_rate = entry.by_rate.keys().map(|rate| (*rate, TaxSums::default())).collect();
                let nothing = ReturnDocument { value: Amount::ZERO, by_rate, original, etin: None, ..entry };
                self.put(doc, nothing, by_operator, Route::File);
            }
            Err(finding) => self.not_placed(doc, finding),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Day;
    use crate::codes::Lists;
    use crate::gstin::Gstin;
    use crate::invoice;
    use crate::irn::Irn;
    use crate::language::Language;
    use crate::law::gstr1::given::{Amendment, AskedReturn, BesideDocument, ReturnScope};
    use crate::law::gstr1::make::{LedgerStanding, Made, ReturnTerms};
    use crate::law::gstr1::{Period, Span};
    use crate::law::reconcile::StandingInLedger;
    use crate::status::Status;

    const INVOICE: &str = r#"{"TranDtls": {"TaxSch": "GST", "SupTyp": "B2B"}, "DocDtls": {"Typ": "INV", "No": "Z/1", "Dt": "21/11/2026"},
        "SellerDtls": {"Gstin": "29AABCU9603R1ZJ"}, "BuyerDtls": {"Gstin": "27AABCU9603R1ZN", "Pos": "27"},
        "ItemList": [{"SlNo": "1", "IsServc": "N", "HsnCd": "48201090", "Qty": 1, "Unit": "NOS", "AssAmt": 100, "GstRt": 18, "IgstAmt": 18}],
        "ValDtls": {"AssVal": 100, "IgstVal": 18, "TotInvVal": 118}}"#;

    fn made(amendment: Option<Amendment>) -> Made {
        let day = |text: &str| Day::parse(text).unwrap();
        let gstin = Gstin::parse("29AABCU9603R1ZJ").unwrap();
        let asked = AskedReturn {
            filed: Some(day("2026-12-10")),
            ..AskedReturn::new(gstin, Span::month(Period::parse("112026").unwrap()))
        };
        let (language, lists) = (Language::default(), Lists::default());
        let how = ReturnTerms { scope: ReturnScope::Rest, amendment, today: day("2026-12-12"), lists, language };
        let (invoice, _) = invoice::read(INVOICE).unwrap();
        let held = LedgerStanding {
            irn: Irn::parse(&"ab".repeat(32)).unwrap(),
            status: Status::Cancelled,
            standing: StandingInLedger::Cancelled,
            registered: Some(day("2026-12-10")),
            cancelled: Some(day("2026-12-11")),
        };
        let mut making = ReturnMaking::new(Some(&asked), &how);
        making.document(&Doc { invoice, fault: None, beside: BesideDocument::default(), held: Some(held) });
        making.finish()
    }

    #[test]
    fn gstr_1a_amends_to_nothing_what_was_cancelled_after_filing() {
        let rules = |made: &Made| made.findings.list.iter().map(|finding| finding.rule.id).collect::<Vec<_>>();
        let plain = made(None);
        assert!(rules(&plain).contains(&"gstr1.cancelled_after") && plain.sections.find("b2ba").is_none());
        let one_a = made(Some(Amendment::OneA));
        assert!(rules(&one_a).contains(&"gstr1.zeroed"), "{:?}", rules(&one_a));
        let row = serde_json::to_value(one_a.sections.find("b2ba").unwrap()).unwrap();
        let row = &row[0]["inv"][0];
        assert_eq!((&row["inum"], &row["oinum"], &row["oidt"]), (&"Z/1".into(), &"Z/1".into(), &"21-11-2026".into()));
        let line = &row["itms"][0]["itm_det"];
        let amounts = [&row["val"], &line["txval"], &line["iamt"]].map(|amount| amount.as_f64());
        assert_eq!((amounts, line["rt"].as_f64()), ([Some(0.0); 3], Some(18.0)));
    }
}
