package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** One detail on both sides. */
public final class DifferingField extends Part {
    DifferingField(String json) {
        super(json);
    }

    /** Which: as the return names it, or {@code table}, {@code number}, {@code date}, {@code type}. */
    public String field() {
        return get("/field");
    }

    /** In the ledger; or null. */
    public String here() {
        return get("/here");
    }

    /** In the portal's list; or null. */
    public String there() {
        return get("/there");
    }

    /** In the books, where they are held against the other sides; or null. */
    public String books() {
        return get("/books");
    }
}
