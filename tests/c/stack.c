/* Every function of the library on a thread with a stack of 64 KiB, and once more in a forked child of such a thread.
 *
 * stack [http://127.0.0.1:port portal-key.pem ledger.db]: with a sandbox, the verbs of a portal go over HTTP, too.
 * Hosts with such stacks are real: Node's foreign calls and musl's threads have 128 KiB, small Java threads 64.
 * Prints "ok N calls", or each call that failed and exits with 1. A stack that doesn't suffice is a crash.
 */
#define _GNU_SOURCE
#include "einv.h"
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef STACK
#define STACK (64 * 1024)
#endif
#define ROOM (4 << 20)
typedef int32_t (*verb)(int32_t, const char *, int32_t, const char *, int32_t, char *, int32_t, int32_t *);

static char *out, *bill, *registration, *input, *number;
static char today[16], irn[80], config[2048];
static int32_t len, engine;
static int calls, broken;

static const char *const form =
    "{\"Version\":\"1.1\",\"TranDtls\":{\"TaxSch\":\"GST\",\"SupTyp\":\"B2B\"},\"DocDtls\":{\"Typ\":\"INV\",\"No\":\"%s\",\"Dt\":\"%s\"},"
    "\"SellerDtls\":{\"Gstin\":\"29AABCU9603R1ZJ\",\"LglNm\":\"Udupi Stationers\",\"Addr1\":\"14 Car Street\",\"Loc\":\"Udupi\","
    "\"Pin\":576101,\"Stcd\":\"29\"},\"BuyerDtls\":{\"Gstin\":\"27AABCU9603R1ZN\",\"LglNm\":\"Pune Office Supplies\",\"Pos\":\"27\","
    "\"Addr1\":\"7 Laxmi Road\",\"Loc\":\"Pune\",\"Pin\":411030,\"Stcd\":\"27\"},\"ItemList\":[{\"SlNo\":\"1\",\"IsServc\":\"N\","
    "\"HsnCd\":\"48201090\",\"Qty\":1.5,\"Unit\":\"NOS\",\"UnitPrice\":100.10,\"TotAmt\":150.15,\"AssAmt\":150.15,\"GstRt\":18,"
    "\"IgstAmt\":27.03,\"TotItemVal\":177.18}],\"ValDtls\":{\"AssVal\":150.15,\"IgstVal\":27.03,\"TotInvVal\":177.18}}";

/* An empty page, as base64. */
static const char *const page =
    "JVBERi0xLjQKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAwIFI+PgplbmRvYmoKMiAwIG9iago8PC9UeXBlL1BhZ2VzL0tpZHNbMyAwIFJdL0NvdW50IDE+Pg"
    "plbmRvYmoKMyAwIG9iago8PC9UeXBlL1BhZ2UvUGFyZW50IDIgMCBSL01lZGlhQm94WzAgMCA1OTUgODQyXT4+CmVuZG9iagp4cmVmCjAgNAowMDAwMDAwMDAwIDY1NTM1"
    "IGYgCjAwMDAwMDAwMDkgMDAwMDAgbiAKMDAwMDAwMDA1NCAwMDAwMCBuIAowMDAwMDAwMTA1IDAwMDAwIG4gCnRyYWlsZXIKPDwvU2l6ZSA0L1Jvb3QgMSAwIFI+PgpzdG"
    "FydHhyZWYKMTcwCiUlRU9GCg==";

/* Calls, and expects one of the numbers up to `most`. */
static void must(const char *name, verb call, int32_t handle, const char *in, const char *opts, int32_t most)
{
    int32_t number = call(handle, in, in ? -1 : 0, opts, opts ? -1 : 0, out, ROOM, &len);
    calls++;
    if (number < 0 || number > most) {
        broken++;
        printf("%s gave %d: %.300s\n", name, number, out);
    }
}
#define MUST(call, handle, in, opts, most) must(#call, call, handle, in, opts, most)

static void make_bill(const char *prefix)
{
    sprintf(number, "%s%d", prefix, (int)(getpid() % 100000));
    sprintf(bill, form, number, today);
}

static void about(const char *rest)
{
    sprintf(input, "{\"irn\":\"%s\"%s}", irn, rest);
}

