package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A bill as FORM GST INV-01. */
public final class Normalized extends Part {
    Normalized(String json) {
        super(json);
    }

    /**
     * What it was, by its keys: {@code inv01}, {@code simple}, {@code cleartax}, {@code mastersindia}, {@code iris},
     * {@code nic_bulk}, {@code signed}, {@code wrapper}, {@code table}.
     */
    public String kind() {
        return get("/kind");
    }

    /** The invoice, as much as there is: what follows from parties and lines is not worked out. As JSON. */
    public String invoice() {
        return get("/invoice");
    }

    /** Those of meaning; and those of dress, where they are asked for. */
    public List<Change> changes() {
        return list("changes", Change::new);
    }

    /** How many are of dress. */
    public long dressed() {
        return whole("dressed");
    }

    /** Every fault of the completed bill, with its place in the input. */
    public List<Finding> findings() {
        return list("findings", Finding::new);
    }
}
