package in.einv;

import java.time.OffsetDateTime;

// Made by bindings/declare.py from docs/schema; do not edit.

/** When a key was valid. */
public final class KeyDates extends Part {
    KeyDates(String json) {
        super(json);
    }

    /** From when on. */
    public OffsetDateTime validFrom() {
        return read("valid_from", OffsetDateTime::parse);
    }

    /** Until when. */
    public OffsetDateTime validUntil() {
        return read("valid_until", OffsetDateTime::parse);
    }

    /** Whether the IRN was given between them, where the token says when; or null. */
    public Boolean covers() {
        return read("covers", Boolean::valueOf);
    }
}
