/* One call's price in C: calls document.json rounds. Prints ns a call: einv_abi, then einv_hash. */
#include "einv.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec * 1e9 + (double)at.tv_nsec;
}

int main(int count, char **arguments)
{
    static char document[65536], out[65536];
    long i, rounds = count == 3 ? atol(arguments[2]) : 0;
    FILE *file = rounds > 0 ? fopen(arguments[1], "rb") : NULL;
    int32_t len, sum = 0, size;
    double begun;
    if (file == NULL) {
        return 2;
    }
    size = (int32_t)fread(document, 1, sizeof document, file);
    begun = now();
    for (i = 0; i < rounds; i++) {
        sum += einv_abi();
    }
    printf("%.1f", (now() - begun) / (double)rounds);
    begun = now();
    for (i = 0; i < rounds; i++) {
        sum += einv_hash(0, document, size, NULL, 0, out, sizeof out, &len);
    }
    printf(" %.1f\n", (now() - begun) / (double)rounds);
    return sum == rounds ? 0 : 1;
}
