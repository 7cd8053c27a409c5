/* The C ABI, checked against its contract from the caller's side: every bad input, every edge of every buffer.
 *
 * C89 on purpose: what compiles here compiles with the oldest compiler a billing program is built with.
 * Prints "ok N checks", or each broken promise and exits with 1.
 */

#include "einv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROOM 65536
#define FENCE 64
#define LIMIT (64L * 1024 * 1024)

typedef int32_t (*verb)(int32_t, const char *, int32_t, const char *, int32_t, char *, int32_t, int32_t *);

static long checks, broken;

static void check_at(int line, int holds, const char *what)
{
    checks++;
    if (!holds) {
        broken++;
        printf("abi.c:%d: %s\n", line, what);
    }
}

static void equal_at(int line, long expected, long found, const char *what)
{
    checks++;
    if (expected != found) {
        broken++;
        printf("abi.c:%d: %s is %ld, not %ld\n", line, what, found, expected);
    }
}

#define CHECK(holds) check_at(__LINE__, (holds) != 0, #holds)
#define EQUAL(expected, call) equal_at(__LINE__, (expected), (call), #call)

/* The buffer of every call, between two fences that must stay intact. */
static char guarded[FENCE + ROOM + FENCE];
static char *const out = guarded + FENCE;
static int32_t len;

/* Fills buffer and fences with a pattern, so that every write shows. */
static void fence(void)
{
    memset(guarded, 0x5a, sizeof guarded);
    len = -7;
}

/* Whether only the first `written` bytes of the buffer changed. */
static int untouched_past(int32_t written)
{
    size_t i;
    for (i = 0; i < sizeof guarded; i++) {
        int inside = i >= FENCE && i < (size_t)FENCE + (size_t)written;
        if (!inside && guarded[i] != 0x5a) {
            return 0;
        }
    }
    return 1;
}

static int32_t run(verb call, int32_t engine, const char *in, const char *opts)
{
    fence();
    return call(engine, in, in ? -1 : 0, opts, opts ? -1 : 0, out, ROOM, &len);
}

static int says(const char *words)
{
    return len >= 0 && len < ROOM && strlen(out) == (size_t)len && strstr(out, words) != NULL;
}

/* ---- the bill: two laptops from Karnataka to Maharashtra, dated today in India ---- */

static char *add(char *at, const char *text)
{
    return strcpy(at, text) + strlen(text);
}

/* Adds the check character: base-36 values weighted 1, 2, 1, 2, ..., quotients and remainders by 36 summed. */
static char *add_gstin(char *at, const char *first_fourteen)
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    int i, sum = 0;
    at = add(at, first_fourteen);
    for (i = 0; i < 14; i++) {
        int product = (int)(strchr(digits, first_fourteen[i]) - digits) * (1 + i % 2);
        sum += product / 36 + product % 36;
    }
    *at++ = digits[(36 - sum % 36) % 36];
    *at = 0;
    return at;
}

static char *add_party(char *at, const char *gstin, const char *rest)
{
    at = add(at, "{\"Gstin\":\"");
    at = add_gstin(at, gstin);
    return add(at, rest);
}

static const char *today(void)
{
    static char text[16];
    time_t now = time(NULL) + 19800; /* India is five and a half hours ahead */
    strftime(text, sizeof text, "%d/%m/%Y", gmtime(&now));
    return text;
}

static char *bill_with(const char *number, const char *assessable, const char *total)
{
    static char text[4096];
    char *at = add(text, "{\"Version\":\"1.1\",\"TranDtls\":{\"TaxSch\":\"GST\",\"SupTyp\":\"B2B\"},");
    at += sprintf(at, "\"DocDtls\":{\"Typ\":\"INV\",\"No\":\"%s\",\"Dt\":\"%s\"},\"SellerDtls\":", number, today());
    at = add_party(at, "29AAACE1234F1Z", "\",\"LglNm\":\"Seller Private Limited\",\"Addr1\":\"1 Market Road\",");
    at = add(at, "\"Loc\":\"Bengaluru\",\"Pin\":560001,\"Stcd\":\"29\"},\"BuyerDtls\":");
    at = add_party(at, "27AAACB5678G1Z", "\",\"LglNm\":\"Buyer Private Limited\",\"Addr1\":\"1 Market Road\",");
    at = add(at, "\"Loc\":\"Mumbai\",\"Pin\":400001,\"Stcd\":\"27\",\"Pos\":\"27\"},");
    at = add(at, "\"ItemList\":[{\"SlNo\":\"1\",\"PrdDesc\":\"Laptop\",\"IsServc\":\"N\",\"HsnCd\":\"84713010\",");
    at += sprintf(at, "\"Qty\":2,\"Unit\":\"NOS\",\"UnitPrice\":495.00,\"TotAmt\":990.00,\"AssAmt\":%s,", assessable);
    at = add(at, "\"GstRt\":18,\"IgstAmt\":178.20,\"TotItemVal\":1168.20}],\"ValDtls\":{\"AssVal\":990.00,");
    sprintf(at, "\"IgstVal\":178.20,\"TotInvVal\":%s}}", total);
    return text;
}

