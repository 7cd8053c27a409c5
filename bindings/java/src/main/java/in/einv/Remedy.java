package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A way out when an IRN can't be cancelled any more. */
public final class Remedy extends Part {
    Remedy(String json) {
        super(json);
    }

    /** {@code credit_note}, {@code debit_note}, {@code gstr1a} or {@code gstr1_amendment}. */
    public String remedy() {
        return get("/remedy");
    }

    /** The case it applies to, in words. */
    public String when() {
        return get("/when");
    }

    /** A section of the CGST Act, a page of the portal, or both. */
    public String source() {
        return get("/source");
    }

    /** How sure it is: {@code verified}, {@code reprinted}, {@code secondary}, {@code unverified}. */
    public String sure() {
        return get("/sure");
    }

    /** What to do, in a sentence. */
    public String what() {
        return get("/what");
    }
}
