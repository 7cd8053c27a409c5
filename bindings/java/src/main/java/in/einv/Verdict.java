package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** Whose signature a text has, and over what. */
public final class Verdict extends Part {
    Verdict(String json) {
        super(json);
    }

    /**
     * What the signature is worth: {@code verified}, {@code wrong_signature}, {@code unknown_key}, {@code malformed},
     * {@code sandbox}.
     */
    public String verdict() {
        return get("/verdict");
    }

    /** The key that the token names; or null. */
    public String kid() {
        return get("/kid");
    }

    /** Who says to have signed it; or null. */
    public String issuer() {
        return get("/issuer");
    }

    /** When that key was valid, where its certificate was given; or null. */
    public KeyDates key() {
        return read("key", KeyDates::new);
    }

    /**
     * What was signed: the members of a QR, or an invoice as its own JSON. null of a malformed token alone. As JSON.
     */
    public String content() {
        return get("/content");
    }

    /** Places of the invoice that are not as they were signed; null where no invoice was given. */
    public List<String> differs() {
        return has("differs") ? list("differs", text -> text) : null;
    }

    /** In words. */
    public String message() {
        return get("/message");
    }

    /** What to do; or null. */
    public String fix() {
        return get("/fix");
    }
}