static char *bill(const char *number)
{
    return bill_with(number, "990.00", "1168.20");
}

/* ---- the checks, by subject ---- */

static const verb verbs[] = { einv_validate, einv_hash, einv_explain, einv_submit, einv_cancel, einv_status };
static const char *const inputs[] = { NULL, NULL, "{\"code\":\"2150\"}", NULL, "{\"irn\":\"\"}", "{\"irn\":\"\"}" };
#define VERBS ((int)(sizeof verbs / sizeof *verbs))

static void the_numbers_are_the_contracts(void)
{
    EQUAL(1, EINV_ABI);
    EQUAL(EINV_ABI, einv_abi());
    CHECK(EINV_OK == 0 && EINV_INVALID == 1 && EINV_PENDING == 2);
    CHECK(EINV_E_ARG == 10 && EINV_E_BUFFER == 11 && EINV_E_UTF8 == 12 && EINV_E_JSON == 13 && EINV_E_LIMIT == 14);
    CHECK(EINV_E_OPTION == 15 && EINV_E_HANDLE == 16 && EINV_E_PANIC == 17 && EINV_E_UNSUPPORTED == 18);
    CHECK(EINV_E_CONFIG == 20 && EINV_E_AUTH == 21 && EINV_E_NETWORK == 22 && EINV_E_TIMEOUT == 23);
    CHECK(EINV_E_PORTAL == 24 && EINV_E_LEDGER == 25 && EINV_E_STOPPED == 26 && EINV_E_CONFLICT == 27);
}

static void pointers_and_lengths_are_checked_first(int32_t engine)
{
    int i;
    for (i = 0; i < VERBS; i++) {
        verb call = verbs[i];
        const char *in = inputs[i] ? inputs[i] : bill("C/ARG");
        fence();
        EQUAL(EINV_E_ARG, call(engine, in, -1, NULL, 0, out, ROOM, NULL));
        CHECK(untouched_past(0));
        EQUAL(EINV_E_ARG, call(engine, in, -1, NULL, 0, out, -1, &len));
        CHECK(untouched_past(0));
        EQUAL(EINV_E_ARG, call(engine, in, -1, NULL, 0, NULL, ROOM, &len));
        EQUAL(EINV_E_ARG, call(engine, in, -2, NULL, 0, out, ROOM, &len));
        EQUAL(EINV_E_ARG, call(engine, in, (-2147483647 - 1), NULL, 0, out, ROOM, &len));
        EQUAL(EINV_E_ARG, call(engine, NULL, 5, NULL, 0, out, ROOM, &len));
        EQUAL(EINV_E_ARG, call(engine, NULL, -1, NULL, 0, out, ROOM, &len));
        EQUAL(EINV_E_ARG, call(engine, in, -1, "{}", -2, out, ROOM, &len));
        EQUAL(EINV_E_ARG, call(engine, in, -1, NULL, 2, out, ROOM, &len));
        /* Checked before the handle, the options and the document. */
        EQUAL(EINV_E_ARG, call(12345, "\xff", 1, "{\"nonsense\":1}", -2, out, ROOM, &len));
    }
    EQUAL(EINV_E_ARG, einv_version(out, ROOM, NULL));
    EQUAL(EINV_E_ARG, einv_version(out, -1, &len));
    EQUAL(EINV_E_ARG, einv_version(NULL, ROOM, &len));
}

static void the_order_of_checks_is_handle_utf8_options_input(void)
{
    EQUAL(EINV_E_HANDLE, einv_validate(12345, "\xff", 1, "{\"nonsense\":1}", -1, out, ROOM, &len));
    EQUAL(EINV_E_UTF8, einv_validate(0, "\xff", 1, "{\"nonsense\":1}", -1, out, ROOM, &len));
    EQUAL(EINV_E_UTF8, einv_validate(0, "{}", -1, "{\"\xff\":1}", -1, out, ROOM, &len));
    EQUAL(EINV_E_OPTION, einv_validate(0, "{", -1, "{\"nonsense\":1}", -1, out, ROOM, &len));
    EQUAL(EINV_E_JSON, einv_validate(0, "{", -1, "{}", -1, out, ROOM, &len));
}

