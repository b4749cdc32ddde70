#!/usr/bin/python3
"""Uploads without a token: limits that several servers share, and all that they must not teach."""
import concurrent.futures
import io
import json
import pathlib
import sys
import tarfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap, wait_for  # noqa: E402

tap = Tap()
NOBODY = ""


def case(name, classname="shop.Cart", bad=False, file="pay/cart.py"):
    fault = '<failure message="late"/>' if bad else ""
    return f'<testcase classname="{classname}" name="{name}" file="{file}">{fault}</testcase>'


def suite(*cases, name="all"):
    return f'<testsuite name="{name}">{"".join(cases)}</testsuite>'.encode()


def bundle(**files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name.replace("_dot_", "."))
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


class Project:
    def __init__(self, service, name, public=True):
        self.service, self.at, self.count = service, f"/api/v1/projects/{name}", 0
        service.run("project", "create", name)
        if public:
            service.run("project", "set", name, "--public-upload", "on", "--reason", "forks")

    def up(self, body, token=None, **query):
        self.count += 1
        query = {"commit": f"{self.count:07x}", "exit_code": 0} | query
        words = "&".join(f"{name}={value}" for name, value in query.items())
        return self.service.request("POST", f"{self.at}/reports?{words}", body, token)

    def get(self, path):
        return self.service.request("GET", self.at + path)[2]


def switch(service):
    p = Project(service, "switch", public=False)
    tap.ok(p.up(suite(case("a")), NOBODY)[0] == 401, "a project takes none unless it says so")
    service.run("project", "set", "switch", "--public-upload", "on")
    shown = service.run("project", "show", "switch").stdout
    tap.ok("without a token" in shown and p.up(suite(case("a")), NOBODY)[0] == 201,
           "it is switched on by command", shown)
    codes = [service.run("project", "set", "switch", "--public-upload", word, check=False).returncode
             for word in ("yes", "off")]
    tap.ok(codes[0] != 0 and codes[1] == 0 and p.up(suite(case("b")), NOBODY)[0] == 401,
           "and off, at once", codes)


def limits(service):
    """Settings of this service: 2000 bytes, 5 an hour."""
    p, second = Project(service, "limits"), service.serve_also()
    first = service.url
    large = suite(*(case(f"test_{i}") for i in range(100)))
    status, _, answer = p.up(large, NOBODY)
    tap.ok(status == 413 and answer["limit"] == 2000 and "public_max_body_bytes" in answer["detail"],
           "a large one is refused", [status, answer])
    tap.ok(p.up(large)[0] == 201, "with a token it is not")
    wait_for(lambda: time.time() % 3600 < 3570)  # all of what follows is of one hour

    def send(number):
        service.url = (first, second)[number % 2]
        return p.up(suite(case(f"n{number}")), NOBODY, commit=f"abcdef{number:x}0")

    service.url = first
    done = send(0)
    again = send(0)
    tap.ok((done[0], again[0]) == (201, 200), "the same again is not another one")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = sorted(answer[0] for answer in pool.map(send, range(1, 20)))
    tap.ok(statuses == [201] * 4 + [429] * 15, "two servers share the limit, also in a rush", statuses)
    stored = [u for u in service.pages(f"{p.at}/uploads?outcome=stored")]
    tap.ok(len(stored) == 6, "nothing of those refused is stored", len(stored))
    status, headers, answer = send(21)
    tap.ok(status == 429 and answer["type"] == "/problems/too-many-requests"
           and 0 < int(headers["Retry-After"]) <= 3600 and "public_uploads_per_hour" in answer["detail"],
           "the refusal says when to come again", [status, dict(headers), answer])
    tap.ok(p.up(suite(case("n")))[0] == 201, "who has a token is not held up")
    service.url = first
    wait_for(lambda: any(u.get("problem") == "too-many-requests" or "too-many" in json.dumps(u)
                         for u in service.pages(f"{p.at}/uploads?outcome=refused")))
    tap.ok(True, "what was refused stands among the uploads")
    tap.ok("too-many-requests" in service.request("GET", "/metrics")[2], "and in the metrics")


def labels(service):
    p = Project(service, "labels")
    p.up(suite(case("a")))

    def label():
        item = p.get("/tests?q=a")["items"][0]
        return [item.get("owner"), item.get("layer"), item.get("population")]

    before = label()
    p.up(bundle(r_dot_xml=suite(case("a")), CODEOWNERS=b"* @mallory\n"), NOBODY)
    p.up(suite(case("a")), NOBODY, layer="e2e", population="vip")
    p.up(suite(case("a", file="other/place.py")), NOBODY)
    tap.ok(label() == before and p.service.request("GET", p.at + "/codeowners")[0] == 404,
           "neither CODEOWNERS nor labels are taken from them", [before, label()])
    p.up(bundle(r_dot_xml=suite(case("a")), CODEOWNERS=b"* @shop\n"), layer="unit")
    tap.ok(label()[:2] == ["@shop", "unit"], "while a token brings them", label())


def renames(service):
    old = [case(name, "shop.Cart") for name in "abcdef"]
    new = [case(name, "shop.Basket") for name in "abcdef"]
    for name, who, linked in (("known", None, 6), ("unknown", NOBODY, 0)):
        p = Project(service, f"renames-{name}")
        for _ in range(2):
            p.up(suite(*old))
        p.up(suite(*new), who)
        count = len(p.get("/links")["items"])
        tap.ok((count > 0) == (linked > 0), f"a rename by who is {name} links {count} tests", count)


def evidence(service):
    """A flip, a pass on retry, and a quarantine: none begins, none ends, none is covered."""
    p = Project(service, "evidence")
    for number in range(3):
        commit = f"ccccccc{number}"
        p.up(suite(case("a", bad=True)), NOBODY, commit=commit, exit_code=1)
        p.up(suite(case("a")), NOBODY, commit=commit, attempt=2)
    flaky = b'<testsuite name="s"><testcase classname="c" name="b"><flakyFailure message="x"/></testcase></testsuite>'
    status, headers, _ = p.up(flaky, NOBODY)
    tap.ok((status, headers["Escapement-Flaky"]) == (201, "1"), "it is told what is flaky", status)
    tap.ok(p.get("/quarantine?state=all")["items"] == [] and p.get("/tests?flagged=true")["items"] == [],
           "no test is flagged by it")
    p.up(suite(case("a", bad=True)), commit="ddddddd1", exit_code=1)
    test = p.get("/tests?q=a")["items"][0]["test"]["id"]
    service.request("POST", p.at + "/quarantine", json.dumps({"test": test, "reason": "known"}).encode())
    verdict = p.up(suite(case("a", bad=True)), NOBODY, exit_code=1)[1]["Escapement-Verdict"]
    tap.ok(verdict == "pass", "what is excused is excused for them too", verdict)
    for number in range(5):
        p.up(suite(case("a")), NOBODY)
    listed = p.get("/quarantine?state=all")["items"]
    tap.ok([item["state"] for item in listed] == ["active"], "their passes end no quarantine", listed)


with Service() as service:
    service.env["ESCAPEMENT_PUBLIC_MAX_BODY_BYTES"] = "2000"
    service.env["ESCAPEMENT_PUBLIC_UPLOADS_PER_HOUR"] = "5"
    service.serve()
    switch(service)
    limits(service)
    service.stop()
    service.env["ESCAPEMENT_PUBLIC_UPLOADS_PER_HOUR"] = "1000"
    service.serve()
    labels(service)
    renames(service)
    evidence(service)
tap.done()
