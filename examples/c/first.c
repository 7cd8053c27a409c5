/* Validates a bill, registers it and prints its IRN: first bill.json
 *
 *     cc first.c -I include -L target/release -leinv -o first
 *
 * Without a configuration the built-in sandbox registers it, so it needs no credentials.
 */
#include "einv.h"
#include <stdio.h>

int main(int argc, char **argv)
{
    static char bill[1 << 20], out[1 << 16];
    int32_t engine = 0, len = 0, result, size;
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        fprintf(stderr, "usage: first bill.json\n");
        return 2;
    }
    size = (int32_t)fread(bill, 1, sizeof bill, file);
    fclose(file);

    result = einv_open("{}", -1, &engine, out, sizeof out, &len);
    if (result == EINV_OK) {
        result = einv_validate(engine, bill, size, NULL, 0, out, sizeof out, &len);
    }
    if (result == EINV_OK) {
        /* Two values as plain text, one a line: no JSON parser needed. */
        const char *pick = "{\"pick\": [\"/status\", \"/irn\"]}";
        result = einv_submit(engine, bill, size, pick, -1, out, sizeof out, &len);
    }
    /* 0: registered, and its IRN; 1: the report; 2: waiting to be sent, and its IRN; above 2: the error. */
    printf("%ld\n%s\n", (long)result, out);
    einv_close(engine);
    return result;
}
