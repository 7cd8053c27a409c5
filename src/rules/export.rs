//! The details of an export: port, country, currency.

use super::{OfDocument, RuleCase, RuleFindings, open};
use crate::codes::OpenList;
use crate::finding::Rule;
use crate::settings::ExportDetails;

const DETAILS: OfDocument = OfDocument {
    rule: Rule {
        id: "export.details",
        code: Some("2208"),
        path: "/ExpDtls",
        message: "the export has no export details",
        fix: "add ExpDtls with port, country and currency",
        source: "NIC error list of 2020",
        setting: Some("export_details"),
        ..Rule::ERROR
    },
    check: details,
};

fn details(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let required = case.settings.export_details == ExportDetails::Required;
    if required && case.is_export() && case.invoice.export.is_none() {
        found.push(rule.at(rule.path));
    }
}

const PORT: OfDocument = OfDocument {
    rule: Rule {
        id: "export.port",
        code: Some("2201"),
        path: "/ExpDtls/Port",
        message: "port {value} is not in einv's list of {day}; the portal may know it",
        fix: "use the port's code of six characters (INMAA1); einv_codes lists them",
        source: "NIC error list; port master",
        setting: Some("port_unknown"),
        ..Rule::WARNING
    },
    check: port,
};

fn port(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let port = case.invoice.export.as_deref().and_then(|e| e.port.as_deref());
    open::judge(case, OpenList::Port, port, rule.at(rule.path), "port", found);
}

const COUNTRY: OfDocument = OfDocument {
    rule: Rule {
        id: "export.country",
        code: Some("2202"),
        path: "/ExpDtls/CntCode",
        message: "country {value} is not in einv's list of {day}; the portal may know it",
        fix: "use the country's two letters; einv_codes lists them",
        source: "NIC error list; ISO 3166-1",
        setting: Some("country_unknown"),
        ..Rule::WARNING
    },
    check: country,
};

fn country(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let country = case.invoice.export.as_deref().and_then(|e| e.country.as_deref());
    open::judge(case, OpenList::Country, country, rule.at(rule.path), "country", found);
}

const CURRENCY: OfDocument = OfDocument {
    rule: Rule {
        id: "export.currency",
        code: Some("2203"),
        path: "/ExpDtls/ForCur",
        message: "currency {value} is not in einv's list of {day}; the portal may know it",
        fix: "use the currency's three letters; einv_codes lists them",
        source: "NIC error list; ISO 4217",
        setting: Some("currency_unknown"),
        ..Rule::WARNING
    },
    check: currency,
};

fn currency(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let currency = case.invoice.export.as_deref().and_then(|e| e.currency.as_deref());
    open::judge(case, OpenList::Currency, currency, rule.at(rule.path), "currency", found);
}

const RUPEES: OfDocument = OfDocument {
    rule: Rule {
        id: "export.rupees",
        path: "/ExpDtls/ForCur",
        message: "the additional currency is {value}; every amount is in rupees anyway",
        fix: "leave ForCur out, or give the foreign currency",
        source: "FORM GST INV-01 item 1.6",
        ..Rule::WARNING
    },
    check: rupees,
};

fn rupees(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let currency = case.invoice.export.as_deref().and_then(|e| e.currency.as_deref());
    if currency == Some("INR") {
        found.push(rule.at(rule.path).value("INR"));
    }
}

pub(super) const RULES: &[OfDocument] = &[DETAILS, PORT, COUNTRY, CURRENCY, RUPEES];
