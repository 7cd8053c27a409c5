package in.einv;

/** The answer of {@code submit}, {@code status}, {@code fetch} and {@code cancel}: look at {@link #status()} first. */
public final class Registration {
    private final Answer answer;

    Registration(Answer answer) {
        this.answer = answer;
    }

    /** {@code registered}, {@code pending}, {@code in_doubt}, {@code cancelled}, {@code rejected}, {@code unknown}, … */
    public String status() {
        return answer.get("/status");
    }

    /** Whether it is registered at the portal and not cancelled. */
    public boolean registered() {
        return "registered".equals(status());
    }

    /** The IRN. */
    public String irn() {
        return answer.get("/irn");
    }

    /** The acknowledgement's number, or null while there is none. */
    public String ackNo() {
        return answer.get("/ack_no");
    }

    /** The acknowledgement's time, RFC 3339, or null. */
    public String ackDate() {
        return answer.get("/ack_date");
    }

    /** The invoice as the portal signed it, or null. */
    public String signedInvoice() {
        return answer.get("/signed_invoice");
    }

    /** The text of the QR, or null. */
    public String signedQr() {
        return answer.get("/signed_qr");
    }

    /** The end of the time to cancel it, RFC 3339, or null. */
    public String cancelUntil() {
        return answer.get("/cancel_until");
    }

    /** When it was cancelled, RFC 3339, or null. */
    public String cancelDate() {
        return answer.get("/cancel_date");
    }

    /** The e-way bill's number, or null. */
    public String ewbNo() {
        return answer.get("/ewb/ewb_no");
    }

    /** Whether the sandbox made it, which makes it no tax invoice. */
    public boolean sandbox() {
        return "true".equals(answer.get("/sandbox"));
    }

    /** The answer it was read from. */
    public Answer answer() {
        return answer;
    }

    @Override
    public String toString() {
        return answer.text();
    }
}
