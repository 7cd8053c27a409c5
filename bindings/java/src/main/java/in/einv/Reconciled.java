package in.einv;

import java.util.List;
import java.util.Map;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The ledger held against the portal's list. */
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

    /** The number of documents that are the same on both sides. */
    public long agree() {
        return whole("agree");
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
