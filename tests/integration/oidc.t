#!/usr/bin/python3
"""ID tokens: an issuer that really signs, and every way in which a token can be wrong."""
import base64
import hashlib
import hmac
import http.server
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap, wait_for  # noqa: E402

tap = Tap()
AUDIENCE = "https://escapement.example"
PASS = b"<testsuite name='s'><testcase classname='c' name='%s'/></testsuite>"
FAIL = (b"<testsuite name='s'><testcase classname='c' name='%s'>"
        b"<failure message='boom'>boom</failure></testcase></testsuite>")


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Key:
    """An RSA key that openssl made."""

    def __init__(self, folder, kid, bits=2048):
        self.kid, self.file = kid, str(folder / f"{kid}.pem")
        subprocess.run(["openssl", "genrsa", "-out", self.file, str(bits)], check=True,
                       stderr=subprocess.DEVNULL)
        modulus = subprocess.run(["openssl", "rsa", "-in", self.file, "-noout", "-modulus"],
                                 check=True, capture_output=True, text=True).stdout
        self.n = bytes.fromhex(modulus.strip().removeprefix("Modulus="))
        self.public = subprocess.run(["openssl", "rsa", "-in", self.file, "-pubout"], check=True,
                                     capture_output=True).stdout

    def jwk(self):
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid, "n": b64(self.n),
                "e": "AQAB"}

    def sign(self, data):
        return subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.file], input=data,
                              check=True, capture_output=True).stdout


