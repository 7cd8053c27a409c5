package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** How many of what. */
public final class ConvertedCounts extends Part {
    ConvertedCounts(String json) {
        super(json);
    }

    /** Rows of the table that aren't blank. */
    public long rows() {
        return whole("rows");
    }

    /** Bills, of which the next three are parts. */
    public long bills() {
        return whole("bills");
    }

    /** Complete and valid. */
    public long ready() {
        return whole("ready");
    }

    /** To be corrected. */
    public long faulty() {
        return whole("faulty");
    }

    /** Not to be sent. */
    public long skipped() {
        return whole("skipped");
    }
}
