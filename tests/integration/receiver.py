"""A receiver that behaves like the issue APIs of GitHub, GitLab and Jira, and like webhooks, as far
as they are used, and fails a seeded share of its calls: it drops them before or after it did what
they ask for, answers late, refuses, or asks for a pause."""
import base64
import datetime
import hashlib
import hmac
import http.server
import json
import random
import re
import threading
import time
import urllib.parse

TOKEN = "the-token-that-nobody-may-see"
FAULTS = ("drop", "lose", "refuse", "late", "lose late")
SEPARATE = re.compile(r"<!-- (escapement:\S+) -->")


class Receiver:
    """@share of the calls fail, which ones is up to @seed. Use as a context."""

    def __init__(self, seed, share=0.0, late=1.0):
        self.random, self.share, self.late = random.Random(seed), share, late
        self.lock = threading.Lock()
        self.issues, self.calls, self.messages, self.faults = [], [], [], []
        self.rules = []  # functions of (handler, path): an answer, or None
        self.open = set()  # paths that are being answered, to see that nothing overlaps
        self.overlaps = []

    def __enter__(self):
        handler = type("Bound", (Handler,), {"receiver": self})
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # callers that went away
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def fault(self):
        with self.lock:
            fault = self.random.choice(FAULTS) if self.random.random() < self.share else None
            self.faults.append(fault)
            return fault

    # ---- What people see

    def of(self, kind):
        return [issue for issue in self.issues if issue["kind"] == kind]

    def marks(self, issue):
        """The marks of an issue and of its comments, in order."""
        if issue["kind"] == "jira":
            first = next(label for label in issue["labels"] if ":" in label)
            return [first] + [re.findall(r"escapement:\S+?(?=[\"\s]|$)", json.dumps(text))[-1]
                              for text in issue["comments"]]
        return SEPARATE.findall("\n".join([issue["body"], *issue["comments"]]))


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Handler(http.server.BaseHTTPRequestHandler):
    receiver = None
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def drop(self):
        self.close_connection = True
        self.connection.close()

    def handle_call(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.text = self.rfile.read(length)
        address = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(address.query))
        receiver = self.receiver
        with receiver.lock:
            receiver.calls.append((time.monotonic(), self.command, self.path))
        for rule in receiver.rules:
            ruled = rule(self, address.path)
            if ruled:
                self.answer(*ruled)
                return
        fault = receiver.fault()
        if fault == "drop":
            self.drop()
        elif fault == "refuse":
            # an API that is broken enough to repeat what it was sent
            self.answer(500, {"message": "broken", "headers": dict(self.headers)})
        elif fault == "late":
            time.sleep(receiver.late)
            self.drop()
        else:
            with receiver.lock:
                done = self.route(address.path)
            if fault == "lose late":
                time.sleep(receiver.late)
            if fault:
                self.drop()
            else:
                self.answer(*done)

    do_GET = do_POST = do_PATCH = do_PUT = handle_call

    def route(self, path):
        for pattern, method in ((r"/repos/acme/shop(/.*)?", self.github),
                                (r"/api/v4/projects/acme%2Fshop(/.*)?", self.gitlab),
                                (r"/rest/api/([23]/.*)", self.jira),
                                (r"/(hook/.*)", self.hook), (r"/(services/.*)", self.slack)):
            found = re.fullmatch(pattern, path)
            if found:
                return method(found[1] or "")
        return 404, {"message": "Not Found"}

    # ---- Issues

    def made(self, kind, title, body, labels):
        issue = {"kind": kind, "number": len(self.receiver.of(kind)) + 1, "title": title,
                 "body": body, "labels": labels, "state": "open", "created_at": now(),
                 "comments": [], "history": []}
        self.receiver.issues.append(issue)
        return issue

    def issue(self, kind, number):
        return next((i for i in self.receiver.of(kind) if i["number"] == int(number)), None)

    def newest(self, kind):
        per_page, page = int(self.query["per_page"]), int(self.query["page"])
        ordered = sorted(self.receiver.of(kind), key=lambda i: i["created_at"], reverse=True)
        return ordered[per_page * (page - 1):per_page * page]

    def move(self, issue, state):
        if issue["state"] != state:
            issue["history"].append(state)
        issue["state"] = state

    def github(self, rest):
        def shown(issue):
            return {"number": issue["number"], "state": issue["state"], "body": issue["body"],
                    "title": issue["title"], "created_at": issue["created_at"],
                    "html_url": f"https://github.example/acme/shop/issues/{issue['number']}"}
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return 401, {"message": "Bad credentials"}
        body = json.loads(self.text or b"{}")
        if rest == "" and self.command == "GET":
            return 200, {"full_name": "acme/shop"}
        if rest == "/issues" and self.command == "GET":
            assert self.query["state"] == "all" and self.query["sort"] == "created"
            return 200, [shown(issue) for issue in self.newest("github")]
        if rest == "/issues":
            return 201, shown(self.made("github", body["title"], body["body"], body["labels"]))
        number, comments = re.fullmatch(r"/issues/(\d+)(/comments)?", rest).groups()
        issue = self.issue("github", number)
        if not issue:
            return 404, {"message": "Not Found"}
        if comments and self.command == "GET":
            page = int(self.query["page"])
            return 200, [{"body": text} for text in issue["comments"][100 * page - 100:100 * page]]
        if comments:
            issue["comments"].append(body["body"])
            return 201, {"id": 1}
        if self.command == "PATCH":
            self.move(issue, body["state"])
        return 200, shown(issue)

    def gitlab(self, rest):
        def shown(issue):
            return {"iid": issue["number"], "description": issue["body"],
                    "state": "opened" if issue["state"] == "open" else "closed",
                    "created_at": issue["created_at"],
                    "web_url": f"https://gitlab.example/acme/shop/-/issues/{issue['number']}"}
        if self.headers["PRIVATE-TOKEN"] != TOKEN:
            return 401, {"message": "401 Unauthorized"}
        body = json.loads(self.text or b"{}")
        if rest == "" and self.command == "GET":
            return 200, {"path_with_namespace": "acme/shop"}
        if rest == "/issues" and self.command == "GET":
            assert self.query["order_by"] == "created_at" and self.query["sort"] == "desc"
            return 200, [shown(issue) for issue in self.newest("gitlab")]
        if rest == "/issues":
            return 201, shown(self.made("gitlab", body["title"], body["description"],
                                        body["labels"].split(",")))
        number, notes = re.fullmatch(r"/issues/(\d+)(/notes)?", rest).groups()
        issue = self.issue("gitlab", number)
        if not issue:
            return 404, {"message": "404 Not found"}
        if notes and self.command == "GET":
            return 200, [{"body": text} for text in issue["comments"][:-101:-1]]
        if notes:
            issue["comments"].append(body["body"])
            return 201, {"id": 1}
        if self.command == "PUT":
            self.move(issue, {"close": "closed", "reopen": "open"}[body["state_event"]])
        return 200, shown(issue)

    def jira(self, rest):
        """Version 3 takes documents and has search/jql, version 2 takes texts and has search."""
        version, rest = rest.split("/", 1)

        def words(value):
            if version == "2":
                assert isinstance(value, str)
                return value
            assert value["type"] == "doc" and value["version"] == 1 and value["content"]
            return "\n".join(part["text"] for block in value["content"]
                             for part in block["content"])

        def shown(issue):
            category = "new" if issue["state"] == "open" else "done"
            return {"id": str(10000 + issue["number"]), "key": f"SHOP-{issue['number']}",
                    "fields": {"status": {"statusCategory": {"key": category}}}}
        basic = base64.b64encode(f"me@example.org:{TOKEN}".encode()).decode()
        wanted = f"Basic {basic}" if version == "3" else f"Bearer {TOKEN}"
        if self.headers["Authorization"] != wanted:
            return 401, {"errorMessages": ["who are you?"]}
        body = json.loads(self.text or b"{}")
        if rest == "project/SHOP":
            return 200, {"key": "SHOP"}
        if rest == ("search/jql" if version == "3" else "search"):
            label = re.search(r'project="SHOP" AND labels="([^"]+)"', self.query["jql"])[1]
            return 200, {"issues": [shown(i) for i in self.receiver.of("jira")
                                    if label in i["labels"]]}
        if rest == "issue":
            fields = body["fields"]
            assert fields["project"]["key"] == "SHOP" and fields["issuetype"]["name"] == "Bug"
            issue = self.made("jira", fields["summary"], words(fields["description"]),
                              fields["labels"])
            return 201, {"id": "1", "key": f"SHOP-{issue['number']}", "self": "x"}
        number, more = re.fullmatch(r"issue/SHOP-(\d+)(/\w+)?", rest).groups()
        issue = self.issue("jira", number)
        if not issue:
            return 404, {"errorMessages": ["no such issue"]}
        if more == "/comment" and self.command == "GET":
            return 200, {"comments": [{"body": text} for text in issue["comments"]]}
        if more == "/comment":
            issue["comments"].append(words(body["body"]))
            return 201, {"id": "1"}
        if more == "/transitions" and self.command == "GET":
            return 200, {"transitions": [
                {"id": "11", "name": "To do", "to": {"statusCategory": {"key": "new"}}},
                {"id": "31", "name": "Done", "to": {"statusCategory": {"key": "done"}}}]}
        if more == "/transitions":
            self.move(issue, {"11": "open", "31": "closed"}[body["transition"]["id"]])
            return 204, None
        return 200, shown(issue)

    # ---- Messages

    def hook(self, rest):
        """Takes what is signed as Standard Webhooks has it, and notes it."""
        mark, at = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        signed = b".".join([mark.encode(), at.encode(), self.text])
        digest = hmac.new(base64.b64decode(base64.b64encode(TOKEN.encode())), signed, hashlib.sha256)
        good = "v1," + base64.b64encode(digest.digest()).decode()
        fresh = abs(time.time() - int(at)) < 300
        self.receiver.messages.append({"to": rest, "id": mark, "good": fresh and hmac.compare_digest(
            good, self.headers["webhook-signature"]), "body": json.loads(self.text)})
        return 200, {"taken": True}

    def slack(self, rest):
        self.receiver.messages.append({"to": rest, "body": json.loads(self.text)})
        return 200, "ok"
