#!/usr/bin/python3
"""Webhooks of six kinds of services: a right, a wrong, an old, a repeated and an out-of-order
delivery of each, in the shape in which they are really sent."""
import base64
import datetime
import hashlib
import hmac
import json
import pathlib
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap, wait_for  # noqa: E402

tap = Tap()
SECRET = "correct horse battery staple"
STANDARD = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
KEYS = {"incident_io": STANDARD, "generic": STANDARD}


def at(minute):
    """A time in the past, and minutes after it."""
    return (datetime.datetime(2026, 11, 20, 10, 0) + datetime.timedelta(minutes=minute)).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


def hexmac(secret, body):
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def github(title, minute, state):
    issue = {"number": 7, "title": title, "html_url": "https://github.com/acme/shop/issues/7",
             "body": "Two charges on a double click.\n\nroot cause: 3f786850e387550fdab836ed7e6dc881de23001b",
             "labels": [{"name": "bug"}, {"name": "category:concurrency"}, {"name": "category-x"}],
             "state": state, "state_reason": "completed" if state == "closed" else None,
             "created_at": at(0), "updated_at": at(minute), "closed_at": at(minute) if state == "closed" else None}
    return {"action": "edited", "issue": issue, "repository": {"full_name": "acme/shop"}}


def pagerduty(title, minute, state):
    kind = "incident.resolved" if state == "closed" else "incident.triggered"
    return {"event": {"id": f"01{minute}{state}", "event_type": kind, "resource_type": "incident",
                      "occurred_at": at(minute),
                      "data": {"id": "PGR0VU2", "type": "incident", "number": 2, "title": title,
                               "html_url": "https://acme.pagerduty.com/incidents/PGR0VU2",
                               "created_at": at(0), "status": "resolved", "urgency": "high",
                               "service": {"id": "PF9KMXH", "summary": "checkout"},
                               "priority": {"summary": "P2"}}}}


def incident_io(title, minute, state):
    kind = "public_incident.incident_updated_v2"
    return {"event_type": kind, kind: {
        "id": "01FCNDV6P870EA6S7TK1DSYDG0", "reference": "INC-123", "name": title, "summary": "charged twice",
        "permalink": "https://app.incident.io/incidents/123", "created_at": at(0), "updated_at": at(minute),
        "severity": {"name": "SEV 2", "rank": 2},
        "incident_status": {"category": "closed" if state == "closed" else "live"}}}


def jira(title, minute, state):
    stamp = int(datetime.datetime.strptime(at(minute), "%Y-%m-%dT%H:%M:%SZ")
                .replace(tzinfo=datetime.timezone.utc).timestamp() * 1000)
    long = at(minute).replace("Z", ".000+0000")
    return {"timestamp": stamp, "webhookEvent": "jira:issue_updated", "issue": {
        "id": "10002", "self": "https://acme.atlassian.net/rest/api/2/issue/10002", "key": "SHOP-7", "fields": {
            "summary": title, "description": "charged twice", "issuetype": {"name": "Bug"},
            "priority": {"name": "High"}, "labels": ["category:concurrency"],
            "created": at(0).replace("Z", ".000+0000"),
            "status": {"name": "x", "statusCategory": {"key": "done" if state == "closed" else "indeterminate"}},
            "resolutiondate": long if state == "closed" else None}}}


def sentry(title, minute, state):
    return {"action": "resolved" if state == "closed" else "created", "installation": {"uuid": "a8e5d37a"},
            "data": {"issue": {"id": "1170820242", "shortId": "SHOP-1", "title": title,
                               "culprit": "charge(app/pay)", "level": "error", "userCount": 12,
                               "firstSeen": at(0), "lastSeen": at(minute),
                               "web_url": "https://sentry.io/organizations/acme/issues/1170820242/",
                               "project": {"slug": "checkout"}}}, "actor": {"type": "application"}}


def generic(title, minute, state):
    defect = {"title": title, "detected_at": at(0), "category": "concurrency", "severity": 2,
              "service": "checkout", "state": "fixed" if state == "closed" else "open"}
    if state == "closed":
        defect["fixed_at"] = at(minute)
    return {"key": "INC-7", "event_at": at(minute), "defect": defect}


KINDS = {"github_issues": github, "pagerduty": pagerduty, "incident_io": incident_io, "jira": jira,
         "sentry": sentry, "generic": generic}


def signed(kind, body, key, when, secret):
    """The headers with which the kind sends."""
    if kind in KEYS:
        mac = hmac.new(base64.b64decode(secret[6:]), f"{key}.{when}.".encode() + body, hashlib.sha256)
        return {"webhook-id": key, "webhook-timestamp": str(when),
                "webhook-signature": "v1,c2hvcnQ= v1," + base64.b64encode(mac.digest()).decode()}
    if kind == "github_issues":
        return {"X-GitHub-Event": "issues", "X-GitHub-Delivery": key,
                "X-Hub-Signature-256": "sha256=" + hexmac(secret, body)}
    if kind == "jira":
        return {"X-Atlassian-Webhook-Identifier": key, "X-Hub-Signature": "sha256=" + hexmac(secret, body)}
    if kind == "sentry":
        return {"Sentry-Hook-Resource": "issue", "Request-ID": key, "Sentry-Hook-Timestamp": str(when),
                "Sentry-Hook-Signature": hexmac(secret, body)}
    return {"X-PagerDuty-Signature": "v1=" + "0" * 64 + ",v1=" + hexmac(secret, body)}


