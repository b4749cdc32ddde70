"""Numbers of 10,000 bugs of three years in 40 services: rates by category over two years, what gates
contained, gaps and months; evidence of one escape beside two million rows of the ledger; and what a
new bug costs that makes a watch look again."""
import http.client
import json
import time

import bench
import group_http

DEFECTS = 10000
SERVICES = 40
DEPLOYMENTS = 20000
DAYS = 1095

HISTORY = """
insert into escapement.service (project_id, name, created_at)
select {project}, 'service-' || n, now()
from generate_series(1, {services}) n;
insert into escapement.deployment (project_id, key, service_id, sha, environment, kind, deployed_at)
select {project}, n::text, s.service_id, rpad(md5((1 + n % {commits})::text), 40, '0'), 'production',
       'normal', now() - random() * interval '{days} days'
from generate_series(1, {deployments}) n
join escapement.service s on s.name = 'service-' || 1 + n % {services};
insert into escapement.defect (project_id, source, source_key, title, summary, state, category, stage,
    known_at_release, service_id, gate_id, should_have_layer, detected_at, money, currency, added_at,
    changed_at)
select {project}, 'bench', n::text, 'bug ' || n, (
           select string_agg(substr(md5((n * k % 1999)::text), 1, 7), ' ')
           from generate_series(1, 30) k), 'closed',
       case when n % 13 > 0 then c.value end, v.value, n % 50 = 0, s.service_id,
       case when v.value = 'pr' then g.gate_id end, c.layer,
       now() - random() * interval '{days} days', case when n % 4 = 0 then n end,
       case when n % 4 = 0 then 'EUR' end, now(), now()
from generate_series(1, {defects}) n
join escapement.bug_category c on c.rank = 1 + n % 12
join escapement.detection_stage v on v.rank = 3 + n / 12 % 6
join escapement.service s on s.name = 'service-' || 1 + n % {services}
join escapement.gate g on g.project_id = {project} and g.name = 'pr';
insert into escapement.defect_gate (project_id, defect_id, gate_id, could_have_caught, why, judged_at)
select {project}, d.defect_id, g.gate_id, d.defect_id % 3 = 0, 'read', now()
from escapement.defect d
join escapement.gate g on g.project_id = {project} and g.name in ('pr', 'staging')
where escapement.defect_escaped(d.stage, d.known_at_release, d.state) and d.defect_id % 2 = 0;
insert into escapement.change (project_id, category, change_type, title, description, added_at)
select {project}, c.value, 'test_family', 'tests of ' || c.value, '', now()
from escapement.bug_category c;
insert into escapement.change_adoption (project_id, change_id, service_id, adopted_at)
select {project}, c.change_id, s.service_id, now() - interval '100 days'
from escapement.change c
cross join escapement.service s;
"""

LEDGER_COMMITS = 2000
LEDGER_TESTS = 5000
LEDGER_OF_COMMIT = 1000

# Every commit ran all tests once, and some of them were red and retried to green: rows of the ledger.
LEDGER = """
select escapement.partition_ensure(now() - n * interval '30 days') from generate_series(0, 4) n;
insert into escapement.test (project_id, test_id, identity, suite, classname, name, variant,
    occurrence, layer, first_seen)
select {project}, n, gen_random_uuid(), 'suite ' || n % 50, 'shop.C' || n % 500, 'test ' || n, '', 1,
       case n % 10 when 0 then 'e2e' when 1 then 'integration' else 'unit' end, now() - interval '1 year'
from generate_series(1, {tests}) n;
insert into escapement.cluster (project_id, parent, text, made_at)
select {project}, gen_random_uuid(), 'it was wrong', now();
insert into escapement.signature (project_id, hash, text, exemplar, first_seen, last_seen, parent,
    cluster_id)
select {project}, gen_random_uuid(), 'it was wrong ' || n, 'it was wrong', now(), now(), c.parent,
       c.cluster_id
from generate_series(1, 50) n
join escapement.cluster c on c.project_id = {project};
insert into escapement.commit (project_id, sha, first_seen, last_seen)
select {project}, rpad(md5(n::text), 40, '0'), at, at
from generate_series(1, {commits}) n,
     lateral (select now() - n * interval '1 hour' as at) t;
insert into escapement.build (project_id, commit_id, key, branch, first_seen, last_seen)
select {project}, c.commit_id, 'b', 'main', c.first_seen, c.first_seen
from escapement.commit c where c.project_id = {project};
insert into escapement.test_list (project_id, hash, test_ids, suites, suite_counts, first_seen)
select {project}, gen_random_uuid(), array(select generate_series(1, {tests})), array['all'],
       array[{tests}], now();
insert into escapement.report (project_id, upload_key, commit_id, build_id, job, shard, variant,
    attempt, gate, list_id, received_at, started_at, tests, passed, failed, errors, skipped, flaky,
    seconds, files, damaged, causes, short, vouched, warnings, verdict)
select {project}, sha256(b.build_id::text::bytea), b.commit_id, b.build_id, 'unit', '', '', 1, 'pr',
       l.list_id, b.first_seen, b.first_seen - interval '10 minutes', {tests}, {tests}, 0, 0, 0, 0, 600,
       1, false, '{{}}', false, false, '[]', 'pass'
from escapement.build b
join escapement.test_list l on l.project_id = {project}
where b.project_id = {project};
insert into escapement.result_block (project_id, received_at, report_id, outcomes, durations)
select {project}, r.received_at, r.report_id, repeat('p', {tests}),
       array(select 0.1::real from generate_series(1, {tests}))
from escapement.report r where r.project_id = {project};
insert into escapement.failure (project_id, received_at, report_id, test_id, attempt, attempts,
    outcome, final, derived, seconds, signature_id, excused_by, passed_report_id)
select {project}, r.received_at, r.report_id, 1 + (r.report_id * 7 + n * 5) % {tests}, 1, 2, 'f', false,
       false, 0.1, s.signature_id, 'retry', r.report_id
from escapement.report r
cross join generate_series(1, {ledger_of_commit}) n
join escapement.signature s on s.project_id = {project} and s.text = 'it was wrong ' || 1 + n % 50
where r.project_id = {project};
update escapement.defect d
set introduced_sha = rpad(md5((1 + d.defect_id % {commits})::text), 40, '0'),
    introduced_how = 'explicit', introduced_sure = 'certain',
    released_sha = rpad(md5((1 + (d.defect_id + 7) % {commits})::text), 40, '0'),
    released_how = 'explicit', released_sure = 'certain'
where d.project_id = {project};
insert into escapement.defect_test (project_id, defect_id, test_id, added_at)
select {project}, d.defect_id, 1 + (d.defect_id * n) % {tests}, now()
from escapement.defect d cross join generate_series(1, 3) n
where d.project_id = {project}
on conflict do nothing;
"""

