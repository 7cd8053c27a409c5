package in.einv;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The jar against a real library; {@code bindings/java/test.sh} runs it. */
final class EinvTest {
    /** Encrypts for a portal that is down and never reads it. Its private half was not kept. */
    private static final String PUBLIC_KEY = String.join("\n",
            "-----BEGIN PUBLIC KEY-----",
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApCEfIqi9/m/DmC+FPhSn",
            "xrnyVnLCaiJ5+oqMOt0vpVI17ysTC/vlRYk+alzIJL8SaMLmjaaoPxIJbks90FIa",
            "v+cxg5/sYta32/69I2Kkty8Q4tV8cZkMSD/Pqzrlfjt6VZjumDsVDI0cBanJ/jVN",
            "iUqi93TqmVBqcOTK1fG0rjUefYqoTXkgl7FLGpj+P8n4oeQLh7inWeJApF7umZ+w",
            "j50zcwNCeQmFI8Ou/7qLFfc3FDd8gu8NHnMfUzVqix5SwwcDpFoXTmDW1AqsXdVv",
            "fLLO15h4/jQrc4fr/fwfJ1eOi06eQYsr3DOVmY3hdUVlCjFmhp0PjByOpAcKcmaX",
            "FQIDAQAB",
            "-----END PUBLIC KEY-----", "");

    @Test
    void aGoodInvoiceIsValidWithAndWithoutAnEngine() {
        try (Engine engine = new Engine()) {
            for (Answer report : List.of(engine.validate(Bills.good()), Einv.validate(Bills.good()))) {
                equal(Answer.OK, report.status());
                equal("true", report.get("/valid"));
            }
        }
    }

    @Test
    void validateReturnsItsReportWhenTheInvoiceIsWrong() {
        Answer report = Einv.validate(Bills.bad(1));
        equal(Answer.INVALID, report.status());
        equal("false", report.get("/valid"));
        check(report.get("/findings/0/path").startsWith("/"), report);
    }

