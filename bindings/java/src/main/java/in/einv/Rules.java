package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A page of the rule catalogue. */
public final class Rules extends Part {
    Rules(String json) {
        super(json);
    }

    /** Those of this page. */
    public List<RuleRow> rules() {
        return list("rules", RuleRow::new);
    }

    /** How many fit. */
    public long total() {
        return whole("total");
    }

    /** What to give as {@code after} for the next page; null where there is none. */
    public Long next() {
        return read("next", Long::valueOf);
    }
}
