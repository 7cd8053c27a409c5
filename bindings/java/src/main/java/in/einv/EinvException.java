package in.einv;

/** A refusal or failure: one class for each number of the C ABI, with the library's own message. */
public class EinvException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Answer answer;
    private final int status;
    private final String code;
    private final String at;
    private final String fix;
    private final String irn;
    private final String kept;

    private EinvException(Answer answer, String code, String message) {
        super(message);
        this.answer = answer;
        this.status = answer.status();
        this.code = code;
        this.at = answer.get("/error/at");
        this.fix = fix(answer);
        String known = answer.get("/irn");
        this.irn = known != null ? known : answer.get(status == Answer.INVALID ? "/report/irn" : "/error/irn");
        this.kept = answer.get("/error/status");
    }

    private EinvException(Answer answer, String code) {
        this(answer, code, message(answer, code));
    }

    /** The number the library returned. */
    public int status() {
        return status;
    }

    /** Its name, such as {@code E_JSON}. */
    public String code() {
        return code;
    }

    /** JSON pointer to the fault in the document, the options or the configuration, or null. */
    public String at() {
        return at;
    }

    /** What to do about it, or null. */
    public String fix() {
        return fix;
    }

    /** The document's IRN, where it is known. */
    public String irn() {
        return irn;
    }

    /** {@code pending} or {@code in_doubt} when the document is stored anyway, and a later call will finish it; or null. */
    public String kept() {
        return kept;
    }

    /** The library's whole answer. Null after serialisation. */
    public Answer answer() {
        return answer;
    }

    private static String message(Answer answer, String code) {
        String words = answer.get("/error/message");
        if (words == null) {
            String findings = answer.get("/report") == null ? "/findings" : "/report/findings";
            String first = answer.get(findings + "/0/message");
            words = first != null
                    ? answer.get(findings + "/0/code") + " " + answer.get(findings + "/0/path") + ": " + first
                    : answer.get("/message") != null ? answer.get("/message") : answer.text();
        }
        String at = answer.get("/error/at");
        String fix = fix(answer);
        return code + ": " + words + (at == null ? "" : " (at " + at + ")") + (fix == null ? "" : "; " + fix);
    }

    private static String fix(Answer answer) {
        String fix = answer.get("/error/fix");
        return fix != null ? fix : answer.get("/fix");
    }

    static EinvException of(Answer answer) {
        switch (answer.status()) {
            case 1: return new Invalid(answer);
            case 10: return new Arg(answer);
            case 11: return new BufferTooSmall(answer);
            case 12: return new Utf8(answer);
            case 13: return new Json(answer);
            case 14: return new Limit(answer);
            case 15: return new Option(answer);
            case 16: return new Handle(answer);
            case 17: return new Panic(answer);
            case 18: return new Unsupported(answer);
            case 20: return new Config(answer);
            case 21: return new Auth(answer);
            case 22: return new Network(answer);
            case 23: return new Timeout(answer);
            case 24: return new Portal(answer);
            case 25: return new Ledger(answer);
            case 26: return new Stopped(answer);
            case 27: return new Conflict(answer);
            default: // a number newer than this jar
                String code = answer.get("/error/code");
                return new EinvException(answer, code == null ? "E_" + answer.status() : code);
        }
    }

    /** The document is invalid, or the portal refused it. */
    public static final class Invalid extends EinvException {
        private static final long serialVersionUID = 1;

        private Invalid(Answer answer) {
            super(answer, "INVALID");
        }

        /** The report as JSON text, as {@code validate} gives it, or null. */
        public String report() {
            if (answer() == null) {
                return null;
            }
            return answer().get("/findings") != null ? answer().text() : answer().get("/report");
        }
    }

    /** {@code E_ARG}. */
    public static final class Arg extends EinvException {
        private static final long serialVersionUID = 1;

        private Arg(Answer answer) {
            super(answer, "E_ARG");
        }
    }

    /** {@code E_BUFFER}. */
    public static final class BufferTooSmall extends EinvException {
        private static final long serialVersionUID = 1;

        private BufferTooSmall(Answer answer) {
            super(answer, "E_BUFFER");
        }
    }

    /** {@code E_UTF8}. */
    public static final class Utf8 extends EinvException {
        private static final long serialVersionUID = 1;

        private Utf8(Answer answer) {
            super(answer, "E_UTF8");
        }
    }

    /** {@code E_JSON}. */
    public static final class Json extends EinvException {
        private static final long serialVersionUID = 1;

        private Json(Answer answer) {
            super(answer, "E_JSON");
        }
    }

    /** {@code E_LIMIT}. */
    public static final class Limit extends EinvException {
        private static final long serialVersionUID = 1;

        private Limit(Answer answer) {
            super(answer, "E_LIMIT");
        }
    }

    /** {@code E_OPTION}. */
    public static final class Option extends EinvException {
        private static final long serialVersionUID = 1;

        private Option(Answer answer) {
            super(answer, "E_OPTION");
        }
    }

    /** The engine is closed, or the verb needs one and got 0. */
    public static final class Handle extends EinvException {
        private static final long serialVersionUID = 1;

        private Handle(Answer answer) {
            super(answer, "E_HANDLE");
        }
    }

    /** A fault inside the library, caught. The engine stays usable; please report it. */
    public static final class Panic extends EinvException {
        private static final long serialVersionUID = 1;

        private Panic(Answer answer) {
            super(answer, "E_PANIC");
        }
    }

    /** This library is older than the jar, or doesn't support the call. */
    public static final class Unsupported extends EinvException {
        private static final long serialVersionUID = 1;

        private Unsupported(Answer answer) {
            super(answer, "E_UNSUPPORTED");
        }
    }

    /** {@code E_CONFIG}. */
    public static final class Config extends EinvException {
        private static final long serialVersionUID = 1;

        private Config(Answer answer) {
            super(answer, "E_CONFIG");
        }
    }

    /** {@code E_AUTH}. */
    public static final class Auth extends EinvException {
        private static final long serialVersionUID = 1;

        private Auth(Answer answer) {
            super(answer, "E_AUTH");
        }
    }

    /** {@code E_NETWORK}. */
    public static final class Network extends EinvException {
        private static final long serialVersionUID = 1;

        private Network(Answer answer) {
            super(answer, "E_NETWORK");
        }
    }

    /** {@code E_TIMEOUT}. */
    public static final class Timeout extends EinvException {
        private static final long serialVersionUID = 1;

        private Timeout(Answer answer) {
            super(answer, "E_TIMEOUT");
        }
    }

    /** {@code E_PORTAL}. */
    public static final class Portal extends EinvException {
        private static final long serialVersionUID = 1;

        private Portal(Answer answer) {
            super(answer, "E_PORTAL");
        }
    }

    /** {@code E_LEDGER}. */
    public static final class Ledger extends EinvException {
        private static final long serialVersionUID = 1;

        private Ledger(Answer answer) {
            super(answer, "E_LEDGER");
        }
    }

    /** {@link Engine#stop} ended the call. The engine stays usable. */
    public static final class Stopped extends EinvException {
        private static final long serialVersionUID = 1;

        private Stopped(Answer answer) {
            super(answer, "E_STOPPED");
        }
    }

    /** This number already belongs to another document. */
    public static final class Conflict extends EinvException {
        private static final long serialVersionUID = 1;

        private Conflict(Answer answer) {
            super(answer, "E_CONFLICT");
        }
    }
}