static void an_error_says_what_where_and_what_to_do(void)
{
    EQUAL(EINV_E_JSON, run(einv_validate, 0, "{\"Version\":\"1.1\",", NULL));
    CHECK(says("{\"error\":{") && says("\"code\":\"E_JSON\"") && says("\"message\":\"") && says("\"at\":") && says("\"fix\":"));
    EQUAL(EINV_E_OPTION, run(einv_validate, 0, bill("C/1"), "{\"onn\":\"2026-11-21\"}"));
    CHECK(says("\"code\":\"E_OPTION\"") && says("onn"));
    EQUAL(EINV_E_HANDLE, run(einv_submit, 0, bill("C/1"), NULL));
    CHECK(says("\"code\":\"E_HANDLE\""));
}

/* Calls with every capacity around the answer's length. */
static void buffers_are_kept_to(verb call, int32_t engine, const char *in, int32_t smallest)
{
    int32_t expected = run(call, engine, in, NULL), whole = len, cap;
    char *answer = malloc((size_t)whole + 1);
    CHECK(answer != NULL);
    if (answer == NULL || whole < 0 || whole >= ROOM) {
        free(answer);
        return;
    }
    memcpy(answer, out, (size_t)whole);
    CHECK(out[whole] == 0 && untouched_past(whole + 1));

    for (cap = 0; cap <= whole + 2; cap += cap < 3 || cap >= whole - 3 ? 1 : 1 + whole / 16) {
        int32_t found;
        if (cap < smallest) {
            continue;
        }
        fence();
        found = call(engine, in, -1, NULL, 0, cap ? out : NULL, cap, &len);
        EQUAL(whole, len);
        if (cap < whole) {
            EQUAL(EINV_E_BUFFER, found);
            CHECK(untouched_past(0));
        } else {
            EQUAL(expected, found);
            CHECK(memcmp(out, answer, (size_t)whole) == 0);
            CHECK(cap == whole ? untouched_past(whole) : out[whole] == 0 && untouched_past(whole + 1));
        }
    }
    free(answer);
}

static void a_failures_number_stands_although_its_text_does_not_fit(void)
{
    int32_t whole, cap;
    EQUAL(EINV_E_JSON, run(einv_validate, 0, "{", NULL));
    whole = len;
    for (cap = 0; cap < whole; cap += 1 + whole / 8) {
        fence();
        EQUAL(EINV_E_JSON, einv_validate(0, "{", -1, NULL, 0, cap ? out : NULL, cap, &len));
        EQUAL(whole, len);
        CHECK(untouched_past(0));
    }
}

static void a_verb_with_an_effect_wants_4096_bytes_first(int32_t engine)
{
    static const int32_t small[] = { 0, 1, 100, 4095 };
    int i;
    for (i = 0; i < 4; i++) {
        fence();
        EQUAL(EINV_E_BUFFER, einv_submit(engine, bill("C/SMALL"), -1, NULL, 0, small[i] ? out : NULL, small[i], &len));
        EQUAL(4096, len);
        CHECK(untouched_past(0));
        EQUAL(EINV_E_BUFFER, einv_cancel(engine, "{\"irn\":\"\"}", -1, NULL, 0, small[i] ? out : NULL, small[i], &len));
        EQUAL(4096, len);
    }
    EQUAL(EINV_OK, run(einv_hash, 0, bill("C/SMALL"), "{\"pick\":\"/irn\"}"));
    {
        char keys[128];
        sprintf(keys, "{\"irn\":\"%.64s\"}", out);
        EQUAL(EINV_OK, run(einv_status, engine, keys, "{\"pick\":\"/status\"}"));
        CHECK(says("unknown")); /* nothing was done */
    }
}

