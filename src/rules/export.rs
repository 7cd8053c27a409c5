//! What an export adds: port, country, currency.

use super::{Case, Findings, OfDocument};
use crate::codes::{countries, currencies, ports};
use crate::finding::Rule;
use crate::settings::ExportDetails;

fn details(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let required = case.settings.export_details == ExportDetails::Required;
    if required && case.is_export() && case.invoice.export.is_none() {
        found.push(rule.at(rule.path));
    }
}

/// A code of the export block that no list knows; its letters and length are the reader's business.
fn unlisted<'c>(
    code: Option<&'c str>,
    length: usize,
    list: crate::codes::List,
    case: &Case<'_, '_>,
) -> Option<(&'c str, Vec<&'static str>)> {
    let code = code.filter(|code| code.len() >= length)?;
    list.on(code, case.today()).is_none().then(|| (code, list.nearest(code)))
}

fn port(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let port = case.invoice.export.as_deref().and_then(|e| e.port.as_deref());
    if let Some((code, near)) = unlisted(port, 2, ports::LIST, case)
        && found.at(rule.path).is_none()
    {
        found.push(rule.at(rule.path).value(code).nearest(&near));
    }
}

fn country(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let country = case.invoice.export.as_deref().and_then(|e| e.country.as_deref());
    if let Some((code, near)) = unlisted(country, 2, countries::LIST, case)
        && found.at(rule.path).is_none()
    {
        found.push(rule.at(rule.path).value(code).nearest(&near));
    }
}

fn currency(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let currency = case.invoice.export.as_deref().and_then(|e| e.currency.as_deref());
    if let Some((code, near)) = unlisted(currency, 3, currencies::LIST, case)
        && found.at(rule.path).is_none()
    {
        found.push(rule.at(rule.path).value(code).nearest(&near));
    }
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
            "the portal has no port {value}",
            "use the port's code of six characters (INMAA1); einv_codes lists them",
            "NIC error list; port master",
        )
        .facts(&["FLD-047"]),
        port,
    ),
    OfDocument(
        Rule::error(
            "export.country",
            "2202",
            "/ExpDtls/CntCode",
            "{value} is no country",
            "use the country's two letters; einv_codes lists them",
            "NIC error list; ISO 3166-1",
        )
        .facts(&["FLD-048"]),
        country,
    ),
    OfDocument(
        Rule::error(
            "export.currency",
            "2203",
            "/ExpDtls/ForCur",
            "{value} is no currency",
            "use the currency's three letters; einv_codes lists them",
            "NIC error list; ISO 4217",
        )
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
