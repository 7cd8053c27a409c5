//! `docs/law.md`, written from the tables.

use super::Sure;
use super::tables::*;
use crate::money::Amount;
use std::fmt::Write;

/// The whole page.
fn document() -> String {
    let mut page = String::from(
        "# The law\n\n\
         The law as `einv_applicability`, `einv_submit` with `\"when\": \"required\"`, `einv_cancel`, `einv_gstr1` and `einv_reconcile` use it.\n\
         This page is generated from `data/law/*.csv`; change it there. Not legal advice.\n\n\
         How sure each row is: **verified**, someone read the official text; **reprinted**, public pages reprint or summarise\n\
         it; **secondary**, only secondary pages say so; **unverified**, general background that no one checked. Every reason in an\n\
         answer has this word: a verdict based on a secondary row says so. Nothing newer than the texts of 2026 was read.\n",
    );
    required(&mut page);
    in_time(&mut page);
    otherwise(&mut page);
    returns(&mut page);
    page
}

/// Who must report, and which documents.
fn required(page: &mut String) {
    heading(
        page,
        "Turnover",
        "Required when the turnover of any year from 2017-18 to the one before the document's was more than this (exactly\n\
         the sum is not more), by PAN, all India. A year not known leaves the answer open, unless another known one was above.",
    );
    let rows = THRESHOLDS.iter().map(|t| {
        let force = if t.in_force { "" } else { "never in force. " };
        let duty = match t.duty {
            ThresholdPurpose::EInvoice => "e-invoice",
            ThresholdPurpose::B2cQr => "B2C QR code",
        };
        [
            duty.into(),
            crore(t.amount),
            t.from.to_string(),
            format!("{} of {}", t.notification, t.dated),
            sure(t.sure),
            format!("{force}{}", t.note),
        ]
    });
    table(page, ["for", "more than", "from", "source", "how sure", "note"], rows);
    heading(
        page,
        "Classes of taxpayer",
        "The exemption applies to the person, for all its supplies. \"doubtful\": sources differ, the answer is `cannot_tell`.",
    );
    let rows = CLASSES.iter().map(|c| {
        let exempt = match c.exempt {
            Exempt::Yes => format!("from {}", c.from),
            Exempt::No => "no".into(),
            Exempt::Doubtful => "doubtful".into(),
        };
        let source = [c.provision, c.notification].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(", ");
        let qr = if c.b2c_qr { "yes" } else { "excluded" };
        [format!("`{}`", c.class.name()), c.name.into(), exempt, qr.into(), source, sure(c.sure), c.note.into()]
    });
    table(page, ["class", "the supplier is", "exempt", "B2C QR code", "source", "how sure", "note"], rows);
    heading(page, "Documents, buyers, supplies", "One kind that is not covered is enough for `not_required`.");
    let rows = COVERAGE.iter().map(|c| {
        let about = match c.about {
            CoveragePart::Document => "document",
            CoveragePart::Buyer => "buyer",
            CoveragePart::Supply => "supply",
        };
        let covered = match c.covered {
            Covered::Yes => "yes",
            Covered::No => "no",
            Covered::Doubtful => "doubtful",
        };
        [about.into(), format!("`{}`", c.name), covered.into(), c.message.into(), c.source.into(), sure(c.sure)]
    });
    table(page, ["what", "kind", "covered", "why", "source", "how sure"], rows);
}

