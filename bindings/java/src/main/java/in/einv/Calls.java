package in.einv;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;

/** Calls every verb. */
final class Calls {
    private static final int FIRST_BUFFER = 64 * 1024;
    /** The longest array that every virtual machine supports. */
    private static final int LARGEST_BUFFER = Integer.MAX_VALUE - 8;

    /** Buffers for the next calls: a new one is cleared, and that costs more than a short call itself. */
    private static final ArrayBlockingQueue<byte[]> BUFFERS = new ArrayBlockingQueue<>(16);

    private static final byte[] EMPTY_CONFIG = {'{', '}'};

    private Calls() {}

    /** Which numbers are refusals: most verbs accept 0 and 2; for {@code validate} 1 is an answer, too. */
    enum Accept {
        TAKEN,
        JUDGED;

        boolean takes(int status) {
            return status == Answer.OK || status == (this == TAKEN ? Answer.PENDING : Answer.INVALID);
        }
    }

    static Answer call(String verb, int engine, byte[] in, byte[] opts, Accept accept) {
        byte[] name = verb.getBytes(StandardCharsets.US_ASCII);
        Answer answer = retrying((out, length) -> Native.call(name, engine, in, opts, out, length));
        if (accept.takes(answer.status())) {
            return answer;
        }
        throw EinvException.of(answer);
    }

    static Answer version() {
        return retrying(Native::version);
    }

    /** Called only once: a second call would open a second engine. */
    static int open(byte[] config) {
        int[] engine = {0};
        byte[] out = new byte[FIRST_BUFFER];
        int[] length = {0};
        int status = Native.open(config == null ? EMPTY_CONFIG : config, engine, out, length);
        if (engine[0] == 0) {
            throw EinvException.of(Answer.of(status, out, length[0]));
        }
        return engine[0];
    }

    static void stop(int engine) {
        int status = Native.stop(engine);
        if (status != Answer.OK) {
            throw EinvException.of(Answer.of(status, new byte[0], 0));
        }
    }

    private interface Run {
        int with(byte[] out, int[] length);
    }

    /** Runs with a growing buffer until the answer fits; the library guarantees that calling again is always safe. */
    private static Answer retrying(Run run) {
        byte[] first = BUFFERS.poll();
        byte[] out = first == null ? new byte[FIRST_BUFFER] : first;
        int[] length = {0};
        int status = run.with(out, length);
        while (status == Answer.E_BUFFER && out.length <= length[0] && length[0] < LARGEST_BUFFER) {
            out = new byte[length[0] + 1];
            status = run.with(out, length);
        }
        Answer answer = Answer.of(status, out, length[0]);
        if (out.length == FIRST_BUFFER) {
            BUFFERS.offer(out);
        }
        return answer;
    }
}
