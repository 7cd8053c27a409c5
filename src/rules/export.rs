//! What an export adds: port, country, currency.

use super::{Case, Findings, OfDocument, open};
use crate::codes::Open;
use crate::finding::Rule;
use crate::settings::ExportDetails;

fn details(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let required = case.settings.export_details == ExportDetails::Required;
    if required && case.is_export() && case.invoice.export.is_none() {
        found.push(rule.at(rule.path));
    }
}

fn port(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let port = case.invoice.export.as_deref().and_then(|e| e.port.as_deref());
    open::judge(case, Open::Port, port, rule.at(rule.path), "port", found);
}

fn country(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let country = case.invoice.export.as_deref().and_then(|e| e.country.as_deref());
    open::judge(case, Open::Country, country, rule.at(rule.path), "country", found);
}

fn currency(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let currency = case.invoice.export.as_deref().and_then(|e| e.currency.as_deref());
    open::judge(case, Open::Currency, currency, rule.at(rule.path), "currency", found);
}

fn rupees(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let currency = case.invoice.export.as_deref().and_then(|e| e.currency.as_deref());
    if currency == Some("INR") {
        found.push(rule.at(rule.path).value("INR"));
    }
}

pub(super) const RULES: &[OfDocument] = &[
    OfDocument(
        Rule::error(
            "export.details",
            "2208",
            "/ExpDtls",
            "an export without export details",
            "add ExpDtls with port, country and currency",
            "NIC error list of 2020",
        )
        .setting("export_details")
        .facts(&["EXP-001"]),
        details,
    ),
    OfDocument(
        Rule::error(
            "export.port",
            "2201",
            "/ExpDtls/Port",
            "port {value} is not in einv's list of {day}; the portal may know it",
            "use the port's code of six characters (INMAA1); einv_codes lists them",
            "NIC error list; port master",
        )
        .warning()
        .setting("port_unknown")
        .facts(&["FLD-047"]),
        port,
    ),
    OfDocument(
        Rule::error(
            "export.country",
            "2202",
            "/ExpDtls/CntCode",
            "country {value} is not in einv's list of {day}; the portal may know it",
            "use the country's two letters; einv_codes lists them",
            "NIC error list; ISO 3166-1",
        )
        .warning()
        .setting("country_unknown")
        .facts(&["FLD-048"]),
        country,
    ),
    OfDocument(
        Rule::error(
            "export.currency",
            "2203",
            "/ExpDtls/ForCur",
            "currency {value} is not in einv's list of {day}; the portal may know it",
            "use the currency's three letters; einv_codes lists them",
            "NIC error list; ISO 4217",
        )
        .warning()
        .setting("currency_unknown")
        .facts(&["FLD-049"]),
        currency,
    ),
    OfDocument(
        Rule::error(
            "export.rupees",
            "",
            "/ExpDtls/ForCur",
            "the additional currency is {value}; every amount is in rupees anyway",
            "leave ForCur out, or give the foreign currency",
            "FORM GST INV-01 item 1.6",
        )
        .warning()
        .facts(&["EXP-006"]),
        rupees,
    ),
];
