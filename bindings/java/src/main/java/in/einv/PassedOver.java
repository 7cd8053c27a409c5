package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A row that is no part of a bill. */
public final class PassedOver extends Part {
    PassedOver(String json) {
        super(json);
    }

    /** The sheet of lines, where it is in that one; or null. */
    public String sheet() {
        return get("/sheet");
    }

    /** The row. */
    public long row() {
        return whole("row");
    }

    /**
     * {@code totals}, {@code headings}, {@code nothing} (no column that is read has anything in it) or {@code no_bill}
     * (a line whose bill isn't there).
     */
    public String why() {
        return get("/why");
    }
}
