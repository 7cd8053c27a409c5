//! The ledger, and the books, against what the portal has; purchases against GSTR-2B.

use crate::answer::reconciled::{PortalFile, ReconcileBooks, ReconcileRequest, Reconciled, Side};
use crate::engine::bill::books::LedgerBooks;
use crate::engine::bill::completion::Completion;
use crate::engine::bill::purpose::BillPurpose;
use crate::engine::board::portal_file::{FileContent, contents};
use crate::engine::board::standing;
use crate::engine::process::call::EngineCall;
use crate::engine::process::context;
use crate::engine::table;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Severity;
use crate::gstin::Gstin;
use crate::invoice;
use crate::invoice::Invoice;
use crate::irn::DocumentNumber;
use crate::law::gstr1::{Period, ReturnDocument, needs};
use crate::law::reconcile::purchases::{Purchase, Statement, compare_with};
use crate::law::reconcile::sheets::{FileHints, read_workbook};
use crate::law::reconcile::{BookRegister, Booked, Ours, PortalList, Unread, reconcile as compare};
use crate::normalize::{JsonDocument, Skip};
use crate::rules::Context;
use crate::story::{NumberKey, Record};

/// The ledger against the portal's list of one GSTIN and period, or the purchase book against GSTR-2B.
pub fn reconcile(call: &EngineCall<'_>, request: ReconcileRequest) -> Result<Reconciled> {
    match request.side {
        Side::Sales => sales(call, request),
        Side::Purchases => purchases(call, request),
    }
}

fn sales(call: &EngineCall<'_>, request: ReconcileRequest) -> Result<Reconciled> {
    let own = match &call.engine.resolved.profiles[..] {
        [only] => only.gstin,
        _ => None,
    };
    let said = FileHints { gstin: request.gstin, period: request.period, own };
    let download = downloaded(request.files, said)?;
    let PortalList { gstin, period, .. } = download;
    let books = request.books.map(|given| books_of(call, given, gstin)).transpose()?;
    let records = call.live.ledger.dated(&gstin, period.first(), period.last())?;
    let known: Vec<Ours> = records.iter().map(ours).collect::<Result<_>>()?;
    // What is not of this period may still be in the ledger: under its IRN with another date, or under its number.
    let mut trouble = None;
    let elsewhere = |entry: &ReturnDocument| {
        let found = look_up(call, gstin, entry).and_then(|record| record.as_ref().map(ours).transpose());
        found.unwrap_or_else(|e| {
            trouble = Some(e);
            None
        })
    };
    let result = compare(&known, &download, books.as_ref(), elsewhere, call.now().day());
    match trouble {
        Some(error) => Err(error),
        None => Ok(Reconciled { gstin, period, side: Side::Sales, result }),
    }
}

/// The portal's list, from as many files as it is in.
fn downloaded(files: Vec<PortalFile>, said: FileHints) -> Result<PortalList> {
    let mut whole: Option<PortalList> = None;
    for (next, name) in lists(files, said)? {
        whole = Some(next.after(whole, &name)?);
    }
    let missing = || Error::new(ErrorKind::Json, "an empty list of files").at("").fix("give the portal's file");
    let whole = whole.ok_or_else(missing)?;
    is_of(said, whole.gstin, &whole.period.to_string(), said.period.is_none_or(|period| period == whole.period))?;
    Ok(whole)
}

/// The portal's lists of e-invoices in these files, each with its name or place.
pub fn lists(files: Vec<PortalFile>, said: FileHints) -> Result<Vec<(PortalList, String)>> {
    let mut found = Vec::new();
    for file in files {
        for content in contents(file)? {
            found.push(match content {
                FileContent::Json(json, name) if is_received(&json) => {
                    return Err(Error::new(ErrorKind::Json, "this is GSTR-2B: it has purchases")
                        .at(name)
                        .fix("give \"side\": \"purchases\" with it to einv_reconcile"));
                }
                FileContent::Json(json, name) => (PortalList::of([(name.as_str(), &json)])?, name),
                FileContent::Sheets(sheets, name) => (read_workbook(&name, &sheets, said)?, name),
            });
        }
    }
    Ok(found)
}

fn is_received(json: &serde_json::Value) -> bool {
    json.get("data").unwrap_or(json).get("docdata").is_some()
}

