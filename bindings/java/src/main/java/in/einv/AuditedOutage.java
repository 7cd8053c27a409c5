package in.einv;

import java.time.OffsetDateTime;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A time in which a portal gave no answer. */
public final class AuditedOutage extends Part {
    AuditedOutage(String json) {
        super(json);
    }

    /** The portal's name. */
    public String portal() {
        return get("/portal");
    }

    /** The first call without an answer. */
    public OffsetDateTime began() {
        return read("began", OffsetDateTime::parse);
    }

    /** The last call without an answer. */
    public OffsetDateTime last() {
        return read("last", OffsetDateTime::parse);
    }

    /** The first answer after it; null while there is none. */
    public OffsetDateTime ended() {
        return read("ended", OffsetDateTime::parse);
    }

    /** Calls without an answer. */
    public long calls() {
        return whole("calls");
    }

    /** What came instead of an answer. */
    public String answered() {
        return get("/answered");
    }
}
