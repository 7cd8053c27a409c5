package in.einv;

import java.util.List;
import java.util.Map;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The sides held against one another. */
public final class Reconciled extends Part {
    Reconciled(String json) {
        super(json);
    }

    /** Whose list it is. */
    public String gstin() {
        return get("/gstin");
    }

    /** Of which month. */
    public String period() {
        return get("/period");
    }

    /**
     * Which side of trade: {@code here} is the ledger of sales, or the purchase book: {@code sales}, {@code purchases}.
     */
    public String side() {
        return get("/side");
    }

    /** The number of documents that are the same on all sides. */
    public long agree() {
        return whole("agree");
    }

    /**
     * Documents of GSTR-1 without an IRN that the ledger doesn't know: they are no e-invoices, or uploaded by hand; or
     * null.
     */
    public Long byHand() {
        return read("by_hand", Long::valueOf);
    }

    /** How many differ in each way that there is one of. */
    public Map<String, Long> counts() {
        return map("counts", Long::valueOf);
    }

    /** Each that differs. */
    public List<Difference> differences() {
        return list("differences", Difference::new);
    }

    /** What each table adds up to on both sides. */
    public List<TableTotal> totals() {
        return list("totals", TableTotal::new);
    }
}
