#!/usr/bin/python3
"""A secret in the text of a failure is nowhere afterwards: not in the database, not in an answer,
not in a log, not in what inspect shows. What was around it is."""
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap  # noqa: E402

tap = Tap()

# Made here, and in halves, so that no scanner of repositories takes them for real ones.
SECRETS = {
    "url_password": "hunter" + "2hunter2",
    "github_token": "gh" + "p_" + "a1B2c3D4e5F6g7H8i9" * 2,
    "aws_key_id": "AK" + "IA" + "ABCD2345EFGH6789",
    "jwt": "ey" + "J" + "hbGciOiJIUzI1" + ".eyJzdWIiOiIxMjM0" + ".c2lnbmF0dXJlMTIz",
    "assignment": "correct-h0rse-battery",
    "cookie": "sessionidwithoutend1",
    "shop_badge": "BADGE-" + "471108150",
    "private_key": "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
}
PEM = (f"-----BEGIN PRIV" + f"ATE KEY-----\n{SECRETS['private_key']}\n{SECRETS['private_key']}\n"
       "-----END PRIV" + "ATE KEY-----")


def report(filler=""):
    """The first failure says it in the first line, which its signature is made of."""
    s = SECRETS
    return f"""<testsuite name="shop.Cart">
<testcase classname="shop.Cart" name="first"><failure type="E password={s['assignment']}"
  message="GET https://ann:{s['url_password']}@db/x gave 500">{filler}
  token {s['github_token']} was refused
  key {s['aws_key_id']}
  Set-Cookie: sid={s['cookie']}; Path=/
  {s['shop_badge']}</failure></testcase>
<testcase classname="shop.Cart" name="second"><error>got {s['jwt']} {filler}
{PEM}
"password": "{s['assignment']}"</error></testcase>
<testcase classname="shop.Cart" name="late"><flakyFailure message="x {s['github_token']}"/></testcase>
</testsuite>"""


def clean(text, name):
    """No secret, nor the better part of one, stands in @text."""
    left = [kind for kind, secret in SECRETS.items() if secret in text or secret[-10:] in text]
    tap.ok(not left and text, name, f"{left} in: {text[:2000]}")


def dump(service, url):
    """Every table, with every column, as text; and the texts, which are stored packed."""
    return subprocess.run(["pg_dump", "--data-only", "--inserts", "-d", url], check=True,
                          capture_output=True, text=True).stdout


with Service() as service:
    patterns = service.folder / "patterns"
    patterns.write_text("# of the shop\nshop_badge: BADGE-\\d+\n")
    service.env["ESCAPEMENT_MASK_FILE"] = str(patterns)
    service.env["ESCAPEMENT_LOG_LEVEL"] = "debug"
    url = service.run("dev").stdout.split("DATABASE_URL=")[1].splitlines()[0].strip("'\"; ")
    small, large = service.folder / "small.xml", service.folder / "large.xml"
    small.write_text(report())
    large.write_text(report("a line that fills the text\n" * 4000))

    answer = service.run("ingest", "--json", "--report-only", "--project", "shop", "--commit",
                         "aaaaaaa1", "--url", f"https://ci:{SECRETS['url_password']}@ci.example/1",
                         str(small)).stdout
    clean(answer, "the answer to a command has none")
    tap.ok("https://ann:<masked:url_password>@db/x" in answer, "what is around a secret is shown",
           answer)
    tap.ok('"masked"' in answer and "url_password 1" in answer and "shop_badge 1" in answer,
           "the report says what was masked, and how often", answer)
    done = service.run("ingest", "--report-only", "--project", "shop", "--commit", "aaaaaaa2",
                       str(large))
    clean(done.stdout + done.stderr, "nor has it when it is printed, of a text that was cut")

    service.serve()
    project = "/api/v1/projects/shop"
    status, _, body = service.request("POST", f"{project}/reports?commit=aaaaaaa3&url=https://ci:"
                                      f"{SECRETS['url_password']}@ci.example/3?token="
                                      f"{SECRETS['assignment']}", report("again").encode())
    tap.ok(status == 201, "a report is uploaded", body)
    clean(str(body), "the answer to an upload has none")
    refused = service.request("POST", f"{project}/reports?commit=aaaaaaa4&note=password="
                              f"{SECRETS['assignment']}", b"<html/>")
    tap.ok(refused[0] in (400, 422), "an upload is refused", refused)
    clean(str(refused), "the refusal has none")
    for test in service.pages(f"{project}/tests"):
        page = service.request("GET", f"{project}/tests/{test['test']['id']}")[2]
        clean(str(page), f"the page of {test['test']['name']} has none")
        tap.ok("<masked:" in str(page), f"and shows that {test['test']['name']} had one", page)
    clean(str(service.pages(f"{project}/uploads")), "the list of uploads has none")
    service.stop()
    clean((service.folder / "log").read_text(), "the log has none")

    tables = dump(service, url)
    tap.ok(tables.count("<masked:") > 20 and "failure_text" in tables, "the dump shows all tables",
           tables[:500])
    clean(tables, "no table has one")
    tap.ok("GET https://ann:<masked:url_password>@db/x gave" in tables,
           "signature and exemplar are made of masked text", tables)

    for arguments in ([], ["--json"]):
        for path in (small, large):
            shown = service.run("inspect", str(path), *arguments)
            clean(shown.stdout + shown.stderr, f"inspect {' '.join(arguments)} {path.name} has none")
            tap.ok("<masked:" in shown.stdout, "and shows that there was one", shown.stdout)

    patterns.write_text("fine: x\nbad: (\n")
    for command in (["check-config"], ["serve", "--port", "0"], ["ingest", "--project", "shop",
                    "--commit", "aaaaaaa5", str(small)], ["inspect", str(small)]):
        done = service.run(*command, check=False)
        tap.ok(done.returncode != 0 and f"{patterns}:2: bad: at byte" in done.stderr,
               f"{command[0]} names the line of a wrong pattern", done.stderr)

tap.done()
