import in.einv.Answer;
import in.einv.Einv;
import in.einv.EinvException;
import in.einv.Engine;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Registers a bill and prints its IRN: First bill.json
 *
 * <p>With EINV_PORTAL and EINV_PUBLIC_KEY (the address and the key file of {@code einv sandbox --key-file key.pem}) the bill
 * travels over HTTP; without them the sandbox inside the library takes it.
 */
public class First {
    public static void main(String[] arguments) throws Exception {
        byte[] bill = Files.readAllBytes(Path.of(arguments[0]));
        try (Engine engine = new Engine(config(Einv.hash(bill, null).get("/gstin")))) {
            Answer answer = engine.submit(bill, null);
            System.out.println(answer.get("/status") + " " + answer.get("/irn"));
        } catch (EinvException.Invalid refused) {
            System.out.println(refused.getMessage());
            System.exit(1);
        }
    }

    private static String config(String gstin) {
        String url = System.getenv("EINV_PORTAL");
        return url == null ? "{}" : "{\"portal\":{\"kind\":\"nic\",\"urls\":[" + Einv.quote(url)
                + "],\"client_id\":\"x\",\"client_secret\":\"y\",\"public_key\":" + Einv.quote(System.getenv("EINV_PUBLIC_KEY"))
                + "},\"taxpayers\":[{\"gstin\":" + Einv.quote(gstin) + ",\"username\":\"user\",\"password\":\"password\"}],"
                + "\"ledger\":\"einv.db\"}";
    }
}