/// Time limits.
fn in_time(page: &mut String) {
    heading(
        page,
        "Time limit for reporting",
        "By the document's date, for invoices, credit and debit notes alike; the portal answers 2305 later. Settings\n\
         `thirty_day_rule` and `ten_crore` decide what the advisories leave open; which year's turnover counts they don't say, so\n\
         the highest known is taken.",
    );
    let rows = REPORTING.iter().map(|r| {
        let days = match r.counted {
            Counted::DayOne => format!("{}, counted from the document's day", r.days),
            Counted::After => format!("{} after the document's day", r.days),
        };
        let status = match r.status {
            LimitEffect::InForce => "in force",
            LimitEffect::Never => "never enforced",
            LimitEffect::Relief => "relief",
        };
        let by = match r.goes_by {
            GoesBy::DocumentDate => "documents dated",
            GoesBy::ReportingDate => "reported",
        };
        let until = r.to.map(|to| format!(" to {to}")).unwrap_or_default();
        [
            format!("{by} from {}{until}", r.from),
            r.turnover.map_or("any".into(), crore),
            days,
            status.into(),
            r.source.into(),
            sure(r.sure),
            r.note.into(),
        ]
    });
    table(page, ["when", "turnover from", "days", "status", "source", "how sure", "note"], rows);
    heading(page, "Windows", "");
    let rows =
        WINDOWS.iter().map(|w| [w.name.into(), w.hours.to_string(), w.what.into(), w.source.into(), sure(w.sure)]);
    table(page, ["window", "hours", "what", "source", "how sure"], rows);
    heading(
        page,
        &format!("After the {CANCEL_HOURS} hours"),
        "`einv_cancel` names these; with `\"draft\": true` it adds the note that takes the whole document back, ready for\n\
         `einv_compute` but for its number, which is of your own series.",
    );
    let rows = REMEDIES.iter().map(|r| [r.remedy.into(), r.when.into(), r.what.into(), r.source.into(), sure(r.sure)]);
    table(page, ["remedy", "when", "how", "source", "how sure"], rows);
    heading(page, "Days", "Other first and last days.");
    let rows = DAYS.iter().map(|d| [d.day.to_string(), d.what.into(), d.source.into(), sure(d.sure)]);
    table(page, ["day", "what", "source", "how sure"], rows);
    heading(
        page,
        "Goods taxed on their retail price",
        "By the first digits of the HSN code; the longest row that fits counts.",
    );
    let rows =
        RETAIL_PRICE_GOODS.iter().map(|g| [g.hsn.into(), yes(g.taxed), g.what.into(), g.source.into(), sure(g.sure)]);
    table(page, ["HSN", "taxed on it", "goods", "source", "how sure"], rows);
    heading(
        page,
        "Rates of some goods",
        "A line with another rate gets a warning; 0 and 0.1 are always possible. The longest code that fits counts.",
    );
    let day = |day: Option<crate::calendar::Day>| day.map(|d| d.to_string()).unwrap_or_default();
    let rows = RATES_OF_GOODS.iter().map(|r| {
        let rates = r.rates.iter().map(Amount::to_string).collect::<Vec<_>>().join(", ");
        [r.hsn.into(), r.what.into(), rates, day(r.from), day(r.to), r.source.into(), sure(r.sure)]
    });
    table(page, ["HSN", "goods", "percent", "from", "to", "source", "how sure"], rows);
    heading(page, "Services at a place", "Their place of supply is where they are performed.");
    let rows = PLACE_SERVICES.iter().map(|s| [s.hsn.into(), s.what.into(), s.source.into(), sure(s.sure)]);
    table(page, ["SAC", "service", "source", "how sure"], rows);
    heading(
        page,
        "Credit notes",
        "A late one gets a warning and is sent. Without the date of the invoice this can't be checked.",
    );
    let rows = NOTE_LIMITS.iter().map(|n| [n.from.to_string(), n.what.into(), n.source.into(), sure(n.sure)]);
    table(page, ["notes from", "what", "source", "how sure"], rows);
    heading(page, "Reliefs", "");
    let rows = RELIEFS
        .iter()
        .map(|r| [format!("{} to {}", r.from, r.to), r.what.into(), r.notifications.into(), sure(r.sure)]);
    table(page, ["documents dated", "what", "source", "how sure"], rows);
}