    @Test
    void aTableGivesItsBillsSortedAndEachFaultItsCell() throws Exception {
        String head = "Bill No,Date,Party,GSTIN,Address,City,PIN,Item,HSN,Qty,Unit,Price,GST %\n";
        String buyer = "Pune Office Supplies LLP,27AABCU9603R1ZN,7 Laxmi Road,Pune,411030,Ruled register,48201090,10,";
        Path file = Files.createTempFile("bills", ".csv");
        Files.writeString(file, head + "A-1,05/11/2026," + buyer + "NOS,100,18\nA-2,05/11/2026," + buyer + "strips,100,18\n"
                + "A-3,05/11/2026,Cash,,,Udupi,576101,Pen,96081019,1,NOS,10,18\n");
        String config = "{\"on\":\"2026-11-21\",\"taxpayers\":[{\"gstin\":\"29AABCU9603R1ZJ\",\"seller\":{\"legal_name\":"
                + "\"Udupi Stationers\",\"address\":\"14 Car Street\",\"city\":\"Udupi\",\"pin\":\"576101\"}}]}";
        try (Engine engine = new Engine(config)) {
            Table table = engine.convert(file, ConvertOptions.none());
            equal("A-1", table.ready().get(0).number());
            equal("consumer", table.skipped().get(0).reason());
            Table.Bill faulty = table.faulty().get(0);
            boolean named = faulty.findings().stream().anyMatch(fault -> fault.rule().equals("item.unit") && "3".equals(fault.get("/at/row")));
            check(named, faulty);
            equal(Answer.OK, engine.submit(table.ready().get(0).invoice()).status());
            equal("number", engine.columns("{\"path\":" + Json.quote(file.toString()) + "}").get("/columns/0/feeds"));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aSimpleBillIsSaidKeyByKeyAndItsAmountsStayExact() {
        Bill bill = Bill.number("SB/1").date(LocalDate.of(2026, 11, 19))
                .buyer(buyer -> buyer.gstin("27AABCU9603R1ZN").name("Pune \"Office\" Supplies LLP").address("7 Laxmi Road", "Camp").city("Pune").pin("411030"))
                .line(line -> line.name("Pen").hsn("96081019").qty(3).unit("pcs").price(new BigDecimal("33.333")).rate(18).attribute("Colour", "blue"))
                .line(line -> line.name("Ink").hsn("32159010").qty(1).unit("nos").price(new BigDecimal("5E+1")).rate(18));
        equal("33.333", Json.get(bill.toString(), "/lines/0/price"));
        equal("50", Json.get(bill.toString(), "/lines/1/price"));
        String config = "{\"on\":\"2026-11-21\",\"taxpayers\":[{\"gstin\":\"29AABCU9603R1ZJ\",\"seller\":{\"legal_name\":"
                + "\"Udupi Stationers\",\"address\":\"14 Car Street\",\"city\":\"Udupi\",\"pin\":\"576101\"}}]}";
        try (Engine engine = new Engine(config)) {
            equal("true", engine.validate(bill).get("/valid"));
            Answer made = engine.submit(bill, "{\"deadline_ms\":60000}");
            equal("registered", made.get("/status"));
            equal(made.get("/irn"), engine.hash(bill).get("/irn"));
            equal("simple", engine.normalize(bill).get("/kind"));
        }
        equal("{\"normalize\":false}", Bill.normalizing("{\"normalize\":false}"));
    }

    @Test
    void anInvoiceIsRegisteredOnceAndCanBeCancelled() {
        try (Engine engine = new Engine()) {
            String bill = Bills.good();
            Answer first = engine.submit(bill);
            equal(Answer.OK, first.status());
            equal("registered", first.get("/status"));
            equal(Einv.hash(bill).get("/irn"), first.get("/irn"));
            equal(first.get("/ack_no"), engine.submit(bill).get("/ack_no"));

            String irn = "{\"irn\":\"" + first.get("/irn") + "\"";
            equal("registered", engine.status(irn + "}").get("/status"));
            Answer cancelled = engine.cancel(irn + ",\"reason\":\"duplicate\",\"remark\":\"entered twice\"}");
            equal("cancelled", cancelled.get("/status"));
            equal("cancelled", engine.status(irn + "}").get("/status"));
        }
    }

    @Test
    void aRefusedInvoiceThrowsWithItsReport() {
        try (Engine engine = new Engine()) {
            String bill = Bills.bad(1);
            EinvException.Invalid refused = thrown(EinvException.Invalid.class, () -> engine.submit(bill));
            equal(Answer.INVALID, refused.status());
            equal("false", Json.get(refused.report(), "/valid"));
            equal(Einv.hash(bill).get("/irn"), refused.irn());
            check(refused.getMessage().contains("/ItemList/0"), refused);
        }
    }

    @Test
    void aRefusalWithoutAReportSaysWhyAndWhatToDo() {
        try (Engine engine = new Engine()) {
            String unknown = "{\"irn\":\"" + "0".repeat(64) + "\",\"reason\":\"duplicate\",\"remark\":\"entered twice\"}";
            EinvException.Invalid refused = thrown(EinvException.Invalid.class, () -> engine.cancel(unknown));
            check(refused.getMessage().contains(refused.answer().get("/message")), refused);
            equal(refused.answer().get("/fix"), refused.fix());
            equal(null, refused.report());
        }
    }

    @Test
    void aPortalCodeIsExplained() {
        equal("2150", Einv.explain("{\"code\":\"2150\"}").get("/code"));
    }

    @Test
    void pickGivesPlainText() {
        String bill = Bills.good();
        equal(Einv.hash(bill).get("/irn"), Einv.hash(bill, "{\"pick\":\"/irn\"}").text().trim());
    }

    @Test
    void lettersOfEveryScriptComeBackAsTheyWentIn() {
        String name = "\u0928\u092e\u0938\u094d\u0924\u0947 \u20b9 \ud83e\uddfe";
        for (String opts : new String[] {"{\"ascii\":true}", "{\"ascii\":false}"}) {
            Answer report = Einv.validate(Bills.unit(name), opts);
            boolean found = false;
            for (int i = 0; report.get("/findings/" + i) != null; i++) {
                found |= name.equals(report.get("/findings/" + i + "/value"));
            }
            check(found, report);
        }
    }

    @Test
    void anAnswerLongerThanTheFirstBufferArrivesWhole() {
        Answer report = Einv.validate(Bills.bad(1000));
        check(report.json().length > 64 * 1024, report.json().length);
        check(report.get("/findings/999/path") != null, "fewer than a thousand findings");
        equal('}', report.text().charAt(report.text().length() - 1));
    }

    @Test
    void everyKindOfBadInputHasItsException() {
        for (String text : new String[] {"{", "not json", "{\"Version\":\"1.1\",}"}) {
            EinvException.Json bad = thrown(EinvException.Json.class, () -> Einv.validate(text));
            equal("E_JSON", bad.code());
            check(!bad.getMessage().isEmpty(), bad);
        }
        byte[] latin = "{\"Version\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        thrown(EinvException.Utf8.class, () -> Einv.validate(latin, null));
        thrown(EinvException.Option.class, () -> Einv.validate(Bills.good(), "{\"onn\":\"2026-11-21\"}"));
        thrown(EinvException.Config.class, () -> new Engine("{\"portall\":{}}"));
        thrown(EinvException.Limit.class, () -> Einv.validate(new byte[64 * 1024 * 1024 + 1], null));
    }

    @Test
    void anotherDocumentUnderAKeptNumberIsAConflict() {
        try (Engine engine = new Engine()) {
            String number = Bills.number();
            engine.submit(Bills.good(number, 1));
            thrown(EinvException.Conflict.class, () -> engine.submit(Bills.good(number, 2)));
        }
    }

    @Test
    void aClosedEngineIsAnErrorAndNeverACrash() {
        Engine engine = new Engine();
        engine.close();
        engine.close();
        thrown(EinvException.Handle.class, () -> engine.validate(Bills.good()));
        thrown(EinvException.Handle.class, () -> engine.submit(Bills.good()));
        thrown(EinvException.Handle.class, engine::stop);
    }

    @Test
    void anUnreachablePortalLeavesTheDocumentPending() throws Exception {
        int unused;
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = one.getLocalPort();
        }
        away("http://127.0.0.1:" + unused, 5000, engine -> {
            Answer kept = engine.submit(Bills.good());
            equal(Answer.PENDING, kept.status());
            equal("pending", kept.get("/status"));
            equal("pending", engine.status("{\"irn\":\"" + kept.get("/irn") + "\"}").get("/status"));
            equal("1", engine.flush().get("/pending"));
        });
    }

    @Test
    void stopEndsTheCallsInFlightAndTheDocumentIsKept() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            silent.setSoTimeout(5000);
            away("http://127.0.0.1:" + silent.getLocalPort(), 60000, engine -> {
                Future<Answer> call = pool.submit(() -> engine.submit(Bills.good()));
                try {
                    silent.accept();
                } catch (SocketTimeoutException none) {
                    check(!call.isDone(), "the call ended before it was stopped");
                }
                engine.stop();
                try {
                    throw new AssertionError("not stopped: " + call.get(10, TimeUnit.SECONDS));
                } catch (ExecutionException why) {
                    EinvException.Stopped stopped = (EinvException.Stopped) why.getCause();
                    check(Set.of("pending", "in_doubt").contains(stopped.kept()), stopped.answer());
                    check(stopped.irn() != null, stopped.answer());
                }
            });
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void eightThreadsShareOneEngine() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try (Engine engine = new Engine()) {
            List<Future<Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                String bill = Bills.good();
                calls.add(pool.submit(() -> engine.submit(bill)));
                calls.add(pool.submit(() -> engine.submit(bill)));
            }
            Set<String> irns = Collections.synchronizedSet(new HashSet<>());
            for (Future<Answer> call : calls) {
                equal("registered", call.get(60, TimeUnit.SECONDS).get("/status"));
                irns.add(call.get().get("/irn"));
            }
            equal(64, irns.size());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void closingWhileOthersCallEndsInHandleErrorsOnly() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        CountDownLatch started = new CountDownLatch(8);
        try (Engine engine = new Engine()) {
            List<Future<String>> ends = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                ends.add(pool.submit(() -> {
                    started.countDown();
                    while (true) {
                        try {
                            engine.submit(Bills.good());
                        } catch (EinvException.Handle | EinvException.Stopped end) {
                            return end.code();
                        }
                    }
                }));
            }
            started.await();
            Thread.sleep(50);
            engine.close();
            for (Future<String> end : ends) {
                check(Set.of("E_HANDLE", "E_STOPPED").contains(end.get(30, TimeUnit.SECONDS)), end.get());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void nullArraysAreTheLibrarysToRefuse() {
        int[] length = {-5};
        byte[] verb = "validate".getBytes(StandardCharsets.US_ASCII);
        equal(10, Native.call(verb, 0, "{}".getBytes(StandardCharsets.US_ASCII), null, new byte[64], null));
        equal(11, Native.call(verb, 0, Bills.good().getBytes(StandardCharsets.UTF_8), null, null, length));
        check(length[0] > 0, length[0]);
        equal(18, Native.call(null, 0, null, null, null, length));
        equal(18, Native.call("no such verb".getBytes(StandardCharsets.US_ASCII), 0, null, null, null, length));
        equal(10, Native.open(null, null, null, length));
    }

    @Test
    void nothingIsWrittenBesideTheAnswer() {
        byte[] out = new byte[64 * 1024];
        Arrays.fill(out, (byte) 0x5a);
        int[] length = {0};
        equal(0, Native.version(out, length));
        for (int i = length[0]; i < out.length; i++) {
            equal((byte) 0x5a, out[i]);
        }
    }

    @Test
    void everyNumberHasItsException() {
        Set<Class<?>> classes = new HashSet<>();
        for (int number : new int[] {1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27}) {
            EinvException one = EinvException.of(Answer.of(number, new byte[0], 0));
            equal(number, one.status());
            classes.add(one.getClass());
        }
        equal(18, classes.size());
        byte[] unheard = "{\"error\":{\"code\":\"E_NEW\",\"message\":\"m\",\"at\":\"/a\",\"fix\":null}}".getBytes(StandardCharsets.US_ASCII);
        equal("E_NEW: m (at /a)", EinvException.of(Answer.of(99, unheard, unheard.length)).getMessage());
    }

    @Test
    void aRegisteredBillIsPrintedDrawnStampedAndVerified() {
        try (Engine engine = new Engine()) {
            String bill = Bills.good();
            Answer registration = engine.submit(bill);
            String code = "\"signed_qr\":" + Einv.quote(registration.get("/signed_qr"));
            byte[] page = engine.print("{\"invoice\":" + bill + ",\"registration\":" + registration.text() + "}", null).bytes();
            equal("%PDF-", new String(page, 0, 5, StandardCharsets.US_ASCII));
            String own = java.util.Base64.getEncoder().encodeToString(page);
            byte[] stamped = engine.stamp("{\"pdf\":\"" + own + "\",\"registration\":" + registration.text()
                    + ",\"place\":{\"x_mm\":20,\"y_mm\":200,\"width_mm\":40}}", null).bytes();
            equal(true, stamped.length > page.length && Arrays.equals(page, Arrays.copyOf(stamped, page.length)));
            equal((byte) 0x89, engine.qr("{" + code + "}", "{\"format\":\"png\"}").bytes()[0]);
            equal("<svg", Einv.qr("{" + code + "}", null).text().substring(0, 4));
            Answer verified = engine.verify("{" + code + ",\"invoice\":" + bill + "}");
            equal(Answer.OK, verified.status());
            equal("[]", verified.get("/differs"));
            equal(Answer.INVALID, Einv.verify("{" + code + "}").status());
        }
    }

    /** Such a thread gets the smallest possible stack; {@code test.sh} runs it under the JNI check. */
    @Test
    void aThreadWithASmallStackPrintsAndStamps() throws Exception {
        try (Engine engine = new Engine()) {
            List<Throwable> failed = Collections.synchronizedList(new ArrayList<>());
            List<Thread> threads = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                String bill = Bills.good();
                Thread small = new Thread(null, () -> {
                    String registered = engine.submit(bill).text();
                    byte[] page = engine.print("{\"invoice\":" + bill + ",\"registration\":" + registered + "}", null).bytes();
                    String own = java.util.Base64.getEncoder().encodeToString(page);
                    byte[] stamped = engine.stamp("{\"pdf\":\"" + own + "\",\"registration\":" + registered
                            + ",\"place\":{\"x_mm\":20,\"y_mm\":200,\"width_mm\":40}}", null).bytes();
                    equal(true, stamped.length > page.length);
                }, "small", 64 * 1024);
                small.setUncaughtExceptionHandler((thread, why) -> failed.add(why));
                threads.add(small);
                small.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            equal(List.of(), failed);
        }
    }

    @Test
    void answersHaveTheirValuesByName() {
        try (Engine engine = new Engine()) {
            Registration registered = engine.submit(Bills.good()).registration();
            check(registered.registered() && registered.sandbox(), registered);
            equal(registered.answer().get("/signed_qr"), registered.signedQr());
            Report report = engine.validate(Bills.bad(2)).report();
            check(!report.valid() && report.findings().size() >= 2, report);
            equal("error", report.findings().get(0).severity());
            EinvException.Invalid refused = thrown(EinvException.Invalid.class, () -> engine.submit(Bills.bad(2)));
            equal(report.findings().size(), refused.answer().report().findings().size());
        }
    }

    @Test
    void valuesByNameAreTimesDaysAmountsAndObjects() {
        try (Engine engine = new Engine()) {
            Answer answer = engine.submit(Bills.good());
            Registration registered = answer.registration();
            equal(answer.get("/ack_date"), registered.ackDate().format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
            equal(registered.ackDate().plusHours(24), registered.cancelUntil());
            equal(answer.report().document().number(), registered.report().document().number());
            equal(null, registered.cancelDate());
            BoardEntry entry = engine.due().board().entries().get(0);
            equal(registered.irn(), entry.irn());
            equal(LocalDate.class, entry.date().getClass());
            Cancellation cancelled = engine.cancel("{\"irn\":" + Einv.quote(registered.irn()) + ",\"reason\":\"duplicate\"}", null).cancellation();
            equal("duplicate", cancelled.reason());
            check(!cancelled.cancelDate().isBefore(registered.ackDate()), cancelled);
            try (Batch batch = engine.batch("[" + Bills.good("C/1", 1) + ",{}]")) {
                List<String> states = new ArrayList<>();
                batch.forEach(result -> states.add(result.batchResult().index() + " " + result.batchResult().status()));
                equal(List.of("0 registered", "1 invalid"), states);
            }
        }
        String taxpayer = "{\"taxpayer\":{\"gstin\":\"29AABCU9603R1ZJ\",\"turnover\":{\"2024-25\":\"123456789.00\"},\"class\":\"regular\"}}";
        Applicability law = Einv.applicability("{\"document\":\"invoice\",\"date\":\"21/11/2026\",\"buyer\":\"registered\",\"supply\":\"taxable\"}", taxpayer).applicability();
        equal(new BigDecimal("50000000"), law.threshold().amount());
        equal(LocalDate.of(2023, 8, 1), law.threshold().from());
        equal(0, law.missingYears().size());
        equal(new BigDecimal("1.50"), new Gstr1("{\"totals\":{\"4A\":{\"val\":1.50}}}").totals().get("4A").val());
        equal(1, new Registration(Answer.of(0, "{\"portal_state\":{\"state\":\"slowed\"}}")).portalState().size());
        Normalized known = Einv.normalize("{\"number\":\"S/1\",\"date\":\"21/11/2026\",\"lines\":[]}", null).normalized();
        equal("simple", known.kind());
        check(!known.changes().isEmpty(), known);
        String rows = "{\"rows\":[[\"Invoice No\",\"Date\",\"Taxable Value\"],[\"C/1\",\"21/11/2026\",100]]}";
        Converted table = Einv.convert(rows, null).converted();
        equal(1L, table.counts().bills());
        equal("C/1", table.bills().get(0).number());
        equal(List.of(1L, 1L), table.bills().get(0).rows());
        equal("number", Einv.columns(rows, null).columns().columns().get(0).feeds());
        equal(null, new Verdict("{}").differs());
        equal(List.of(), new Verdict("{\"differs\":[]}").differs());
    }

    @Test
    void theSchemasAreInTheJar() throws IOException {
        for (String name : List.of("submit.request", "submit.options", "submit.answer", "inv01")) {
            try (InputStream schema = Einv.class.getResourceAsStream("/in/einv/schema/" + name + ".json")) {
                String text = new String(schema.readAllBytes(), StandardCharsets.UTF_8);
                equal("https://json-schema.org/draft/2020-12/schema", Json.get(text, "/$schema"));
            }
        }
    }

    @Test
    void valuesAreFoundByTheirPointer() {
        String json = "{ \"a\\\"b\" : [ 1 , {\"x/y\":\"\\u20b9 \\ud83e\\uddfe\\n\"}, [[]], null, -1.50 ], \"c\":{}, \"d\":true}";
        equal("1", Json.get(json, "/a\"b/0"));
        equal("\u20b9 \ud83e\uddfe\n", Json.get(json, "/a\"b/1/x~1y"));
        equal("[[]]", Json.get(json, "/a\"b/2"));
        equal("-1.50", Json.get(json, "/a\"b/4"));
        equal("{}", Json.get(json, "/c"));
        equal("true", Json.get(json, "/d"));
        for (String nothing : new String[] {"/a\"b/3", "/a\"b/5", "/c/x", "/d/x", "/e", "/"}) {
            equal(null, Json.get(json, nothing));
        }
        for (int cut = 0; cut < json.length(); cut++) {
            Json.get(json.substring(0, cut), "/d"); // must end
        }
        equal("\"\\u20b9\\\"\\\\\\u000a\"", Json.quote("\u20b9\"\\\n"));
    }

    @Test
    void aBatchGivesAResultForEachDocumentInTheirOrder() {
        try (Engine engine = new Engine()) {
            StringBuilder lines = new StringBuilder();
            for (int n = 0; n < 7; n++) {
                lines.append(Bills.good().replace("\n", " ")).append('\n');
            }
            lines.append("{}\n");
            Batch batch = engine.batch(lines.toString(), "{\"in_flight\":3}");
            equal(8, batch.size());
            for (int again = 0; again < 2; again++) {
                int index = 0;
                for (Answer result : batch) {
                    equal(String.valueOf(index), result.get("/index"));
                    equal(index < 7 ? "registered" : "invalid", result.get("/status"));
                    index++;
                }
                equal(8, index);
            }
            equal("7", batch.progress().get("/registered"));
            batch.stop();
            batch.close();
            batch.close();
            thrown(EinvException.Handle.class, batch::progress);
            equal("7", engine.due().get("/counts/cancellable"));
            equal("[", Einv.export(Bills.good()).text().substring(0, 1));
            thrown(EinvException.Json.class, () -> engine.batch("[{}"));
        }
    }

    private interface Use {
        void of(Engine engine) throws Exception;
    }

    private static void away(String url, int timeoutMs, Use use) throws Exception {
        Path folder = Files.createTempDirectory("einv-test");
        try (Engine engine = new Engine("{\"portal\":{\"kind\":\"nic\",\"urls\":[\"" + url
                + "\"],\"client_id\":\"id\",\"client_secret\":\"secret\",\"public_key\":" + Json.quote(PUBLIC_KEY)
                + ",\"timeout_ms\":" + timeoutMs + "},\"taxpayers\":[{\"gstin\":\"" + Bills.SELLER
                + "\",\"username\":\"user\",\"password\":\"password\"}],\"ledger\":"
                + Json.quote(folder.resolve("einv.db").toString()) + "}")) {
            use.of(engine);
        } finally {
            try (java.util.stream.Stream<Path> files = Files.walk(folder)) {
                for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(file);
                }
            }
        }
    }

    private interface Call {
        void run();
    }

    private static <E extends EinvException> E thrown(Class<E> kind, Call call) {
        try {
            call.run();
        } catch (EinvException why) {
            check(kind.isInstance(why), why);
            return kind.cast(why);
        }
        throw new AssertionError("nothing was thrown, expected " + kind.getSimpleName());
    }

    private static void equal(Object expected, Object found) {
        if (!Objects.equals(expected, found)) {
            throw new AssertionError("expected " + expected + ", found " + found);
        }
    }

    private static void check(boolean right, Object found) {
        if (!right) {
            throw new AssertionError(String.valueOf(found));
        }
    }
}
