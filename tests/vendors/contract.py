"""The vendors' own specifications as a judge: what our calls, and the stand-ins' answers, must obey.

OpenAPI 3.0 and the derived Telegram schema are read as JSON Schema. Lengths are counted as the vendor counts them.
"""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import regex  # type: ignore[import-untyped]
import yaml
from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

SPECS = Path(__file__).parents[1] / "contracts" / "specs"
TWILIO_MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
TWILIO_MESSAGE = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"
Length = Callable[[str, int], int]
FORMATS = FormatChecker(formats=["uuid"])


@FORMATS.checks("uuid", raises=ValueError)
def _uuid(value: object) -> bool:
    return not isinstance(value, str) or str(uuid.UUID(value)) == value.lower()


@FORMATS.checks("phone-number")
def _phone(value: object) -> bool:
    return not isinstance(value, str) or regex.fullmatch(r"(\w+:)?\+?[\w.]{3,}", value) is not None


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))


def code_points(text: str, limit: int) -> int:
    return len(text)


def as_telegram(text: str, limit: int) -> int:
    return utf16(text)


def as_line(text: str, limit: int) -> int:
    """LINE counts message text in UTF-16 units, and what stands on buttons in grapheme clusters."""
    return utf16(text) if limit >= 1000 else graphemes(text)


def _validator(length: Length) -> Any:
    def longest(_: Any, limit: int, value: Any, schema: Any) -> Iterator[ValidationError]:
        if isinstance(value, str) and length(value, limit) > limit:
            yield ValidationError(f"longer than {limit}")

    def bytes_at_most(_: Any, limit: int, value: Any, schema: Any) -> Iterator[ValidationError]:
        if isinstance(value, str) and len(value.encode()) > limit:
            yield ValidationError(f"more than {limit} bytes")

    return validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, {"maxLength": longest, "x-max-bytes": bytes_at_most}
    )


def _plain(schema: Any) -> Any:
    """OpenAPI 3.0 says `nullable`; JSON Schema says it with a type."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _plain(value) for key, value in schema.items() if key != "nullable"}
    if schema.get("nullable") is True:
        return {"anyOf": [plain, {"type": "null"}]}
    return plain


def violations(schema: Mapping[str, Any], spec: Mapping[str, Any], value: object, length: Length) -> list[str]:
    """What is wrong with `value`, in words without the value itself."""
    whole = {**schema, "components": spec["components"]}
    found = _validator(length)(whole, format_checker=FORMATS).iter_errors(value)
    return [f"{'/'.join(map(str, error.path)) or 'body'}: {_reason(error)}" for error in found]


def _reason(error: ValidationError) -> str:
    if error.context:
        return f"{error.validator}({'; '.join(sorted({_reason(inner) for inner in error.context}))})"
    return f"{error.validator} {json.dumps(error.validator_value, default=str)[:80]}"


@cache
def line_spec() -> dict[str, Any]:
    loaded = yaml.load(
        (SPECS / "line-messaging-sharpened.yml").read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    return dict(_plain(loaded))


@cache
def twilio_spec() -> dict[str, Any]:
    return dict(_plain(json.loads((SPECS / "twilio-messages-sharpened.json").read_text())))


@cache
def content_spec() -> dict[str, Any]:
    return dict(_plain(json.loads((SPECS / "twilio-content-written.json").read_text())))


@cache
def telegram_spec() -> dict[str, Any]:
    return dict(json.loads((SPECS / "telegram-jsonschema-derived.json").read_text()))


def line(schema: str, value: object) -> list[str]:
    return violations({"$ref": f"#/components/schemas/{schema}"}, line_spec(), value, as_line)


def uuid_key(value: object) -> list[str]:
    return violations({"type": "string", "format": "uuid"}, {"components": {}}, value, code_points)


def twilio(path: str, value: object) -> list[str]:
    body = twilio_spec()["paths"][path]["post"]["requestBody"]
    return violations(body["content"]["application/x-www-form-urlencoded"]["schema"], twilio_spec(), value, code_points)


def twilio_fields(path: str) -> dict[str, Any]:
    body = twilio_spec()["paths"][path]["post"]["requestBody"]
    return dict(body["content"]["application/x-www-form-urlencoded"]["schema"]["properties"])


def twilio_answer(value: object) -> list[str]:
    return violations({"$ref": "#/components/schemas/api.v2010.account.message"}, twilio_spec(), value, code_points)


def twilio_content(schema: str, value: object) -> list[str]:
    return violations({"$ref": f"#/components/schemas/{schema}"}, content_spec(), value, code_points)


def telegram(method: str, value: object) -> list[str]:
    return violations(telegram_spec()["methods"][method], telegram_spec(), value, as_telegram)


def telegram_type(name: str, value: object) -> list[str]:
    return violations({"$ref": f"#/components/schemas/{name}"}, telegram_spec(), value, as_telegram)
