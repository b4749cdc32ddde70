"""The list of 50,000 tests by what they cost: how long its first page takes, over a week's window
and over a year's."""
import http.client
import time

import bench
import group_http

TESTS = 50000
DAYS = 365

# A year in which every test failed eight times, in one of ten builds a day; half of those were
# green on a retry. Sums are made as the analyzer makes them.
HISTORY = """
insert into escapement.test (project_id, test_id, identity, suite, classname, name, variant,
    occurrence, first_seen)
select {project}, n, md5(n::text)::uuid, 'shop', 'shop.Class' || n / 20, 'test_' || n, '', 1,
       now() - interval '{days} days'
from generate_series(1, {tests}) n;
insert into escapement.commit (project_id, commit_id, sha, first_seen, last_seen, failed)
overriding system value
select {project}, n, md5(n::text), at, at, true
from generate_series(1, {days} * 10) n, lateral (select now() - n * interval '144 minutes') a (at);
insert into escapement.build (project_id, build_id, commit_id, key, branch, first_seen, last_seen)
overriding system value
select {project}, c.commit_id, c.commit_id, c.sha, 'main', c.first_seen, c.last_seen
from escapement.commit c;
insert into escapement.test_list (project_id, list_id, hash, test_ids, suites, suite_counts, first_seen)
overriding system value
select {project}, 1, md5('')::uuid, array(select generate_series(1, {tests})), '{{shop}}', '{{{tests}}}', now();
insert into escapement.report (project_id, report_id, upload_key, commit_id, build_id, job, shard,
    variant, attempt, list_id, received_at, tests, passed, failed, errors, skipped, flaky, seconds,
    files, damaged, causes, short, vouched, warnings)
overriding system value
select {project}, b.build_id, decode(b.key, 'hex'), b.commit_id, b.build_id, 'unit', '', '', 1, 1,
       b.first_seen, {tests}, {tests}, 0, 0, 0, 0, 600, 1, false, '{{}}', false, false, '[]'
from escapement.build b;
insert into escapement.cluster (project_id, cluster_id, parent, text, made_at)
overriding system value
select {project}, 1, md5('')::uuid, 'timeout', now();
insert into escapement.signature (project_id, signature_id, hash, parent, cluster_id, text, exemplar,
    first_seen, last_seen)
overriding system value
select {project}, 1, md5('')::uuid, md5('')::uuid, 1, 'timeout', 'timeout', now(), now();
insert into escapement.test_state (project_id, test_id, health, failing_runs, events,
    last_failure_at, last_event_at, last_report_id)
select {project}, n, 'flaky', 8, 4, now(), now(), 1
from generate_series(1, {tests}) n;
select escapement.partition_ensure(now() - m * interval '1 month')
from generate_series(0, 13) m;
insert into escapement.failure (project_id, received_at, report_id, test_id, attempt, attempts,
    outcome, final, derived, signature_id)
select {project}, r.received_at, r.report_id, n, 1, 1 + k % 2, 'f', k % 2 = 0, false, 1
from generate_series(1, {tests}) n
cross join generate_series(0, 7) k
join escapement.report r
  on r.report_id = 1 + (n * 7919::bigint + k * 457) % ({days} * 10);
insert into escapement.impact_build (project_id, test_id, build_id, day, signature_id, blocked,
    delayed, retry_seconds, retried, never_passed)
select {project}, f.test_id, f.report_id, f.received_at::date, 1, f.final, not f.final,
       f.test_id % 100, 1, 0
from escapement.failure f
on conflict do nothing;
insert into escapement.test_impact (project_id, window_days, test_id, builds_failed, builds_blocked,
    builds_delayed, retry_seconds, retried, never_passed, wait_minutes, lost_seconds, reckoned_at)
select {project}, w.days, i.test_id, count(*), count(*) filter (where i.blocked),
       count(*) filter (where i.delayed), sum(i.retry_seconds), sum(i.retried), 0,
       count(*) filter (where i.blocked) * 30,
       count(*) filter (where i.blocked) * 1800 + sum(i.retry_seconds), now()
from unnest(array[7, 28, 90, 365]) w (days)
join escapement.impact_build i on i.day > current_date - w.days
group by w.days, i.test_id;
"""


class Asking:
    """One connection that stays open."""

    def __init__(self, server, token):
        self.connection = http.client.HTTPConnection("127.0.0.1", int(server.port))
        self.headers = {"Authorization": f"Bearer {token}"}

    def milliseconds(self, path):
        start = time.monotonic()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200 or b'"test"' not in body:
            raise bench.Broken(f"{path}: {answer.status} {body[:200]}")
        return (time.monotonic() - start) * 1000


def at(share, values):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def run(room):
    asks = bench.setting("BENCH_ASKS", 500)
    tests = bench.setting("BENCH_TESTS", TESTS)
    bench.tell(f"list: {tests} tests that failed over {DAYS} days, {asks} first pages a window")
    with group_http.Server(room) as server:
        project = room.sql("select project_id from escapement.project where name = 'http'")
        for statement in HISTORY.format(project=project, tests=tests, days=DAYS).split(";\n"):
            if statement.strip():
                room.sql(statement)
        room.sql("vacuum analyze")
        token = room.measure([room.escapement, "token", "create", "--project", "http", "--scope",
                              "read", "--name", "list"]).words.strip()
        asking = Asking(server, token)
        times = {7: [], 365: []}
        for _ in range(20):
            for days in times:
                asking.milliseconds(f"/api/v1/projects/http/tests?sort=impact&window={days}")
        for _ in range(asks):
            for days, taken in times.items():
                taken.append(asking.milliseconds(
                    f"/api/v1/projects/http/tests?sort=impact&window={days}"))
        for name, days in (("week", 7), ("year", 365)):
            bench.figure(f"list.{name}_p50", at(0.5, times[days]), "ms")
            bench.figure(f"list.{name}_p99", at(0.99, times[days]), "ms", "<=", 20)
        bench.figure("list.ratio_year_week", bench.median(times[365]) / bench.median(times[7]), "x",
                     "<=", 1.3)
