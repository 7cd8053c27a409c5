package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** One fault of a document: what, where, and how to fix it. */
public final class Finding extends OfFinding {
    Finding(String json) {
        super(json);
    }

    /** The portal's code for it, where it has one; or null. */
    public String code() {
        return get("/code");
    }

    /** How serious it is: {@code error}, {@code warning}, {@code info}. */
    public String severity() {
        return get("/severity");
    }

    /** What alone would fail, where that is not the invoice: {@code ewb}; or null. */
    public String affects() {
        return get("/affects");
    }

    /** JSON pointer to the value. */
    public String path() {
        return get("/path");
    }

    /** Number of the line, from 1, when the fault is in one; or null. */
    public Long item() {
        return read("item", Long::valueOf);
    }

    /** The rule that is broken, by its name in the catalogue. */
    public String rule() {
        return get("/rule");
    }

    /** What stands there, cut to 120 characters; null where nothing does. */
    public String value() {
        return get("/value");
    }

    /** What should stand there; or null. */
    public String expected() {
        return get("/expected");
    }

    /** What is wrong. */
    public String message() {
        return get("/message");
    }

    /** What to do. */
    public String fix() {
        return get("/fix");
    }

    /** Form field, rule of law, notification or portal page. */
    public String source() {
        return get("/source");
    }

    /** The place of the fault that this one follows from; or null. */
    public String follows() {
        return get("/follows");
    }

    /** Where it stood in the input, when that was not INV-01 itself; or null. */
    public Place at() {
        return read("at", Place::new);
    }
}
