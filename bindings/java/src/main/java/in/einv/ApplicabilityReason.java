package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** One ground of an answer. */
public final class ApplicabilityReason extends Part {
    ApplicabilityReason(String json) {
        super(json);
    }

    /** Dotted and stable, named after the fact it checks: {@code turnover.crossed}. */
    public String rule() {
        return get("/rule");
    }

    /** In words. */
    public String message() {
        return get("/message");
    }

    /** The rule, notification, circular or portal code behind the message. */
    public String source() {
        return get("/source");
    }

    /** How sure that is: {@code verified}, {@code reprinted}, {@code secondary}, {@code unverified}. */
    public String sure() {
        return get("/sure");
    }
}