static void lengths_marks_and_bytes(void)
{
    char text[4100];
    int32_t whole;
    EQUAL(EINV_OK, run(einv_validate, 0, bill("C/BOM"), NULL));
    whole = len;

    /* A byte-order mark is skipped, by length and by NUL. */
    strcpy(text, "\xef\xbb\xbf");
    strcat(text, bill("C/BOM"));
    EQUAL(EINV_OK, einv_validate(0, text, -1, NULL, 0, out, ROOM, &len));
    EQUAL(whole, len);
    EQUAL(EINV_OK, einv_validate(0, text, (int32_t)strlen(text), NULL, 0, out, ROOM, &len));
    EQUAL(whole, len);

    /* The length counts, not a NUL: bytes behind it aren't read, and a NUL before it isn't the end. */
    strcpy(text, bill("C/BOM"));
    strcat(text, "trailing");
    EQUAL(EINV_OK, einv_validate(0, text, (int32_t)strlen(text) - 8, NULL, 0, out, ROOM, &len));
    EQUAL(EINV_E_JSON, einv_validate(0, text, (int32_t)strlen(text), NULL, 0, out, ROOM, &len));
    EQUAL(EINV_E_JSON, einv_validate(0, bill("C/BOM"), (int32_t)strlen(bill("C/BOM")) + 1, NULL, 0, out, ROOM, &len));
    EQUAL(EINV_OK, einv_validate(0, bill("C/BOM"), -1, "{\"language\":\"en\"}trailing", 17, out, ROOM, &len));
    EQUAL(EINV_OK, einv_validate(0, bill("C/BOM"), -1, "", 0, out, ROOM, &len));
    EQUAL(EINV_OK, einv_validate(0, bill("C/BOM"), -1, "{}", -1, out, ROOM, &len));
    EQUAL(EINV_OK, einv_validate(0, bill("C/BOM"), -1, NULL, -1, out, ROOM, &len));

    /* A missing input is a mistake of the call, not of a document. */
    EQUAL(EINV_E_ARG, einv_validate(0, NULL, 0, NULL, 0, out, ROOM, &len));
    EQUAL(EINV_E_ARG, einv_validate(0, "", 0, NULL, 0, out, ROOM, &len));
    EQUAL(EINV_E_ARG, einv_validate(0, "", -1, NULL, 0, out, ROOM, &len));
    EQUAL(EINV_E_ARG, einv_validate(0, "\xef\xbb\xbf", -1, NULL, 0, out, ROOM, &len));
}

static void bad_utf8_is_named(void)
{
    static const char *const bad[] = {
        "\xff", "\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xc3", "\xe2\x82"
    };
    size_t i;
    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[64];
        sprintf(text, "{\"Version\":\"%s\"}", bad[i]);
        EQUAL(EINV_E_UTF8, run(einv_validate, 0, text, NULL));
        CHECK(says("\"code\":\"E_UTF8\""));
        EQUAL(EINV_E_UTF8, run(einv_validate, 0, bad[i], NULL));
    }
    /* A lone half of a surrogate pair, written as an escape, is JSON text but no Unicode. */
    EQUAL(EINV_E_JSON, run(einv_validate, 0, "{\"Version\":\"\\ud800\"}", NULL));
}

static void bad_json_is_named_at_every_cut(void)
{
    static const char *const bad[] = {
        " ", "{", "}", "[", "not json", "{\"a\":1,}", "{'a':1}", "{\"a\":01}", "{\"a\":.5}", "{\"a\":+1}", "{\"a\":NaN}",
        "{\"a\":Infinity}", "{\"a\":\"\t\"}", "{\"a\":1}{\"b\":2}", "{\"a\" 1}", "{\"a\":\"\\x41\"}", "//\n{}"
    };
    size_t i, whole = strlen(bill("C/CUT"));
    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (run(einv_validate, 0, bad[i], NULL) != EINV_E_JSON) {
            printf("  for the input <%s>\n", bad[i]);
            check_at(__LINE__, 0, "not EINV_E_JSON");
        }
    }
    for (i = 1; i < whole; i++) {
        fence();
        EQUAL(EINV_E_JSON, einv_validate(0, bill("C/CUT"), (int32_t)i, NULL, 0, out, ROOM, &len));
    }
    EQUAL(EINV_E_JSON, run(einv_hash, 0, "{", NULL));
    EQUAL(EINV_E_JSON, run(einv_explain, 0, "{", NULL));
    EQUAL(EINV_E_JSON, run(einv_validate, 0, bill("C/CUT"), "{"));
    EQUAL(EINV_E_JSON, run(einv_validate, 0, bill("C/CUT"), "{} {}"));
    EQUAL(EINV_E_OPTION, run(einv_validate, 0, bill("C/CUT"), "[]"));
    EQUAL(EINV_E_OPTION, run(einv_validate, 0, bill("C/CUT"), "[\"2026-11-21\"]"));
    EQUAL(EINV_E_OPTION, run(einv_validate, 0, bill("C/CUT"), "7"));
}

