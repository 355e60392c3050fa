"""Prism, a judge that is not ours: it holds what the real SDKs send, and what our stand-ins answer, to OpenAPI.

https://github.com/stoplightio/prism, Apache-2.0, pinned in `node/`. Installed once outside the tree by npm's own client
(`python -m tests.vendors.prism` does only that). It stands between an SDK and a stand-in, and is always stopped.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from tests import npm
from tests.npm import NoNode
from tests.vendors import contract

NODE = Path(__file__).parent / "node"
START_SECONDS = 90.0


def installed() -> Path:
    """Where Prism's own command is. Installs it first if nobody has. Raises NoNode where there is no Node.js."""
    return npm.installed("prism", NODE) / "@stoplight" / "prism-cli" / "dist" / "index.js"


def line() -> dict[str, Any]:
    text = (contract.SPECS / "line-messaging-sharpened.yml").read_text()
    return dict(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def twilio() -> dict[str, Any]:
    """Messages and content as one: a rehearsal is one server."""
    messages, content = (
        json.loads((contract.SPECS / name).read_text())
        for name in ("twilio-messages-sharpened.json", "twilio-content-written.json")
    )
    merged = {
        kind: {**content["components"].get(kind, {}), **messages["components"].get(kind, {})}
        for kind in {*messages["components"], *content["components"]}
    }
    whole = {**messages, "paths": {**content["paths"], **messages["paths"]}, "components": merged}
    return dict(_with_relative_pages(whole))


def _with_relative_pages(spec: Any) -> Any:
    """The Messages API names its pages by paths, in the specification's own examples too, where it calls them URIs."""
    if isinstance(spec, list):
        return [_with_relative_pages(inner) for inner in spec]
    if not isinstance(spec, dict):
        return spec
    plain = {name: _with_relative_pages(inner) for name, inner in spec.items()}
    for name in ("uri", "first_page_uri", "next_page_uri", "previous_page_uri"):
        if isinstance(inner := plain.get(name), dict):
            plain[name] = {key: value for key, value in inner.items() if key != "format"}
    return plain


def telegram() -> dict[str, Any]:
    """The OpenAPI form has the methods that most bots use; the others we call are added from the JSON Schema."""
    spec: dict[str, Any] = json.loads((contract.SPECS / "telegram-openapi-derived-min.json").read_text())
    whole = contract.telegram_spec()
    plain = spec["paths"]["/bot{token}/leaveChat"]["post"]
    for method in ("deleteMessages",):
        schema = whole["methods"][method]
        properties = {name: _in_a_form(inner) for name, inner in schema["properties"].items()}
        kinds = {
            "application/x-www-form-urlencoded": {"schema": {**schema, "properties": properties}},
            "application/json": {"schema": schema},
        }
        body = {"required": True, "content": kinds}
        spec["paths"][f"/bot{{token}}/{method}"] = {"post": {**plain, "operationId": method, "requestBody": body}}
    return spec


def _in_a_form(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """In a form whatever is nested is JSON in a text: that is for `contract` to judge."""
    return schema if schema.get("type") in ("string", "integer", "boolean") else {"type": "string"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def between(spec: Mapping[str, Any], upstream: str, folder: Path) -> Iterator[str]:
    """The address of a Prism that judges what goes to `upstream` and what comes back, until the block ends."""
    command, port = installed(), free_port()
    document, log = folder / "spec.json", folder / "prism.log"
    document.write_text(json.dumps(spec))
    words = ["node", str(command), "proxy", "-m", "false", "-h", "127.0.0.1", "-p", str(port), "--errors"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*words, str(document), upstream], cwd=folder, stdout=output, stderr=output, stdin=subprocess.DEVNULL,
            start_new_session=True, env={name: value for name, value in os.environ.items() if name != "NODE_ENV"},
        )  # fmt: skip
    try:
        _await_answer(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        _stop(process)


def _await_answer(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"Prism does not answer:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Its whole session, gently and then not."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, number)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                continue


if __name__ == "__main__":
    try:
        print(installed())
    except NoNode as error:
        sys.exit(str(error))
