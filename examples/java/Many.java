import in.einv.Answer;
import in.einv.Batch;
import in.einv.Einv;
import in.einv.Engine;

/** Many invoices at once: java Many bills.ndjson. If it is stopped or killed, run it again: nothing is sent twice. */
public final class Many {
    public static void main(String[] arguments) {
        String path = "{\"path\":" + Einv.quote(java.nio.file.Path.of(arguments[0]).toAbsolutePath().toString()) + "}";
        try (Engine engine = new Engine("{\"ledger\":\"einv.db\"}"); Batch batch = engine.batch(path)) {
            for (Answer result : batch) {
                System.out.println(result.get("/index") + " " + result.get("/status") + " " + result.get("/irn"));
            }
            System.out.println(batch.progress());
        }
    }
}
