/* The library inside an awkward host: small stacks, signals, forks, odd locales and time zones, loaded and unloaded again.
 *
 * host path/to/libeinv.so portal-key.pem empty-folder
 * Everything comes through dlopen, as billing programs load plug-ins. Prints "ok N checks", or each broken promise and exits with 1.
 * On Windows without signals and forks, which are not there, and with the paths of Windows; tests/windows has its dlfcn.h.
 */
#define _GNU_SOURCE
#include "einv.h"
#include <dlfcn.h>
#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef _WIN32
#include "host.h"
#else
#include <arpa/inet.h>
#include <dirent.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#endif

typedef int32_t (*verb)(int32_t, const char *, int32_t, const char *, int32_t, char *, int32_t, int32_t *);
typedef int32_t (*opener)(const char *, int32_t, int32_t *, char *, int32_t, int32_t *);
typedef int32_t (*bare)(int32_t);

static struct { void *library; opener open; bare close, stop; verb validate, submit, status, flush; } einv;
static int checks, broken;
static char today[16];

#define ROOM 65536

static void check_at(int line, int holds, const char *what)
{
    __atomic_add_fetch(&checks, 1, __ATOMIC_RELAXED);
    if (!holds) {
        __atomic_add_fetch(&broken, 1, __ATOMIC_RELAXED);
        printf("host.c:%d: %s\n", line, what);
    }
}
#define CHECK(holds) check_at(__LINE__, (holds) != 0, #holds)

static void *symbol(const char *name)
{
    void *found = dlsym(einv.library, name);
    if (found == NULL) {
        printf("no %s: %s\n", name, dlerror());
        exit(1);
    }
    return found;
}

static void load(const char *path)
{
    einv.library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (einv.library == NULL) {
        printf("%s\n", dlerror());
        exit(1);
    }
    einv.open = (opener)symbol("einv_open");
    einv.close = (bare)symbol("einv_close");
    einv.stop = (bare)symbol("einv_stop");
    einv.validate = (verb)symbol("einv_validate");
    einv.submit = (verb)symbol("einv_submit");
    einv.status = (verb)symbol("einv_status");
    einv.flush = (verb)symbol("einv_flush");
}

static int32_t open_engine(const char *config)
{
    int32_t engine = 0, len = 0;
    char out[ROOM / 8];
    if (einv.open(config, -1, &engine, out, sizeof out, &len) != EINV_OK) {
        printf("einv_open: %s\n", out);
    }
    return engine;
}

static const char *const form =
    "{\"Version\":\"1.1\",\"TranDtls\":{\"TaxSch\":\"GST\",\"SupTyp\":\"B2B\"},\"DocDtls\":{\"Typ\":\"INV\",\"No\":\"H/%d\",\"Dt\":\"%s\"},"
    "\"SellerDtls\":{\"Gstin\":\"29AABCU9603R1ZJ\",\"LglNm\":\"Udupi Stationers\",\"Addr1\":\"14 Car Street\",\"Loc\":\"Udupi\","
    "\"Pin\":576101,\"Stcd\":\"29\"},\"BuyerDtls\":{\"Gstin\":\"27AABCU9603R1ZN\",\"LglNm\":\"Pune Office Supplies\",\"Pos\":\"27\","
    "\"Addr1\":\"7 Laxmi Road\",\"Loc\":\"Pune\",\"Pin\":411030,\"Stcd\":\"27\"},\"ItemList\":[{\"SlNo\":\"1\",\"IsServc\":\"N\","
    "\"HsnCd\":\"48201090\",\"Qty\":1.5,\"Unit\":\"NOS\",\"UnitPrice\":100.10,\"TotAmt\":150.15,\"AssAmt\":150.15,\"GstRt\":18,"
    "\"IgstAmt\":27.03,\"TotItemVal\":177.18}],\"ValDtls\":{\"AssVal\":150.15,\"IgstVal\":27.03,\"TotInvVal\":177.18}}";

/* The verb on bill `number`; the answer's first value asked for in `out`. */
static int32_t on_bill(verb call, int32_t engine, int number, const char *pick, char *out, int32_t room)
{
    char bill[4096], opts[64];
    int32_t len = 0;
    sprintf(bill, form, number, today);
    sprintf(opts, "{\"pick\":\"%s\"}", pick);
    return call(engine, bill, -1, opts, -1, out, room, &len);
}