class Source:
    def __init__(self, service, kind, prefix="my"):
        self.service, self.kind, self.name = service, kind, f"{prefix}-{kind}"
        self.made = self.ask("POST", "/sources", {"name": self.name, "kind": kind, "service": "checkout",
                                                  "secret": "STANDARD" if kind in KEYS else "PLAIN"}, 201)

    def ask(self, method, path, body=None, status=200):
        data = None if body is None else json.dumps(body).encode()
        got, _, answer = self.service.request(method, f"/api/v1/projects/hooks{path}", data)
        if got != status:
            raise AssertionError(f"{method} {path}: {got} {answer}")
        return answer

    def send(self, payload, key, when=None, secret=None, headers=None):
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        secret = secret or KEYS.get(self.kind, SECRET)
        if headers is None:
            headers = signed(self.kind, body, key, int(when or time.time()), secret)
        request = urllib.request.Request(self.service.url + self.made["address"], data=body, method="POST",
                                         headers={"Content-Type": "application/json", **headers})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as answer:
            return answer.code, json.loads(answer.read())

    def events(self):
        return self.ask("GET", f"/sources/{self.made['id']}/events")["items"]

    def settled(self):
        wait_for(lambda: all(event["state"] != "waiting" for event in self.events()))
        return self.events()

    def bugs(self):
        return self.ask("GET", f"/defects?source={self.name}")["items"]


def tell(service, kind):
    source, make = Source(service, kind), KINDS[kind]
    status, answer = source.send(make("Charged twice", 10, "open"), "a")
    tap.ok((status, answer) == (202, {"repeated": False}), f"{kind}: a right delivery is kept", (status, answer))
    events = source.settled()
    bug = source.bugs()[0] if source.bugs() else {}
    tap.ok(events[0]["state"] == "taken" and events[0]["defect"] == bug.get("id") and bug["title"] == "Charged twice"
           and bug["kind"] == "escape" and bug["service"] == "checkout" and bug["state"] == "open"
           and bug["detected_at"] == at(0), f"{kind}: it becomes an escape", (events, bug))

    status, answer = source.send(make("Charged twice", 10, "open"), "a")
    tap.ok((status, answer) == (202, {"repeated": True}) and len(source.events()) == 1,
           f"{kind}: told again it is the same delivery", (status, answer))

    status, _ = source.send(make("Forged", 30, "open"), "b", secret=STANDARD[:-2] + "x=" if kind in KEYS else "x")
    plain, _ = source.send(make("Forged", 30, "open"), "b", headers={})
    tap.ok((status, plain) == (401, 401) and len(source.events()) == 1,
           f"{kind}: with a wrong signature, or none, nothing is stored", (status, plain))

    if kind in KEYS:
        status, _ = source.send(make("Old", 30, "open"), "c", when=time.time() - 3600)
        tap.ok(status == 401 and len(source.events()) == 1, f"{kind}: an old delivery is refused", status)

    source.send(make("Charged twice, mended", 60, "closed"), "d")
    source.settled()
    bug = source.bugs()[0]
    tap.ok((bug["state"], bug["title"]) == ("fixed", "Charged twice, mended"), f"{kind}: it is mended", bug)

    source.send(make("Charged twice", 20, "open"), "e")
    events, bugs = source.settled(), source.bugs()
    tap.ok(len(bugs) == 1 and bugs[0]["state"] == "fixed" and events[0]["state"] == "taken",
           f"{kind}: what came late changes nothing", (bugs, events[0]))
    return source


def tell_backwards(service, kind):
    """The close comes before the opening."""
    source, make = Source(service, kind, "backwards"), KINDS[kind]
    source.send(make("Charged twice, mended", 60, "closed"), "d")
    first = source.settled()[0]
    source.send(make("Charged twice", 10, "open"), "a")
    events, bugs = source.settled(), source.bugs()
    bug = bugs[0] if bugs else {}
    tap.ok(first["state"] == "taken" and events[0]["state"] == "taken" and len(bugs) == 1
           and (bug["state"], bug["title"], bug["detected_at"]) == ("fixed", "Charged twice, mended", at(0)),
           f"{kind}: closed before it was opened, it is one bug, and mended", (events, bugs))


def tell_late(service, kind):
    """Who signs no time is taken at any: its event says when it was."""
    source, make = Source(service, kind, "late"), KINDS[kind]
    status, _ = source.send(make("Charged twice", 10, "open"), "a", when=time.time() - 40 * 86400)
    event, bugs = source.settled()[0], source.bugs()
    tap.ok(status == 202 and event["state"] == "taken" and event["happened_at"] == at(10)
           and bugs[0]["detected_at"] == at(0), f"{kind}: an old delivery is taken, as of its own time",
           (status, event, bugs))


