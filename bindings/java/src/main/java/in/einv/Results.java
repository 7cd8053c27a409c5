package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A page of results, in the order of the documents. */
public final class Results extends Part {
    Results(String json) {
        super(json);
    }

    /** Those that are there without a gap. */
    public List<BatchResult> results() {
        return list("results", BatchResult::new);
    }

    /** What to give as {@code after} for the next page; null where there is none. */
    public Long next() {
        return read("next", Long::valueOf);
    }
}
