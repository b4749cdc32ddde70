#include "common/http_client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fnmatch.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "common/auto.h"
#include "common/clock.h"

static const char secure[] = "https://", local[] = "http://127.0.0.1:";

bool http_url_ok(const char *url, bool loopback)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                ".:/_~-";
    const char *rest = text_starts(url, secure)              ? url + strlen(secure)
                       : loopback && text_starts(url, local) ? url + strlen(local)
                                                             : "";
    return *rest && *rest != '/' && rest[strspn(rest, plain)] == '\0' && !strstr(rest, "..") &&
           !strstr(rest, "//");
}

static void start(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static CURL *open_handle(void)
{
    static pthread_once_t started = PTHREAD_ONCE_INIT;
    pthread_once(&started, start);
    return curl_easy_init();
}

static void close_handle(CURL **handle)
{
    curl_easy_cleanup(*handle);
}

static size_t on_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct text *body = context;
    text_append(body, bytes, size * count);
    return body->failed ? 0 : size * count;
}

static bool set_up(CURL *handle, const char *url, long timeout_ms, struct text *body)
{
    const char *protocol = text_starts(url, secure) ? "https" : "http";
    return curl_easy_setopt(handle, CURLOPT_URL, url) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, protocol) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, timeout_ms) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_USERAGENT, "escapement/" ESCAPEMENT_VERSION) ==
               CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_bytes) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_WRITEDATA, body) == CURLE_OK;
}

enum err_code http_get(const char *url, bool loopback, long timeout_ms, size_t max,
                       struct text *body, struct err *err)
{
    if (!http_url_ok(url, loopback))
        return err_set(err, ERR_UNAVAILABLE, "%.200s: not an address that may be asked", url);
    CURL *handle auto_(close_handle) = open_handle();
    text_clear(body);
    body->limit = max;
    if (!handle || !set_up(handle, url, timeout_ms, body))
        return err_set(err, ERR_UNAVAILABLE, "%.200s: libcurl cannot be set up", url);
    CURLcode code = curl_easy_perform(handle);
    long status = 0;
    if (code == CURLE_OK)
        code = curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK)
        return err_set(err, ERR_UNAVAILABLE, "%.200s: %s", url,
                       body->failed ? "the answer is too long" : curl_easy_strerror(code));
    if (status != 200)
        return err_set(err, ERR_UNAVAILABLE, "%.200s: it answers %ld", url, status);
    return ERR_OK;
}

/* ---- Whom to call -------------------------------------------------------------------------- */

void http_host(const char *url, char *host, size_t size)
{
    const char *start = strstr(url, "://");
    start = start ? start + 3 : url;
    size_t len = strcspn(start, "/?#");
    if (*start == '[')
        len = strcspn(++start, "]/");
    else
        len = strcspn(start, ":/?#") < len ? strcspn(start, ":/?#") : len;
    snprintf(host, size, "%.*s", (int)len, start);
}

bool http_host_listed(const char *host, const char *globs)
{
    while (*globs) {
        globs += strspn(globs, ", ");
        size_t len = strcspn(globs, ", ");
        char glob[256];
        if (len && len < sizeof glob) {
            snprintf(glob, sizeof glob, "%.*s", (int)len, globs);
            if (fnmatch(glob, host, FNM_CASEFOLD) == 0)
                return true;
        }
        globs += len;
    }
    return false;
}

/* Of an IPv4 address, by its first bits. */
static bool v4_public(uint32_t address, bool *never)
{
    static const struct {
        uint32_t network;
        int bits;
        bool never;
    } ranges[] = {
        {0x00000000, 8, true},   {0x7F000000, 8, true},   {0xA9FE0000, 16, true},
        {0xE0000000, 3, true},   {0x0A000000, 8, false},  {0xAC100000, 12, false},
        {0xC0A80000, 16, false}, {0x64400000, 10, false}, {0xC0000000, 24, false},
        {0xC6120000, 15, false},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if ((address ^ ranges[i].network) >> (32 - ranges[i].bits) == 0) {
            *never = ranges[i].never;
            return false;
        }
    return true;
}

/* The IPv4 address that an IPv6 one stands for: mapped, compatible, NAT64 and 6to4. */
static bool v6_holds_v4(const unsigned char *bytes, uint32_t *v4)
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF},
                               compatible[12] = {0}, nat64[12] = {0, 0x64, 0xFF, 0x9B};
    size_t at = 12;
    if (bytes[0] == 0x20 && bytes[1] == 0x02)
        at = 2;
    else if (memcmp(bytes, mapped, 12) != 0 && memcmp(bytes, compatible, 12) != 0 &&
             memcmp(bytes, nat64, 12) != 0)
        return false;
    *v4 = (uint32_t)bytes[at] << 24 | (uint32_t)bytes[at + 1] << 16 | (uint32_t)bytes[at + 2] << 8 |
          bytes[at + 3];
    return true;
}