def show_details(sources):
    bug = sources["github_issues"].bugs()[0]
    tap.ok((bug["category"], bug["introduced_sha"], bug["introduced_how"], bug["key"])
           == ("concurrency", "3f786850e387550fdab836ed7e6dc881de23001b", "explicit", "acme/shop#7"),
           "labels give fields, and a line names the root cause", bug)
    bug = sources["jira"].bugs()[0]
    tap.ok((bug["severity"], bug["url"], bug["fixed_at"])
           == (2, "https://acme.atlassian.net/browse/SHOP-7", at(60)), "Jira's fields are read", bug)
    tap.ok(sources["pagerduty"].bugs()[0]["severity"] == 2 and sources["sentry"].bugs()[0]["users_hit"] == 12,
           "priority and users are read")


def show_misuse(sources):
    source = sources["generic"]
    source.send({"key": "INC-8", "event_at": at(5), "defect": {"title": "x", "owner": "ada"}}, "f")
    events = source.settled()
    tap.ok(events[0]["state"] == "failed" and "owner" in events[0]["reason"] and len(source.bugs()) == 1,
           "what can't be understood is kept, with the reason", events[0])
    source.send({"key": "INC-9", "defect": {"title": "y", "category": "moon"}}, "g")
    events = source.settled()
    tap.ok(events[0]["state"] == "taken" and "moon" in events[0]["reason"],
           "a word that is not known here is left out, and said so", events[0])
    for when in ("-9223372036854775808", "9223372036854775807", "1e9", "", "9" * 5000):
        status, _ = source.send(generic("x", 1, "open"), "t", headers={
            "webhook-id": "t", "webhook-timestamp": when, "webhook-signature": "v1,x"})
        tap.ok(status == 401, f"a time such as {when[:20]!r} is refused", status)
    late = generic("x", 1, "open")
    late["event_at"] = 2 ** 62
    source.send({**late, "key": "INC-10"}, "u")
    long = generic("y" * 5000, 1, "open")
    source.send({**long, "key": "INC-11"}, "v")
    source.send({**generic("z", 1, "open"), "key": "k" * 5000}, "w")
    states = {event["delivery"]: (event["state"], event["reason"]) for event in source.settled()}
    titles = {bug["key"]: len(bug["title"]) for bug in source.bugs()}
    tap.ok((states["u"][0], states["v"][0], states["w"][0]) == ("taken", "failed", "failed")
           and "title" in states["v"][1] and "key" in states["w"][1] and "INC-11" not in titles,
           "a time of no calendar is none; what is too long is named", (states, titles))
    source.send({**generic("after", 1, "open"), "key": "INC-12"}, "x")
    tap.ok(source.settled()[0]["state"] == "taken", "and holds up nothing behind it")
    whole = json.dumps(generic("cut", 1, "open")).encode()
    status, _ = source.send(whole[:-5], "y", headers=signed("generic", whole, "y", int(time.time()), STANDARD))
    tap.ok(status == 401 and all(event["delivery"] != "y" for event in source.events()),
           "a body that broke off is not what was signed", status)
    status, answer = source.send(b"not json", "h")
    tap.ok(status == 422 and "JSON" in answer["detail"], "what is no JSON is refused", (status, answer))
    github_source = sources["github_issues"]
    other = github("A question", 5, "open")
    other["issue"]["labels"] = [{"name": "question"}]
    github_source.send(other, "q")
    events = github_source.settled()
    tap.ok(events[0]["state"] == "ignored" and "bug" in events[0]["reason"], "an issue that is no bug is ignored",
           events[0])
    source.ask("PATCH", f"/sources/{source.made['id']}", {"enabled": False})
    status, _ = source.send(generic("z", 90, "open"), "i")
    tap.ok(status == 404, "a source that is switched off has no address", status)
    status, _, _ = source.service.request("POST", "/hooks/00000000000000000000000000000000", b"{}", token="")
    tap.ok(status == 404, "nor has one that never was", status)


def show_replay(source):
    failed = next(event for event in source.events() if event["state"] == "failed")
    source.ask("POST", f"/sources/{source.made['id']}/events/{failed['id']}/replay", status=202)
    wait_for(lambda: next(e for e in source.events() if e["id"] == failed["id"])["state"] == "failed")
    tap.ok(True, "a delivery is understood once more from what was kept")


with Service() as SERVICE:
    SERVICE.env["ESCAPEMENT_SECRET_PLAIN"] = SECRET
    SERVICE.env["ESCAPEMENT_SECRET_STANDARD"] = STANDARD
    SERVICE.run("project", "create", "hooks")
    SERVICE.serve()
    SERVICE.request("PUT", "/api/v1/projects/hooks/services/checkout", b"{}")
    SOURCES = {kind: tell(SERVICE, kind) for kind in KINDS}
    for KIND in KINDS:
        tell_backwards(SERVICE, KIND)
        if KIND not in KEYS:
            tell_late(SERVICE, KIND)
    show_details(SOURCES)
    show_misuse(SOURCES)
    show_replay(SOURCES["generic"])
tap.done()
