/* A disk that fails, preloaded: of the calls that write to a file of the ledger, sync it or read it, the one that BADDISK_AT
 * counts to ends with EIO, and with BADDISK_DEAD all after it. Says so on standard error, once. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

static int fails(int file)
{
    static const char said[] = "the disk fails\n";
    const char *at = getenv("BADDISK_AT");
    char link[64], path[4096];
    long last, now;
    ssize_t n;

    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    n = readlink(link, path, sizeof path - 1);
    if (at == NULL || n <= 0) {
        return 0;
    }
    path[n] = '\0';
    if (strstr(path, "einv.db") == NULL) {
        return 0;
    }
    last = atol(at);
    now = atomic_fetch_add(&calls, 1) + 1;
    if (now < last || (now > last && getenv("BADDISK_DEAD") == NULL)) {
        return 0;
    }
    if (now == last && write(STDERR_FILENO, said, sizeof said - 1) < 0) {
        abort();
    }
    errno = EIO;
    return 1;
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t pread64(int file, void *to, size_t n, off64_t at)
{
    REAL(pread64);
    return fails(file) ? -1 : real(file, to, n, at);
}

ssize_t pwrite64(int file, const void *from, size_t n, off64_t at)
{
    REAL(pwrite64);
    return fails(file) ? -1 : real(file, from, n, at);
}

int fdatasync(int file)
{
    REAL(fdatasync);
    return fails(file) ? -1 : real(file);
}

int fsync(int file)
{
    REAL(fsync);
    return fails(file) ? -1 : real(file);
}

int ftruncate64(int file, off64_t n)
{
    REAL(ftruncate64);
    return fails(file) ? -1 : real(file, n);
}
