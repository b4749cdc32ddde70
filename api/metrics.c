#include "api/metrics.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <string.h>

#include "analyzer/notify/deliver.h"
#include "api/handlers.h"
#include "api/request_internal.h"
#include "api/server.h"
#include "common/clock.h"
#include "common/config.h"
#include "common/text.h"

enum { BUCKETS = 11 };

/* A status outside the list is counted under the last one. */
static const int statuses[] = {200, 201, 202, 204, 304, 401, 403, 404, 405,
                               409, 413, 415, 422, 429, 499, 500, 503, 0};
enum { STATUS_COUNT = sizeof statuses / sizeof *statuses };

static const double bounds[BUCKETS] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                       0.1,   0.25,   1,     5,    30};

/* Row 0 is for requests without a route, row 1 + n for routes[n]. */
static struct {
    atomic_uint_fast64_t answers[STATUS_COUNT];
    atomic_uint_fast64_t
        buckets[BUCKETS + 1]; /* each by itself; the last: slower than all bounds */
    atomic_uint_fast64_t microseconds;
} rows[ROUTES_MAX + 1];

static atomic_uint_fast64_t bytes_received, bytes_sent, uploads_passed, uploads_failed,
    cases_stored;
/* Refused uploads; the last row is for what is not in the list. */
static const char *const refusals[] = {"invalid",           "forbidden",   "not-found",
                                       "conflict",          "too-large",   "unsupported-media-type",
                                       "too-many-requests", "unavailable", "internal",
                                       "aborted",           "other"};
enum { REFUSALS = sizeof refusals / sizeof *refusals };
static atomic_uint_fast64_t uploads_refused[REFUSALS], uploads_unnoted;

static atomic_uint_fast64_t deliveries_made, deliveries_failed, deliveries_dead;
static atomic_int_fast64_t waiting_since;

static atomic_uint_fast64_t reports_folded, results_folded;
static atomic_int_fast64_t fold_waiting_since;

static atomic_int db_lent, under_way;

static void count(atomic_uint_fast64_t *counter, uint64_t by)
{
    atomic_fetch_add_explicit(counter, by, memory_order_relaxed);
}

