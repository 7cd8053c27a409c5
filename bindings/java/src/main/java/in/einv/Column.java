package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A column of a table. */
public final class Column extends Part {
    Column(String json) {
        super(json);
    }

    /** The sheet of lines, where it is in that one; or null. */
    public String sheet() {
        return get("/sheet");
    }

    /** Its letters. */
    public String column() {
        return get("/column");
    }

    /** What stands above it. */
    public String heading() {
        return get("/heading");
    }

    /** The value of a bill that it feeds; or null. */
    public String feeds() {
        return get("/feeds");
    }

    /** Its first cell; or null. */
    public String example() {
        return get("/example");
    }
}