bool http_address_public(const char *address, bool *never)
{
    struct in_addr v4;
    struct in6_addr v6;
    uint32_t held;
    *never = false;
    if (inet_pton(AF_INET, address, &v4) == 1)
        return v4_public(ntohl(v4.s_addr), never);
    *never = true;
    if (inet_pton(AF_INET6, address, &v6) != 1)
        return false;
    const unsigned char *bytes = v6.s6_addr;
    if (v6_holds_v4(bytes, &held))
        return *never = false, v4_public(held, never);
    if (bytes[0] == 0xFF || (bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80))
        return false;
    *never = false;
    return (bytes[0] & 0xFE) != 0xFC && (bytes[0] & 0xE0) == 0x20;
}

struct door {
    const struct http_call *call;
    char host[256];
    bool refused;
};

/* Called with the address that was found for the name: what is refused here cannot be had by a name
 * that resolves otherwise a moment later. */
static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    struct door *door = context;
    char text[INET6_ADDRSTRLEN] = "";
    bool never, local_call = door->call->loopback && text_starts(door->call->url, local);
    getnameinfo(&address->addr, address->addrlen, text, sizeof text, NULL, 0, NI_NUMERICHOST);
    if (!local_call && !http_address_public(text, &never) &&
        (never || !http_host_listed(door->host, door->call->private_hosts))) {
        door->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- Calling ------------------------------------------------------------------------------- */

static void free_list(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}

static int64_t header_number(CURL *handle, const char *name)
{
    struct curl_header *header;
    if (curl_easy_header(handle, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
        return -1;
    return strtoll(header->value, NULL, 10);
}

/* GitHub says how many calls are left, and when there are more again. */
static int64_t pause_wanted(CURL *handle)
{
    curl_off_t seconds = 0;
    if (curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK && seconds > 0)
        return seconds;
    int64_t reset = header_number(handle, "x-ratelimit-reset");
    int64_t left = reset - clock_now() / 1000000;
    return header_number(handle, "x-ratelimit-remaining") == 0 && left > 0 ? left : 0;
}

static bool set_call(CURL *handle, const struct http_call *call, struct curl_slist *headers,
                     struct door *door)
{
    return curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, call->method) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, on_socket) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, door) == CURLE_OK &&
           (!call->body || (curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                                             (curl_off_t)call->body_len) == CURLE_OK &&
                            curl_easy_setopt(handle, CURLOPT_POSTFIELDS, call->body) == CURLE_OK));
}

static enum err_code perform(CURL *handle, const struct door *door, struct http_answer *answer,
                             struct err *err)
{
    CURLcode code = curl_easy_perform(handle);
    if (door->refused && code != CURLE_OK)
        return err_set(err, ERR_UNAVAILABLE,
                       "%s: it lies at a private address; name it in deliver_private_hosts if it "
                       "may be called there",
                       door->host);
    if (code == CURLE_OK)
        code = curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer->status);
    if (code != CURLE_OK)
        return err_set(err, ERR_UNAVAILABLE, "%s: %s", door->host,
                       answer->body.failed ? "the answer is too long" : curl_easy_strerror(code));
    answer->pause_s = pause_wanted(handle);
    return ERR_OK;
}

enum err_code http_send(const struct http_call *call, struct http_answer *answer, struct err *err)
{
    struct door door = {.call = call};
    http_host(call->url, door.host, sizeof door.host);
    CURL *handle auto_(close_handle) = open_handle();
    struct curl_slist *headers auto_(free_list) = NULL;
    for (size_t i = 0; call->headers[i]; i++) {
        struct curl_slist *longer = curl_slist_append(headers, call->headers[i]);
        if (!longer)
            return err_nomem(err);
        headers = longer;
    }
    answer->status = 0;
    answer->pause_s = 0;
    text_clear(&answer->body);
    answer->body.limit = call->max;
    if (!handle || !set_up(handle, call->url, call->timeout_ms, &answer->body) ||
        !set_call(handle, call, headers, &door))
        return err_set(err, ERR_UNAVAILABLE, "%s: libcurl cannot be set up", door.host);
    return perform(handle, &door, answer, err);
}
