package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** Whether a portal is up. */
public final class PortalHealth extends Part {
    PortalHealth(String json) {
        super(json);
    }

    /** The portal's name. */
    public String portal() {
        return get("/portal");
    }

    /** Whether it answered as it should. */
    public boolean up() {
        return flag("up");
    }

    /** What it said, or what came instead. */
    public String says() {
        return get("/says");
    }

    /** How long that took. */
    public long millis() {
        return whole("millis");
    }
}
