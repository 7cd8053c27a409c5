package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A portal that is not well, or that refused what was sent. */
public final class PortalState extends Part {
    PortalState(String json) {
        super(json);
    }

    /** What follows from it: {@code watching}, {@code slowed}, {@code stopped}. */
    public String state() {
        return get("/state");
    }

    /** Calls without an answer, one after the other. */
    public long unanswered() {
        return whole("unanswered");
    }

    /** Refusals counted against this client. */
    public long refused() {
        return whole("refused");
    }

    /** The portal's name. */
    public String portal() {
        return get("/portal");
    }
}
