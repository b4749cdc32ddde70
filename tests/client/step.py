"""escapement-ci under a shell, with a folder to work in, and servers that are broken on purpose."""
import http.server
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration"))
from service import ROOT, wait_for  # noqa: E402

STEP = ROOT / "ingest/client/escapement-ci"
SHELLS = {name: [shutil.which(name)] for name in ("dash", "busybox", "bash")}
SHELLS["busybox"].append("sh")
COMMIT = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00"
# What a shell on a machine without any CI has.
PLAIN = {k: v for k, v in os.environ.items() if k in ("HOME", "LANG", "LC_ALL", "TMPDIR")}


def report(*cases, end="</testsuite>"):
    """A report; a case is a name, or a name with what went wrong."""
    text = '<testsuite name="shop">'
    for case in cases:
        name, fault = case if isinstance(case, tuple) else (case, None)
        inner = f'<failure message="{fault}">{fault}</failure>' if fault else ""
        text += f'<testcase classname="till_test" name="{name}" file="till_test.py">{inner}</testcase>'
    return text + end


class Shell:
    """One shell, and the programs that belong to it: busybox brings its own."""

    def __init__(self, name, folder):
        self.name, self.path = name, os.environ["PATH"]
        if name == "busybox":
            own = pathlib.Path(folder) / "applets"
            own.mkdir()
            subprocess.run(["busybox", "--install", "-s", str(own)], check=True)
            for more in ("curl", "git"):
                (own / more).symlink_to(shutil.which(more))
            self.path = str(own)

    def start(self, folder, *arguments, env=None, options=(), **more):
        return subprocess.Popen(
            [*SHELLS[self.name], *options, str(STEP), *arguments], cwd=folder, text=True,
            env={**PLAIN, "PATH": self.path, "TMPDIR": str(folder), "LC_ALL": "C.UTF-8", **(env or {})},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            errors="replace", **more)

    def run(self, folder, *arguments, env=None, seconds=60, options=()):
        process = self.start(folder, *arguments, env=env, options=options)
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            err += "\n(killed: it took too long)"
        return Done(process.returncode, out, err)


class Done:
    def __init__(self, code, out, err):
        self.code, self.out, self.err, self.text = code, out, err, out + err

    def __str__(self):
        return f"exit {self.code}\n{self.text}"


class Job:
    """A job in CI: a folder with a suite, and what it knows of the service."""

    count = 0
    lock = threading.Lock()

    def __init__(self, shell, base, **env):
        with Job.lock:
            Job.count += 1
            self.name = f"job-{Job.count}"
        self.shell, self.folder = shell, pathlib.Path(tempfile.mkdtemp(dir=base))
        self.env = {"ESCAPEMENT_PROJECT": "shop", "ESCAPEMENT_COMMIT": COMMIT,
                    "ESCAPEMENT_JOB": self.name, **env}

    def suite(self, text, code=0, name="junit.xml", first=""):
        """Lets `sh suite` write a report (None: none) and end with a code."""
        (self.folder / "fresh").write_text(text or "")
        copy = f"cat fresh >{name}\n" if text is not None else ""
        (self.folder / "suite").write_text(f"{first}\n{copy}exit {code}\n")

    def step(self, *arguments, seconds=60, **env):
        return self.shell.run(self.folder, *arguments, env={**self.env, **env}, seconds=seconds)

    def run(self, *options, command=("sh", "suite"), **env):
        return self.step("run", *options, "--", *command, **env)

    def litter(self):
        return [p.name for p in self.folder.glob("escapement-ci.*")]


class Broken(http.server.ThreadingHTTPServer):
    """Answers a request with the bytes that are next; the last ones again and again."""

    daemon_threads = True

    def __init__(self, *answers):
        super().__init__(("127.0.0.1", 0), BrokenAnswer)
        self.answers, self.asked, self.gate = list(answers), [], threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.gate.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, *_):
        pass


class BrokenAnswer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server = self.server
        server.asked.append((self.command, self.path, dict(self.headers)))
        answer = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
        if answer is None:  # hangs
            server.gate.wait(60)
        else:
            self.wfile.write(answer)
        self.close_connection = True

    do_GET = do_POST

    def log_message(self, *_):
        pass


def answer(status="200 OK", body="a line\n", length=None, **headers):
    """The bytes of an answer; Report_Id is written as the header Report-Id."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/plain", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def dead_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{one.getsockname()[1]}"


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"


def send(process, number):
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    return Done(process.returncode, out, err)


__all__ = ["Broken", "Done", "Job", "SHELLS", "STEP", "Shell", "alive", "answer", "dead_port",
           "report", "send", "signal", "wait_for", "COMMIT"]
