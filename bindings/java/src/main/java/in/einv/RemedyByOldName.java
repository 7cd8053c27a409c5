package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A remedy, by the name that answers used first. */
public final class RemedyByOldName extends Part {
    RemedyByOldName(String json) {
        super(json);
    }

    /** As {@code remedy}. */
    public String road() {
        return get("/road");
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
