package in.einv;

import java.time.LocalDate;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** One document on which the sides differ. */
public final class Difference extends Part {
    Difference(String json) {
        super(json);
    }

    /**
     * How: {@code missing_here}, {@code missing_there}, {@code differs}, {@code cancelled_here},
     * {@code cancelled_there}, {@code unsettled_here}, {@code void_here}, {@code not_populated}, {@code twice_there},
     * {@code unreadable}.
     */
    public String kind() {
        return get("/kind");
    }

    /** As it stands there, be it an IRN or not; or null. */
    public String irn() {
        return get("/irn");
    }

    /**
     * {@code INV}, {@code CRN} or {@code DBN}; null, as date and table, where the list's entry can't be read:
     * {@code INV}, {@code CRN}, {@code DBN}.
     */
    public String type() {
        return get("/type");
    }

    /** The document's; empty where it can't be read. */
    public String number() {
        return get("/number");
    }

    /** The document's; or null. */
    public LocalDate date() {
        return read("date", LocalDate::parse);
    }

    /** Table of the return's form: {@code 4A}; or null. */
    public String table() {
        return get("/table");
    }

    /** In words. */
    public String message() {
        return get("/message");
    }

    /** What to do. */
    public String fix() {
        return get("/fix");
    }

    /** The particulars that differ. */
    public List<DifferingField> fields() {
        return list("fields", DifferingField::new);
    }
}
