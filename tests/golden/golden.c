/* The golden cases from C: golden cases.txt documents-folder answers-folder, with EINV_LIBRARY. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int32_t (*verb_function)(int32_t, const char *, int32_t, const char *, int32_t, char *, int32_t, int32_t *);

static void *library, *symbol;

/* C89 has no cast from an object's address to a function's. */
static void *find(const char *name)
{
    symbol = dlsym(library, name);
    if (symbol == NULL) {
        fprintf(stderr, "no %s\n", name);
        exit(2);
    }
    return &symbol;
}

int main(int count, char **arguments)
{
    static char line[4096], path[4096], document[1 << 20], out[1 << 20];
    int32_t (*open_engine)(const char *, int32_t, int32_t *, char *, int32_t, int32_t *);
    int32_t (*close_engine)(int32_t);
    int32_t engine, len, size, result;
    int closed = 0;
    FILE *cases = count == 4 ? fopen(arguments[1], "rb") : NULL;
    library = dlopen(getenv("EINV_LIBRARY"), RTLD_NOW);
    if (cases == NULL || library == NULL) {
        fprintf(stderr, "usage: EINV_LIBRARY=… golden cases.txt folder answers\n");
        return 2;
    }
    memcpy(&open_engine, find("einv_open"), sizeof open_engine);
    memcpy(&close_engine, find("einv_close"), sizeof close_engine);
    open_engine("{\"on\":\"2026-11-21\"}", -1, &engine, NULL, 0, &len);
    while (fgets(line, sizeof line, cases) != NULL) {
        char name[64], which[4], verb[64], file[256], function[80];
        char *opts = line + strcspn(line, "\n");
        FILE *from, *to;
        verb_function call;
        *opts = 0;
        sscanf(line, "%63[^|]|%3[^|]|%63[^|]|%255[^|]", name, which, verb, file);
        opts = strrchr(line, '|') + 1;
        if (which[0] == '2' && !closed) {
            closed = 1;
            close_engine(engine);
        }
        sprintf(path, "%s/%s", arguments[2], file);
        from = fopen(path, "rb");
        size = from == NULL ? 0 : (int32_t)fread(document, 1, sizeof document, from);
        sprintf(function, "einv_%s", verb);
        memcpy(&call, find(function), sizeof call);
        result = call(which[0] == '0' ? 0 : engine, document, size, opts, -1, out, sizeof out, &len);
        sprintf(path, "%s/%s.%d", arguments[3], name, (int)result);
        to = fopen(path, "wb");
        if (from == NULL || to == NULL || fwrite(out, 1, (size_t)len, to) != (size_t)len) {
            fprintf(stderr, "%s: can't be read or written\n", name);
            return 2;
        }
        fclose(from);
        fclose(to);
    }
    return 0;
}
