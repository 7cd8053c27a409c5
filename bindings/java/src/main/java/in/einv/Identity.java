package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** An IRN worked out offline, with what it was made of. */
public final class Identity extends Part {
    Identity(String json) {
        super(json);
    }

    /** The IRN that the portal will give the document. */
    public String irn() {
        return get("/irn");
    }

    /** The supplier's. */
    public String gstin() {
        return get("/gstin");
    }

    /** The year of its date. */
    public String finYear() {
        return get("/fin_year");
    }

    /** {@code INV}, {@code CRN} or {@code DBN}: {@code INV}, {@code CRN}, {@code DBN}. */
    public String type() {
        return get("/type");
    }

    /** As it was written. */
    public String number() {
        return get("/number");
    }

    /** Those of meaning; and those of dress, where they are asked for. */
    public List<Change> changes() {
        return list("changes", Change::new);
    }

    /** How many are of dress; or null. */
    public Long dressed() {
        return read("dressed", Long::valueOf);
    }
}
