package in.einv;

/** How a fault is shown in a line. */
abstract class OfFinding extends Part {
    OfFinding(String json) {
        super(json);
    }

    @Override
    public String toString() {
        return get("/path") + ": " + get("/message") + "; " + get("/fix");
    }
}
