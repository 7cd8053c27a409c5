package in.einv;

import java.time.LocalDate;

// Made by bindings/declare.py from docs/schema; do not edit.

/** Where a document lands. */
public final class Gstr1Placed extends Part {
    Gstr1Placed(String json) {
        super(json);
    }

    /** Null where supplier, type, number or date can't be read. */
    public String irn() {
        return get("/irn");
    }

    /** Table of the return's form: {@code 4A}; null where it comes into none. */
    public String table() {
        return get("/table");
    }

    /** Section of the return's JSON: {@code b2b}; or null. */
    public String section() {
        return get("/section");
    }

    /** The section's own name for the kind of supply: {@code R}; null where it has none. */
    public String type() {
        return get("/type");
    }

    /** {@code INV}, {@code CRN} or {@code DBN}: {@code INV}, {@code CRN}, {@code DBN}; or null. */
    public String docType() {
        return get("/doc_type");
    }

    /** As it was written; or null. */
    public String number() {
        return get("/number");
    }

    /** The document's; or null. */
    public LocalDate date() {
        return read("date", LocalDate::parse);
    }

    /**
     * How it stands, where the ledger has it: {@code pending}, {@code in_doubt}, {@code registered}, {@code rejected},
     * {@code withdrawn}, {@code cancelled}, {@code unknown}; or null.
     */
    public String status() {
        return get("/status");
    }

    /**
     * Who or what reports it, where it is not in the sections: {@code portal}, {@code iff}, {@code quarter},
     * {@code gstr1}; or null.
     */
    public String reportedBy() {
        return get("/reported_by");
    }

    /** Why it is in no section; or null. */
    public String why() {
        return get("/why");
    }
}
