package in.einv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The library's answer: JSON, plain lines when {@code opts} asked to pick, or a file ({@link #bytes()}). */
public final class Answer {
    /** Done. */
    public static final int OK = 0;
    /** The document is invalid, or the portal refused it. */
    public static final int INVALID = 1;
    /** Stored in the ledger, not registered yet. */
    public static final int PENDING = 2;

    static final int E_BUFFER = 11;

    private final int status;
    private final byte[] json;

    private Answer(int status, byte[] json) {
        this.status = status;
        this.json = json;
    }

    /** The first {@code length} bytes of {@code out}, or nothing when the answer didn't fit. */
    static Answer of(int status, byte[] out, int length) {
        boolean written = status != E_BUFFER && length <= out.length;
        return new Answer(status, written ? Arrays.copyOf(out, length) : new byte[0]);
    }

    /** A part of an answer, as an answer. */
    static Answer of(int status, String json) {
        return new Answer(status, json.getBytes(StandardCharsets.UTF_8));
    }

    /** The returned number: {@link #OK}, {@link #INVALID} (of a report) or {@link #PENDING}. */
    public int status() {
        return status;
    }

    /** The unchanged answer, for a JSON library. */
    public byte[] json() {
        return json.clone();
    }

    /** The file that was made: PDF, picture, printer commands. */
    public byte[] bytes() {
        return json.clone();
    }

    public String text() {
        return new String(json, StandardCharsets.UTF_8);
    }

    /**
     * One value by its JSON pointer, such as {@code "/irn"} or {@code "/findings/0/message"}: the text of a string, the
     * JSON of anything else, null where there is nothing or null.
     */
    public String get(String pointer) {
        return Json.get(text(), pointer);
    }

    /** A registration or cancellation with its values by name. */
    public Registration registration() {
        return new Registration(this);
    }

    /** A report with its findings by name: of {@code validate}, or the one inside another answer. */
    public Report report() {
        String inside = get("/report");
        return new Report(inside == null ? text() : inside);
    }

    // begin generated
    /** The answer of {@code applicability}, its values by name. */
    public Applicability applicability() {
        return new Applicability(text());
    }

    /** The answer of {@code audit}, its values by name. */
    public Audited audited() {
        return new Audited(text());
    }

    /** The answer of {@code cancel}, its values by name. */
    public Cancellation cancellation() {
        return new Cancellation(text());
    }

    /** The answer of {@code codes}, its values by name. */
    public Codes codes() {
        return new Codes(text());
    }

    /** The answer of {@code columns}, its values by name. */
    public Columns columns() {
        return new Columns(text());
    }

    /** The answer of {@code convert}, its values by name. */
    public Converted converted() {
        return new Converted(text());
    }

    /** The answer of {@code due}, its values by name. */
    public Board board() {
        return new Board(text());
    }

    /** The answer of {@code ewb} or {@code ewb_cancel}, its values by name. */
    public EwbAnswered ewbAnswered() {
        return new EwbAnswered(text());
    }

    /** The answer of {@code ewb_consolidate} or {@code ewb_extend} or {@code ewb_reject} or {@code ewb_transporter} or {@code ewb_vehicle}, its values by name. */
    public BillAnswer billAnswer() {
        return new BillAnswer(text());
    }

    /** The answer of {@code ewb_fetch}, its values by name. */
    public EwbFetched ewbFetched() {
        return new EwbFetched(text());
    }

    /** The answer of {@code ewb_validate}, its values by name. */
    public EwayReport ewayReport() {
        return new EwayReport(text());
    }

    /** The answer of {@code explain}, its values by name. */
    public Explanation explanation() {
        return new Explanation(text());
    }

    /** The answer of {@code flush}, its values by name. */
    public Settled settled() {
        return new Settled(text());
    }

    /** The answer of {@code gstin}, its values by name. */
    public Taxpayer taxpayer() {
        return new Taxpayer(text());
    }

    /** The answer of {@code gstr1}, its values by name. */
    public Gstr1 gstr1() {
        return new Gstr1(text());
    }

    /** The answer of {@code hash}, its values by name. */
    public Identity identity() {
        return new Identity(text());
    }

    /** The answer of {@code import}, its values by name. */
    public Imported imported() {
        return new Imported(text());
    }

    /** The answer of {@code list}, its values by name. */
    public DocumentList documentList() {
        return new DocumentList(text());
    }

    /** The answer of {@code normalize}, its values by name. */
    public Normalized normalized() {
        return new Normalized(text());
    }

    /** The answer of {@code progress}, its values by name. */
    public Progress progress() {
        return new Progress(text());
    }

    /** The answer of {@code reconcile}, its values by name. */
    public Reconciled reconciled() {
        return new Reconciled(text());
    }

    /** The answer of {@code results}, its values by name. */
    public Results results() {
        return new Results(text());
    }

    /** The answer of {@code rules}, its values by name. */
    public Rules rules() {
        return new Rules(text());
    }

    /** The answer of {@code verify}, its values by name. */
    public Verdict verdict() {
        return new Verdict(text());
    }

    /** One result of a batch, its values by name. */
    public BatchResult batchResult() {
        return new BatchResult(text());
    }
    // end generated

    @Override
    public String toString() {
        return text();
    }
}
