package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** What the rules say of the e-way bill. */
public final class EwbReport extends Part {
    EwbReport(String json) {
        super(json);
    }

    /** What follows from the findings about it: {@code valid}, {@code invalid}, {@code absent}. */
    public String verdict() {
        return get("/verdict");
    }
}