/* JSON that isn't an invoice is a document that isn't valid, or not even one: an answer either way. */
static void json_that_is_no_invoice_is_answered(void)
{
    static const char *const odd[] = { "{}", "[]", "null", "1", "\"text\"", "{\"ItemList\":7}", "{\"DocDtls\":[]}" };
    size_t i;
    for (i = 0; i < sizeof odd / sizeof *odd; i++) {
        int32_t found = run(einv_validate, 0, odd[i], NULL);
        CHECK(found == EINV_INVALID || found == EINV_E_JSON);
        CHECK(found == EINV_INVALID ? says("\"findings\":[{") : says("\"error\""));
    }
}

static void deep_json_is_refused_and_not_recursed_into(void)
{
    enum { DEPTH = 10000 };
    static char deep[6 * DEPTH + 8];
    static const char *const open[] = { "[", "{\"a\":" };
    int i, kind;
    for (kind = 0; kind < 2; kind++) {
        char *at = deep;
        for (i = 0; i < DEPTH; i++) {
            at = add(at, open[kind]);
        }
        at = add(at, "1");
        for (i = 0; i < DEPTH; i++) {
            at = add(at, kind ? "}" : "]");
        }
        {
            int32_t found = run(einv_validate, 0, deep, NULL);
            CHECK(found == EINV_E_JSON || found == EINV_E_LIMIT);
            CHECK(says("\"error\""));
        }
        CHECK(run(einv_validate, 0, "{}", deep) >= EINV_E_ARG);
    }
}

static void sixty_four_mebibytes_are_the_limit(void)
{
    char *huge = malloc(LIMIT + 2);
    CHECK(huge != NULL);
    if (huge != NULL) {
        memset(huge, ' ', LIMIT + 2);
        memcpy(huge, bill("C/HUGE"), strlen(bill("C/HUGE")));
        huge[LIMIT + 1] = 0;
        EQUAL(EINV_OK, einv_validate(0, huge, LIMIT, NULL, 0, out, ROOM, &len));
        fence();
        EQUAL(EINV_E_LIMIT, einv_validate(0, huge, LIMIT + 1, NULL, 0, out, ROOM, &len));
        CHECK(says("\"code\":\"E_LIMIT\""));
        EQUAL(EINV_E_LIMIT, einv_validate(0, huge, -1, NULL, 0, out, ROOM, &len));
    }
    free(huge);
}

static void answers_are_ascii_unless_asked_otherwise(void)
{
    int32_t i, found;
    const char *in = "{\"Version\":\"1.1\",\"DocDtls\":{\"Typ\":\"\xe2\x82\xb9\xf0\x9f\xa7\xbe\"}}";
    EQUAL(EINV_INVALID, run(einv_validate, 0, in, NULL));
    for (i = 0; i < len && (unsigned char)out[i] < 0x80; i++) {
    }
    EQUAL(len, i);
    CHECK(says("\\u20b9\\ud83e\\uddfe") || says("\\u20B9\\uD83E\\uDDFE"));
    EQUAL(EINV_INVALID, run(einv_validate, 0, in, "{\"ascii\":false}"));
    CHECK(says("\xe2\x82\xb9\xf0\x9f\xa7\xbe"));
    found = run(einv_validate, 0, in, "{\"ascii\":\"no\"}");
    EQUAL(EINV_E_OPTION, found);
}

static void pick_gives_one_value_a_line(void)
{
    EQUAL(EINV_OK, run(einv_validate, 0, bill("C/PICK"), "{\"pick\":\"/valid\"}"));
    CHECK(strncmp(out, "true", 4) == 0 && (len == 4 || (len == 5 && out[4] == '\n')));
    EQUAL(EINV_OK, run(einv_hash, 0, bill("C/PICK"), "{\"pick\":[\"/type\",\"/nothing\",\"/number\"]}"));
    CHECK(strncmp(out, "INV\n\nC/PICK", 11) == 0);
    EQUAL(EINV_E_JSON, run(einv_hash, 0, "{", "{\"pick\":\"/irn\"}"));
    CHECK(says("\"code\":\"E_JSON\"")); /* an error is returned whole */
    EQUAL(EINV_E_OPTION, run(einv_hash, 0, bill("C/PICK"), "{\"pick\":7}"));
    EQUAL(EINV_E_OPTION, run(einv_hash, 0, bill("C/PICK"), "{\"pick\":\"no pointer\"}"));
}

