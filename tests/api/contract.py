"""The OpenAPI document as a judge of requests and answers."""
import json
import re

import jsonschema


class Contract:
    def __init__(self, path):
        self.document = json.loads(path.read_text(encoding="utf-8"))
        self.answered = set()
        # the template with the most literal text comes first, as the server finds routes
        templates = sorted(self.document["paths"], key=lambda p: (p.count("{"), -len(p)))
        self.patterns = [(t, re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(t)) + "$"))
                         for t in templates]

    def _resolve(self, node):
        while "$ref" in node:
            found = self.document
            for step in node["$ref"].lstrip("#/").split("/"):
                found = found[step]
            node = found
        return node

    def _violations(self, schema, value):
        whole = dict(schema, components=self.document["components"])
        validator = jsonschema.Draft202012Validator(whole)
        return [f"{'/'.join(map(str, e.absolute_path)) or 'the body'}: {e.message[:300]}"
                for e in validator.iter_errors(value)]

    def operation(self, method, path):
        method = "get" if method == "HEAD" else method.lower()
        for template, pattern in self.patterns:
            if pattern.match(path) and method in self.document["paths"][template]:
                return template, method, self.document["paths"][template][method]
        return None, method, None

    def request_problems(self, method, path, body):
        """What the document has against a JSON body that the server took."""
        _, _, operation = self.operation(method, path)
        media = (operation or {}).get("requestBody", {}).get("content", {})
        if "application/json" not in media:
            return []
        return [f"the request that was taken: {p}" for p in
                self._violations(media["application/json"]["schema"], json.loads(body or "null"))]

    def answer_problems(self, method, path, status, media_type, text):
        """What the document has against an answer."""
        template, key, operation = self.operation(method, path)
        if status == 405 or operation is None:
            if status not in (404, 405):
                return [f"the document does not know {method} {path}"]
            answer = {"content": {"application/problem+json":
                                  {"schema": {"$ref": "#/components/schemas/Problem"}}}}
        elif str(status) in operation["responses"]:
            answer = self._resolve(operation["responses"][str(status)])
        else:
            return [f"the document does not know that {key} {template} may answer {status}"]
        if 200 <= status < 300:
            self.answered.add((template, key))
        content = answer.get("content")
        if content is None:
            return [f"the answer has a body: {text[:200]}"] if text else []
        if media_type not in content:
            return [f"media type {media_type}, not {' or '.join(content)}"]
        if method == "HEAD":
            return []
        value = text
        if media_type.endswith("json"):
            try:
                value = json.loads(text)
            except ValueError as error:
                return [f"no JSON: {error}: {text[:200]}"]
        return self._violations(content[media_type]["schema"], value)

    def operations(self):
        for template, item in self.document["paths"].items():
            for key, operation in item.items():
                if key != "parameters":
                    yield template, key, operation

    def never_answered(self):
        return [f"no case has {key} {template} answered with success"
                for template, key, _ in self.operations() if (template, key) not in self.answered]

    def wrong_examples(self):
        problems = []
        for template, key, operation in self.operations():
            bodies = [operation.get("requestBody", {})]
            bodies += [self._resolve(r) for r in operation["responses"].values()]
            for body in bodies:
                for media in body.get("content", {}).values():
                    if "example" in media:
                        problems += [f"{key} {template}: {p}" for p in
                                     self._violations(media["schema"], media["example"])]
        return problems