/* ---- eight threads with stacks of 256 KiB ---- */

#define THREADS 8
struct work { int32_t engine; int thread; };
static struct work works[THREADS];
static pthread_t threads[THREADS];

static void *worker(void *argument)
{
    struct work *work = argument;
    char out[4097];
    int n;
    for (n = 0; n < 40; n++) {
        int number = 1 + work->thread * 1000 + n;
        CHECK(on_bill(einv.validate, work->engine, number, "/valid", out, sizeof out) == EINV_OK && strcmp(out, "true") == 0);
        CHECK(on_bill(einv.submit, work->engine, number, "/status", out, sizeof out) == EINV_OK && strcmp(out, "registered") == 0);
    }
    return NULL;
}

static void start(int32_t engine)
{
    pthread_attr_t small;
    int n;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 256 * 1024);
    for (n = 0; n < THREADS; n++) {
        works[n].engine = engine;
        works[n].thread = n;
        CHECK(pthread_create(&threads[n], &small, worker, &works[n]) == 0);
    }
}

static void finish(void)
{
    int n;
    for (n = 0; n < THREADS; n++) {
        CHECK(pthread_join(threads[n], NULL) == 0);
    }
}

#ifdef _WIN32

static void with_threads(const char *config)
{
    int32_t engine = open_engine(config);
    start(engine);
    finish();
    CHECK(einv.close(engine) == EINV_OK);
}

/* A ledger may have any name on a drive, but can't be on a share. */
static void paths_of_windows(void)
{
    static const char *const shares[] = {"//server/share/einv.db", "//?/UNC/server/share/einv.db"};
    char config[2048], here[512], out[4097], *from, *at = config;
    int32_t engine, len;
    size_t n;
    for (n = 0; n < sizeof shares / sizeof *shares; n++) {
        sprintf(config, "{\"ledger\":\"%s\"}", shares[n]);
        CHECK(einv.open(config, -1, &engine, out, sizeof out, &len) == EINV_E_LEDGER && strstr(out, "network drive") != NULL);
    }
    /* The folder's name is Hindi for a bill, its path the long one that begins with two backslashes as a share does. */
    CreateDirectoryW(L"\x092c\x093f\x0932", NULL);
    GetCurrentDirectoryA(sizeof here, here);
    at += sprintf(at, "{\"ledger\":\"\\\\\\\\?\\\\");
    for (from = here; *from != 0; *at++ = *from++) {
        if (*from == '\\') {
            *at++ = '\\';
        }
    }
    sprintf(at, "\\\\\\u092c\\u093f\\u0932\\\\einv.db\"}");
    engine = open_engine(config);
    CHECK(on_bill(einv.submit, engine, 1, "/status", out, sizeof out) == EINV_OK);
    CHECK(einv.close(engine) == EINV_OK);
    CHECK(GetFileAttributesW(L"\x092c\x093f\x0932\\einv.db") != INVALID_FILE_ATTRIBUTES);
}

#else

/* ---- signals interrupt the threads, and children come and go ---- */

static volatile sig_atomic_t children, alarms;

static void on_child(int number)
{
    int kept = errno;
    (void)number;
    while (waitpid(-1, NULL, WNOHANG) > 0) {
        children++;
    }
    errno = kept;
}

static void on_alarm(int number)
{
    (void)number;
    alarms++;
}

/* In the child the parent's engine continues: it knows the registered bills, and accepts new ones. */
static int child(int32_t engine, int number)
{
    char out[4097];
    signal(SIGALRM, SIG_DFL);
    alarm(60);
    if (on_bill(einv.validate, engine, 1, "/valid", out, sizeof out) != EINV_OK) {
        return 1;
    }
    if (on_bill(einv.submit, engine, number, "/status", out, sizeof out) > EINV_PENDING) {
        printf("in the child: %s\n", out);
        return 2;
    }
    return 0;
}

