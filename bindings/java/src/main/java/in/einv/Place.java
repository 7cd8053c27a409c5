package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** Where a value stood in the input: a pointer into JSON, a cell of a table, or a tag of a Tally record. */
public final class Place extends Part {
    Place(String json) {
        super(json);
    }

    /** JSON pointer into the input; or null. */
    public String path() {
        return get("/path");
    }

    /** The sheet; empty in a text file; or null. */
    public String sheet() {
        return get("/sheet");
    }

    /** The row, from 1; in a text file the record; or null. */
    public Long row() {
        return read("row", Long::valueOf);
    }

    /** The line of the file, where it differs from the row; or null. */
    public Long line() {
        return read("line", Long::valueOf);
    }

    /** The letters of the column; null for the whole row. */
    public String column() {
        return get("/column");
    }

    /** The heading of the column; or null. */
    public String heading() {
        return get("/heading");
    }

    /** The cell's content; or null. */
    public String value() {
        return get("/value");
    }

    /** The voucher, from 1; or null. */
    public Long record() {
        return read("record", Long::valueOf);
    }

    /** The voucher's number; or null. */
    public String number() {
        return get("/number");
    }

    /** The tag; or null. */
    public String tag() {
        return get("/tag");
    }
}
