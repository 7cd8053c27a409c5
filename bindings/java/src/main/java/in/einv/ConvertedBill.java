package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A bill of a table. */
public final class ConvertedBill extends Part {
    ConvertedBill(String json) {
        super(json);
    }

    /** Counted from 0. */
    public long index() {
        return whole("index");
    }

    /** Its number, as it stands; or null. */
    public String number() {
        return get("/number");
    }

    /** Whether it can be sent: {@code ready}, {@code faulty}, {@code skipped}. */
    public String status() {
        return get("/status");
    }

    /**
     * Why it is skipped: {@code consumer}, {@code has_irn}, {@code cancelled}, {@code draft}, {@code not_a_sale},
     * {@code no_value}, {@code duplicate}; or null.
     */
    public String reason() {
        return get("/reason");
    }

    /** The sheet; or null. */
    public String sheet() {
        return get("/sheet");
    }

    /** First and last row; of a voucher, which one it is. None of JSON; or null. */
    public List<Long> rows() {
        return has("rows") ? list("rows", Long::valueOf) : null;
    }

    /** The completed invoice; of a faulty bill as far as it goes; or null. As JSON. */
    public String invoice() {
        return get("/invoice");
    }

    /** Those of meaning; and those of dress, where they are asked for. */
    public List<Change> changes() {
        return list("changes", Change::new);
    }

    /** How many are of dress. */
    public long dressed() {
        return whole("dressed");
    }

    /** What is wrong with it. */
    public List<Finding> findings() {
        return list("findings", Finding::new);
    }
}
