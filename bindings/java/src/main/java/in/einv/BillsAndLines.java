package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** Two names: of bills and of lines. */
public final class BillsAndLines extends Part {
    BillsAndLines(String json) {
        super(json);
    }

    /** Of the bills. */
    public String bills() {
        return get("/bills");
    }

    /** Of the lines. */
    public String lines() {
        return get("/lines");
    }
}