/// Refuses what is of another GSTIN or month than the caller says.
fn is_of(said: FileHints, gstin: Gstin, period: &str, is_of_month: bool) -> Result<()> {
    if let Some(wanted) = said.gstin.filter(|wanted| *wanted != gstin) {
        return Err(Error::new(ErrorKind::Json, format!("the file is of {gstin}, and {wanted} is asked for"))
            .at("/gstin")
            .fix("give the file of this GSTIN"));
    }
    if !is_of_month {
        return Err(Error::new(ErrorKind::Json, format!("the file is of {period}, and another month is asked for"))
            .at("/period")
            .fix("give the file of this month"));
    }
    Ok(())
}

fn purchases(call: &EngineCall<'_>, request: ReconcileRequest) -> Result<Reconciled> {
    let Some(given) = request.books else {
        return Err(Error::new(ErrorKind::Json, "purchases are compared with the purchase book, and there is none")
            .at("/books")
            .fix("give \"books\": suppliers' bills as a list or a table"));
    };
    let statement = statement(request.files, request.period)?;
    let said = FileHints { gstin: request.gstin, ..FileHints::default() };
    is_of(said, statement.gstin, "", true)?;
    let (gstin, period) = (statement.gstin, statement.period);
    let (bought, unread) = purchase_book(call, given, gstin)?;
    let result = compare_with(&bought, &unread, &statement);
    Ok(Reconciled { gstin, period, side: Side::Purchases, result })
}

/// The purchase book of a buyer, and what of it can't be read.
pub fn purchase_book(
    call: &EngineCall<'_>,
    given: ReconcileBooks,
    gstin: Gstin,
) -> Result<(Vec<Purchase>, Vec<Unread>)> {
    let (mut bought, mut unread) = (Vec::new(), Vec::new());
    each_bill(call, given, BillPurpose::Purchases(gstin), &mut |bill| {
        match bill.fault.map_or_else(|| Purchase::of(&bill.invoice, gstin), Err) {
            _ if bill.is_cancelled => {}
            Ok(purchase) => bought.push(purchase),
            Err(why) => unread.push(Unread::of_bill(&bill.place, &bill.invoice, why)),
        }
        Ok(())
    })?;
    Ok((bought, unread))
}

/// GSTR-2B of one GSTIN, from as many files as it is in.
pub fn statement(given: Vec<PortalFile>, period: Option<Period>) -> Result<Statement> {
    let mut files = Vec::new();
    for file in given {
        for content in contents(file)? {
            match content {
                FileContent::Json(json, name) => files.push((name.clone(), Statement::read(&name, &json)?)),
                FileContent::Sheets(_, name) => {
                    return Err(Error::new(
                        ErrorKind::Unsupported,
                        format!("{name} is a workbook; GSTR-2B is read as JSON"),
                    )
                    .fix(
                        "on the GST portal, open GSTR-2B of that month, choose Download, then \"Generate JSON file to download\", and give that file",
                    ));
                }
            }
        }
    }
    Statement::of(files, period)
}

/// A bill of the books, as INV-01.
struct BookBill<'t> {
    invoice: Invoice<'t>,
    /// The first fault of what the comparison needs.
    fault: Option<String>,
    is_cancelled: bool,
    has_total: bool,
    place: String,
}

/// The taxpayer's own bills; those of another supplier's are left out.
fn books_of(call: &EngineCall<'_>, given: ReconcileBooks, gstin: Gstin) -> Result<BookRegister> {
    let mut books = BookRegister::default();
    each_bill(call, given, BillPurpose::Sales, &mut |mut bill| {
        // A sales register is its owner's: it needn't say so in each row.
        let seller = bill.invoice.seller.get_or_insert_default();
        seller.gstin.get_or_insert_with(|| gstin.to_string().into());
        let supplier = bill.invoice.identity().gstin;
        if supplier.is_some_and(|supplier| supplier != gstin) {
            return Ok(());
        }
        match bill.fault.map_or_else(|| ReturnDocument::of(&bill.invoice, None), Err) {
            Ok(entry) => books.bills.push(Booked { entry, cancelled: bill.is_cancelled, has_total: bill.has_total }),
            Err(why) => books.unread.push(Unread::of_bill(&bill.place, &bill.invoice, why)),
        }
        Ok(())
    })?;
    Ok(books)
}

