package in.einv;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** A small, valid INV-01 invoice of today, and ways to spoil it. */
final class Bills {
    static final String SELLER = gstin("29AAACE1234F1Z");
    static final String BUYER = gstin("27AAACB5678G1Z");

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private Bills() {}

    /** Adds the check character: base-36 values weighted 1, 2, 1, 2, …, quotients and remainders by 36 summed. */
    static String gstin(String firstFourteen) {
        int sum = 0;
        for (int i = 0; i < 14; i++) {
            int product = Character.digit(firstFourteen.charAt(i), 36) * (1 + i % 2);
            sum += product / 36 + product % 36;
        }
        return firstFourteen + Character.toUpperCase(Character.forDigit((36 - sum % 36) % 36, 36));
    }

    static String today() {
        return LocalDate.now(ZoneId.of("Asia/Kolkata")).format(DateTimeFormatter.ofPattern("dd/MM/yyyy", Locale.ROOT));
    }

    static String number() {
        return "J" + ProcessHandle.current().pid() % 100000 + "/" + NUMBERS.incrementAndGet();
    }

    /** {@code lines} times two laptops' worth 990.00, from Karnataka to Maharashtra, at 18 %. */
    static String good(String number, int lines) {
        return bill(number, lines, "990.00", "NOS");
    }

    static String good() {
        return good(number(), 1);
    }

    /** The same, but every line's assessable value is off by a hundred rupees. */
    static String bad(int lines) {
        return bill(number(), lines, "1090.00", "NOS");
    }

    static String unit(String unit) {
        return bill(number(), 1, "990.00", unit);
    }

    private static String bill(String number, int lines, String assessable, String unit) {
        StringBuilder items = new StringBuilder();
        for (int i = 1; i <= lines; i++) {
            items.append(i > 1 ? "," : "").append("{\"SlNo\":\"").append(i)
                    .append("\",\"PrdDesc\":\"Laptop\",\"IsServc\":\"N\",\"HsnCd\":\"84713010\",\"Qty\":2,\"Unit\":\"")
                    .append(unit).append("\",\"UnitPrice\":495.00,\"TotAmt\":990.00,\"AssAmt\":").append(assessable)
                    .append(",\"GstRt\":18,\"IgstAmt\":178.20,\"TotItemVal\":1168.20}");
        }
        return "{\"Version\":\"1.1\",\"TranDtls\":{\"TaxSch\":\"GST\",\"SupTyp\":\"B2B\"},\"DocDtls\":{\"Typ\":\"INV\",\"No\":\""
                + number + "\",\"Dt\":\"" + today() + "\"},\"SellerDtls\":{"
                + party(SELLER, "Seller Private Limited", "Bengaluru", "560001") + "},\"BuyerDtls\":{"
                + party(BUYER, "Buyer Private Limited", "Mumbai", "400001") + ",\"Pos\":\"27\"},\"ItemList\":[" + items
                + "],\"ValDtls\":{\"AssVal\":" + rupees(99000L * lines) + ",\"IgstVal\":" + rupees(17820L * lines)
                + ",\"TotInvVal\":" + rupees(116820L * lines) + "}}";
    }

    private static String party(String gstin, String name, String place, String pin) {
        return "\"Gstin\":\"" + gstin + "\",\"LglNm\":\"" + name + "\",\"Addr1\":\"1 Market Road\",\"Loc\":\"" + place
                + "\",\"Pin\":" + pin + ",\"Stcd\":\"" + gstin.substring(0, 2) + "\"";
    }

    private static String rupees(long paise) {
        return paise / 100 + "." + String.format(Locale.ROOT, "%02d", paise % 100);
    }
}
