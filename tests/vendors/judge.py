"""The same judge as `contract`, prepared once: for tests that ask it thousands of times.

Also of what the vendors send us: LINE's webhook.yml and Telegram's Update.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from tests.vendors import contract, event_specs

Faults = Callable[[object], list[str]]


def prepared(schema: Mapping[str, Any], components: Mapping[str, Any], length: contract.Length) -> Faults:
    whole = {**schema, "components": components}
    validator = contract._validator(length)(whole, format_checker=contract.FORMATS)

    def faults(value: object) -> list[str]:
        return [] if validator.is_valid(value) else [contract._reason(error) for error in validator.iter_errors(value)]

    return faults


@cache
def of_line(name: str) -> Faults:
    return prepared({"$ref": f"#/components/schemas/{name}"}, contract.line_spec()["components"], contract.as_line)


@cache
def of_twilio() -> Faults:
    body = contract.twilio_spec()["paths"][contract.TWILIO_MESSAGES]["post"]["requestBody"]
    schema = body["content"]["application/x-www-form-urlencoded"]["schema"]
    return prepared(schema, contract.twilio_spec()["components"], contract.code_points)


@cache
def of_content() -> Faults:
    schema = {"$ref": "#/components/schemas/ContentCreateRequest"}
    return prepared(schema, contract.content_spec()["components"], contract.code_points)


@cache
def of_telegram(method: str) -> Faults:
    spec = contract.telegram_spec()
    return prepared(spec["methods"][method], spec["components"], contract.as_telegram)


@cache
def _update() -> Faults:
    schema = {"$ref": "#/components/schemas/Update"}
    return prepared(schema, contract.telegram_spec()["components"], contract.as_telegram)


@cache
def _line_event(kind: str) -> Faults:
    components = {"schemas": contract._plain(dict(event_specs.line().schemas))}
    mapping = event_specs.line().schemas["Event"]["discriminator"]["mapping"]
    return prepared({"$ref": mapping[kind]}, components, contract.code_points)


def update(value: object) -> list[str]:
    return _update()(value)


def line_webhook(body: Mapping[str, Any]) -> list[str]:
    """Each event by the schema that its type names: a plain JSON Schema reader does not know discriminators."""
    return [fault for event in body["events"] for fault in _line_event(event["type"])(event)]
