package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** What was wrong, where, and what to do. */
public final class CallError extends Part {
    CallError(String json) {
        super(json);
    }

    /** What failed, by the name of its number. */
    public String code() {
        return get("/code");
    }

    /** What was wrong. */
    public String message() {
        return get("/message");
    }

    /** A JSON pointer into the input, options or configuration; or null. */
    public String at() {
        return get("/at");
    }

    /** What to do; or null. */
    public String fix() {
        return get("/fix");
    }

    /** The document that this failure left in the ledger; or null. */
    public String irn() {
        return get("/irn");
    }

    /**
     * How it stands: {@code pending}, {@code in_doubt}, {@code registered}, {@code rejected}, {@code withdrawn},
     * {@code cancelled}, {@code unknown}; or null.
     */
    public String status() {
        return get("/status");
    }

    /** Where a document differs from the one that has its number: JSON pointers. */
    public List<String> differs() {
        return list("differs", text -> text);
    }
}