static void all_verbs(const char *prefix)
{
    int32_t job = 0, n;
    calls++;
    if (einv_open(config, -1, &engine, out, ROOM, &len) != EINV_OK) {
        printf("einv_open: %.300s\n", out);
        broken++;
        return;
    }
    einv_version(out, ROOM, &len);
    make_bill(prefix);
    MUST(einv_validate, engine, bill, NULL, EINV_OK);
    MUST(einv_hash, 0, bill, NULL, EINV_OK);
    MUST(einv_compute, 0, bill, NULL, EINV_INVALID);
    MUST(einv_applicability, engine, bill, NULL, EINV_OK);
    MUST(einv_explain, 0, "{\"words\":\"2150 : Duplicate IRN, 3028 : GSTIN is invalid\"}", NULL, EINV_OK);
    MUST(einv_rules, 0, "{}", NULL, EINV_OK);
    MUST(einv_codes, 0, "{\"list\":\"states\"}", NULL, EINV_OK);
    MUST(einv_submit, engine, bill, NULL, EINV_OK);
    strcpy(registration, out);
    MUST(einv_submit, engine, bill, "{\"pick\":\"/irn\"}", EINV_OK);
    snprintf(irn, sizeof irn, "%s", out);
    MUST(einv_submit, engine, bill, "{\"pick\":\"/signed_qr\"}", EINV_OK);
    sprintf(input, "{\"signed_qr\":\"%s\"}", out);
    MUST(einv_verify, engine, input, NULL, EINV_INVALID);
    for (n = 0; n < 3; n++) {
        static const char *const forms[] = {"{\"format\":\"svg\"}", "{\"format\":\"png\",\"level\":\"H\"}", "{\"format\":\"bmp\",\"module\":40}"};
        MUST(einv_qr, engine, input, forms[n], EINV_OK);
    }
    sprintf(input, "{\"invoice\":%s,\"registration\":%s}", bill, registration);
    MUST(einv_print, engine, input, NULL, EINV_OK);
    sprintf(input, "{\"pdf\":\"%s\",\"registration\":%s}", page, registration);
    MUST(einv_stamp, engine, input, NULL, EINV_OK);
    about("");
    MUST(einv_status, engine, input, NULL, EINV_OK);
    MUST(einv_fetch, engine, input, NULL, EINV_INVALID);
    MUST(einv_audit, engine, input, NULL, EINV_OK);
    MUST(einv_gstin, engine, "{\"gstin\":\"27AABCU9603R1ZN\"}", NULL, EINV_INVALID);
    about(",\"distance_km\":850,\"mode\":\"road\",\"vehicle_no\":\"KA01AB1234\",\"vehicle_type\":\"regular\"");
    MUST(einv_ewb, engine, input, NULL, EINV_E_CONFLICT);
    about(",\"reason\":\"duplicate\",\"remark\":\"twice\"");
    MUST(einv_ewb_cancel, engine, input, NULL, EINV_E_CONFLICT);
    MUST(einv_due, engine, NULL, NULL, EINV_OK);
    sprintf(input, "[%s]", bill);
    MUST(einv_gstr1, engine, input, NULL, EINV_INVALID);
    MUST(einv_export, engine, input, NULL, EINV_INVALID);
    MUST(einv_reconcile, engine, "{}", NULL, EINV_E_OPTION);
    sprintf(input, "[%s]", registration);
    MUST(einv_import, engine, input, NULL, EINV_E_OPTION);
    make_bill("B");
    sprintf(input, "[%s]", bill);
    MUST(einv_batch, engine, input, "{\"pick\":\"/job\"}", EINV_OK);
    job = atoi(out);
    MUST(einv_results, job, NULL, "{\"wait_ms\":30000}", EINV_OK);
    MUST(einv_progress, job, NULL, NULL, EINV_OK);
    MUST(einv_flush, engine, NULL, NULL, EINV_PENDING);
    about(",\"reason\":\"duplicate\",\"remark\":\"twice\"");
    MUST(einv_cancel, engine, input, NULL, EINV_E_CONFLICT);
    calls += 3;
    broken += einv_stop(engine) != EINV_OK;
    broken += einv_close(job) != EINV_OK;
    broken += einv_close(engine) != EINV_OK;
}

static void on_thread(void *(*work)(void *), const char *what)
{
    pthread_attr_t small;
    pthread_t thread;
    pthread_attr_init(&small);
    if (pthread_attr_setstacksize(&small, STACK) != 0 || pthread_create(&thread, &small, work, NULL) != 0) {
        printf("no thread with a stack of 64 KiB can be made here: %s is not tried\n", what);
        exit(1);
    }
    pthread_join(thread, NULL);
}

static void *here(void *nothing)
{
    all_verbs("S");
    return nothing;
}

static void *in_a_child(void *nothing)
{
    int word = -1;
    pid_t born = fork();
    if (born == 0) {
        broken = 0;
        alarm(120);
        all_verbs("C");
        fflush(stdout);
        _exit(broken != 0);
    }
    calls++;
    if (waitpid(born, &word, 0) != born || !WIFEXITED(word) || WEXITSTATUS(word) != 0) {
        printf("the child ended with %#x\n", word);
        broken++;
    }
    return nothing;
}

int main(int argc, char **argv)
{
    time_t india = time(NULL) + 19800;
    strftime(today, sizeof today, "%d/%m/%Y", gmtime(&india));
    out = malloc(ROOM);
    input = malloc(ROOM);
    registration = malloc(ROOM);
    bill = malloc(8192);
    number = malloc(32);
    if (out == NULL || input == NULL || registration == NULL || bill == NULL || number == NULL) {
        return 2;
    }
    strcpy(config, "{}");
    on_thread(here, "the built-in sandbox");
    if (getenv("WATCHED") == NULL) {
        on_thread(in_a_child, "a child");
    }
    if (argc == 4) {
        sprintf(config,
                "{\"portal\":{\"kind\":\"nic\",\"urls\":[\"%s\"],\"client_id\":\"any\",\"client_secret\":\"any\",\"public_key\":\"%s\"},"
                "\"taxpayers\":[{\"gstin\":\"29AABCU9603R1ZJ\",\"username\":\"any\",\"password\":\"any\"}],\"ledger\":\"%s\"}",
                argv[1], argv[2], argv[3]);
        on_thread(here, "a portal over HTTP");
    }
    if (broken) {
        printf("%d of %d calls failed on a stack of 64 KiB\n", broken, calls);
        return 1;
    }
    printf("ok %d calls on stacks of 64 KiB\n", calls);
    return 0;
}
