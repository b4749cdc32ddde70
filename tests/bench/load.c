/* Uploads reports from several clients at once, each over one connection that is kept, and says how
 * long all took and what they were answered: "SECONDS MEDIAN_MS WORST_MS STORED OTHER"; then, on a
 * line, the microseconds of each from its first byte to the last one of the answer, ascending.
 *   load PORT TOKEN PROJECT CLIENTS UPLOADS FIRST FILE...   commits are numbered from FIRST on */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct body {
    char *bytes;
    size_t len;
};

static struct {
    uint16_t port;
    const char *token, *project;
    int uploads, first, body_count;
    struct body *bodies;
    double *seconds; /* of each upload */
    atomic_int next, stored, other;
} all;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static struct body read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        die(path);
    struct body body = {.len = (size_t)ftell(file)};
    body.bytes = malloc(body.len);
    rewind(file);
    if (!body.bytes || fread(body.bytes, 1, body.len, file) != body.len)
        die(path);
    fclose(file);
    return body;
}

static int connect_now(void)
{
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(all.port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (fd < 0 || connect(fd, (const struct sockaddr *)&to, sizeof to) != 0)
        die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void send_all(int fd, struct iovec *parts, int count)
{
    while (count > 0) {
        ssize_t sent = writev(fd, parts, count);
        if (sent < 0)
            die("write");
        for (; count > 0 && (size_t)sent >= parts->iov_len; count--)
            sent -= (ssize_t)(parts++)->iov_len;
        if (count > 0) {
            parts->iov_base = (char *)parts->iov_base + sent;
            parts->iov_len -= (size_t)sent;
        }
    }
}

/* The status; the rest of the answer is read and dropped. */
static int read_answer(int fd)
{
    char buffer[65536];
    size_t len = 0;
    char *end = NULL;
    while (!end) {
        ssize_t got = read(fd, buffer + len, sizeof buffer - 1 - len);
        if (got <= 0)
            die("read");
        len += (size_t)got;
        buffer[len] = '\0';
        end = strstr(buffer, "\r\n\r\n");
    }
    char *length = strcasestr(buffer, "\r\ncontent-length:");
    if (!length)
        die("no length");
    size_t left = strtoul(length + 17, NULL, 10), have = len - (size_t)(end + 4 - buffer);
    while (have < left) {
        ssize_t got = read(fd, buffer + 4096, sizeof buffer - 4096);
        if (got <= 0)
            die("read");
        have += (size_t)got;
    }
    return (int)strtol(buffer + 9, NULL, 10);
}

static void *client(void *unused)
{
    int fd = connect_now(), number;
    while ((number = atomic_fetch_add(&all.next, 1)) < all.uploads) {
        const struct body *body = &all.bodies[number % all.body_count];
        char head[512];
        int len =
            snprintf(head, sizeof head,
                     "POST /api/v1/projects/%s/reports?commit=%040x HTTP/1.1\r\nHost: bench\r\n"
                     "Authorization: Bearer %s\r\nContent-Length: %zu\r\n\r\n",
                     all.project, (unsigned)(all.first + number), all.token, body->len);
        struct iovec parts[] = {{head, (size_t)len}, {body->bytes, body->len}};
        double started = now();
        send_all(fd, parts, 2);
        atomic_fetch_add(read_answer(fd) == 201 ? &all.stored : &all.other, 1);
        all.seconds[number] = now() - started;
    }
    close(fd);
    return unused;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

int main(int argc, char **argv)
{
    if (argc < 8)
        return 64;
    int clients = (int)strtol(argv[4], NULL, 10);
    all.port = (uint16_t)strtol(argv[1], NULL, 10);
    all.token = argv[2];
    all.project = argv[3];
    all.uploads = (int)strtol(argv[5], NULL, 10);
    all.first = (int)strtol(argv[6], NULL, 10);
    all.body_count = argc - 7;
    all.bodies = calloc((size_t)all.body_count, sizeof *all.bodies);
    all.seconds = calloc((size_t)all.uploads, sizeof *all.seconds);
    pthread_t *threads = calloc((size_t)clients, sizeof *threads);
    if (!all.bodies || !all.seconds || !threads)
        return 1;
    for (int i = 0; i < all.body_count; i++)
        all.bodies[i] = read_file(argv[7 + i]);
    double started = now();
    for (int i = 0; i < clients; i++)
        if (pthread_create(&threads[i], NULL, client, NULL) != 0)
            die("thread");
    for (int i = 0; i < clients; i++)
        pthread_join(threads[i], NULL);
    double took = now() - started;
    qsort(all.seconds, (size_t)all.uploads, sizeof *all.seconds, by_size);
    printf("%.6f %.3f %.3f %d %d\n", took, 1e3 * all.seconds[all.uploads / 2],
           1e3 * all.seconds[all.uploads - 1], atomic_load(&all.stored), atomic_load(&all.other));
    for (int i = 0; i < all.uploads; i++)
        printf("%.1f ", 1e6 * all.seconds[i]);
    puts("");
    return 0;
}
