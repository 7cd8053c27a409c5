//! Codes of the open lists. The portal may know a code that our list lacks, so that is a warning unless a setting says
//! otherwise.

use super::{RuleCase, RuleFindings};
use crate::codes::{CodeStanding, OpenList};
use crate::finding::{Finding, Severity};
use crate::settings::Weight;

/// Missing in every list; the rules' own message says so.
const UNPROVEN: &str = "{what} {value} is in einv's list of {day}, but the e-invoice portal is not known to accept it";
const REFUSED: &str = "the e-invoice portal has refused {what} {value} before";
/// A port has six characters: a code of another length is wrong, whatever the list.
const NO_PORT: &str = "{what} {value} doesn't have six characters";
const ENDED: &str = "{what} {value} ended on {last}";
const LET_THE_PORTAL_SAY: &str = "if the code is right, send the bill: the portal decides";
const EIGHT_DIGITS: &str = "if the portal refuses it, use the code of eight digits: {near}";

/// A code of an open list with a remark.
pub(super) struct OpenCodeDoubt<'c> {
    open: OpenList,
    code: &'c str,
    standing: CodeStanding,
    severity: Severity,
    /// It can't be a code at all.
    misshapen: bool,
}

impl<'c> OpenCodeDoubt<'c> {
    /// Returns the remark about a code; `None` where it is good, or the setting is off.
    pub fn of(case: &RuleCase<'_, '_>, open: OpenList, code: &'c str) -> Option<OpenCodeDoubt<'c>> {
        match case.lists().standing(open, code, case.dated()) {
            CodeStanding::Good => None,
            standing => OpenCodeDoubt::weighed(case, open, code, standing),
        }
    }

    #[cold]
    fn weighed(
        case: &RuleCase<'_, '_>,
        open: OpenList,
        code: &'c str,
        standing: CodeStanding,
    ) -> Option<OpenCodeDoubt<'c>> {
        let weight: Weight = match open {
            OpenList::Hsn => case.settings.hsn_unknown,
            OpenList::Port => case.settings.port_unknown,
            OpenList::Country => case.settings.country_unknown,
            OpenList::Currency => case.settings.currency_unknown,
        };
        let misshapen = open == OpenList::Port && code.len() != 6;
        let severity = if misshapen { Severity::Error } else { weight.severity()? };
        Some(OpenCodeDoubt { open, code, standing, severity, misshapen })
    }

    /// Adds the remark to a finding at its place. `what` names the code for people: `line 3: HSN`.
    pub fn about(&self, case: &RuleCase<'_, '_>, fault: Finding, what: &str) -> Finding {
        let fault = fault.severity(self.severity).value(self.code).word("what", what).word("day", case.lists().day());
        let near = self.near(case);
        let fault = if self.misshapen { fault.says(NO_PORT) } else { fault };
        match self.standing {
            CodeStanding::Good | CodeStanding::Missing => fault.nearest(&near),
            CodeStanding::Ended(last) => fault.says(ENDED).word("last", last).nearest(&near),
            CodeStanding::Unproven => self.eight(case, fault.says(UNPROVEN)),
            CodeStanding::Refused => self.eight(case, fault.says(REFUSED)),
        }
    }

    /// The codes that may have been meant, with their names.
    fn near(&self, case: &RuleCase<'_, '_>) -> Vec<String> {
        let (lists, on) = (case.lists(), case.dated());
        let rows = match self.open {
            OpenList::Hsn => {
                return lists.hsn().nearest(self.code, on).iter().take(3).map(|code| named(case, code)).collect();
            }
            OpenList::Port => lists.ports().nearest(self.code, on),
            OpenList::Country => lists.countries().nearest(self.code, on),
            OpenList::Currency => lists.currencies().nearest(self.code, on),
        };
        rows.iter().map(|row| format!("{} ({})", row.code, shortened(row.name))).collect()
    }

    /// The codes of eight digits under a shorter HSN: the portal has accepted eight digits where it refused six.
    fn eight(&self, case: &RuleCase<'_, '_>, fault: Finding) -> Finding {
        let longer = match self.open {
            OpenList::Hsn if self.code.len() < 8 => seen_below(case, self.code),
            _ => Vec::new(),
        };
        match &longer[..] {
            [] => fault.with_fix(LET_THE_PORTAL_SAY),
            longer => fault.with_fix(EIGHT_DIGITS).word("near", longer.join(", ")),
        }
    }
}

/// HSN codes of eight digits that begin so and were seen at the portal, with their names.
fn seen_below(case: &RuleCase<'_, '_>, code: &str) -> Vec<String> {
    let hsn = case.lists().hsn();
    let good = hsn.starting(code).filter(|longer| longer.len() == 8 && hsn.is_good(longer));
    good.take(3).map(|code| named(case, &code)).collect()
}

/// `20081921 (Makhana, popped)`.
fn named(case: &RuleCase<'_, '_>, code: &str) -> String {
    match case.lists().hsn().row(code) {
        Some(row) => format!("{code} ({})", shortened(&row.name)),
        None => code.to_owned(),
    }
}

/// A name, cut to the length of an advice.
fn shortened(name: &str) -> String {
    const MOST: usize = 48;
    match name.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", name[..at].trim_end()),
        None => name.to_owned(),
    }
}

/// Reports the remark about a code outside the lines, unless its shape has been reported already.
pub(super) fn judge(
    case: &RuleCase<'_, '_>,
    open: OpenList,
    code: Option<&str>,
    fault: Finding,
    what: &str,
    found: &mut RuleFindings,
) {
    let least = if open == OpenList::Currency { 3 } else { 2 };
    let Some(code) = code.filter(|code| code.len() >= least) else { return };
    if let Some(doubt) = OpenCodeDoubt::of(case, open, code)
        && found.at(&fault.path).is_none()
    {
        found.push(doubt.about(case, fault, what));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn remarks_about_codes_exist_in_hindi_too() {
        for english in
            [UNPROVEN, REFUSED, NO_PORT, ENDED, LET_THE_PORTAL_SAY, EIGHT_DIGITS, "line 7: HSN", "line 7: country"]
        {
            let hindi = Language::Hi.say(english);
            let words = |text: &str| text.matches('{').count();
            assert!(hindi != english && words(&hindi) == words(english), "{english}");
        }
    }
}