/// Each bill of the books, whatever its shape.
fn each_bill(
    call: &EngineCall<'_>,
    given: ReconcileBooks,
    purpose: BillPurpose,
    take: &mut dyn FnMut(BookBill<'_>) -> Result<()>,
) -> Result<()> {
    let mut context = context::context(Some(call.engine), call.options);
    purpose.limit(&mut context);
    let mut one = |text: &str, skip: Option<Skip>, has_total: bool, place: String| {
        let (invoice, findings) = invoice::read(text)?;
        let is_named = invoice.seller.as_deref().is_some_and(|seller| seller.gstin.is_some());
        let is_fault = |path: &str| match purpose {
            // Who the supplier is, the purchase book may say in its own way.
            BillPurpose::Purchases(_) => needs::of_purchase(path),
            BillPurpose::Sales | BillPurpose::Send | BillPurpose::Return(_) => {
                needs::of_return(path, false) && (is_named || !path.starts_with("/SellerDtls"))
            }
        };
        let fault = findings.iter().find(|f| f.severity == Severity::Error && is_fault(&f.path));
        let fault = fault.map(|fault| format!("{}: {}", fault.path, fault.message(context.language)));
        take(BookBill { invoice, fault, is_cancelled: skip == Some(Skip::Cancelled), has_total, place })
    };
    match given {
        ReconcileBooks::Documents(documents) => {
            for (index, document) in documents.iter().enumerate() {
                let place = format!("/books/{index}");
                let (text, skip, has_total) =
                    normalized(call, &context, document.get()).map_err(|e| e.at(place.clone()))?;
                if skip.is_none_or(|skip| purpose.kept().contains(&skip)) {
                    one(&text, skip, has_total, place)?;
                }
            }
            Ok(())
        }
        ReconcileBooks::Table(request) => {
            table::every_bill(Some(call.engine), &request, call.options, purpose, &mut |bill| {
                let Some(invoice) = &bill.invoice else { return Ok(()) };
                let place = match (&bill.sheet, bill.rows) {
                    (Some(sheet), Some((first, _))) => format!("the books, sheet {sheet}, row {first}"),
                    (None, Some((first, _))) => format!("the books, row {first}"),
                    (_, None) => format!("the books, bill {}", bill.index + 1),
                };
                one(invoice.get(), bill.reason, bill.has_total, place)
            })
        }
    }
}

/// A document as INV-01, why it isn't one to send, and whether it says its total itself.
fn normalized(call: &EngineCall<'_>, context: &Context, text: &str) -> Result<(String, Option<Skip>, bool)> {
    match LedgerBooks::of_call(call).read(context, text)? {
        JsonDocument::Bill(normalized) => {
            let completion = Completion::of_bill(&normalized, call.options, context)?;
            Ok((completion.document, normalized.skip, completion.has_total))
        }
        JsonDocument::Several(count) => {
            Err(Error::new(ErrorKind::Json, format!("one of the books' documents holds {count}"))
                .fix("give the list itself"))
        }
        JsonDocument::Nothing => Err(Error::new(ErrorKind::Json, "no bill is known in this: it has the keys of none")
            .fix("give INV-01, a simple bill (docs/simple.md), or a table as {\"path\"} or {\"rows\"}")),
    }
}

/// A record as the reconciliation has it.
fn ours(record: &Record) -> Result<Ours> {
    let (invoice, _) = invoice::read(record.document())?;
    let entry = ReturnDocument::of(&invoice, None).map_err(|why| {
        Error::new(ErrorKind::Ledger, format!("document {} can't be reconciled: {why}", record.irn()))
    })?;
    let entry = entry.registered(record.irn(), record.ack_date().map(crate::calendar::IstTime::day));
    Ok(Ours { entry, standing: standing::standing(record) })
}

fn look_up(call: &EngineCall<'_>, gstin: Gstin, entry: &ReturnDocument) -> Result<Option<Record>> {
    if let Some(irn) = &entry.irn
        && let Some(record) = call.live.ledger.find_irn(irn)?
    {
        return Ok(Some(record));
    }
    let Some(number) = DocumentNumber::parse(&entry.number) else { return Ok(None) };
    let key = NumberKey { gstin, year: entry.date.fin_year(), doc_type: entry.doc_type, number: number.upper() };
    call.live.ledger.find(&key)
}
