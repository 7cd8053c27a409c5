package in.einv;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;

/**
 * A batch of {@link Engine#batch}. Iterating gives one {@link Answer} a document, in the documents' order, as each is done:
 * {@code answer.get("/index")}, {@code answer.get("/status")}. It may be iterated again.
 *
 * <p>Closing it begins no further document and waits for those on their way.
 */
public final class Batch implements AutoCloseable, Iterable<Answer> {
    /** Results read at a time, and how long one call waits for the first of them. */
    private static final String PAGE = "\"limit\":500,\"wait_ms\":250";

    /** Not collected, and so not closed, while its batch is under way. */
    private final Engine engine;
    private final int handle;
    private final Cleaner.Cleanable cleanable;

    Batch(Engine engine, int handle) {
        this.engine = engine;
        this.handle = handle;
        cleanable = Engine.CLEANER.register(this, () -> Native.close(handle));
    }

    /** How far it is: finished, total, done, registered, rejected, pending, failed, per_second, seconds_left. */
    public Answer progress() {
        return call("progress", null);
    }

    /** One page: {@code {"results":[…],"next"}}; after, limit and wait_ms choose it. */
    public Answer results(String opts) {
        return call("results", opts);
    }

    /** How many documents there are. */
    public int size() {
        return Integer.parseInt(progress().get("/total"));
    }

    /** Begins no further document; those on their way end in their own time. Running the batch again resumes it. */
    public void stop() {
        try {
            Calls.stop(handle);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Stops, waits for the documents on their way and forgets the results; a second time does nothing. */
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
