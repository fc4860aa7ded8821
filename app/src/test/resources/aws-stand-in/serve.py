"""An S3 and a Glue that can fail: moto's server, with what stock moto lacks.

- Glue's UpdateTable honours VersionId: a stale one is refused, as AWS does.
- Faults: the next calls of an operation fail before they have an effect, or after it (the answer is lost).
- Calls are counted.

Started as: serve.py ADDRESS PORT

Operations are named Glue.UpdateTable, Glue.GetTable, ..., S3.PUT, S3.GET, S3.DELETE, ...

Control, by POST with a JSON body, below /stand-in/: "faults" takes {"operation", "moment": "before" | "after", "count"},
"calls" returns the counts, "reset" forgets faults and counts.
"""

import json
import sys
import threading
from collections import Counter

from moto.core.exceptions import JsonRESTError
from moto.glue.responses import GlueResponse
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

CONTROL = "/stand-in/"
CONTENT = [("Content-Type", "application/json")]

stock_update_table = GlueResponse.update_table


def update_table(self):
    expected = self.parameters.get("VersionId")
    if expected is not None:
        name = self.parameters["TableInput"]["Name"]
        found = self.glue_backend.get_table(self.parameters["DatabaseName"], name).as_dict()["VersionId"]
        if expected != found:
            raise JsonRESTError(
                "ConcurrentModificationException", f"Table {name} is at version {found}, not at {expected}"
            )
    return stock_update_table(self)


GlueResponse.update_table = update_table


class StandIn:
    def __init__(self, app):
        self.app = app
        self.state = threading.Lock()
        # Compare and set is one step; moto has no lock of its own.
        self.glue = threading.Lock()
        self.faults = []
        self.calls = Counter()

    def __call__(self, environ, start_response):
        path = environ.get("PATH_INFO", "")
        if path.startswith(CONTROL):
            return self.control(path[len(CONTROL):], environ, start_response)
        operation = operation_of(environ)
        moment = self.fault_of(operation)
        if moment == "before":
            return internal_error(environ, start_response)
        if operation.startswith("Glue."):
            with self.glue:
                answer = self.answer(environ)
        else:
            answer = self.answer(environ)
        if moment == "after":
            environ["firn.answered"] = True
            return internal_error(environ, start_response)
        status, headers, body = answer
        start_response(status, headers)
        return [body]

    def answer(self, environ):
        started = []
        chunks = self.app(environ, lambda status, headers, error=None: started.append((status, headers)))
        try:
            body = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        return started[0][0], started[0][1], body

    def fault_of(self, operation):
        with self.state:
            self.calls[operation] += 1
            for fault in self.faults:
                if fault["operation"] == operation and fault["count"] > 0:
                    fault["count"] -= 1
                    return fault["moment"]
        return None

    def control(self, action, environ, start_response):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        with self.state:
            if action == "faults":
                self.faults.append(json.loads(body))
            elif action == "reset":
                self.faults.clear()
                self.calls.clear()
            elif action != "calls":
                start_response("404 Not Found", CONTENT)
                return [b"{}"]
            start_response("200 OK", CONTENT)
            return [json.dumps(self.calls).encode()]


def operation_of(environ):
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return target.replace("AWSGlue.", "Glue.")
    return "S3." + environ.get("REQUEST_METHOD", "")


def internal_error(environ, start_response):
    # Read what was sent: a client that is still sending would see a broken connection instead of the answer.
    if not environ.get("firn.answered"):
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    if "HTTP_X_AMZ_TARGET" in environ:
        start_response("500 Internal Server Error", [("Content-Type", "application/x-amz-json-1.1")])
        return [json.dumps({"__type": "InternalServiceException", "message": "injected"}).encode()]
    start_response("500 Internal Server Error", [("Content-Type", "application/xml")])
    return [b"<Error><Code>InternalError</Code><Message>injected</Message></Error>"]


if __name__ == "__main__":
    address, port = sys.argv[1], int(sys.argv[2])
    run_simple(address, port, StandIn(DomainDispatcherApplication(create_backend_app)), threaded=True)
