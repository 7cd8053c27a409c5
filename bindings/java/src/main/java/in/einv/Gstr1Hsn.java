package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** Table 12: split in two from the returns of May 2025, one list before. */
public final class Gstr1Hsn extends Part {
    Gstr1Hsn(String json) {
        super(json);
    }

    /** What goes to registered recipients, and exports. */
    public List<Gstr1HsnLine> hsnB2b() {
        return list("hsn_b2b", Gstr1HsnLine::new);
    }

    /** Empty: what goes to consumers never becomes an e-invoice. */
    public List<Gstr1HsnLine> hsnB2c() {
        return list("hsn_b2c", Gstr1HsnLine::new);
    }

    /** All of it. */
    public List<Gstr1HsnLine> data() {
        return list("data", Gstr1HsnLine::new);
    }
}
