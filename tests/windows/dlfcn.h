/* dlopen and its companions, for the C tests under Windows. */
#ifndef TESTS_DLFCN_H
#define TESTS_DLFCN_H
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
#include <windows.h>

#define RTLD_NOW 0
#define RTLD_LOCAL 0

static inline void *dlopen(const char *path, int how)
{
    (void)how;
    return path == NULL ? NULL : (void *)LoadLibraryA(path);
}

static inline void *dlsym(void *library, const char *name)
{
    return (void *)GetProcAddress((HMODULE)library, name);
}

static inline int dlclose(void *library)
{
    return FreeLibrary((HMODULE)library) ? 0 : -1;
}

static inline const char *dlerror(void)
{
    static char said[40];
    wsprintfA(said, "Windows says %d", (int)GetLastError());
    return said;
}

#endif
