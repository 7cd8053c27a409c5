package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The bills of a table. */
public final class Converted extends Part {
    Converted(String json) {
        super(json);
    }

    /** How many of what. */
    public ConvertedCounts counts() {
        return read("counts", ConvertedCounts::new);
    }

    /** How the table was read. */
    public ReadAs read() {
        return read("read", ReadAs::new);
    }

    /** Bills in their order: a page of them; none where they went to a file. */
    public List<ConvertedBill> bills() {
        return list("bills", ConvertedBill::new);
    }

    /** What is wrong with the table itself; where the bills went to a file, the first of theirs, too. */
    public List<Finding> findings() {
        return list("findings", Finding::new);
    }

    /** What was left out, by reason. */
    public List<SkippedBills> skips() {
        return list("skips", SkippedBills::new);
    }

    /** Changes by their reason. */
    public List<ChangedValues> changed() {
        return list("changed", ChangedValues::new);
    }

    /** What to give as {@code after} for the next page; or null. */
    public Long next() {
        return read("next", Long::valueOf);
    }
}
