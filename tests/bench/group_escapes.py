"""Numbers of 10,000 bugs of three years in 40 services: rates by category over two years, what gates
contained, gaps and months; and what a new bug costs that makes a watch look again."""
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
insert into escapement.deployment (project_id, key, service_id, environment, kind, deployed_at)
select {project}, n::text, s.service_id, 'production', 'normal',
       now() - random() * interval '{days} days'
from generate_series(1, {deployments}) n
join escapement.service s on s.name = 'service-' || 1 + n % {services};
insert into escapement.defect (project_id, source, source_key, title, summary, state, category, stage,
    known_at_release, service_id, gate_id, should_have_layer, detected_at, money, currency, added_at,
    changed_at)
select {project}, 'bench', n::text, 'bug ' || n, repeat('what happened then ', 20), 'closed',
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
                                        deployments=DEPLOYMENTS, days=DAYS).split(";\n"):
            if statement.strip():
                room.sql(statement)
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
        times = [asking.milliseconds("POST", "defects", {
            "title": "a new one", "category": "concurrency", "stage": "customer",
            "service": f"service-{1 + number % SERVICES}"}) for number in range(50)]
        bench.figure("escapes.new_bug_p50", at(0.5, times), "ms")
    room.sql("delete from escapement.lease where name like 'watch:%'")
    ran = room.measure([room.escapement, "analyze"])
    watches = int(room.sql("select count(*) from escapement.category_watch"))
    bench.figure("escapes.all_watches_seconds", ran.wall, "s")
    bench.figure("escapes.per_watch", 1000 * ran.wall / watches, "ms")
