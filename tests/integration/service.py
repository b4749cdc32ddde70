"""A private PostgreSQL and a running service for tests, and the little TAP that they speak."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = str((ROOT / os.environ.get("ESCAPEMENT", "build/escapement")).resolve())
START_SECONDS = 60


class Tap:
    """Counts; ends the program with 1 when something was not ok."""

    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, name, got=None):
        self.count += 1
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}", flush=True)
        if not good:
            self.failed += 1
            for line in str(got).splitlines()[:20]:
                print(f"# {line[:1000]}", flush=True)
        return good

    def done(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed else 0)


def wait_for(what, seconds=START_SECONDS):
    """Waits for a condition, not for a time."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise TimeoutError("waited in vain")
        time.sleep(0.02)


class Service:
    """Use as a context: everything it started is stopped and removed at the end."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="escapement-test."))
        self.folder.chmod(0o711)
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("ESCAPEMENT_")}
        self.env.pop("DATABASE_URL", None)
        self.env["ESCAPEMENT_DATA_DIR"] = str(self.folder / "data")
        self.server = None
        self.others = []
        started = json.loads(self.run("dev", "--json").stdout)
        self.token = started["token"]
        return self

    def __exit__(self, *_):
        self.stop()
        self.run("dev", "--stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *arguments, check=True, **more):
        """Runs the program to its end."""
        return subprocess.run([PROGRAM, *arguments], env=self.env, check=check, cwd=ROOT, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)

    def ingest(self, project, *arguments):
        """The answer to an upload by command, whatever the verdict."""
        done = self.run("ingest", "--json", "--report-only", "--project", project, *arguments,
                        check=False)
        if done.returncode != 0:
            raise AssertionError(f"ingest {arguments}: {done.returncode}: {done.stderr}")
        return json.loads(done.stdout)

    def postgres(self):
        """The process id of the server's first process."""
        return json.loads(self.run("dev", "--status", "--json", check=False).stdout)["pid"]

    def serve(self):
        self.server, self.url = self.start_server("port")

    def serve_also(self):
        """One more server on the same database; its address."""
        server, url = self.start_server(f"port{len(self.others)}")
        self.others.append(server)
        return url

    def start_server(self, port_name):
        port_file = self.folder / port_name
        port_file.unlink(missing_ok=True)
        with open(self.folder / "log", "ab") as log:
            server = subprocess.Popen(
                [PROGRAM, "serve", "--port", "0", "--port-file", str(port_file)], env=self.env,
                stdout=log, stderr=log, cwd=ROOT)
        wait_for(lambda: port_file.exists() and port_file.read_text().strip()
                 or server.poll() is not None)
        if server.poll() is not None:
            raise AssertionError((self.folder / "log").read_text())
        return server, f"http://127.0.0.1:{port_file.read_text().strip()}"

    def stop(self):
        for server in [self.server, *self.others]:
            if server:
                server.terminate()
                server.wait()
        self.server = None
        self.others = []

    def request(self, method, path, body=None, token=None):
        """Status, headers and JSON (or text) of the answer; status 0 when there was none. An empty
        token: nothing is said of who asks."""
        request = urllib.request.Request(self.url + path, data=body, method=method)
        if token != "":
            request.add_header("Authorization", f"Bearer {token or self.token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, headers, text = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            status, headers, text = answer.code, answer.headers, answer.read()
        except OSError as why:
            return 0, {}, str(why)
        try:
            return status, headers, json.loads(text)
        except ValueError:
            return status, headers, text.decode("utf-8", "replace")

    def pages(self, path):
        """All items of a list."""
        after, items = None, []
        while True:
            join = "&" if "?" in path else "?"
            status, _, page = self.request("GET", path + (f"{join}after={after}" if after else ""))
            if status != 200:
                raise AssertionError(f"{path}: {status} {page}")
            items += page["items"]
            after = page["next"]
            if not after:
                return items
