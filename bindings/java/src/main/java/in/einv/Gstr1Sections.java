package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The sections of the return that e-invoices come into. */
public final class Gstr1Sections extends Part {
    Gstr1Sections(String json) {
        super(json);
    }

    /** Invoices to registered recipients, by recipient. */
    public List<Gstr1Invoices> b2b() {
        return list("b2b", Gstr1Invoices::new);
    }

    /** Exports, with and without payment of tax. */
    public List<Gstr1Exports> exp() {
        return list("exp", Gstr1Exports::new);
    }

    /** Notes to registered recipients, by recipient. */
    public List<Gstr1Notes> cdnr() {
        return list("cdnr", Gstr1Notes::new);
    }

    /** Notes about exports. */
    public List<Gstr1UnregisteredNote> cdnur() {
        return list("cdnur", Gstr1UnregisteredNote::new);
    }

    /** Table 12; null where there is no document to tell the period by. */
    public Gstr1Hsn hsn() {
        return read("hsn", Gstr1Hsn::new);
    }
}
