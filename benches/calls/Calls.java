import in.einv.Einv;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/** One call's price by JNI: Calls document.json rounds. Prints ns a call of Einv.hash, warmed up. */
public class Calls {
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    public static void main(String[] arguments) throws Exception {
        byte[] document = Files.readAllBytes(Path.of(arguments[0]));
        int rounds = Integer.parseInt(arguments[1]);
        price(document, rounds);
        System.out.printf("- %.1f%n", price(document, rounds));
    }

    private static double price(byte[] document, int rounds) {
        long begun = CLOCK.getCurrentThreadCpuTime();
        for (int i = 0; i < rounds; i++) {
            Einv.hash(document, null);
        }
        return (CLOCK.getCurrentThreadCpuTime() - begun) / (double) rounds;
    }
}
