/* A counter on Windows, by the stdcall twins as VB6 calls them: counter config.json bill.json
 *
 * Validates, registers over TLS, draws the QR, cancels; then uses the closed engine, and prints what each call answered.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define TWIN __declspec(dllimport) int32_t __stdcall
#define VERB(name) TWIN name(int32_t, const char *, int32_t, const char *, int32_t, char *, int32_t, int32_t *)

TWIN EinvAbi(void);
TWIN EinvOpen(const char *, int32_t, int32_t *, char *, int32_t, int32_t *);
TWIN EinvClose(int32_t);
VERB(EinvValidate);
VERB(EinvSubmit);
VERB(EinvQr);
VERB(EinvCancel);

static char config[65536], bill[65536], out[1 << 20], request[8192];
static int32_t len, size, config_size;

static int32_t text_of(const char *name, char *text, size_t room)
{
    FILE *file = fopen(name, "rb");
    size_t size = file == NULL ? 0 : fread(text, 1, room, file);
    if (file == NULL) {
        fprintf(stderr, "%s can't be read\n", name);
        return -1;
    }
    fclose(file);
    return (int32_t)size;
}

#ifdef __i386__
/* Calls `work` with the stack off by four bytes from where C compilers keep it: VB6 guarantees no more. */
int off_by_four(int (*work)(void));
__asm__("_off_by_four:\n"
        "    push %ebp\n"
        "    mov %esp, %ebp\n"
        "    mov 8(%ebp), %eax\n"
        "    and $-16, %esp\n"
        "    sub $4, %esp\n"
        "    call *%eax\n"
        "    leave\n"
        "    ret\n");
#else
#define off_by_four(work) work()
#endif

static int show(const char *what, int32_t result)
{
    printf("%s %d %.*s\n", what, (int)result, result == 0 && out[0] == '<' ? 4 : (int)len, out);
    return result;
}

static int work(void)
{
    int32_t engine;
    char irn[65] = "";
    if (EinvOpen(config, config_size, &engine, out, sizeof out, &len)) {
        return show("open", 3);
    }
    show("validate", EinvValidate(engine, bill, size, "{\"pick\":\"/verdict\"}", -1, out, sizeof out, &len));
    if (show("submit", EinvSubmit(engine, bill, size, "{\"pick\":[\"/irn\",\"/signed_qr\"]}", -1, out, sizeof out, &len))) {
        return 1;
    }
    memcpy(irn, out, 64);
    sprintf(request, "{\"signed_qr\":\"%.*s\"}", (int)len - 65, out + 65);
    show("qr", EinvQr(engine, request, -1, "{\"format\":\"svg\"}", -1, out, sizeof out, &len));
    sprintf(request, "{\"irn\":\"%s\",\"reason\":\"data_entry\",\"remark\":\"wrong buyer\"}", irn);
    show("cancel", EinvCancel(engine, request, -1, "{\"pick\":\"/status\"}", -1, out, sizeof out, &len));
    show("close", (len = 0, EinvClose(engine)));
    show("closed", EinvSubmit(engine, bill, size, NULL, 0, out, sizeof out, &len));
    return 0;
}

int main(int count, char **arguments)
{
    if (count != 3) {
        return 2;
    }
    config_size = text_of(arguments[1], config, sizeof config);
    size = text_of(arguments[2], bill, sizeof bill);
    if (config_size < 0 || size < 0 || EinvAbi() != 1) {
        return 2;
    }
    return off_by_four(work);
}
