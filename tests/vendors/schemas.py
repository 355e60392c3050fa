"""Bodies made from the vendors' own specifications: what a schema allows, and such a body with something in it broken.

Small on purpose: it knows the keywords that these specifications use, and stops a body before it gets deep. Whether
what it makes is allowed is judged by `tests.vendors.contract`, not here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

Schema = Mapping[str, Any]
DEEP = 4
MOST_EXTRAS = 4
PROSE = [
    "hello",
    "नेपाली भाषा",
    "မြန်မာ။",
    "日本語。",
    "👩‍👩‍👧",
    " ",
    "",
    "\u202eabc",
    "a\nb",
    "1",
    "STOP",
    "/start x",
    "é" * 300,
]
TEXT = st.sampled_from(PROSE) | st.text(st.characters(codec="utf-8"), max_size=20)
FORMATS = {"uri": "https://example.org/x", "uuid": "123e4567-e89b-12d3-a456-426614174000"}
WHOLE = st.sampled_from([0, 1, 2**31, 2**40]) | st.integers(0, 10**12)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.sampled_from(["\ud800", "\x00", 10**400, -1]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)


@dataclass(frozen=True)
class Spec:
    """The named schemas of one vendor."""

    schemas: Mapping[str, Schema]

    def named(self, ref: str) -> Schema:
        return self.schemas[ref.rpartition("/")[2]]

    def resolved(self, schema: Schema, *, chosen: bool = False) -> Schema:
        """`schema` without references and `allOf`. `chosen`: its discriminator has been obeyed already."""
        if "$ref" in schema:
            return self.resolved(self.named(schema["$ref"]), chosen=chosen)
        if "allOf" not in schema:
            return {name: value for name, value in schema.items() if not (chosen and name == "discriminator")}
        merged: dict[str, Any] = {"properties": {}, "required": []}
        for part in schema["allOf"]:
            inner = self.resolved(part, chosen=True)
            merged["properties"] |= inner.get("properties", {})
            merged["required"] += inner.get("required", [])
        return merged

    def variants(self, schema: Schema) -> dict[str, Schema]:
        """By their discriminator's value: LINE's way to say "one of these"."""
        mapping = schema["discriminator"]["mapping"]
        return {
            value: self._variant(schema["discriminator"]["propertyName"], value, ref) for value, ref in mapping.items()
        }

    def _variant(self, name: str, value: str, ref: str) -> Schema:
        inner = self.resolved({"$ref": ref}, chosen=True)
        fixed = {**inner.get("properties", {}), name: {"enum": [value]}}
        return {**inner, "properties": fixed, "required": [*inner.get("required", []), name]}


@st.composite
def allowed(draw: st.DrawFn, spec: Spec, schema: Schema, wanted: Sequence[str] = (), deep: int = 0) -> Any:
    """What `schema` allows. `wanted` are properties it must have although they may be left out."""
    schema = spec.resolved(schema)
    if "discriminator" in schema:
        schema = draw(st.sampled_from(list(spec.variants(schema).values())))
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return draw(allowed(spec, draw(st.sampled_from(_shallow(spec, schema[word], deep))), deep=deep))
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    if "properties" in schema or schema.get("type") == "object":
        return draw(_table(spec, schema, wanted, deep))
    if schema.get("type") == "array":
        size = max(schema.get("minItems", 0), 0 if deep >= DEEP else draw(st.integers(0, 2)))
        return [draw(allowed(spec, schema["items"], deep=deep + 1)) for _ in range(size)]
    return draw(_plain(schema))


@st.composite
def _table(draw: st.DrawFn, spec: Spec, schema: Schema, wanted: Sequence[str], deep: int) -> dict[str, Any]:
    properties, required = schema.get("properties", {}), schema.get("required", [])
    extras = [name for name in properties if name not in required and name not in wanted]
    most = min(len(extras), 0 if deep >= DEEP else MOST_EXTRAS)
    more = draw(st.lists(st.sampled_from(extras), max_size=most, unique=True)) if most else []
    names = dict.fromkeys([*required, *wanted, *more])
    return {name: draw(allowed(spec, properties[name], deep=deep + 1)) for name in names if name in properties}


def _shallow(spec: Spec, choices: Sequence[Schema], deep: int) -> Sequence[Schema]:
    """Deep down only what ends: plain values, else tables that hold no table."""
    if deep < DEEP:
        return choices
    return [
        one for one in choices if "properties" not in (full := spec.resolved(one)) and "anyOf" not in full
    ] or choices[-1:]


def _plain(schema: Schema) -> st.SearchStrategy[Any]:
    match schema.get("type"):
        case "boolean":
            return st.booleans()
        case "integer":
            return WHOLE
        case "number":
            return st.floats(-90, 90)
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True)
    if schema.get("format") in FORMATS:
        return st.just(FORMATS[schema["format"]])
    least, most = schema.get("minLength", 0), schema.get("maxLength", 10**6)
    return TEXT.filter(lambda text: least <= len(text) <= most)


@st.composite
def broken(draw: st.DrawFn, value: Any) -> Any:
    """`value` with one to three things in it left out or of another kind."""
    for _ in range(draw(st.integers(1, 3))):
        value = draw(_once(value))
    return value


@st.composite
def _once(draw: st.DrawFn, value: Any) -> Any:
    if not isinstance(value, dict | list) or not value or not draw(st.integers(0, 9)):
        return draw(JUNK)
    if isinstance(value, list):
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], draw(_once(value[place])), *value[place + 1 :]]
    name = draw(st.sampled_from(list(value)))
    if draw(st.booleans()):
        return {key: inner for key, inner in value.items() if key != name}
    return {**value, name: draw(_once(value[name]))}