ASKED = {
    "rates_by_category": ("escape-rates?by=category&from={from}", 50),
    "rates_by_service": ("escape-rates?by=service&from={from}", 50),
    "containment": ("containment?from={from}", None),
    "history": ("escape-history?category=concurrency&from={from}", None),
    "before_after": ("before-after?category=concurrency&service=service-1", None),
}


class Asking:
    """One connection that stays open."""

    def __init__(self, server, token):
        self.connection = http.client.HTTPConnection("127.0.0.1", int(server.port))
        self.headers = {"Authorization": f"Bearer {token}"}

    def milliseconds(self, method, path, body=None):
        start = time.monotonic()
        self.connection.request(method, f"/api/v1/projects/http/{path}", headers=self.headers,
                                body=json.dumps(body) if body else None)
        answer = self.connection.getresponse()
        words = answer.read()
        if answer.status not in (200, 201):
            raise bench.Broken(f"{path}: {answer.status} {words[:200]}")
        return (time.monotonic() - start) * 1000


def at(share, values):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def run(room):
    asks = bench.setting("BENCH_ASKS", 200)
    defects = bench.setting("BENCH_DEFECTS", DEFECTS)
    bench.tell(f"escapes: {defects} bugs of {DAYS} days, {asks} times each question")
    with group_http.Server(room) as server:
        project = room.sql("select project_id from escapement.project where name = 'http'")
        for statement in HISTORY.format(project=project, defects=defects, services=SERVICES,
                                        deployments=DEPLOYMENTS, days=DAYS,
                                        commits=LEDGER_COMMITS).split(";\n"):
            if statement.strip():
                room.sql(statement)
        share = defects / DEFECTS
        for statement in LEDGER.format(project=project, commits=max(20, int(LEDGER_COMMITS * share)),
                                       tests=LEDGER_TESTS,
                                       ledger_of_commit=LEDGER_OF_COMMIT).split(";\n"):
            if statement.strip():
                room.sql(statement)
        bench.tell(f"ledger: {room.sql('select count(*) from escapement.failure')} rows")
        room.sql("vacuum analyze")
        token = room.measure([room.escapement, "token", "create", "--project", "http", "--scope",
                              "triage", "--name", "escapes"]).words.strip()
        asking = Asking(server, token)
        since = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 730 * 86400))
        for name, (path, bound) in ASKED.items():
            times = [asking.milliseconds("GET", path.replace("{from}", since))
                     for _ in range(asks + 10)][10:]
            bench.figure(f"escapes.{name}_p50", at(0.5, times), "ms")
            bench.figure(f"escapes.{name}_p95", at(0.95, times), "ms", "<=" if bound else None,
                         bound)
        escapes = room.sql("select string_agg(d.defect_id::text, ',') from escapement.defect d where "
                           "escapement.defect_escaped(d.stage, d.known_at_release, d.state)").split(",")
        for name, path, bound in (("evidence", "escapes/{}/evidence", 150),
                                  ("postmortem", "escapes/{}/postmortem", None)):
            times = [asking.milliseconds("GET", path.format(escapes[number * 7919 % len(escapes)]))
                     for number in range(asks + 10)][10:]
            bench.figure(f"escapes.{name}_p50", at(0.5, times), "ms")
            bench.figure(f"escapes.{name}_p95", at(0.95, times), "ms", "<=" if bound else None, bound)
        times = [asking.milliseconds("POST", "defects", {
            "title": "a new one", "category": "concurrency", "stage": "customer",
            "service": f"service-{1 + number % SERVICES}"}) for number in range(50)]
        bench.figure("escapes.new_bug_p50", at(0.5, times), "ms")
    room.sql("delete from escapement.lease where name like 'watch:%'")
    ran = room.measure([room.escapement, "analyze"])
    watches = int(room.sql("select count(*) from escapement.category_watch"))
    bench.figure("escapes.all_watches_seconds", ran.wall, "s")
    bench.figure("escapes.per_watch", 1000 * ran.wall / watches, "ms")
