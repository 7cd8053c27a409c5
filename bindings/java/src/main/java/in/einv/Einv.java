package in.einv;

/** The verbs without a portal and a ledger, and so without an {@link Engine}. */
public final class Einv {
    private Einv() {}

    /** As {@link Engine#validate(byte[], String)}. */
    public static Answer validate(byte[] invoice, String opts) {
        return Calls.call("validate", 0, invoice, Engine.utf8(opts), Calls.Accept.JUDGED);
    }

    public static Answer validate(String invoice) {
        return validate(invoice, null);
    }

    public static Answer validate(String invoice, String opts) {
        return validate(Engine.utf8(invoice), opts);
    }

    /** The same of a simple bill. */
    public static Answer validate(Bill bill, String opts) {
        return validate(bill.toString(), Bill.normalizing(opts));
    }

    public static Answer validate(Bill bill) {
        return validate(bill, null);
    }

    /** As {@link Engine#hash(byte[], String)}. */
    public static Answer hash(byte[] document, String opts) {
        return Calls.call("hash", 0, document, Engine.utf8(opts), Calls.Accept.TAKEN);
    }

    public static Answer hash(String document) {
        return hash(document, null);
    }

    public static Answer hash(String document, String opts) {
        return hash(Engine.utf8(document), opts);
    }

    /** The same of a simple bill. */
    public static Answer hash(Bill bill, String opts) {
        return hash(bill.toString(), Bill.normalizing(opts));
    }

    public static Answer hash(Bill bill) {
        return hash(bill, null);
    }

    /** As {@link Engine#export(byte[], String)}. */
    public static Answer export(byte[] invoices, String opts) {
        return Calls.call("export", 0, invoices, Engine.utf8(opts), Calls.Accept.TAKEN);
    }

    public static Answer export(String invoices) {
        return export(Engine.utf8(invoices), null);
    }

    /** As {@link Engine#ewb_validate(byte[], String)}. */
    public static Answer ewb_validate(byte[] document, String opts) {
        return Calls.call("ewb_validate", 0, document, Engine.utf8(opts), Calls.Accept.JUDGED);
    }

    public static Answer ewb_validate(String document) {
        return ewb_validate(document, null);
    }

    public static Answer ewb_validate(String document, String opts) {
        return ewb_validate(Engine.utf8(document), opts);
    }

    /** The same of a simple bill. */
    public static Answer ewb_validate(Bill bill, String opts) {
        return ewb_validate(bill.toString(), opts);
    }

    public static Answer ewb_validate(Bill bill) {
        return ewb_validate(bill, null);
    }

    /** As {@link Engine#applicability(byte[], String)}. */
    public static Answer applicability(byte[] bill, String opts) {
        return Calls.call("applicability", 0, bill, Engine.utf8(opts), Calls.Accept.JUDGED);
    }

    public static Answer applicability(String bill) {
        return applicability(bill, null);
    }

    public static Answer applicability(String bill, String opts) {
        return applicability(Engine.utf8(bill), opts);
    }

    /** The same of a simple bill. */
    public static Answer applicability(Bill bill, String opts) {
        return applicability(bill.toString(), Bill.normalizing(opts));
    }

    public static Answer applicability(Bill bill) {
        return applicability(bill, null);
    }

    /** As {@link Engine#gstr1(byte[], String)}. */
    public static Answer gstr1(byte[] invoices, String opts) {
        return Calls.call("gstr1", 0, invoices, Engine.utf8(opts), Calls.Accept.JUDGED);
    }

    public static Answer gstr1(String invoices) {
        return gstr1(invoices, null);
    }

    public static Answer gstr1(String invoices, String opts) {
        return gstr1(Engine.utf8(invoices), opts);
    }

    /** As {@link Engine#rules(byte[], String)}. */
    public static Answer rules(byte[] filter, String opts) {
        return Calls.call("rules", 0, filter, Engine.utf8(opts), Calls.Accept.TAKEN);
    }

    public static Answer rules(String filter) {
        return rules(filter, null);
    }

    public static Answer rules(String filter, String opts) {
        return rules(Engine.utf8(filter), opts);
    }

    /** As {@link Engine#codes(byte[], String)}. */
    public static Answer codes(byte[] filter, String opts) {
        return Calls.call("codes", 0, filter, Engine.utf8(opts), Calls.Accept.TAKEN);
    }

    public static Answer codes(String filter) {
        return codes(filter, null);
    }

    public static Answer codes(String filter, String opts) {
        return codes(Engine.utf8(filter), opts);
    }