/// Penalties, and the other tables.
fn otherwise(page: &mut String) {
    heading(
        page,
        "Penalties",
        "The exposure in an answer is the first that fits, with the tax of the document; for a credit note section 125 (unverified).\n\
         IGST is counted like CGST and SGST of half each (unverified).",
    );
    let rows = PENALTIES.iter().map(|p| {
        let amount = p.amount.map_or(String::new(), |a| a.to_string());
        let acts = if p.both_acts { "central and state" } else { "central" };
        [p.section.into(), amount, acts.into(), p.what.into(), sure(p.sure)]
    });
    table(page, ["section", "rupees", "Acts", "what", "how sure"], rows);
    heading(
        page,
        "E-way bill",
        "Whether one is due if the goods move. Inside a state its own limit counts. Up to one\n\
         value no source asks for a bill, above another every source does; between them, or where no such value is\n\
         named because more than the value matters, the answer is `cannot_tell`.",
    );
    let rows = EWAY_BILL.iter().map(|e| {
        let scope = match e.scope {
            MovementScope::Interstate => "between states",
            MovementScope::Intrastate => "inside a state",
        };
        let state = if e.state.is_empty() { "any".into() } else { format!("{} ({})", e.note, e.state) };
        let note = if e.state.is_empty() { e.note } else { "" };
        let limit = e.limit.map_or("none needed".into(), |limit| limit.to_string());
        let rupees = |amount: Option<Amount>| amount.map_or(String::new(), |amount| amount.to_string());
        let from = e.from.map(|day| day.to_string()).unwrap_or_default();
        let (least, surely) = (rupees(e.least), rupees(e.surely));
        [scope.into(), state, limit, least, surely, from, e.source.into(), sure(e.sure), note.into()]
    });
    let columns = ["movement", "state", "more than", "none up to", "due above", "from", "source", "how sure", "note"];
    table(page, columns, rows);
    let rows = EWAY_MOVEMENTS.iter().map(|m| {
        let effect = match m.effect {
            Effect::Free => "needs none",
            Effect::AnyValue => "needs one at any value between states",
            Effect::PartA => "Part A is enough",
        };
        [format!("`{}`", m.name.name()), m.what.into(), effect.into(), m.source.into(), sure(m.sure)]
    });
    table(page, ["movement", "what", "e-way bill", "source", "how sure"], rows);
    let rows = EWAY_TERMS.iter().map(|t| {
        let unit = match t.unit {
            Unit::Km => "km",
            Unit::Hours => "hours",
            Unit::Days => "days",
        };
        [
            t.name.replace('_', " "),
            format!("{} {unit}", t.count),
            t.from.to_string(),
            t.what.into(),
            t.source.into(),
            sure(t.sure),
        ]
    });
    table(page, ["term", "how long", "from", "what", "source", "how sure"], rows);
    let rows = EWAY_FREE_GOODS.iter().map(|g| {
        let freed = match g.freed {
            Freed::Yes => "yes",
            Freed::No => "no",
            Freed::Partly => "partly",
            Freed::Untaxed => "where no tax is charged",
        };
        [g.hsn.into(), freed.into(), g.what.into(), g.source.into(), sure(g.sure)]
    });
    table(page, ["HSN", "needs none", "goods", "source", "how sure"], rows);
    let rows = EWAY_GOLD.iter().map(|g| {
        [g.state.into(), g.from.to_string(), g.limit.to_string(), g.what.into(), g.source.into(), sure(g.sure)]
    });
    table(page, ["state", "since", "from rupees", "what", "source", "how sure"], rows);
    heading(
        page,
        "Dynamic QR code on bills to consumers",
        "Made by the supplier for payment; it is not the portal's signed QR code and carries no IRN.",
    );
    let rows =
        B2C_QR.iter().map(|q| [q.case.replace('_', " "), yes(q.due), q.what.into(), q.source.into(), sure(q.sure)]);
    table(page, ["case", "due", "what", "source", "how sure"], rows);
    let rows = B2C_QR_CONTENTS.iter().map(|q| {
        [q.field.into(), format!("`{}`", q.parameter), yes(q.must), q.what.into(), q.source.into(), sure(q.sure)]
    });
    table(page, ["content", "UPI parameter", "must", "what", "source", "how sure"], rows);
    page.push_str("\nThe UPI parameters' names are those that payment apps read; no text of the payments corporation was available (unverified).\n");
}

