package in.einv;

import java.time.OffsetDateTime;

// Made by bindings/declare.py from docs/schema; do not edit.

/** An exchange with a portal, secrets masked. */
public final class AuditedExchange extends Part {
    AuditedExchange(String json) {
        super(json);
    }

    /** Its number. */
    public long id() {
        return whole("id");
    }

    /** When it ended. */
    public OffsetDateTime at() {
        return read("at", OffsetDateTime::parse);
    }

    /** The portal's name. */
    public String portal() {
        return get("/portal");
    }

    /** Whose log-in it was. */
    public String gstin() {
        return get("/gstin");
    }

    /** The document it is about; null where it is about none. */
    public String irn() {
        return get("/irn");
    }

    /** Its kind. */
    public String call() {
        return get("/call");
    }

    /** Path and query. */
    public String path() {
        return get("/path");
    }

    /** What was sent, before it was encrypted; null where there was nothing. As JSON, unless it is a text. */
    public String sent() {
        return get("/sent");
    }

    /** HTTP's; null where no answer came. */
    public Long status() {
        return read("status", Long::valueOf);
    }

    /** What was answered, decrypted; or why there was no answer; or null. As JSON, unless it is a text. */
    public String answered() {
        return get("/answered");
    }

    /** How long it took. */
    public long millis() {
        return whole("millis");
    }
}
