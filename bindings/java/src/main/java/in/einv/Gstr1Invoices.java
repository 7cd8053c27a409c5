package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The invoices to one recipient. */
public final class Gstr1Invoices extends Part {
    Gstr1Invoices(String json) {
        super(json);
    }

    /** GSTIN of the recipient. */
    public String ctin() {
        return get("/ctin");
    }

    /** The recipient's name; or null. */
    public String trdname() {
        return get("/trdname");
    }

    /** Each of them. */
    public List<Gstr1Invoice> inv() {
        return list("inv", Gstr1Invoice::new);
    }
}