static void pure_verbs_need_no_engine_and_the_others_do(void)
{
    EQUAL(EINV_OK, run(einv_validate, 0, bill("C/PURE"), NULL));
    CHECK(says("\"valid\":true") && says("\"verdict\":\"valid\"") && says("\"findings\":["));
    EQUAL(EINV_INVALID, run(einv_validate, 0, bill_with("C/PURE", "890.00", "1168.20"), NULL));
    CHECK(says("\"valid\":false") && says("\"path\":\"/ItemList/0"));
    EQUAL(EINV_OK, run(einv_hash, 0, bill("C/PURE"), NULL));
    CHECK(says("\"irn\":\"") && says("\"fin_year\":\"") && says("\"type\":\"INV\"") && says("\"number\":\"C/PURE\""));
    /* A genuine registration's IRN: the number was reported in mixed case, and hashed in upper case. */
    EQUAL(EINV_OK, run(einv_hash, 0,
        "{\"gstin\":\"37ARZPT4384Q1MT\",\"type\":\"INV\",\"number\":\"Test-00df1\",\"date\":\"14/07/2025\"}",
        "{\"on\":\"2025-07-14\",\"pick\":\"/irn\"}"));
    CHECK(says("d9476807f5496dea9fc65c6a954887db156022ba4b0d17a3687d43576beb8e17"));
    EQUAL(EINV_OK, run(einv_explain, 0, "{\"code\":\"2150\"}", NULL));
    CHECK(says("2150"));
    EQUAL(EINV_E_HANDLE, run(einv_submit, 0, bill("C/PURE"), NULL));
    EQUAL(EINV_E_HANDLE, run(einv_cancel, 0, "{\"irn\":\"\"}", NULL));
    EQUAL(EINV_E_HANDLE, run(einv_status, 0, "{\"irn\":\"\"}", NULL));
}

/* NULL, an empty text, white space and {} mean the same to every verb with an optional input. */
static void an_input_that_may_be_left_out_may_be_left_out_in_every_way(int32_t engine)
{
    static const char *const empty[] = {NULL, "", "  ", "{ }", "\xef\xbb\xbf"};
    struct { verb call; int32_t engine; } verbs[7];
    int32_t expected, job;
    size_t v, e;
    verbs[0].call = einv_rules, verbs[0].engine = 0;
    verbs[1].call = einv_codes, verbs[1].engine = 0;
    verbs[2].call = einv_rules, verbs[2].engine = engine;
    verbs[3].call = einv_codes, verbs[3].engine = engine;
    verbs[4].call = einv_due, verbs[4].engine = engine;
    verbs[5].call = einv_audit, verbs[5].engine = engine;
    verbs[6].call = einv_flush, verbs[6].engine = engine;
    for (v = 0; v < sizeof verbs / sizeof *verbs; v++) {
        EQUAL(EINV_OK, run(verbs[v].call, verbs[v].engine, "{}", "{\"limit\":3}"));
        expected = len;
        for (e = 0; e < sizeof empty / sizeof *empty; e++) {
            EQUAL(EINV_OK, run(verbs[v].call, verbs[v].engine, empty[e], "{\"limit\":3}"));
            EQUAL(expected, len);
        }
        fence();
        EQUAL(EINV_OK, verbs[v].call(verbs[v].engine, NULL, -1, "{\"limit\":3}", -1, out, ROOM, &len));
        EQUAL(expected, len);
        EQUAL(EINV_E_JSON, run(verbs[v].call, verbs[v].engine, "[]", NULL));
        EQUAL(EINV_E_JSON, run(verbs[v].call, verbs[v].engine, "{\"nothing\":\"like it\"}", NULL));
    }
    EQUAL(EINV_OK, run(einv_batch, engine, "[]", "{\"pick\":\"/job\"}"));
    job = (int32_t)atol(out);
    for (e = 0; e < sizeof empty / sizeof *empty; e++) {
        EQUAL(EINV_OK, run(einv_results, job, empty[e], NULL));
        EQUAL(EINV_OK, run(einv_progress, job, empty[e], NULL));
    }
    EQUAL(EINV_OK, einv_close(job));
}

