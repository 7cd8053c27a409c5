/* The system functions of tests/c/host.c, for Windows. */
#include <tlhelp32.h>
#include <ws2tcpip.h>

__attribute__((constructor)) static void begin(void)
{
    WSADATA data;
    WSAStartup(MAKEWORD(2, 2), &data);
}

static void setenv(const char *name, const char *value, int over)
{
    (void)over;
    _putenv_s(name, value);
}

static void unsetenv(const char *name)
{
    _putenv_s(name, "");
}

static int open_files(void)
{
    DWORD count = 0;
    GetProcessHandleCount(GetCurrentProcess(), &count);
    return (int)count;
}

static int running_threads(void)
{
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    THREADENTRY32 one;
    int more, count = 0;
    one.dwSize = sizeof one;
    for (more = Thread32First(all, &one); more; more = Thread32Next(all, &one)) {
        count += one.th32OwnerProcessID == GetCurrentProcessId();
    }
    CloseHandle(all);
    return count;
}

static void hang_up(SOCKET connection)
{
    closesocket(connection);
}
