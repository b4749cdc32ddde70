#include "common/http_client.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>

#include "common/auto.h"

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
    static pthread_once_t started = PTHREAD_ONCE_INIT;
    pthread_once(&started, start);
    if (!http_url_ok(url, loopback))
        return err_set(err, ERR_UNAVAILABLE, "%.200s: not an address that may be asked", url);
    CURL *handle auto_(close_handle) = curl_easy_init();
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
