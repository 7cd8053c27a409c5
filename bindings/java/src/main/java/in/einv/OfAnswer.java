package in.einv;

/** What follows from several members of an answer about a document. */
abstract class OfAnswer extends Part {
    private final Answer answer;

    OfAnswer(Answer answer) {
        super(answer.text());
        this.answer = answer;
    }

    /** Whether it is registered at the portal and not cancelled. */
    public boolean registered() {
        return "registered".equals(get("/status"));
    }

    /** The e-way bill's number, or null. */
    public String ewbNo() {
        return get("/ewb/ewb_no");
    }

    /** The answer it was read from. */
    public Answer answer() {
        return answer;
    }
}
