package in.einv;

import java.util.List;
import java.util.Map;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A mapping file. What is left out is found, or is as the preset has it. */
public final class MappingFile extends Part {
    MappingFile(String json) {
        super(json);
    }

    /** The form of the file: 1; or null. */
    public Long einvMap() {
        return read("einv_map", Long::valueOf);
    }

    /** The preset that it starts from; or null. */
    public String preset() {
        return get("/preset");
    }

    /** The sheet, by its name; or null. */
    public String sheet() {
        return get("/sheet");
    }

    /** The row of headings, from 1; or null. */
    public Long headerRow() {
        return read("header_row", Long::valueOf);
    }

    /** The first row of bills; or null. */
    public Long firstRow() {
        return read("first_row", Long::valueOf);
    }

    /** By heading or column letter: the target. Or by target: its headings; or null. As JSON. */
    public String columns() {
        return get("/columns");
    }

    /** By a heading: the targets of the columns right of it; or null. As JSON. */
    public String columnsAfter() {
        return get("/columns_after");
    }

    /** Columns that are looked at where their target is blank. */
    public Map<String, String> otherwise() {
        return map("otherwise", text -> text);
    }

    /** By the kind of document: columns that feed something else in it; or null. As JSON. */
    public String byType() {
        return get("/by_type");
    }

    /** Columns of which only the first row of a bill counts. */
    public List<String> firstOnly() {
        return list("first_only", text -> text);
    }

    /** The columns of the sheet of lines; or null. As JSON. */
    public String lineColumns() {
        return get("/line_columns");
    }

    /**
     * Of text whose first value says what a record is: the words for a bill, a line, and what follows the lines; or
     * null.
     */
    public Records records() {
        return read("records", Records::new);
    }

    /** By column letter: what a record after the lines feeds; or null. As JSON. */
    public String totalColumns() {
        return get("/total_columns");
    }

    /** The sheets of bills and lines; or null. */
    public BillsAndLines sheets() {
        return read("sheets", BillsAndLines::new);
    }

    /** The headings that join them; or null. */
    public BillsAndLines join() {
        return read("join", BillsAndLines::new);
    }

    /** By target: what stands where the cell is blank or absent. */
    public Map<String, String> defaults() {
        return map("defaults", text -> text);
    }

    /** By target: what a value means. null: not a sale. As JSON. */
    public String values() {
        return get("/values");
    }

    /** By heading: values of bills that aren't sent; or null. As JSON. */
    public String skip() {
        return get("/skip");
    }

    /**
     * How days in text are written, and whether date cells are right: {@code dmy}, {@code mdy}, {@code cells}; or null.
     */
    public String dates() {
        return get("/dates");
    }

    /** The sign before decimals: {@code .} or {@code ,}; or null. */
    public String decimal() {
        return get("/decimal");
    }

    /** The sign between the values of a text file; or null. */
    public String delimiter() {
        return get("/delimiter");
    }

    /** The encoding of a text file; or null. */
    public String encoding() {
        return get("/encoding");
    }

    /** Of text in fixed widths: first character from 1, length, target. As JSON. */
    public List<String> positions() {
        return list("positions", text -> text);
    }

    /** Whether the rows of a bill lie together: {@code consecutive}, {@code anywhere}; or null. */
    public String group() {
        return get("/group");
    }

    /** Whether prices and amounts of lines include tax. */
    public boolean pricesIncludeTax() {
        return flag("prices_include_tax");
    }

    /** How rates are written: {@code auto}, {@code percent}, {@code fraction}; or null. */
    public String rates() {
        return get("/rates");
    }

    /**
     * Whether an e-way bill is asked for: {@code must}, {@code try} or {@code none}: {@code none}, {@code try},
     * {@code must}; or null.
     */
    public String ewb() {
        return get("/ewb");
    }

    /** Of a preset: the headings by which it is known; any of the lists. As JSON. */
    public List<String> keys() {
        return list("keys", text -> text);
    }

    /** Of a preset: N when it rests on one file alone; or null. */
    public String sure() {
        return get("/sure");
    }

    /** Whatever a person writes beside it; or null. */
    public String about() {
        return get("/about");
    }
}
