package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** How far a batch is. */
public final class Progress extends Part {
    Progress(String json) {
        super(json);
    }

    /** Nothing is under way any more. */
    public boolean finished() {
        return flag("finished");
    }

    /** No further document is begun. */
    public boolean stopped() {
        return flag("stopped");
    }

    /** Documents of the batch. */
    public long total() {
        return whole("total");
    }

    /** Those that came to an end, of which the next five are parts. */
    public long done() {
        return whole("done");
    }

    /** The portal has them. */
    public long registered() {
        return whole("registered");
    }

    /** The rules, or the portal, refused them. */
    public long rejected() {
        return whole("rejected");
    }

    /** Kept, and not registered yet. */
    public long pending() {
        return whole("pending");
    }

    /** Their calls failed. */
    public long failed() {
        return whole("failed");
    }

    /** The law does not ask for them. */
    public long notRequired() {
        return whole("not_required");
    }

    /** Documents in a second, so far. */
    public double perSecond() {
        return number("per_second");
    }

    /** How long it has taken. */
    public double seconds() {
        return number("seconds");
    }

    /** How long the rest will take at that rate; null where nothing is left, or no rate is known. */
    public Long secondsLeft() {
        return read("seconds_left", Long::valueOf);
    }

    /** Of a table: its rows and bills. Faulty and skipped bills are no documents of the batch; or null. */
    public ConvertedCounts table() {
        return read("table", ConvertedCounts::new);
    }
}
