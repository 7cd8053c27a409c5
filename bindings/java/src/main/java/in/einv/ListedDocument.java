package in.einv;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A document of a list. */
public final class ListedDocument extends Part {
    ListedDocument(String json) {
        super(json);
    }

    /** The portal's IRN once it is known, ours until then. */
    public String irn() {
        return get("/irn");
    }

    /** The supplier's. */
    public String gstin() {
        return get("/gstin");
    }

    /** {@code INV}, {@code CRN} or {@code DBN}: {@code INV}, {@code CRN}, {@code DBN}. */
    public String type() {
        return get("/type");
    }

    /** As it was written. */
    public String number() {
        return get("/number");
    }

    /** The document's. */
    public LocalDate date() {
        return read("date", LocalDate::parse);
    }

    /**
     * How it stands: {@code pending}, {@code in_doubt}, {@code registered}, {@code rejected}, {@code withdrawn},
     * {@code cancelled}, {@code unknown}.
     */
    public String status() {
        return get("/status");
    }

    /** The buyer's GSTIN, or {@code URP}; null where the ledger holds no content, as of a QR that was imported. */
    public String buyerGstin() {
        return get("/buyer_gstin");
    }

    /** The buyer's legal name; or null. */
    public String buyerName() {
        return get("/buyer_name");
    }

    /** The invoice value in rupees; a credit note's is positive, too; or null. */
    public String value() {
        return get("/value");
    }

    /** The acknowledgement's number, once it is registered; or null. */
    public String ackNo() {
        return get("/ack_no");
    }

    /** When the portal acknowledged it; or null. */
    public OffsetDateTime ackDate() {
        return read("ack_date", OffsetDateTime::parse);
    }

    /** The number of its e-way bill, cancelled or not; or null. */
    public String ewbNo() {
        return get("/ewb_no");
    }

    /** The codes by which the portal refused it, while it stands refused. */
    public List<String> refused() {
        return list("refused", text -> text);
    }

    /** A sandbox registered it: it is not a tax invoice. */
    public boolean sandbox() {
        return flag("sandbox");
    }
}
