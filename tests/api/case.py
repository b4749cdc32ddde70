"""Request cases: their language (see README.md) and how they are run."""
import gzip
import http.client
import io
import json
import re
import tarfile
import time
import zipfile

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
TIMEOUT_SECONDS = 30
SOON_SECONDS = 15
STARTED = time.time()


class Step:
    def __init__(self, title, line):
        self.title = title
        self.line = line
        self.method = self.path = self.caller = None
        self.headers = {}
        self.body = None
        self.status = None
        self.checks = []
        self.soon = False


def parse(text):
    """The steps of a case file."""
    steps = []
    lines = enumerate(text.splitlines(), 1)
    for number, line in lines:
        words = line.split(None, 1)
        rest = words[1].strip() if len(words) > 1 else ""
        if not words or line.startswith("#"):
            continue
        if words[0] == "==":
            steps.append(Step(rest, number))
            continue
        step = steps[-1]
        if words[0] in METHODS:
            step.method, step.path = words[0], rest
        elif step.status is not None:
            step.checks.append((number, line.strip()))
        elif words[0] == "as":
            step.caller = rest
        elif words[0] == "header":
            name, value = rest.split(":", 1)
            step.headers[name] = value.strip()
        elif words[0] == "body":
            step.body = until_end(lines) if rest == "<<" else rest
        elif words[0] == "bundle":
            step.body = bundle(rest.removesuffix("<<").strip(), until_end(lines))
        elif line.strip() == "soon":
            step.soon = True
        elif words[0] == "expect":
            step.status = int(rest)
        else:
            raise ValueError(f"line {number}: not understood: {line}")
    return steps


def until_end(lines):
    kept = []
    for _, line in lines:
        if line == ">>":
            return "\n".join(kept) + "\n"
        kept.append(line)
    raise ValueError("a body without its end >>")


def bundle(kind, text):
    """The lines "PATH TEXT" packed as zip, tar, tar.gz, ...; as gz the whole is one file."""
    bytes_of = io.BytesIO()
    if kind == "gz":
        return gzip.compress(text.encode(), mtime=0)
    files = [line.split(" ", 1) for line in text.splitlines()]
    if kind == "zip":
        with zipfile.ZipFile(bytes_of, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in files:
                archive.writestr(zipfile.ZipInfo(path), content)
        return bytes_of.getvalue()
    with tarfile.open(fileobj=bytes_of, mode="w:" + kind.removeprefix("tar").strip(".")) as archive:
        for path, content in files:
            info = tarfile.TarInfo(path)
            info.size = len(content.encode())
            archive.addfile(info, io.BytesIO(content.encode()))
    return bytes_of.getvalue()


def fill(text, values):
    """Puts ${name} and ${N days ago} in."""
    text = re.sub(r"\$\{(\d+) days ago\}", lambda m: time.strftime(
        "%Y-%m-%dT%H:%M:%SZ", time.gmtime(STARTED - int(m.group(1)) * 86400)), text)
    return re.sub(r"\$\{(\w+)\}", lambda m: str(values[m.group(1)]), text)


def look_up(value, path):
    """What stands at items[0].test.name, items[-1] or items[name=x].id; KeyError: nothing does."""
    for name, index in re.findall(r"([^.\[\]]+)|\[([^\]]*)\]", "" if path == "." else path):
        if name:
            value = value[name] if isinstance(value, dict) else no_such(path)
        elif "=" in index:
            key, wanted = index.split("=", 1)
            value = next((v for v in value if str(look_up(v, key)) == wanted), None)
            if value is None:
                no_such(path)
        elif -len(value) <= int(index) < len(value):
            value = value[int(index)]
        else:
            no_such(path)
    return value


def no_such(path):
    raise KeyError(f"{path}: there is nothing")


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.media_type = (response.headers.get("Content-Type") or "").split(";")[0]
        self.text = response.read().decode("utf-8")

    def json(self):
        return json.loads(self.text)


def send(step, port, values):
    headers = {name: fill(value, values) for name, value in step.headers.items()}
    if step.caller:
        headers["Authorization"] = "Bearer " + values[step.caller]
    body = step.body
    if isinstance(body, str):
        body = fill(body, values).encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(step.method, fill(step.path, values), body, headers)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def value_of(answer, path):
    if path.startswith("header "):
        return answer.headers.get(path.split(None, 1)[1])
    if path == "text":
        return answer.text
    if path.startswith("count "):
        return len(look_up(answer.json(), path.split(None, 1)[1]))
    return look_up(answer.json(), path)


def check(answer, line, values):
    """None, or what is wrong. A line is: save NAME = PATH, PATH absent, or PATH = != ~ has ..."""
    if line.startswith("save "):
        name, path = line[len("save "):].split(" = ", 1)
        values[name] = value_of(answer, path)
        return None
    if line.endswith(" absent"):
        found = value_of(answer, line[:-len(" absent")])
        return None if found is None else f"{line}: it is {found!r}"
    path, how, wanted = re.match(r"(.+?) (=|!=|~|has) (.*)$", line).groups()
    found = value_of(answer, path)
    if how == "~":
        good = re.search(wanted, found if isinstance(found, str) else json.dumps(found))
    elif how == "has":
        good = json.loads(wanted) in found
    else:
        wanted = wanted if path == "text" or path.startswith("header ") else json.loads(wanted)
        good = (found == wanted) == (how == "=")
    return None if good else f"{line}: it is {json.dumps(found)[:500]}"


def problems_of(step, port, values, document):
    answer = send(step, port, values)
    path = fill(step.path, values).split("?")[0]
    problems = document.answer_problems(step.method, path, answer.status, answer.media_type,
                                        answer.text)
    if 200 <= answer.status < 300 and isinstance(step.body, str):
        problems += document.request_problems(step.method, path, fill(step.body, values))
    if answer.status != step.status:
        problems.append(f"status {answer.status}, not {step.status}: {answer.text[:500]}")
        return problems
    for number, line in step.checks:
        try:
            problem = check(answer, fill(line, values), values)
        except (KeyError, ValueError, TypeError) as error:
            problem = f"{line}: {error}"
        if problem:
            problems.append(f"line {number}: {problem}")
    return problems


def run(file, port, values, document, tap):
    """Runs the steps of @file in order; what one saves the next ones may use."""
    for step in parse(file.read_text(encoding="utf-8")):
        try:
            end = time.monotonic() + (SOON_SECONDS if step.soon else 0)
            problems = problems_of(step, port, values, document)
            while problems and time.monotonic() < end:
                problems = problems_of(step, port, values, document)
        except (OSError, http.client.HTTPException, KeyError) as error:
            problems = [f"{type(error).__name__}: {error}"]
        tap.report(f"{file.stem}: {step.title}",
                   [f"{file.name}:{step.line}"] + problems if problems else [])
