package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** How a table would be read. */
public final class Columns extends Part {
    Columns(String json) {
        super(json);
    }

    /** What it is and where its headings stand. */
    public ReadAs read() {
        return read("read", ReadAs::new);
    }

    /** Its columns, and what each feeds. */
    public List<Column> columns() {
        return list("columns", Column::new);
    }

    /** Headings that nothing knows. */
    public List<String> unmapped() {
        return list("unmapped", text -> text);
    }

    /** What a bill needs and no column feeds; columns that can't be read. */
    public List<Finding> missing() {
        return list("missing", Finding::new);
    }

    /** A mapping file to be edited. */
    public MappingFile map() {
        return read("map", MappingFile::new);
    }
}
