package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** Bills that are left out for one reason. */
public final class SkippedBills extends Part {
    SkippedBills(String json) {
        super(json);
    }

    /**
     * Why: {@code consumer}, {@code has_irn}, {@code cancelled}, {@code draft}, {@code not_a_sale}, {@code no_value},
     * {@code duplicate}.
     */
    public String reason() {
        return get("/reason");
    }

    /** How many. */
    public long bills() {
        return whole("bills");
    }

    /** The sum of their totals, where they have any. */
    public String total() {
        return get("/total");
    }

    /** The types of voucher, where they are taken for no sale; the first twenty. */
    public List<String> types() {
        return list("types", text -> text);
    }
}