class Issuer(http.server.BaseHTTPRequestHandler):
    keys, fetches, status = [], 0, 200

    def do_GET(self):
        Issuer.fetches += 1
        body = json.dumps({"keys": [key.jwk() for key in Issuer.keys]}).encode()
        self.send_response(Issuer.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def claims(**more):
    now = int(time.time())
    all_of_them = {"iss": ISSUER, "aud": AUDIENCE, "sub": "repo:acme/shop:ref:refs/heads/main",
                   "repository": "acme/shop", "ref": "refs/heads/main", "event_name": "push",
                   "ref_protected": "true", "iat": now, "nbf": now, "exp": now + 300}
    all_of_them.update(more)
    return {name: value for name, value in all_of_them.items() if value is not None}


def token(key, header=None, text=None, **more):
    head = {"alg": "RS256", "typ": "JWT", "kid": key.kid}
    head.update(header or {})
    head = {name: value for name, value in head.items() if value is not None}
    body = text or json.dumps(claims(**more))
    signed = f"{b64(json.dumps(head).encode())}.{b64(body.encode())}"
    return f"{signed}.{b64(key.sign(signed.encode()))}"


def upload(service, jwt, body=None, project="shop", **query):
    query = {"commit": "abcdef1", "build": "1", "exit_code": "0"} | query
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return service.request("POST", f"/api/v1/projects/{project}/reports?{words}",
                           body or PASS % b"a", jwt)


def stored(service, project="shop"):
    return len(service.pages(f"/api/v1/projects/{project}/uploads?outcome=stored"))


def refuses(service, name, jwt, **more):
    before = stored(service)
    status, _, answer = upload(service, jwt, **more)
    tap.ok(status == 401 and stored(service) == before, f"{name}: 401, nothing stored",
           [status, answer])


def unsigned(**more):
    head = b64(b'{"alg":"none","kid":"one"}')
    return f"{head}.{b64(json.dumps(claims(**more)).encode())}."


def signed_by_secret(key):
    head = b64(json.dumps({"alg": "HS256", "kid": key.kid}).encode())
    signed = f"{head}.{b64(json.dumps(claims()).encode())}"
    return f"{signed}.{b64(hmac.new(key.public, signed.encode(), hashlib.sha256).digest())}"


def good_and_forged(service, one, other):
    good = token(one)
    status, _, answer = upload(service, good)
    tap.ok(status == 201 and stored(service) == 1, "a token of the repository is taken",
           [status, answer])
    status, _, _ = upload(service, token(one, aud=["x", AUDIENCE]), build="2")
    tap.ok(status == 201, "so is one for several audiences", status)
    now = int(time.time())
    head, body, signature = good.split(".")
    forged = b64(json.dumps(claims(sub="somebody else")).encode())
    for name, jwt in {
            "forged claims": f"{head}.{forged}.{signature}",
            "signed by another key": token(other, {"kid": one.kid}),
            "a key that is not known": token(other),
            "no key named": token(one, {"kid": None}),
            "expired": token(one, iat=now - 900, nbf=now - 900, exp=now - 300),
            "not good yet": token(one, nbf=now + 300),
            "made in the future": token(one, iat=now + 300),
            "without an end": token(one, exp=None),
            "for another audience": token(one, aud="https://other.example"),
            "for none": token(one, aud=None),
            "of another issuer": token(one, iss="https://gitlab.com"),
            "of another repository": token(one, repository="evil/shop"),
            "of one with another case": token(one, repository="Acme/shop"),
            "of nobody": token(one, sub=None),
            "alg none": unsigned(),
            "alg none with a signature": token(one, {"alg": "none"}),
            "HS256 by the public key": signed_by_secret(one),
            "ES256 in its header": token(one, {"alg": "ES256"}),
            "critical headers": token(one, {"crit": ["exp"]}),
            "a claim twice": token(one, text=json.dumps(claims(repository="evil/shop"))[:-1]
                                   + ',"repository":"acme/shop"}'),
            "claims that are no object": token(one, text="[1]"),
            "without its end": good[:-10],
            "without its signature": f"{head}.{body}.",
            "padded": good + "=",
            "too long": token(one, padding="x" * 9000)}.items():
        refuses(service, name, jwt)
    refuses(service, "for a project that does not trust it", good, project="other")
    refuses(service, "for a project that is none", good, project="nowhere")
    status, _, _ = service.request("GET", "/api/v1/projects/shop/tests", token=good)
    tap.ok(status == 403, "it is good for uploads and nothing else", status)
    status, _, _ = service.request("GET", "/api/v1/projects", token=good)
    tap.ok(status == 401, "and for no route without a project", status)


def storm(service, one, folder):
    key = Key(folder, "storm")
    before = Issuer.fetches
    statuses = set()

    def send():
        for number in range(10):
            statuses.add(upload(service, token(key, {"kid": f"kid-{number}"}))[0])

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.ok(statuses == {401} and Issuer.fetches - before <= 1,
           "forty unknown keys make nobody fetch more than once",
           [statuses, Issuer.fetches - before])
    tap.ok(upload(service, token(one), build="after")[0] == 201, "and a good token is still taken")


def one_restart(service, **settings):
    service.stop()
    for name, value in settings.items():
        service.env[f"ESCAPEMENT_{name.upper()}"] = value
    service.serve()


def rotation(service, one, other):
    one_restart(service, oidc_refetch_s="1")
    tap.ok(upload(service, token(one), build="r1")[0] == 201, "the first key is known")
    Issuer.keys = [other]
    new = token(other)
    wait_for(lambda: upload(service, new, build="r2")[0] == 201, 20)
    tap.ok(True, "a new key is found")
    refuses(service, "the key that was taken away", token(one, jti="new"), build="r3")
    Issuer.keys = [one]


def issuer_down(service, one):
    one_restart(service, oidc_refetch_s="1")
    Issuer.status = 500
    before = stored(service)
    status, headers, answer = upload(service, token(one), build="down")
    tap.ok(status == 503 and headers["Retry-After"] and stored(service) == before
           and "issuer" in answer["detail"],
           "an issuer that does not answer is no fault of the token: 503", [status, answer])
    Issuer.status = 200
    wait_for(lambda: upload(service, token(one), build="down")[0] == 201, 20)
    tap.ok(True, "when it answers again the same upload is taken")


def ends(service, one, trust):
    jwt = token(one)
    upload(service, jwt, build="ends")
    status, _, _ = service.request("DELETE", f"/api/v1/projects/shop/trusts/{trust}")
    wait_for(lambda: upload(service, jwt, build="ends")[0] == 401, 20)
    tap.ok(status == 200, "a trust that is taken back ends within seconds")


def flaky(service):
    return {item["test"]["name"] for item in
            service.pages("/api/v1/projects/shop/tests?flagged=true")}


def untrusted(service, one):
    """What a pull request uploads is judged, and changes nothing."""
    pull = token(one, ref="refs/pull/7/merge", event_name="pull_request", ref_protected="false")
    branch = token(one, ref_protected="false")
    target = token(one, event_name="pull_request_target")
    trusted = token(one)

    def send(jwt, body, **query):
        status, headers, answer = upload(service, jwt, body, **query)
        if status not in (200, 201):
            raise AssertionError(f"{status} {answer}")
        return headers["Escapement-Verdict"], answer

    tap.ok(send(pull, FAIL % b"p", commit="ccccccc1", exit_code=1)[0] == "fail"
           and send(pull, PASS % b"q", commit="ccccccc2")[0] == "pass", "it has a verdict")
    for name, jwt in {"a pull request": pull, "an open branch": branch,
                      "a pull request that runs on its target": target}.items():
        test = name.replace(" ", "").encode()
        commit = hashlib.sha1(test).hexdigest()
        send(jwt, FAIL % test, commit=commit, exit_code=1)
        send(jwt, PASS % test, commit=commit, attempt=2)
        tap.ok(test.decode() not in flaky(service), f"a flip of {name} is no evidence")
    send(trusted, FAIL % b"mixed", commit="ccccccc3", exit_code=1)
    send(pull, PASS % b"mixed", commit="ccccccc3", attempt=2)
    tap.ok("mixed" not in flaky(service), "nor does its pass answer a trusted failure")
    send(pull, FAIL % b"mixed2", commit="ccccccc4", exit_code=1)
    send(trusted, PASS % b"mixed2", commit="ccccccc4", attempt=2)
    tap.ok("mixed2" not in flaky(service), "nor a trusted pass its failure")
    send(pull, PASS % b"mixed3", commit="ccccccc5")
    send(trusted, FAIL % b"mixed3", commit="ccccccc5", attempt=2, exit_code=1)
    tap.ok("mixed3" not in flaky(service), "nor in the other order")
    send(trusted, FAIL % b"real", commit="ccccccc6", exit_code=1)
    send(trusted, PASS % b"real", commit="ccccccc6", attempt=2)
    tap.ok("real" in flaky(service), "what a protected branch shows is evidence")
    before = service.pages("/api/v1/projects/shop/quarantine?state=all")
    tap.ok([item["test"]["name"] for item in before] == ["real"],
           "only that is proposed for quarantine", before)

    send(trusted, FAIL % b"x", commit="ddddddd1", build="b", exit_code=1)
    verdict, _ = send(trusted, PASS % b"y", commit="ddddddd1", build="b", attempt=3)
    send(pull, PASS % b"x", commit="ddddddd1", build="b", attempt=2)
    tap.ok(verdict == "fail" and
           send(trusted, PASS % b"z", commit="ddddddd1", build="b", attempt=4)[0] == "fail",
           "its attempt turns no trusted failure green", verdict)

    whole = b"<testsuites>" + b"".join(
        b"<testsuite name='%s'>%s</testsuite>" % (
            suite, b"".join(b"<testcase classname='c' name='%s%d'/>" % (suite, n)
                            for n in range(20))) for suite in (b"one", b"two")) + b"</testsuites>"
    part = whole.replace(b"name='two'", b"name='other'").replace(b"two", b"three")
    for number in range(3):
        send(trusted, whole, commit=f"eeeeeee{number}", job="usual")
    for number in range(12):
        send(pull, part, commit=f"fffffff{number:x}", job="usual", complete="yes")
    tap.ok(send(trusted, part, commit="aaaaaaa9", job="usual")[0] == "fail",
           "nor does it teach what is usual for a job")
    tap.ok(send(pull, part, commit="aaaaaaa8", job="usual")[0] == "fail",
           "while it is held to what is usual itself")

    status, _, _ = upload(service, pull, PASS % b"twin", commit="bbbbbbb1")
    again, _, _ = upload(service, trusted, PASS % b"twin", commit="bbbbbbb1")
    tap.ok((status, again) == (201, 201),
           "the same upload by who is trusted is another one", [status, again])

    test = [item["test"]["id"] for item in service.pages("/api/v1/projects/shop/tests")
            if item["test"]["name"] == "p"][0]
    service.request("POST", "/api/v1/projects/shop/quarantine",
                    json.dumps({"test": test, "reason": "by hand"}).encode())
    tap.ok(send(trusted, FAIL % b"p", commit="ddddddd7", exit_code=1)[0] == "fail",
           "a quarantine by hand does not cover what only it failed with")


def reads(service, one):
    """What a pull request may read: verdicts and what to run again; of the quarantine only names."""
    pull = token(one, ref="refs/pull/7/merge", event_name="pull_request", ref_protected="false")
    at = "/api/v1/projects/shop"
    _, headers, answer = upload(service, pull, FAIL % b"seen", commit="a0a0a0a1", exit_code=1)
    tap.ok(answer["report"]["untrusted"] is True and "not trusted" in answer["comment"],
           "the answer says that its report is not trusted", answer)
    tap.ok(answer["report"]["distrust"]["reason"] == "pull_request"
           and answer["report"]["distrust"]["detail"] in answer["comment"], "and why", answer)
    _, _, answer = upload(service, token(one, ref="refs/heads/mine", ref_protected="false"),
                          FAIL % b"mine", commit="a0a0a0a2", exit_code=1)
    tap.ok(answer["report"]["distrust"]["reason"] == "unprotected_ref"
           and "protect it" in answer["comment"], "of a ref that anybody may push to, another why",
           answer)
    report = headers["Escapement-Report"]
    statuses = [service.request("GET", at + path, token=pull)[0] for path in (
        f"/reports/{report}", f"/reports/{report}/rerun?format=pytest", "/quarantine?format=pytest",
        "/quarantine?format=names", "/quarantine", "/quarantine?format=json", "/quarantine?state=all")]
    tap.ok(statuses == [200, 200, 200, 200, 403, 403, 403],
           "it reads verdicts and reruns, and the quarantine without its reasons", statuses)
    service.request("GET", at + "/quarantine")
    tap.ok(service.request("GET", at + "/quarantine", token=pull)[0] == 403,
           "also when the list is in memory")
    status, _, listed = service.request("GET", at + "/quarantine", token=token(one))
    tap.ok(status == 200 and "items" in listed, "a protected branch reads all of it", status)


def gitlab(service, one):
    """The claims of GitLab, in its own words."""
    def of(**more):
        return token(one, **{"aud": "https://gitlab.example", "repository": None, "event_name": None,
                             "project_path": "acme/web/shop", "ref": "main", "ref_type": "branch",
                             "pipeline_source": "push"} | more)

    status, _, answer = upload(service, of(), project="lab")
    tap.ok(status == 201 and answer["report"]["untrusted"] is False
           and answer["report"]["distrust"] is None, "a protected branch of GitLab is trusted", [status, answer])
    pull = "pull_request"
    for name, more, why in (("a merge request", {"pipeline_source": "merge_request_event"}, pull),
                            ("a ref of one", {"ref": "refs/merge-requests/3/head"}, pull),
                            ("an open branch", {"ref_protected": "false"}, "unprotected_ref")):
        status, _, answer = upload(service, of(**more), project="lab", build=name.replace(" ", "-"))
        tap.ok(status == 201 and answer["report"]["untrusted"] is True
               and answer["report"]["distrust"]["reason"] == why, f"{name} of GitLab is not",
               [status, answer])
    for name, more in {"of another project": {"project_path": "acme/web/other"},
                       "of a folder of it": {"project_path": "acme/web"},
                       "that says repository instead": {"project_path": None,
                                                        "repository": "acme/web/shop"},
                       "for another audience": {"aud": AUDIENCE}}.items():
        tap.ok(upload(service, of(**more), project="lab")[0] == 401, f"one {name} of GitLab: 401")


def by_command(service):
    """escapement project trust does what the API does."""
    at = ("project", "trust", "lab")
    made = json.loads(service.run(*at, "add", "--json", "--issuer", ISSUER, "--kind", "gitlab",
                                  "--audience", "https://gitlab.example", "--repository",
                                  "acme/web/shop").stdout)
    listed = service.pages("/api/v1/projects/lab/trusts")
    tap.ok([(item["repository"], item["kind"], item["created_by"]) for item in listed]
           == [("acme/web/shop", "gitlab", "cli")], "a trust added by command is listed", listed)
    lines = service.run(*at, "list").stdout.splitlines()
    tap.ok(len(lines) == 1 and "acme/web/shop" in lines[0], "also by command", lines)
    codes = [service.run(*at, *words, check=False).returncode for words in (
        ("add", "--repository", "shop", "--audience", "a"), ("add", "--repository", "a/b"),
        ("remove", "x"), ("remove", "999"), ("remove",), ("list", "more"), ("keep",))]
    tap.ok(0 not in codes and codes[4:] == [64, 64, 64], "what makes no sense is refused", codes)
    removed = service.run(*at, "remove", str(made["id"])).stdout
    tap.ok("ended" in removed and not service.pages("/api/v1/projects/lab/trusts"),
           "and is ended by command", removed)
    service.run(*at, "add", "--issuer", ISSUER, "--kind", "gitlab", "--audience",
                "https://gitlab.example", "--repository", "acme/web/shop")


def trust(service, project, issuer, repository, **more):
    body = {"issuer": issuer, "kind": "github", "audience": AUDIENCE, "repository": repository}
    status, _, answer = service.request("POST", f"/api/v1/projects/{project}/trusts",
                                        json.dumps(body | more).encode())
    if status != 201:
        raise AssertionError(f"{status} {answer}")
    return answer["id"]


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Issuer)
ISSUER = f"http://127.0.0.1:{server.server_port}"
threading.Thread(target=server.serve_forever, daemon=True).start()
with Service() as service, tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    one, other = Key(folder, "one"), Key(folder, "other")
    Issuer.keys = [one]
    service.env["ESCAPEMENT_OIDC_LOOPBACK"] = "1"
    for project in ("shop", "other", "lab"):
        service.run("project", "create", project)
    service.serve()
    shop = trust(service, "shop", ISSUER, "acme/shop")
    trust(service, "other", ISSUER, "acme/other")
    good_and_forged(service, one, other)
    storm(service, one, folder)
    rotation(service, one, other)
    issuer_down(service, one)
    untrusted(service, one)
    reads(service, one)
    by_command(service)
    gitlab(service, one)
    ends(service, one, shop)
server.shutdown()
tap.done()
