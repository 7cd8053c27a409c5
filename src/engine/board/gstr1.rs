//! GSTR-1: where documents land in it, and its file.

use crate::answer::gstr1::{BesideDocument, GivenDocument, Gstr1, Gstr1Form, Gstr1Request, Return, ReturnDocuments};
use crate::calendar::{Clock, Day};
use crate::codes::Lists;
use crate::engine::bill::given::TakenDocument;
use crate::engine::bill::purpose::BillPurpose;
use crate::engine::board::standing::held;
use crate::engine::config::choices::Normalize;
use crate::engine::config::options::{CallOptions, Gstr1Options};
use crate::engine::process::call::EngineCall;
use crate::engine::process::engine::Engine;
use crate::engine::table;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Severity;
use crate::gstin::Gstin;
use crate::invoice;
use crate::law::gstr1::given::AskedReturn;
use crate::law::gstr1::make::{Doc, ReturnMaking, ReturnTerms};
use crate::law::gstr1::{ReturnDocument, needs};
use crate::law::reconcile::sheets::FileHints;
use crate::ledger::DocumentFilter;
use crate::story::{DocumentState, NumberKey, Record};
use std::num::NonZeroUsize;

/// Documents read from the ledger at a time.
const PAGE: usize = 200;

/// GSTR-1: of invoices, or of a taxpayer's documents in the ledger and those that are given.
pub fn gstr1(engine: Option<&Engine>, request: Gstr1Request<'_>, options: &Gstr1Options) -> Result<Gstr1> {
    let options = &options.0;
    let how = ReturnTerms {
        scope: options.scope.unwrap_or_default(),
        amendment: options.amendment,
        today: options.time(&engine.map_or(Clock::Wall, |engine| engine.clock.clone())).day(),
        lists: engine.map_or_else(Lists::default, Engine::lists_as_heard),
        language: crate::engine::process::context::language(engine, options),
    };
    let file = options.form == Some(Gstr1Form::Upload);
    let (asked, given) = match request {
        Gstr1Request::Invoices(_) if file => {
            return Err(Error::new(ErrorKind::Option, "a file is of a taxpayer and a period")
                .at("/form")
                .fix("give {\"gstin\", \"period\", \"documents\"}"));
        }
        Gstr1Request::Invoices(list) => {
            (None, Some(ReturnDocuments::Each(list.into_iter().map(GivenDocument::new).collect())))
        }
        Gstr1Request::Return(request) => {
            let given = request.documents;
            let mut asked = request.asked;
            let said = FileHints { gstin: None, period: None, own: Some(asked.gstin) };
            asked.downloads.extend(
                crate::engine::board::reconcile::lists(request.downloads, said)?.into_iter().map(|(list, _)| list),
            );
            (Some(asked), given)
        }
    };
    let call = match (&asked, engine) {
        (Some(asked), Some(engine)) => {
            if how.amendment.is_some() && asked.filed.is_none() {
                return Err(Error::new(
                    ErrorKind::Json,
                    "GSTR-1A amends a filed GSTR-1, and the day of filing is missing",
                )
                .at("/filed")
                .fix("give the day, like 2026-12-11"));
            }
            Some(engine.call(options)?)
        }
        (Some(asked), None) if given.is_none() && asked.rows.is_empty() => {
            return Err(Error::new(ErrorKind::Handle, "a period is read from a ledger, and there is no engine")
                .fix("open an engine, or give documents or rows"));
        }
        (Some(_) | None, _) => None,
    };
    let in_time = || call.as_ref().map_or(Ok(()), EngineCall::in_time);
    let given = read_all(engine, options, given, asked.as_ref().map(|asked| asked.gstin))?;
    let mut making = ReturnMaking::new(asked.as_ref(), &how);
    for (document, beside) in &given {
        in_time()?;
        making.remember(&invoice::read(document.text())?.0, beside);
    }
    if let (Some(asked), Some(call)) = (&asked, &call) {
        each_of_ledger(call, asked, |record| {
            making.document(&held(record)?);
            Ok(())
        })?;
    }
    for (document, beside) in &given {
        in_time()?;
        let (invoice, findings) = invoice::read(document.text())?;
        let consumer = ReturnDocument::is_of_consumer(&invoice);
        let all = document.faults().chain(&findings);
        let fault = all.into_iter().find(|f| f.severity == Severity::Error && needs::of_return(&f.path, consumer));
        let fault = fault.map(|fault| format!("{}: {}", fault.path, fault.message(how.language)));
        making.document(&Doc { invoice, fault, beside: beside.clone(), held: None });
    }
    let made = making.finish();
    in_time()?;
    let made = Return {
        sandbox: asked.is_some() && engine.is_some_and(Engine::is_sandbox),
        gstin: asked.as_ref().map(|asked| asked.gstin),
        documents: made.documents,
        sections: made.sections,
        totals: made.totals,
        in_file: made.in_file,
        findings_left_out: NonZeroUsize::new(made.findings.left_out),
        findings: made.findings,
    };
    Ok(match asked.filter(|_| file) {
        Some(asked) => made.into_file(asked.gstin, asked.span.filed_for()),
        None => Gstr1::Return(Box::new(made)),
    })
}

/// The bills that are given, as INV-01. In the return of a taxpayer a bill may be of any shape, and to a consumer.
fn read_all<'t>(
    engine: Option<&Engine>,
    options: &CallOptions,
    given: Option<ReturnDocuments<'t>>,
    whose: Option<Gstin>,
) -> Result<Vec<(TakenDocument<'t>, BesideDocument)>> {
    let purpose = whose.map_or(BillPurpose::Send, BillPurpose::Return);
    let mut options = options.clone();
    if whose.is_some() {
        options.normalize = options.normalize.or(Some(Normalize::OtherShapes));
    }
    match given {
        None => Ok(Vec::new()),
        Some(ReturnDocuments::Each(list)) => {
            let mut context = crate::engine::process::context::context(engine, &options);
            purpose.limit(&mut context);
            let read = |given: GivenDocument<'t>| {
                let taken = TakenDocument::with_purpose(engine, &options, &context, given.invoice, purpose)?;
                Ok((taken, given.beside))
            };
            list.into_iter().map(read).collect()
        }
        Some(ReturnDocuments::Table(request)) => {
            let mut all = Vec::new();
            table::every_bill(engine, &request, &options, purpose, &mut |bill| {
                if bill.invoice.is_some() {
                    all.push((TakenDocument::of_table(bill), BesideDocument::default()));
                }
                Ok(())
            })?;
            Ok(all)
        }
    }
}

/// The ledger's documents of a return in the order of date, type and number, a page at a time: other calls read between two
/// pages, and memory holds one.
fn each_of_ledger(
    call: &EngineCall<'_>,
    asked: &AskedReturn,
    mut work: impl FnMut(&Record) -> Result<()>,
) -> Result<()> {
    let pick = DocumentFilter {
        gstin: Some(asked.gstin),
        from: Some(asked.span.begins()),
        to: Some(asked.span.ends()),
        states: DocumentState::ALL.to_vec(),
        number: None,
    };
    let mut after: Option<(NumberKey, Day)> = None;
    loop {
        call.in_time()?;
        let last = after.as_ref().map(|(key, day)| (key, *day));
        let page = call.live.ledger.picked(&pick, last, 0, PAGE)?;
        let Some((key, record)) = page.last() else { return Ok(()) };
        after = Some((key.clone(), record.date()));
        for (_, record) in &page {
            call.in_time()?;
            work(record)?;
        }
    }
}
