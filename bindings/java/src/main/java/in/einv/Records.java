package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The words that records begin with. */
public final class Records extends Part {
    Records(String json) {
        super(json);
    }

    /** The first record of a bill. */
    public String bills() {
        return get("/bills");
    }

    /** A line of it. */
    public String lines() {
        return get("/lines");
    }

    /** What follows its lines; or null. */
    public String totals() {
        return get("/totals");
    }
}