static void threads_signals_and_forks(const char *config)
{
    struct sigaction action;
    struct itimerval every = {{0, 2000}, {0, 2000}}, never = {{0, 0}, {0, 0}};
    int32_t engine = open_engine(config);
    int n, forks = 0;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_alarm; /* without SA_RESTART: every system call may end early */
    sigaction(SIGALRM, &action, NULL);
    action.sa_handler = on_child;
    sigaction(SIGCHLD, &action, NULL);
    signal(SIGPIPE, SIG_DFL);
    setitimer(ITIMER_REAL, &every, NULL);
    start(engine);
    for (n = 0; n < 6; n++) {
        pid_t born;
        struct timespec pause = {0, 30000000};
        while (nanosleep(&pause, &pause) != 0) {
        }
        born = fork();
        if (born == 0) {
            _exit(child(engine, 9001 + n));
        }
        CHECK(born > 0);
        forks += born > 0;
    }
    finish();
    setitimer(ITIMER_REAL, &never, NULL);
    for (n = 0; n < 700 && children < forks; n++) {
        usleep(100000);
    }
    CHECK(children == forks);
    CHECK(alarms > 10);
    CHECK(einv.close(engine) == EINV_OK);
    /* Again, waiting for each child's result. */
    signal(SIGCHLD, SIG_DFL);
    engine = open_engine(config);
    for (n = 0; n < 3; n++) {
        int word = -1;
        pid_t born = fork();
        if (born == 0) {
            _exit(child(engine, 9101 + n));
        }
        CHECK(waitpid(born, &word, 0) == born && WIFEXITED(word) && WEXITSTATUS(word) == 0);
    }
    CHECK(einv.close(engine) == EINV_OK);
}

/* ---- engines are opened and closed while the process forks: no child waits for a lock without an owner ---- */

static int opening = 1;

static void *open_and_close(void *argument)
{
    const char *config = argument;
    while (__atomic_load_n(&opening, __ATOMIC_RELAXED)) {
        char out[4097];
        int32_t engine = open_engine(config);
        CHECK(on_bill(einv.status, engine, 0, "", out, sizeof out) != EINV_E_HANDLE);
        CHECK(einv.close(engine) == EINV_OK);
    }
    return NULL;
}

static void engines_come_and_go_and_the_process_forks(const char *config)
{
    pthread_t openers[4];
    int n, word, ended = 0;
    for (n = 0; n < 4; n++) {
        CHECK(pthread_create(&openers[n], NULL, open_and_close, (void *)(n % 2 ? config : "{}")) == 0);
    }
    for (n = 0; n < 120; n++) {
        pid_t born;
        usleep(1000 * (n % 7));
        born = fork();
        if (born == 0) {
            int32_t engine;
            char out[4097];
            alarm(30);
            engine = open_engine(config);
            _exit(engine == 0 || on_bill(einv.validate, engine, 1, "/valid", out, sizeof out) != EINV_OK || einv.close(engine) != EINV_OK);
        }
        ended += waitpid(born, &word, 0) == born && WIFEXITED(word) && WEXITSTATUS(word) == 0;
    }
    CHECK(ended == 120);
    __atomic_store_n(&opening, 0, __ATOMIC_RELAXED);
    for (n = 0; n < 4; n++) {
        CHECK(pthread_join(openers[n], NULL) == 0);
    }
}

static int entries(const char *folder)
{
    int count = 0;
    DIR *open = opendir(folder);
    while (open != NULL && readdir(open) != NULL) {
        count++;
    }
    if (open != NULL) {
        closedir(open);
    }
    return count;
}

static int open_files(void)
{
    return entries("/proc/self/fd");
}

static int running_threads(void)
{
    return entries("/proc/self/task");
}

static void hang_up(int connection)
{
    close(connection);
}

#endif

/* ---- a portal that accepts the call and never answers: stopped, and closed, meanwhile ---- */

static int32_t sent_status;
static char sent_out[4097];

static void *send_one(void *argument)
{
    struct work *work = argument;
    sent_status = on_bill(einv.submit, work->engine, work->thread, "", sent_out, sizeof sent_out);
    return NULL;
}

