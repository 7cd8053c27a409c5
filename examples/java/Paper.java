import in.einv.Answer;
import in.einv.Einv;
import in.einv.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * Registers a bill, saves it as PDF and its QR as PNG, and verifies what was signed: Paper bill.json
 *
 * <p>The sandbox inside the library takes the bill. With a portal, name its certificates in {@code portal.qr_keys}.
 */
public class Paper {
    public static void main(String[] arguments) throws Exception {
        String bill = Files.readString(Path.of(arguments[0]));
        try (Engine engine = new Engine()) {
            Answer registration = engine.submit(bill);
            String code = "\"signed_qr\":" + Einv.quote(registration.get("/signed_qr"));

            // The whole page, from the bill and its registration.
            String document = "{\"invoice\":" + bill + ",\"registration\":" + registration.text() + "}";
            byte[] page = engine.print(document, "{\"accent\":\"#7a3e9d\"}").bytes();
            Files.write(Path.of("invoice.pdf"), page);

            // The code alone, for your own form; escpos is for thermal printers.
            Files.write(Path.of("qr.png"), engine.qr("{" + code + "}", "{\"format\":\"png\"}").bytes());

            // IRN and code on a PDF that the billing program made. Here that is the page from above.
            String own = Base64.getEncoder().encodeToString(page);
            String stamp = "{\"pdf\":\"" + own + "\",\"registration\":" + registration.text()
                    + ",\"place\":{\"x_mm\":20,\"y_mm\":215,\"width_mm\":40}}";
            Files.write(Path.of("stamped.pdf"), engine.stamp(stamp, null).bytes());

            // A buyer's check of a supplier's bill.
            Answer answer = engine.verify("{" + code + ",\"invoice\":" + bill + "}");
            System.out.println(answer.get("/verdict") + " " + answer.get("/differs") + " " + answer.get("/content/Irn"));
        }
    }
}
