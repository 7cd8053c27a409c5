package in.einv;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;

/**
 * A batch of {@link Engine#batch}. Iterating yields one {@link Answer} per document, in the documents' order, as each is done:
 * {@code answer.get("/index")}, {@code answer.get("/status")}. It may be iterated again.
 *
 * <p>Closing it stops further documents and waits for those being sent.
 */
public final class Batch implements AutoCloseable, Iterable<Answer> {
    /** Results read at a time, and how long one call waits for the first of them. */
    private static final String PAGE = "\"limit\":500,\"wait_ms\":250";

    /** Referenced here, so that it is not collected and closed while its batch runs. */
    private final Engine engine;
    private final int handle;
    private final Cleaner.Cleanable cleanable;

    Batch(Engine engine, int handle) {
        this.engine = engine;
        this.handle = handle;
        cleanable = Engine.CLEANER.register(this, () -> Native.close(handle));
    }

    /** The progress: finished, total, done, registered, rejected, pending, failed, per_second, seconds_left. */
    public Answer progress() {
        return call("progress", null);
    }

    /** One page: {@code {"results":[…],"next"}}; after, limit and wait_ms choose it. */
    public Answer results(String opts) {
        return call("results", opts);
    }

    /** The number of documents. */
    public int size() {
        return Integer.parseInt(progress().get("/total"));
    }

    /** Stops further documents; those being sent finish. Running the batch again resumes it. */
    public void stop() {
        try {
            Calls.stop(handle);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Stops, waits for the documents being sent and drops the results; a second call has no effect. */
    @Override
    public void close() {
        cleanable.clean();
        Reference.reachabilityFence(engine);
    }

    @Override
    public Iterator<Answer> iterator() {
        return new Iterator<Answer>() {
            private final Queue<Answer> read = new ArrayDeque<>();
            private String after = "0";

            @Override
            public boolean hasNext() {
                while (read.isEmpty() && after != null) {
                    Answer page = results("{\"after\":" + after + "," + PAGE + "}");
                    for (String one : Json.elements(page.get("/results"))) {
                        read.add(Answer.of(Answer.OK, one));
                    }
                    after = page.get("/next");
                }
                return !read.isEmpty();
            }

            @Override
            public Answer next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return read.remove();
            }
        };
    }

    private Answer call(String verb, String opts) {
        try {
            return Calls.call(verb, handle, null, Engine.utf8(opts), Calls.Accept.TAKEN);
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