static void opening_is_checked(void)
{
    static const char *const refused[] = {
        "{\"portall\":{}}", "{\"portal\":{\"kind\":\"nic\",\"urll\":[]}}", "{\"portal\":{\"kind\":\"no such\"}}",
        "[]", "[null]", "7", "{\"taxpayers\":[[\"29AAACE1234F1Z2\"]]}",
        "{\"ledger\":7}", "{\"on\":\"yesterday\"}", "{\"settings\":{\"no_such_rule\":1}}",
        "{\"portal\":{\"client_id\":\"x\",\"client_secret\":\"y\"}}"
    };
    int32_t engine;
    size_t i;
    for (i = 0; i < sizeof refused / sizeof *refused; i++) {
        fence();
        engine = 77;
        equal_at(__LINE__, EINV_E_CONFIG, einv_open(refused[i], -1, &engine, out, ROOM, &len), refused[i]);
        check_at(__LINE__, says("\"code\":\"E_CONFIG\""), refused[i]);
        EQUAL(0, engine);
    }
    engine = 77;
    EQUAL(EINV_E_JSON, einv_open("{", -1, &engine, out, ROOM, &len));
    EQUAL(0, engine);
    EQUAL(EINV_E_UTF8, einv_open("\xff", 1, &engine, out, ROOM, &len));
    EQUAL(EINV_E_ARG, einv_open("{}", -2, &engine, out, ROOM, &len));
    EQUAL(EINV_E_ARG, einv_open(NULL, 5, &engine, out, ROOM, &len));
    EQUAL(EINV_E_ARG, einv_open("{}", -1, NULL, out, ROOM, &len));
    EQUAL(EINV_E_ARG, einv_open("{}", -1, &engine, out, ROOM, NULL));
    EQUAL(EINV_E_ARG, einv_open("{}", -1, &engine, out, -1, &len));
    EQUAL(EINV_E_ARG, einv_open("{}", -1, &engine, NULL, 5, &len));

    /* The handle is returned even where there is no room for a text. */
    engine = 0;
    CHECK(einv_open("{}", -1, &engine, NULL, 0, &len) <= EINV_E_BUFFER);
    CHECK(engine != 0);
    EQUAL(EINV_OK, einv_close(engine));
}

static void handles_nobody_has_are_errors(int32_t live)
{
    static const int32_t garbage[] = { 0, 1, -1, 42, 65536, 0x7fffffff, -2147483647 - 1 };
    int32_t engine = 0, second = 0;
    size_t i;
    int v;
    EQUAL(EINV_OK, einv_open("{}", -1, &engine, out, ROOM, &len));
    for (i = 0; i < sizeof garbage / sizeof *garbage; i++) {
        if (garbage[i] == engine || garbage[i] == live) {
            continue;
        }
        EQUAL(EINV_E_HANDLE, einv_close(garbage[i]));
        EQUAL(EINV_E_HANDLE, einv_stop(garbage[i]));
        for (v = 0; v < VERBS && garbage[i] != 0; v++) {
            EQUAL(EINV_E_HANDLE, run(verbs[v], garbage[i], inputs[v] ? inputs[v] : bill("C/HANDLE"), NULL));
        }
    }
    EQUAL(EINV_OK, einv_stop(engine));
    EQUAL(EINV_OK, run(einv_submit, engine, bill("C/STOP"), NULL)); /* a stop concerns the calls in flight */
    EQUAL(EINV_OK, einv_close(engine));
    EQUAL(EINV_E_HANDLE, einv_close(engine));
    EQUAL(EINV_E_HANDLE, einv_stop(engine));
    EQUAL(EINV_OK, einv_open("{}", -1, &second, out, ROOM, &len));
    CHECK(second != engine && second != 0);
    for (v = 0; v < VERBS; v++) {
        EQUAL(EINV_E_HANDLE, run(verbs[v], engine, inputs[v] ? inputs[v] : bill("C/HANDLE"), NULL));
    }
    EQUAL(EINV_OK, einv_close(second));

    /* A slot used many times never answers to an old handle. */
    for (i = 0; i < 1000; i++) {
        int32_t last = second;
        if (einv_open("{}", -1, &second, out, ROOM, &len) != EINV_OK || second == last || second == engine || einv_close(last) != EINV_E_HANDLE
            || einv_close(second) != EINV_OK) {
            check_at(__LINE__, 0, "a slot answers to an old handle");
            return;
        }
    }
    checks++;
}