    /** As {@link Engine#compute(byte[], String)}. */
    public static Answer compute(byte[] lines, String opts) {
        return Calls.call("compute", 0, lines, Engine.utf8(opts), Calls.Accept.TAKEN);
    }

    public static Answer compute(String lines) {
        return compute(lines, null);
    }

    public static Answer compute(String lines, String opts) {
        return compute(Engine.utf8(lines), opts);
    }

    /** The same of a simple bill. */
    public static Answer compute(Bill bill, String opts) {
        return compute(bill.toString(), Bill.normalizing(opts));
    }

    public static Answer compute(Bill bill) {
        return compute(bill, null);
    }

    /** As {@link Engine#convert(byte[], String)}. */
    public static Answer convert(byte[] table, String opts) {
        return Calls.call("convert", 0, table, Engine.utf8(opts), Calls.Accept.JUDGED);
    }

    public static Answer convert(String table) {
        return convert(table, null);
    }

    public static Answer convert(String table, String opts) {
        return convert(Engine.utf8(table), opts);
    }

    /** As {@link Engine#columns(byte[], String)}. */
    public static Answer columns(byte[] table, String opts) {
        return Calls.call("columns", 0, table, Engine.utf8(opts), Calls.Accept.JUDGED);
    }

    public static Answer columns(String table) {
        return columns(table, null);
    }

    public static Answer columns(String table, String opts) {
        return columns(Engine.utf8(table), opts);
    }

    /** As {@link Engine#normalize(byte[], String)}. */
    public static Answer normalize(byte[] bill, String opts) {
        return Calls.call("normalize", 0, bill, Engine.utf8(opts), Calls.Accept.JUDGED);
    }

    public static Answer normalize(String bill) {
        return normalize(bill, null);
    }

    public static Answer normalize(String bill, String opts) {
        return normalize(Engine.utf8(bill), opts);
    }

    /** The same of a simple bill. */
    public static Answer normalize(Bill bill, String opts) {
        return normalize(bill.toString(), opts);
    }

    public static Answer normalize(Bill bill) {
        return normalize(bill, null);
    }

    /** As {@link Engine#explain(byte[], String)}. */
    public static Answer explain(byte[] question, String opts) {
        return Calls.call("explain", 0, question, Engine.utf8(opts), Calls.Accept.TAKEN);
    }

    public static Answer explain(String question) {
        return explain(question, null);
    }

    public static Answer explain(String question, String opts) {
        return explain(Engine.utf8(question), opts);
    }

    /** As {@link Engine#verify(byte[], String)}. */
    public static Answer verify(byte[] token, String opts) {
        return Calls.call("verify", 0, token, Engine.utf8(opts), Calls.Accept.JUDGED);
    }

    public static Answer verify(String token) {
        return verify(token, null);
    }

    public static Answer verify(String token, String opts) {
        return verify(Engine.utf8(token), opts);
    }

    /** As {@link Engine#qr(byte[], String)}. */
    public static Answer qr(byte[] text, String opts) {
        return Calls.call("qr", 0, text, Engine.utf8(opts), Calls.Accept.TAKEN);
    }

    public static Answer qr(String text, String opts) {
        return qr(Engine.utf8(text), opts);
    }

    /** As {@link Engine#print(byte[], String)}. */
    public static Answer print(byte[] document, String opts) {
        return Calls.call("print", 0, document, Engine.utf8(opts), Calls.Accept.TAKEN);
    }

    public static Answer print(String document, String opts) {
        return print(Engine.utf8(document), opts);
    }

    /** The same of a simple bill. */
    public static Answer print(Bill bill, String opts) {
        return print(bill.toString(), Bill.normalizing(opts));
    }

    public static Answer print(Bill bill) {
        return print(bill, null);
    }

    /** As {@link Engine#ewb_print(byte[], String)}. */
    public static Answer ewb_print(byte[] document, String opts) {
        return Calls.call("ewb_print", 0, document, Engine.utf8(opts), Calls.Accept.TAKEN);
    }

    public static Answer ewb_print(String document, String opts) {
        return ewb_print(Engine.utf8(document), opts);
    }

    /** As {@link Engine#stamp(byte[], String)}. */
    public static Answer stamp(byte[] document, String opts) {
        return Calls.call("stamp", 0, document, Engine.utf8(opts), Calls.Accept.TAKEN);
    }

    public static Answer stamp(String document, String opts) {
        return stamp(Engine.utf8(document), opts);
    }

    /** Version, ABI, rule pack and build of the loaded library. */
    public static Answer version() {
        return Calls.version();
    }

    /** Text as a JSON string with its quotes, in ASCII: for documents assembled by hand. */
    public static String quote(String text) {
        return Json.quote(text);
    }
}
