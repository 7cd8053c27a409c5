package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** How a table was read. */
public final class ReadAs extends Part {
    ReadAs(String json) {
        super(json);
    }

    /**
     * {@code csv}, {@code fixed}, {@code xlsx}, {@code xls}, {@code xlsb}, {@code ods}, {@code dbf}, {@code tally_xml},
     * {@code rows}; of JSON the kind of its first document.
     */
    public String kind() {
        return get("/kind");
    }

    /** The preset; or null. */
    public String preset() {
        return get("/preset");
    }

    /** N where the preset rests on one file alone; or null. */
    public String sure() {
        return get("/sure");
    }

    /** The sheet of the bills; or null. */
    public String sheet() {
        return get("/sheet");
    }

    /** The row of headings; or null. */
    public Long headerRow() {
        return read("header_row", Long::valueOf);
    }

    /** The encoding of text; or null. */
    public String encoding() {
        return get("/encoding");
    }

    /** The sign between values; or null. */
    public String delimiter() {
        return get("/delimiter");
    }

    /** Rows that are no part of a bill; the first thousand. */
    public List<PassedOver> passedOver() {
        return list("passed_over", PassedOver::new);
    }

    /** Headings of columns that nothing reads. */
    public List<String> unmapped() {
        return list("unmapped", text -> text);
    }
}
