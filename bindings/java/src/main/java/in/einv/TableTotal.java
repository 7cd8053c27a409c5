package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** All sides' totals of one table. */
public final class TableTotal extends Part {
    TableTotal(String json) {
        super(json);
    }

    /** Table of the return's form: {@code 4A}. */
    public String table() {
        return get("/table");
    }

    /** What is registered in the ledger. */
    public Gstr1Total here() {
        return read("here", Gstr1Total::new);
    }

    /** What is active in the portal's list. */
    public Gstr1Total there() {
        return read("there", Gstr1Total::new);
    }

    /** What is in force in the books, where they were given; or null. */
    public Gstr1Total books() {
        return read("books", Gstr1Total::new);
    }
}