static void stop_and_close_during_a_send(const char *key, const char *folder)
{
    struct sockaddr_in here;
    socklen_t size = sizeof here;
    char config[2048];
    struct work work;
    pthread_t thread;
    int round, silent = socket(AF_INET, SOCK_STREAM, 0);
    memset(&here, 0, sizeof here);
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(silent, (struct sockaddr *)&here, sizeof here) == 0 && listen(silent, 16) == 0);
    CHECK(getsockname(silent, (struct sockaddr *)&here, &size) == 0);
    sprintf(config,
            "{\"portal\":{\"kind\":\"nic\",\"urls\":[\"http://127.0.0.1:%d\"],\"client_id\":\"id\",\"client_secret\":\"secret\","
            "\"public_key\":\"%s\",\"timeout_ms\":%d},\"taxpayers\":[{\"gstin\":\"29AABCU9603R1ZJ\",\"username\":\"u\",\"password\":\"p\"}],"
            "\"ledger\":\"%s/silent.db\"}",
            ntohs(here.sin_port), key, 8000, folder);
    for (round = 0; round < 2; round++) {
        time_t asked;
        work.engine = open_engine(config);
        work.thread = 5000 + round;
        CHECK(pthread_create(&thread, NULL, send_one, &work) == 0);
        usleep(700000);
        asked = time(NULL);
        if (round == 0) {
            CHECK(einv.stop(work.engine) == EINV_OK);
            CHECK(pthread_join(thread, NULL) == 0);
            CHECK(sent_status == EINV_E_STOPPED);
            CHECK(time(NULL) - asked < 5);
            CHECK(einv.close(work.engine) == EINV_OK);
        } else {
            /* The call ends normally, as pending: nothing was sent, the log-in had no answer. */
            CHECK(einv.close(work.engine) == EINV_OK);
            CHECK(pthread_join(thread, NULL) == 0);
            CHECK(sent_status == EINV_PENDING);
            CHECK(on_bill(einv.submit, work.engine, 5000, "", sent_out, sizeof sent_out) == EINV_E_HANDLE);
        }
    }
    hang_up(silent);
}

/* ---- the same answers with any settings of the host ---- */

static void locales_and_time_zones(const char *config)
{
    static const char *const zones[] = {"Asia/Kolkata", "Pacific/Kiritimati", "America/Adak", ":/no/such/zone", "XYZ99:99", ""};
    char plain[4097], out[4097];
    size_t n;
    int32_t engine = open_engine(config);
    CHECK(on_bill(einv.validate, engine, 77, "/irn", plain, sizeof plain) == EINV_OK && strlen(plain) == 64);
    /* A comma for the decimal point, where the system has such a locale. */
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL && setlocale(LC_ALL, "hi_IN.UTF-8") == NULL && setlocale(LC_ALL, "German") == NULL) {
        setlocale(LC_ALL, "C.UTF-8");
    }
    for (n = 0; n < sizeof zones / sizeof *zones; n++) {
        setenv("TZ", zones[n], 1);
        tzset();
        CHECK(on_bill(einv.validate, engine, 77, "/irn", out, sizeof out) == EINV_OK && strcmp(out, plain) == 0);
    }
    unsetenv("TZ");
    tzset();
    setlocale(LC_ALL, "C");
    CHECK(einv.close(engine) == EINV_OK);
}

/* ---- loaded and unloaded many times: nothing accumulates ---- */

static void loaded_and_unloaded(const char *path)
{
    int n, files = 0, running = 0;
    for (n = 0; n < 30; n++) {
        char out[4097];
        int32_t engine;
        load(path);
        engine = open_engine("{}");
        CHECK(on_bill(einv.submit, engine, 1, "/status", out, sizeof out) == EINV_OK);
        CHECK(einv.close(engine) == EINV_OK);
        CHECK(dlclose(einv.library) == 0);
        if (n == 2) {
            files = open_files();
            running = running_threads();
        }
    }
    CHECK(open_files() == files);
    CHECK(running_threads() == running);
    load(path);
}

int main(int argc, char **argv)
{
    char config[1024];
    time_t india = time(NULL) + 19800;
    if (argc != 4) {
        fprintf(stderr, "usage: host libeinv.so portal-key.pem empty-folder\n");
        return 2;
    }
    strftime(today, sizeof today, "%d/%m/%Y", gmtime(&india));
    setvbuf(stdout, NULL, _IONBF, 0);
    sprintf(config, "{\"ledger\":\"%s/host.db\"}", argv[3]);
    loaded_and_unloaded(argv[1]);
    locales_and_time_zones("{}");
#ifdef _WIN32
    with_threads(config);
    paths_of_windows();
#else
    threads_signals_and_forks(config);
    engines_come_and_go_and_the_process_forks(config);
#endif
    stop_and_close_during_a_send(argv[2], argv[3]);
    if (broken) {
        printf("%d of %d checks broken\n", broken, checks);
        return 1;
    }
    printf("ok %d checks\n", checks);
    return 0;
}
