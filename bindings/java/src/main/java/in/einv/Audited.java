package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A page of exchanges with portals, and when portals gave no answer. */
public final class Audited extends Part {
    Audited(String json) {
        super(json);
    }

    /** What was sent and answered, the oldest first. */
    public List<AuditedExchange> exchanges() {
        return list("exchanges", AuditedExchange::new);
    }

    /** The latest times without an answer, the last first. */
    public List<AuditedOutage> outages() {
        return list("outages", AuditedOutage::new);
    }

    /** What to give as {@code after} for the following page; null where there is none. */
    public Long next() {
        return read("next", Long::valueOf);
    }

    /** Certificates that run out. */
    public List<String> warnings() {
        return list("warnings", text -> text);
    }
}
