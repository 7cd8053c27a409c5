/* Many calls in one process: soak config.json dd/mm/yyyy validates documents opens
 *
 * Memory must stay within 2 % of what it was after the first tenth; after the last close no thread and no descriptor may be left.
 * Linux only: it reads /proc/self.
 */
#include "einv.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char out[1 << 16], config[1 << 14], bill[4096];
static int32_t len, engine;
static int broken;

static const char *const form =
    "{\"Version\":\"1.1\",\"TranDtls\":{\"TaxSch\":\"GST\",\"SupTyp\":\"B2B\"},\"DocDtls\":{\"Typ\":\"INV\",\"No\":\"S/%ld\",\"Dt\":\"%s\"},"
    "\"SellerDtls\":{\"Gstin\":\"29AABCU9603R1ZJ\",\"LglNm\":\"Udupi Stationers\",\"Addr1\":\"14 Car Street\",\"Loc\":\"Udupi\","
    "\"Pin\":576101,\"Stcd\":\"29\"},\"BuyerDtls\":{\"Gstin\":\"27AABCU9603R1ZN\",\"LglNm\":\"Pune Office Supplies\",\"Pos\":\"27\","
    "\"Addr1\":\"7 Laxmi Road\",\"Loc\":\"Pune\",\"Pin\":411030,\"Stcd\":\"27\"},\"ItemList\":[{\"SlNo\":\"1\",\"IsServc\":\"N\","
    "\"HsnCd\":\"%s\",\"Qty\":1,\"Unit\":\"NOS\",\"UnitPrice\":100,\"TotAmt\":100,\"AssAmt\":100,\"GstRt\":18,\"IgstAmt\":18,"
    "\"TotItemVal\":118}],\"ValDtls\":{\"AssVal\":100,\"IgstVal\":18,\"TotInvVal\":118}}";

static void must(int holds, const char *what)
{
    if (!holds) {
        printf("broken: %s: %.300s\n", what, out);
        exit(1);
    }
}

static long entries(const char *folder)
{
    long count = 0;
    DIR *open = opendir(folder);
    while (open != NULL && readdir(open) != NULL) {
        count++;
    }
    if (open != NULL) {
        closedir(open);
    }
    return count;
}

static long kib(void)
{
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    must(file != NULL && fscanf(file, "%ld %ld", &pages, &resident) == 2, "/proc/self/statm");
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static void open_engine(void)
{
    must(einv_open(config, -1, &engine, out, sizeof out, &len) == EINV_OK, "einv_open");
}

/* A valid bill, each third with a fault, each seventh cut off. */
static void validate(long n, const char *day)
{
    int32_t size = (int32_t)sprintf(bill, form, n, day, n % 3 ? "48201090" : "4820109");
    int32_t status = einv_validate(engine, bill, n % 7 ? size : size / 2, NULL, 0, out, sizeof out, &len);
    must(status == (n % 7 ? (n % 3 ? EINV_OK : EINV_INVALID) : EINV_E_JSON), "einv_validate");
}

static void document(long n, const char *day)
{
    char irn[80];
    char request[256];
    sprintf(bill, form, n, day, "48201090");
    must(einv_submit(engine, bill, -1, "{\"pick\":\"/irn\"}", -1, out, sizeof out, &len) == EINV_OK && len == 64, "einv_submit");
    strcpy(irn, out);
    sprintf(request, "{\"irn\":\"%s\",\"reason\":\"duplicate\",\"remark\":\"twice\"}", irn);
    must(einv_cancel(engine, request, -1, NULL, 0, out, sizeof out, &len) == EINV_OK, "einv_cancel");
}

static void reopen(long n, const char *day)
{
    (void)n;
    (void)day;
    must(einv_close(engine) == EINV_OK, "einv_close");
    open_engine();
}

static void round_of(const char *name, long calls, const char *day, void (*call)(long, const char *))
{
    long n, begun = 0, ended;
    time_t start = time(NULL);
    for (n = 1; n <= calls; n++) {
        if (n == calls / 10 + 1) {
            begun = kib();
        }
        call(n, day);
        if (n % (calls / 20 + 1) == 0) {
            printf("%-10s %8ld of %ld, %ld KiB\n", name, n, calls, kib());
            fflush(stdout);
        }
    }
    ended = kib();
    printf("%-10s %8ld calls in %ld s: %ld KiB after the first tenth, %ld KiB at the end\n", name, calls, (long)(time(NULL) - start), begun, ended);
    if (ended > begun + begun / 50) {
        printf("broken: memory grew by more than 2 %%\n");
        broken = 1;
    }
}

int main(int argc, char **argv)
{
    long threads = entries("/proc/self/task"), files = entries("/proc/self/fd");
    FILE *file = argc == 6 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        fprintf(stderr, "usage: soak config.json dd/mm/yyyy validates documents opens\n");
        return 2;
    }
    config[fread(config, 1, sizeof config - 1, file)] = 0;
    fclose(file);
    open_engine();
    round_of("validate", atol(argv[3]), argv[2], validate);
    round_of("documents", atol(argv[4]), argv[2], document);
    round_of("opens", atol(argv[5]), argv[2], reopen);
    must(einv_close(engine) == EINV_OK, "einv_close");
    must(einv_close(engine) == EINV_E_HANDLE, "a second einv_close");
    printf("threads %ld before, %ld after; descriptors %ld before, %ld after\n", threads, entries("/proc/self/task"), files, entries("/proc/self/fd"));
    if (entries("/proc/self/task") != threads || entries("/proc/self/fd") != files) {
        printf("broken: something is left\n");
        broken = 1;
    }
    return broken;
}
