package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** What came of documents registered elsewhere. */
public final class Imported extends Part {
    Imported(String json) {
        super(json);
    }

    /** News to the ledger. */
    public long entered() {
        return whole("entered");
    }

    /** Known before. */
    public long known() {
        return whole("known");
    }

    /** Bills that a taxpayer of the engine received: verified, and not entered; or null. */
    public Long received() {
        return read("received", Long::valueOf);
    }

    /** Not believed, or at odds with the ledger. */
    public long refused() {
        return whole("refused");
    }

    /** One of each, in the order they were given. */
    public List<ImportResult> results() {
        return list("results", ImportResult::new);
    }
}
