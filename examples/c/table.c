/* Turns the bills of a table into INV-01 and registers those that are ready: table bills.csv bills.ndjson
 *
 *     cc table.c -I include -L target/release -leinv -o table
 *
 * Without a configuration the built-in sandbox registers them. A map, parties and items go beside the path (docs/tables.md).
 */
#include "einv.h"
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    static char out[1 << 20], request[2048], options[2048];
    int32_t engine = 0, job, len = 0, result;
    if (argc != 3 || snprintf(request, sizeof request, "{\"path\":\"%s\"}", argv[1]) >= (int)sizeof request
        || snprintf(options, sizeof options, "{\"to\":\"%s\",\"pick\":[\"/counts\",\"/findings/0/at\",\"/findings/0/message\"]}", argv[2])
               >= (int)sizeof options) {
        fprintf(stderr, "usage: table bills.csv bills.ndjson\n");
        return 2;
    }
    result = einv_open("{\"taxpayers\":[{\"gstin\":\"29AABCU9603R1ZJ\",\"seller\":{\"legal_name\":\"Udupi Stationers Private Limited\","
                       "\"address\":\"14 Car Street\",\"city\":\"Udupi\",\"pin\":\"576101\"}}]}",
                       -1, &engine, out, sizeof out, &len);
    if (result == EINV_OK) {
        /* 0: all are ready; 1: some are faulty, and bills.ndjson.faulty.ndjson has them. */
        result = einv_convert(engine, request, -1, options, -1, out, sizeof out, &len);
    }
    printf("%ld\n%s\n", (long)result, out);
    if (result == EINV_OK || result == EINV_INVALID) {
        snprintf(request, sizeof request, "{\"path\":\"%s\"}", argv[2]);
        if (einv_batch(engine, request, -1, "{\"pick\":\"/job\"}", -1, out, sizeof out, &len) == EINV_OK) {
            job = (int32_t)atoi(out);
            einv_results(job, NULL, 0, "{\"wait_ms\":20000,\"pick\":[\"/results/0/status\",\"/results/0/irn\"]}", -1, out, sizeof out, &len);
            printf("%s\n", out);
            einv_close(job);
        }
    }
    einv_close(engine);
    return result;
}
