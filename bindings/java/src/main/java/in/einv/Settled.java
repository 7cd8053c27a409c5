package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** How many documents a flush took up, by what came of them. */
public final class Settled extends Part {
    Settled(String json) {
        super(json);
    }

    /** The portal has them. */
    public long registered() {
        return whole("registered");
    }

    /** The portal refused them. */
    public long rejected() {
        return whole("rejected");
    }

    /** Cancelled. */
    public long cancelled() {
        return whole("cancelled");
    }

    /** Taken back before they were sent. */
    public long withdrawn() {
        return whole("withdrawn");
    }

    /** Not sent yet. */
    public long pending() {
        return whole("pending");
    }

    /** Not known yet. */
    public long inDoubt() {
        return whole("in_doubt");
    }

    /** Being worked on by other calls, or left for the next flush. */
    public long left() {
        return whole("left");
    }
}