static void a_document_goes_round(int32_t engine)
{
    char irn[65], keys[128], first[ROOM];
    int32_t first_len;

    EQUAL(EINV_OK, run(einv_hash, engine, bill("C/ROUND"), "{\"pick\":\"/irn\"}"));
    sprintf(irn, "%.64s", out);
    CHECK(strlen(irn) == 64 && strspn(irn, "0123456789abcdef") == 64);
    sprintf(keys, "{\"irn\":\"%s\"}", irn);
    EQUAL(EINV_OK, run(einv_status, engine, keys, NULL));
    CHECK(says("\"status\":\"unknown\""));

    EQUAL(EINV_INVALID, run(einv_submit, engine, bill_with("C/ROUND", "890.00", "1168.20"), NULL));
    CHECK(says("\"status\":\"invalid\"") && says(irn) && says("\"report\":{"));
    EQUAL(EINV_OK, run(einv_status, engine, keys, NULL));
    CHECK(says("\"status\":\"unknown\"")); /* what wasn't sent isn't kept */

    EQUAL(EINV_OK, run(einv_submit, engine, bill("C/ROUND"), NULL));
    CHECK(says("\"status\":\"registered\"") && says(irn) && says("\"ack_no\":\"") && says("\"signed_qr\":\"") && says("\"sandbox\":true"));
    first_len = len;
    memcpy(first, out, (size_t)len + 1);
    EQUAL(EINV_OK, run(einv_submit, engine, bill("c/round"), NULL)); /* the same number in another case */
    CHECK(says(irn));
    EQUAL(EINV_OK, run(einv_submit, engine, bill("C/ROUND"), NULL));
    CHECK(first_len == len && strcmp(first, out) == 0);
    EQUAL(EINV_E_CONFLICT, run(einv_submit, engine, bill_with("C/ROUND", "990.00", "1168.00"), NULL));
    EQUAL(EINV_OK, run(einv_status, engine, keys, NULL));
    CHECK(says("\"status\":\"registered\"") && says(irn));
    buffers_are_kept_to(einv_status, engine, keys, 0);
    buffers_are_kept_to(einv_submit, engine, bill("C/ROUND"), 4096);

    sprintf(keys, "{\"irn\":\"%s\",\"reason\":\"no such reason\"}", irn);
    CHECK(run(einv_cancel, engine, keys, NULL) != EINV_OK);
    sprintf(keys, "{\"irn\":\"%s\",\"reason\":\"duplicate\",\"remark\":\"entered twice\"}", irn);
    EQUAL(EINV_OK, run(einv_cancel, engine, keys, NULL));
    CHECK(says("\"status\":\"cancelled\"") && says(irn) && says("\"cancel_date\":\"") && says("\"reason\":\"duplicate\""));
    EQUAL(EINV_OK, run(einv_cancel, engine, keys, NULL)); /* calling again is always safe */
    CHECK(says("\"status\":\"cancelled\""));
    sprintf(keys, "{\"irn\":\"%s\"}", irn);
    EQUAL(EINV_OK, run(einv_status, engine, keys, NULL));
    CHECK(says("\"status\":\"cancelled\""));
}

static void the_version_is_answered_like_any_verb(void)
{
    int32_t whole;
    fence();
    EQUAL(EINV_OK, einv_version(out, ROOM, &len));
    CHECK(says("\"version\":\"") && says("\"abi\":1"));
    whole = len;
    fence();
    EQUAL(EINV_E_BUFFER, einv_version(out, whole - 1, &len));
    EQUAL(whole, len);
    CHECK(untouched_past(0));
    EQUAL(EINV_OK, einv_version(out, whole, &len));
    CHECK(untouched_past(whole));
    EQUAL(EINV_E_BUFFER, einv_version(NULL, 0, &len));
}

int main(void)
{
    int32_t engine = 0;
    the_numbers_are_the_contracts();
    the_version_is_answered_like_any_verb();
    EQUAL(EINV_OK, einv_open("{}", -1, &engine, out, ROOM, &len));
    pointers_and_lengths_are_checked_first(engine);
    the_order_of_checks_is_handle_utf8_options_input();
    an_error_says_what_where_and_what_to_do();
    buffers_are_kept_to(einv_validate, 0, bill("C/BUF"), 0);
    buffers_are_kept_to(einv_validate, 0, bill_with("C/BUF", "890.00", "1168.20"), 0);
    buffers_are_kept_to(einv_hash, engine, bill("C/BUF"), 0);
    a_failures_number_stands_although_its_text_does_not_fit();
    a_verb_with_an_effect_wants_4096_bytes_first(engine);
    lengths_marks_and_bytes();
    bad_utf8_is_named();
    bad_json_is_named_at_every_cut();
    json_that_is_no_invoice_is_answered();
    deep_json_is_refused_and_not_recursed_into();
    sixty_four_mebibytes_are_the_limit();
    answers_are_ascii_unless_asked_otherwise();
    pick_gives_one_value_a_line();
    pure_verbs_need_no_engine_and_the_others_do();
    an_input_that_may_be_left_out_may_be_left_out_in_every_way(engine);
    opening_is_checked();
    handles_nobody_has_are_errors(engine);
    a_document_goes_round(engine);
    EQUAL(EINV_OK, einv_close(engine));
    if (broken) {
        printf("%ld of %ld checks failed\n", broken, checks);
        return 1;
    }
    printf("ok %ld checks\n", checks);
    return 0;
}
