package in.einv;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A portal and a ledger. Any thread may call it; share one among all.
 *
 * <p>One rule for every verb: it <em>returns</em> what the library has accepted (done, or stored and to be finished later:
 * see {@link Answer#status()}), and <em>throws</em> what was refused ({@link EinvException.Invalid}) or failed (the other
 * {@link EinvException}s). Only {@code validate} and {@code verify} return their report either way: whether it is valid, or
 * genuine, is their answer.
 *
 * <p>Documents go in as JSON text or bytes, options as one JSON object, or null.
 */
public final class Engine implements AutoCloseable {
    static final Cleaner CLEANER = Cleaner.create();

    private final int handle;
    private final Cleaner.Cleanable cleanable;

    /** The built-in sandbox, with a ledger in memory. */
    public Engine() {
        this((byte[]) null);
    }

    public Engine(String config) {
        this(utf8(config));
    }

    /** @throws EinvException.Config what is wrong with the configuration, and where */
    public Engine(byte[] config) {
        int opened = Calls.open(config);
        handle = opened;
        // The lambda must not reference this object, or it would never be cleaned.
        cleanable = CLEANER.register(this, () -> Native.close(opened));
    }

    /** The report on an invoice, valid ({@link Answer#OK}) or not ({@link Answer#INVALID}). */
    public Answer validate(byte[] invoice, String opts) {
        return call("validate", invoice, opts, Calls.Accept.JUDGED);
    }

    public Answer validate(String invoice) {
        return validate(invoice, null);
    }

    public Answer validate(String invoice, String opts) {
        return validate(utf8(invoice), opts);
    }

    /** The same of a simple bill. */
    public Answer validate(Bill bill, String opts) {
        return validate(bill.toString(), Bill.normalizing(opts));
    }

    public Answer validate(Bill bill) {
        return validate(bill, null);
    }

    /** The IRN of an invoice, or of {@code {"gstin","type","number","date"}}, computed offline. */
    public Answer hash(byte[] document, String opts) {
        return call("hash", document, opts, Calls.Accept.TAKEN);
    }

    public Answer hash(String document) {
        return hash(document, null);
    }

    public Answer hash(String document, String opts) {
        return hash(utf8(document), opts);
    }

    /** The same of a simple bill. */
    public Answer hash(Bill bill, String opts) {
        return hash(bill.toString(), Bill.normalizing(opts));
    }

    public Answer hash(Bill bill) {
        return hash(bill, null);
    }

    /** Meaning, cause and fix of a portal code: {@code {"code":"2172"}}. */
    public Answer explain(byte[] question, String opts) {
        return call("explain", question, opts, Calls.Accept.TAKEN);
    }

    public Answer explain(String question) {
        return explain(question, null);
    }

    public Answer explain(String question, String opts) {
        return explain(utf8(question), opts);
    }

    /** The report on an e-way bill document: the system's own keys, INV-01 with EwbDtls, or a bill with transport. */
    public Answer ewb_validate(byte[] document, String opts) {
        return call("ewb_validate", document, opts, Calls.Accept.JUDGED);
    }

    public Answer ewb_validate(String document) {
        return ewb_validate(document, null);
    }

    public Answer ewb_validate(String document, String opts) {
        return ewb_validate(utf8(document), opts);
    }

    /** The same of a simple bill. */
    public Answer ewb_validate(Bill bill, String opts) {
        return ewb_validate(bill.toString(), opts);
    }

    public Answer ewb_validate(Bill bill) {
        return ewb_validate(bill, null);
    }

    /** Reports whether the law requires an e-invoice, by when, and why. */
    public Answer applicability(byte[] bill, String opts) {
        return call("applicability", bill, opts, Calls.Accept.JUDGED);
    }

    public Answer applicability(String bill) {
        return applicability(bill, null);
    }

    public Answer applicability(String bill, String opts) {
        return applicability(utf8(bill), opts);
    }

    /** The same of a simple bill. */
    public Answer applicability(Bill bill, String opts) {
        return applicability(bill.toString(), Bill.normalizing(opts));
    }

    public Answer applicability(Bill bill) {
        return applicability(bill, null);
    }

    /** GSTR-1: where each invoice lands; with {@code {"gstin", "period"}} the return, and with {@code {"form": "upload"}} its file. */
    public Answer gstr1(byte[] invoices, String opts) {
        return call("gstr1", invoices, opts, Calls.Accept.JUDGED);
    }

    public Answer gstr1(String invoices) {
        return gstr1(invoices, null);
    }

    public Answer gstr1(String invoices, String opts) {
        return gstr1(utf8(invoices), opts);
    }

    /** The rule catalogue; {@code {}} for all of it. */
    public Answer rules(byte[] filter, String opts) {
        return call("rules", filter, opts, Calls.Accept.TAKEN);
    }

    public Answer rules(String filter) {
        return rules(filter, null);
    }

    public Answer rules(String filter, String opts) {
        return rules(utf8(filter), opts);
    }

    /** A master code list: {@code {"list": "units"}}. */
    public Answer codes(byte[] filter, String opts) {
        return call("codes", filter, opts, Calls.Accept.TAKEN);
    }

    public Answer codes(String filter) {
        return codes(filter, null);
    }

    public Answer codes(String filter, String opts) {
        return codes(utf8(filter), opts);
    }

    /** The differences between the ledger and the portal's GSTR-1 e-invoice download. */
    public Answer reconcile(byte[] download, String opts) {
        return call("reconcile", download, opts, Calls.Accept.JUDGED);
    }

    public Answer reconcile(String download) {
        return reconcile(download, null);
    }

    public Answer reconcile(String download, String opts) {
        return reconcile(utf8(download), opts);
    }

    /**
     * Verdict and content of {@code {"signed_qr"}} or {@code {"signed_invoice"}}, compared with {@code "invoice"} where
     * given: verified ({@link Answer#OK}) or not ({@link Answer#INVALID}).
     */
    public Answer verify(byte[] token, String opts) {
        return call("verify", token, opts, Calls.Accept.JUDGED);
    }

    public Answer verify(String token) {
        return verify(token, null);
    }

    public Answer verify(String token, String opts) {
        return verify(utf8(token), opts);
    }

    /** The picture of {@code {"signed_qr"}}; {@code {"format":"png"}}, or svg, bmp, escpos, text. Its {@link Answer#bytes()}. */
    public Answer qr(byte[] text, String opts) {
        return call("qr", text, opts, Calls.Accept.TAKEN);
    }

    public Answer qr(String text, String opts) {
        return qr(utf8(text), opts);
    }

    /** The PDF of {@code {"invoice","registration"}}: the answer's {@link Answer#bytes()}. */
    public Answer print(byte[] document, String opts) {
        return call("print", document, opts, Calls.Accept.TAKEN);
    }

    public Answer print(String document, String opts) {
        return print(utf8(document), opts);
    }

    /** The same of a simple bill. */
    public Answer print(Bill bill, String opts) {
        return print(bill.toString(), Bill.normalizing(opts));
    }

    public Answer print(Bill bill) {
        return print(bill, null);
    }

    /** The slip of {@code {"ewb": …}} or {@code {"consolidated": …}}: the answer's {@link Answer#bytes()}. */
    public Answer ewb_print(byte[] document, String opts) {
        return call("ewb_print", document, opts, Calls.Accept.TAKEN);
    }

    public Answer ewb_print(String document, String opts) {
        return ewb_print(utf8(document), opts);
    }

    /** The PDF given as base64 in {@code {"pdf","registration","page","place"}}, with IRN and QR on it. */
    public Answer stamp(byte[] document, String opts) {
        return call("stamp", document, opts, Calls.Accept.TAKEN);
    }

    public Answer stamp(String document, String opts) {
        return stamp(utf8(document), opts);
    }

    /** Completes an invoice that has lines but no totals. */
    public Answer compute(byte[] lines, String opts) {
        return call("compute", lines, opts, Calls.Accept.TAKEN);
    }

    public Answer compute(String lines) {
        return compute(lines, null);
    }

    public Answer compute(String lines, String opts) {
        return compute(utf8(lines), opts);
    }

    /** The same of a simple bill. */
    public Answer compute(Bill bill, String opts) {
        return compute(bill.toString(), Bill.normalizing(opts));
    }

    public Answer compute(Bill bill) {
        return compute(bill, null);
    }

    /** The bills of a table, such as {@code {"path": "bills.xlsx"}}, completed, judged and sorted. */
    public Answer convert(byte[] table, String opts) {
        return call("convert", table, opts, Calls.Accept.JUDGED);
    }

    public Answer convert(String table) {
        return convert(table, null);
    }

    public Answer convert(String table, String opts) {
        return convert(utf8(table), opts);
    }

    /** The bills of a file: what is ready, what is faulty, what is skipped. */
    public Table convert(Path table, ConvertOptions options) {
        return Table.read(this::convert, table, options);
    }

    /** How a table would be read, with a mapping file to edit. */
    public Answer columns(byte[] table, String opts) {
        return call("columns", table, opts, Calls.Accept.JUDGED);
    }

    public Answer columns(String table) {
        return columns(table, null);
    }

    public Answer columns(String table, String opts) {
        return columns(utf8(table), opts);
    }

    /** A bill of another shape or spelling as INV-01, with every change and every fault. */
    public Answer normalize(byte[] bill, String opts) {
        return call("normalize", bill, opts, Calls.Accept.JUDGED);
    }

    public Answer normalize(String bill) {
        return normalize(bill, null);
    }

    public Answer normalize(String bill, String opts) {
        return normalize(utf8(bill), opts);
    }

    /** The same of a simple bill. */
    public Answer normalize(Bill bill, String opts) {
        return normalize(bill.toString(), opts);
    }

    public Answer normalize(Bill bill) {
        return normalize(bill, null);
    }

    /** Registers an invoice: the registration, or {@link Answer#PENDING} when it is stored and still waiting. */
    public Answer submit(byte[] invoice, String opts) {
        return call("submit", invoice, opts, Calls.Accept.TAKEN);
    }

    public Answer submit(String invoice) {
        return submit(invoice, null);
    }

    public Answer submit(String invoice, String opts) {
        return submit(utf8(invoice), opts);
    }

    /** The same of a simple bill. */
    public Answer submit(Bill bill, String opts) {
        return submit(bill.toString(), Bill.normalizing(opts));
    }

    public Answer submit(Bill bill) {
        return submit(bill, null);
    }

    /** Cancels {@code {"irn","reason","remark"}}; the four keys of the document may replace its IRN. */
    public Answer cancel(byte[] document, String opts) {
        return call("cancel", document, opts, Calls.Accept.TAKEN);
    }

    public Answer cancel(String document) {
        return cancel(document, null);
    }

    public Answer cancel(String document, String opts) {
        return cancel(utf8(document), opts);
    }

    /** Returns what the ledger knows about {@code {"irn"}} or the four keys. */
    public Answer status(byte[] document, String opts) {
        return call("status", document, opts, Calls.Accept.TAKEN);
    }

    public Answer status(String document) {
        return status(document, null);
    }

    public Answer status(String document, String opts) {
        return status(utf8(document), opts);
    }

    /** Checks unanswered documents with the portal and sends waiting ones; {@link Answer#PENDING} while any wait. */
    public Answer flush(String opts) {
        return call("flush", null, opts, Calls.Accept.TAKEN);
    }

    public Answer flush() {
        return flush(null);
    }

    /** Returns what the portal says now about {@code {"irn"}} or the four keys. */
    public Answer fetch(byte[] question, String opts) {
        return call("fetch", question, opts, Calls.Accept.TAKEN);
    }

    public Answer fetch(String question) {
        return fetch(question, null);
    }

    public Answer fetch(String question, String opts) {
        return fetch(utf8(question), opts);
    }

    /** A taxpayer, from the ledger or from the portal: {@code {"gstin"}}. */
    public Answer gstin(byte[] question, String opts) {
        return call("gstin", question, opts, Calls.Accept.TAKEN);
    }

    public Answer gstin(String question) {
        return gstin(question, null);
    }

    public Answer gstin(String question, String opts) {
        return gstin(utf8(question), opts);
    }

    /** Makes the e-way bill of a registered document, once. */
    public Answer ewb(byte[] document, String opts) {
        return call("ewb", document, opts, Calls.Accept.TAKEN);
    }

    public Answer ewb(String document) {
        return ewb(document, null);
    }

    public Answer ewb(String document, String opts) {
        return ewb(utf8(document), opts);
    }

    /** The same of a simple bill. */
    public Answer ewb(Bill bill, String opts) {
        return ewb(bill.toString(), opts);
    }

    public Answer ewb(Bill bill) {
        return ewb(bill, null);
    }

    /** Cancels the e-way bill of a document: {@code {"irn", "reason", "remark"}}. */
    public Answer ewb_cancel(byte[] document, String opts) {
        return call("ewb_cancel", document, opts, Calls.Accept.TAKEN);
    }

    public Answer ewb_cancel(String document) {
        return ewb_cancel(document, null);
    }

    public Answer ewb_cancel(String document, String opts) {
        return ewb_cancel(utf8(document), opts);
    }

    /** Part B of an e-way bill, another vehicle, or several. */
    public Answer ewb_vehicle(byte[] document, String opts) {
        return call("ewb_vehicle", document, opts, Calls.Accept.TAKEN);
    }

    public Answer ewb_vehicle(String document) {
        return ewb_vehicle(document, null);
    }

    public Answer ewb_vehicle(String document, String opts) {
        return ewb_vehicle(utf8(document), opts);
    }

    /** Hands the goods of an e-way bill to a transporter. */
    public Answer ewb_transporter(byte[] document, String opts) {
        return call("ewb_transporter", document, opts, Calls.Accept.TAKEN);
    }

    public Answer ewb_transporter(String document) {
        return ewb_transporter(document, null);
    }

    public Answer ewb_transporter(String document, String opts) {
        return ewb_transporter(utf8(document), opts);
    }

    /** Extends the validity of an e-way bill. */
    public Answer ewb_extend(byte[] document, String opts) {
        return call("ewb_extend", document, opts, Calls.Accept.TAKEN);
    }

    public Answer ewb_extend(String document) {
        return ewb_extend(document, null);
    }

    public Answer ewb_extend(String document, String opts) {
        return ewb_extend(utf8(document), opts);
    }

    /** One consolidated e-way bill of several. */
    public Answer ewb_consolidate(byte[] document, String opts) {
        return call("ewb_consolidate", document, opts, Calls.Accept.TAKEN);
    }

    public Answer ewb_consolidate(String document) {
        return ewb_consolidate(document, null);
    }

    public Answer ewb_consolidate(String document, String opts) {
        return ewb_consolidate(utf8(document), opts);
    }

    /** Rejects an e-way bill that the other party made. */
    public Answer ewb_reject(byte[] document, String opts) {
        return call("ewb_reject", document, opts, Calls.Accept.TAKEN);
    }

    public Answer ewb_reject(String document) {
        return ewb_reject(document, null);
    }

    public Answer ewb_reject(String document, String opts) {
        return ewb_reject(utf8(document), opts);
    }

    /** What the e-way bill system says of an e-way bill now, or those of a day. */
    public Answer ewb_fetch(byte[] document, String opts) {
        return call("ewb_fetch", document, opts, Calls.Accept.TAKEN);
    }

    public Answer ewb_fetch(String document) {
        return ewb_fetch(document, null);
    }

    public Answer ewb_fetch(String document, String opts) {
        return ewb_fetch(utf8(document), opts);
    }

    /** The calls to portals and their answers, with secrets masked. */
    public Answer audit(byte[] filter, String opts) {
        return call("audit", filter, opts, Calls.Accept.TAKEN);
    }

    public Answer audit(String filter) {
        return audit(filter, null);
    }

    public Answer audit(String filter, String opts) {
        return audit(utf8(filter), opts);
    }

    /** The documents of the ledger, by {@code from}, {@code to}, {@code gstin}, {@code status}, {@code buyer}, {@code min}, {@code max} and {@code text}, page by page. */
    public Answer list(byte[] filter, String opts) {
        return call("list", filter, opts, Calls.Accept.TAKEN);
    }

    public Answer list() {
        return list((byte[]) null, null);
    }

    public Answer list(String filter, String opts) {
        return list(utf8(filter), opts);
    }

    /** The documents due to be reported, checked or cancelled, the most urgent first; {@code {"books":[…]}} is compared. */
    public Answer due(byte[] books, String opts) {
        return call("due", books, opts, Calls.Accept.TAKEN);
    }

    public Answer due() {
        return due((byte[]) null, null);
    }

    public Answer due(String books, String opts) {
        return due(utf8(books), opts);
    }

    /**
     * Registers many invoices, several at a time: an array, one invoice a line, or {@code {"path":"bills.ndjson"}}. Running
     * the same batch again resumes it.
     */
    public Batch batch(byte[] invoices, String opts) {
        return new Batch(this, Integer.parseInt(call("batch", invoices, opts, Calls.Accept.TAKEN).get("/job")));
    }

    public Batch batch(String invoices) {
        return batch(invoices, null);
    }

    public Batch batch(String invoices, String opts) {
        return batch(utf8(invoices), opts);
    }

    /** The file for the portal's own bulk upload. */
    public Answer export(byte[] invoices, String opts) {
        return call("export", invoices, opts, Calls.Accept.TAKEN);
    }

    public Answer export(String invoices) {
        return export(utf8(invoices), null);
    }

    /**
     * Enters documents registered elsewhere, by their signed invoices; the answer has a result for each:
     * {@link Answer#INVALID} when any was refused.
     */
    public Answer importAnswers(byte[] answers, String opts) {
        return call("import", answers, opts, Calls.Accept.JUDGED);
    }

    public Answer importAnswers(String answers) {
        return importAnswers(utf8(answers), null);
    }

    /** Ends the calls in flight: each throws {@link EinvException.Stopped}. The engine stays usable. */
    public void stop() {
        try {
            Calls.stop(handle);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Closes the engine; a second call has no effect. Later calls throw {@link EinvException.Handle}. */
    @Override
    public void close() {
        cleanable.clean();
    }

    private Answer call(String verb, byte[] in, String opts, Calls.Accept accept) {
        try {
            return Calls.call(verb, handle, in, utf8(opts), accept);
        } finally {
            // Otherwise the cleaner may close the engine during the last call that uses it.
            Reference.reachabilityFence(this);
        }
    }

    static byte[] utf8(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
