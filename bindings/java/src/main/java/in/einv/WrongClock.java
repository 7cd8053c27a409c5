package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A computer whose clock the portal's shows to be wrong. */
public final class WrongClock extends Part {
    WrongClock(String json) {
        super(json);
    }

    /** The portal's clock less this one. */
    public long offBySeconds() {
        return whole("off_by_seconds");
    }

    /** The same in words. */
    public String message() {
        return get("/message");
    }

    /** What to do. */
    public String fix() {
        return get("/fix");
    }
}