static uint64_t value(const atomic_uint_fast64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_request(const struct route *route, int status, double seconds, int64_t in, int64_t out)
{
    size_t row = route ? (size_t)(route - routes) + 1 : 0, slot = 0, bucket = 0;
    while (slot + 1 < STATUS_COUNT && statuses[slot] != status)
        slot++;
    while (bucket < BUCKETS && seconds > bounds[bucket])
        bucket++;
    count(&rows[row].answers[slot], 1);
    count(&rows[row].buckets[bucket], 1);
    count(&rows[row].microseconds, (uint64_t)(seconds * 1e6));
    count(&bytes_received, (uint64_t)in);
    count(&bytes_sent, (uint64_t)out);
}

void metrics_upload(bool pass, size_t cases)
{
    count(pass ? &uploads_passed : &uploads_failed, 1);
    count(&cases_stored, cases);
}

void metrics_refusal(const char *problem)
{
    size_t row = 0;
    while (row + 1 < REFUSALS && strcmp(refusals[row], problem) != 0)
        row++;
    count(&uploads_refused[row], 1);
}

void metrics_refusal_unnoted(void)
{
    count(&uploads_unnoted, 1);
}

void metrics_deliveries(const struct deliver_counts *counts)
{
    count(&deliveries_made, (uint64_t)counts->delivered);
    count(&deliveries_failed, (uint64_t)counts->failed);
    count(&deliveries_dead, (uint64_t)counts->dead);
}

void metrics_delivery_oldest(int64_t since)
{
    atomic_store_explicit(&waiting_since, since, memory_order_relaxed);
}

void metrics_folded(int64_t reports, int64_t results)
{
    count(&reports_folded, (uint64_t)reports);
    count(&results_folded, (uint64_t)results);
}

void metrics_fold_waiting(int64_t since)
{
    atomic_store_explicit(&fold_waiting_since, since, memory_order_relaxed);
}

void metrics_db_lent(int by)
{
    atomic_fetch_add_explicit(&db_lent, by, memory_order_relaxed);
}

void metrics_under_way(int by)
{
    atomic_fetch_add_explicit(&under_way, by, memory_order_relaxed);
}

/* ---- The page ------------------------------------------------------------------------------ */

static void print_head(struct text *page, const char *name, const char *type, const char *help)
{
    text_printf(page, "# HELP escapement_%s %s\n# TYPE escapement_%s %s\n", name, help, name, type);
}

static void print_one(struct text *page, const char *name, const char *type, const char *help,
                      uint64_t number)
{
    print_head(page, name, type, help);
    text_printf(page, "escapement_%s %" PRIu64 "\n", name, number);
}

static void print_answers(struct text *page)
{
    print_head(page, "http_requests_total", "counter", "Answered requests.");
    for (size_t row = 0; row <= route_count; row++) {
        for (size_t i = 0; i < STATUS_COUNT; i++) {
            uint64_t number = value(&rows[row].answers[i]);
            if (number)
                text_printf(
                    page,
                    "escapement_http_requests_total{route=\"%s\",method=\"%s\",status=\"%d\""
                    "} %" PRIu64 "\n",
                    row ? routes[row - 1].pattern : "", row ? routes[row - 1].method : "",
                    statuses[i], number);
        }
    }
}

static void print_durations_of(struct text *page, size_t row)
{
    static const char name[] = "escapement_http_request_duration_seconds";
    const char *pattern = row ? routes[row - 1].pattern : "";
    const char *method = row ? routes[row - 1].method : "";
    uint64_t sum = 0;
    for (size_t i = 0; i <= BUCKETS; i++) {
        sum += value(&rows[row].buckets[i]);
        text_printf(page, "%s_bucket{route=\"%s\",method=\"%s\",le=\"", name, pattern, method);
        if (i < BUCKETS)
            text_printf(page, "%g\"} %" PRIu64 "\n", bounds[i], sum);
        else
            text_printf(page, "+Inf\"} %" PRIu64 "\n", sum);
    }
    text_printf(page, "%s_sum{route=\"%s\",method=\"%s\"} %.6f\n", name, pattern, method,
                (double)value(&rows[row].microseconds) / 1e6);
    text_printf(page, "%s_count{route=\"%s\",method=\"%s\"} %" PRIu64 "\n", name, pattern, method,
                sum);
}

static void print_durations(struct text *page)
{
    print_head(page, "http_request_duration_seconds", "histogram",
               "From the first byte of a request to its answer.");
    for (size_t row = 0; row <= route_count; row++)
        if (value(&rows[row].microseconds))
            print_durations_of(page, row);
}

static void print_uploads(struct text *page)
{
    print_head(page, "uploads_total", "counter", "Stored uploads by their verdict.");
    text_printf(page, "escapement_uploads_total{verdict=\"pass\"} %" PRIu64 "\n",
                value(&uploads_passed));
    text_printf(page, "escapement_uploads_total{verdict=\"fail\"} %" PRIu64 "\n",
                value(&uploads_failed));
    print_head(page, "uploads_refused_total", "counter", "Refused uploads by their problem.");
    for (size_t row = 0; row < REFUSALS; row++)
        text_printf(page, "escapement_uploads_refused_total{problem=\"%s\"} %" PRIu64 "\n",
                    refusals[row], value(&uploads_refused[row]));
    print_one(page, "uploads_refused_unnoted_total", "counter",
              "Refused uploads that are only counted.", value(&uploads_unnoted));
}

static void print_known(struct text *page, struct identity_map *known)
{
    struct identity_map_counts counts = identity_map_counts(known);
    print_head(page, "identity_lookups_total", "counter",
               "Cases of lists in a new order, by whether their tests were kept in mind.");
    text_printf(page, "escapement_identity_lookups_total{known=\"yes\"} %" PRIu64 "\n",
                counts.hits);
    text_printf(page, "escapement_identity_lookups_total{known=\"no\"} %" PRIu64 "\n",
                counts.misses);
    print_one(page, "identity_map_tests", "gauge", "Tests that are kept in mind.", counts.tests);
}

/* Seconds since @since, 0 when that is 0. */
static uint64_t age_of(const atomic_int_fast64_t *since)
{
    int64_t at = atomic_load_explicit(since, memory_order_relaxed);
    int64_t age = at ? (clock_now() - at) / 1000000 : 0;
    return (uint64_t)(age > 0 ? age : 0);
}

static void print_fold(struct text *page)
{
    print_one(page, "folded_reports_total", "counter", "Reports that this server folded.",
              value(&reports_folded));
    print_one(page, "folded_results_total", "counter", "Results in them.", value(&results_folded));
    print_one(page, "fold_oldest_seconds", "gauge",
              "Age of the oldest report that waits to be folded, over all servers.",
              age_of(&fold_waiting_since));
}

static void print_deliveries(struct text *page)
{
    print_one(page, "deliveries_total", "counter", "Deliveries that this server made.",
              value(&deliveries_made));
    print_one(page, "delivery_failures_total", "counter", "Attempts of deliveries that failed.",
              value(&deliveries_failed));
    print_one(page, "deliveries_dead_total", "counter", "Deliveries that were given up.",
              value(&deliveries_dead));
    print_one(page, "delivery_oldest_seconds", "gauge",
              "Age of the oldest event that somebody waits for, over all servers.",
              age_of(&waiting_since));
}

enum err_code metrics_show(struct request *request, struct reply *reply, struct err *err)
{
    auto_text struct text page = {0};
    print_answers(&page);
    print_durations(&page);
    print_one(&page, "http_received_bytes_total", "counter", "Bytes of request bodies.",
              value(&bytes_received));
    print_one(&page, "http_sent_bytes_total", "counter", "Bytes of answers, without heads.",
              value(&bytes_sent));
    print_uploads(&page);
    print_one(&page, "cases_ingested_total", "counter", "Cases in stored uploads.",
              value(&cases_stored));
    int running = atomic_load_explicit(&under_way, memory_order_relaxed);
    print_one(&page, "http_requests_under_way", "gauge", "Requests that are not answered yet.",
              (uint64_t)(running > 0 ? running : 0));
    print_fold(&page);
    print_deliveries(&page);
    print_known(&page, server_known(request->server));
    int lent = atomic_load_explicit(&db_lent, memory_order_relaxed);
    print_one(&page, "db_connections_in_use", "gauge", "Connections to the database at work.",
              (uint64_t)(lent > 0 ? lent : 0));
    print_one(&page, "db_connections_max", "gauge", "Connections that may be open.",
              (uint64_t)config.db_connections);
    print_head(&page, "build_info", "gauge", "What runs here.");
    text_puts(&page, "escapement_build_info{version=\"" ESCAPEMENT_VERSION "\"} 1\n");
    if (page.failed)
        return err_nomem(err);
    return reply_bytes(reply, 200, "text/plain; version=0.0.4; charset=utf-8", page.data, page.len,
                       err);
}
