"""Rules that hold in each shell, told against one real service that has a test in quarantine."""
import concurrent.futures
import json
import tempfile

from step import COMMIT, SHELLS, Job, Shell, report
from service import Service, Tap

SLOW = ("waits", "no answer from the warehouse")
# Small enough for a test to pass them.
LIMITS = {"ESCAPEMENT_MAX_BODY_BYTES": "200000", "ESCAPEMENT_MAX_CASES": "500"}


class Case:
    """What a rule has at hand: jobs in one shell, and a list of what was seen."""

    def __init__(self, shell, base, live):
        self.shell, self.base, self.live, self.seen = shell, base, live, []

    def job(self, **env):
        return Job(self.shell, self.base, **{**self.live, **env})

    def ok(self, good, got):
        self.seen.append((bool(good), got))

    def read(self, job, name):
        return json.loads((job.folder / name).read_text())


class Rules:
    def __init__(self):
        self.rules = []

    def rule(self, name):
        def note(function):
            self.rules.append((name, function))
            return function
        return note

    def in_shell(self, name, live):
        results = []
        with tempfile.TemporaryDirectory(prefix="escapement-client.") as base:
            shell = Shell(name, base)
            for title, function in self.rules:
                case = Case(shell, base, live)
                try:
                    function(case)
                except Exception as why:  # one rule is no reason not to look at the others
                    case.ok(False, repr(why))
                bad = [got for good, got in case.seen if not good]
                results.append((not bad and case.seen, f"{name}: {title}", "\n".join(map(str, bad))))
        return results

    def run(self):
        tap = Tap()
        with Service() as running:
            running.env.update(LIMITS)
            running.serve()
            live = prepare(running)
            with concurrent.futures.ThreadPoolExecutor(len(SHELLS)) as pool:
                for seen in pool.map(lambda name: self.in_shell(name, live), SHELLS):
                    for good, title, got in seen:
                        tap.ok(good, title, got)
        tap.done()


def prepare(service):
    """A project with a token that may upload, and one test in quarantine; one open to anybody."""
    service.request("POST", "/api/v1/projects", b'{"name": "shop"}')
    status, _, first = service.request(
        "POST", f"/api/v1/projects/shop/reports?commit={COMMIT}&job=before",
        report("a", SLOW).encode())
    if status != 201:
        raise AssertionError(first)
    service.run("quarantine", "--project", "shop", "--reason", "waits for the warehouse",
                str(first["failures"][0]["test"]["id"]))
    service.request("POST", "/api/v1/projects", b'{"name": "open"}')
    service.request("PATCH", "/api/v1/projects/open", b'{"public_upload": true}')
    token = service.request("POST", "/api/v1/projects/shop/tokens",
                            b'{"name": "ci", "scope": "upload"}')[2]["token"]
    return {"ESCAPEMENT_URL": service.url, "ESCAPEMENT_TOKEN": token}