fn returns(page: &mut String) {
    heading(
        page,
        "GSTR-1",
        "Where a document lands, and where one that amends it does; `docs/returns.md` says how the return is made. The portal fills\n\
         in what e-invoices hold: sections b2b, exp, cdnr and, of exports, cdnur. Credit notes are taken away in table 12 and in\n\
         the totals.",
    );
    let rows = GSTR1.iter().map(|g| {
        let charge = if g.reverse_charge.is_empty() { "either" } else { g.reverse_charge };
        let words =
            [g.document, g.supply, charge, g.table, g.section, g.r#type, g.hsn, g.amended_table, g.amended_section];
        let [document, supply, charge, table, section, kind, hsn, later, later_section] = words.map(str::to_owned);
        [document, supply, charge, table, section, kind, hsn, later, later_section, sure(g.sure), g.note.into()]
    });
    table(
        page,
        [
            "document",
            "supply",
            "reverse charge",
            "table",
            "section",
            "type",
            "table 12",
            "amended in",
            "section",
            "how sure",
            "note",
        ],
        rows,
    );
    page.push_str(
        "\nSource: GSTN advisory of 30-11-2020 and its third version; the form. Nothing here was tried against GSTN.\n",
    );
    heading(page, "Consumers' invoices", "Between states, above this they stand by themselves in table 5.");
    let rows = B2CL.iter().map(|r| [r.from.to_string(), crore(r.limit), r.what.into(), r.source.into(), sure(r.sure)]);
    table(page, ["returns from", "more than", "what", "source", "how sure"], rows);
    heading(page, "Filing", "No return is taken more than these years after the day it was due (section 37(5)).");
    let rows = RETURNS.iter().map(|r| {
        let limit = r.limit.map(crore).unwrap_or_default();
        [r.filing.into(), r.day.to_string(), r.years.to_string(), limit, r.what.into(), r.source.into(), sure(r.sure)]
    });
    table(page, ["filing", "day", "years", "at most", "what", "source", "how sure"], rows);
}

fn heading(page: &mut String, title: &str, text: &str) {
    // Writing to a String can't fail.
    let _ = write!(page, "\n## {title}\n");
    if !text.is_empty() {
        let _ = write!(page, "\n{text}\n");
    }
}

fn table<const N: usize>(page: &mut String, columns: [&str; N], rows: impl Iterator<Item = [String; N]>) {
    let _ = write!(page, "\n| {} |\n|{}\n", columns.join(" | "), "---|".repeat(N));
    for row in rows {
        let _ = writeln!(page, "| {} |", row.map(|cell| cell.replace('|', "\\|")).join(" | "));
    }
}

fn sure(sure: Sure) -> String {
    sure.name().to_owned()
}

fn yes(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

fn crore(amount: Amount) -> String {
    super::words::rupees(amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Day;

    /// `EINV_WRITE_DOCS=1 cargo test` writes it.
    #[test]
    fn the_page_of_the_law_is_the_tables() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/law.md");
        if std::env::var_os("EINV_WRITE_DOCS").is_some() {
            std::fs::write(file, document()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(file).unwrap_or_default(), document(), "write it with EINV_WRITE_DOCS=1");
    }

    #[test]
    fn every_row_names_its_source_and_how_sure_it_is() {
        let page = document();
        let rows: Vec<&str> = page.lines().filter(|l| l.starts_with("| ")).collect();
        let sure = |row: &&&str| Sure::ALL.iter().any(|s| row.contains(&format!("| {} |", s.name())));
        let said = rows.iter().filter(sure).count();
        let tables = page.lines().filter(|l| l.starts_with("|---|")).count();
        assert_eq!(said, rows.len() - tables, "rows without a word on how sure they are");
        for c in CLASSES {
            assert!(!(c.provision.is_empty() && c.notification.is_empty()), "{} has no source", c.class.name());
        }
        assert!(COVERAGE.iter().all(|c| !c.source.is_empty()) && REPORTING.iter().all(|r| !r.source.is_empty()));
    }

    #[test]
    fn days_in_the_tables_are_plausible() {
        let begin = Day::new(2019, 12, 13).unwrap();
        for t in THRESHOLDS {
            assert!(t.dated >= begin && t.dated <= t.from, "{}", t.notification);
        }
        assert!(RELIEFS.iter().all(|r| r.from < r.to));
        assert!(REPORTING.is_sorted_by_key(|r| r.from));
    }
}
