"""Schemathesis asks every endpoint of the desk and of the companies' pages for things, well formed and not, as
everybody who may come: nobody is answered by a server error, nothing goes wrong unseen, and what is sent is of a kind
we send.

The schema is made for this test only: a desk serves none.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.console.doors import cookie_name
from bot.console.portal import doors as portal
from bot.console.portal.app import build_portal
from tests.browser.furnished import Furnished
from tests.console.conftest import SAME_SITE

pytestmark = pytest.mark.slow
EXAMPLES = 2
HTML = "text/html; charset=utf-8"
KINDS = (HTML, "text/plain", "text/csv", "application/json", "application/pdf", "application/vnd.openxml", "image/")
KINDS += ("audio/", "text/x-gettext", "application/octet-stream", "text/x-po", "")  # nothing at all: a redirect
# They ask vendors and package servers; what they do with an answer is tried elsewhere, against stand-ins.
ASK_OTHERS = ("/check", "/register", "/desk/languages/index", "/desk/languages/install", "/setup/done", "/phone/play")
ASK_OTHERS += ("POST /setup/channels/{vendor}",)
FIELDS = ("seen", "text", "kind", "to", "company", "role", "reason", "until", "en", "ja", "version", "once", "asked")
WRITTEN = st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=40), max_size=5)
WHO = ("", "member", "lead", "admin", "translator")


def operations(furnished: Furnished, app: Any) -> Iterator[tuple[str, Any]]:
    schema = schemathesis.openapi.from_dict(app.openapi())
    for one in schema.get_all_operations():
        operation = one.ok()
        name = f"{operation.method.upper()} {operation.path}"
        if not name.endswith(ASK_OTHERS):
            yield name, operation


@contextmanager
def complaints() -> Iterator[list[str]]:
    """What is logged as an error while it is asked."""
    heard: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    try:
        yield heard
    finally:
        logging.getLogger().removeHandler(handler)


def asked(name: str, operation: Any, cookie: Callable[[], dict[str, str]], furnished: Furnished) -> list[str]:
    """What is wrong with the answers of one endpoint."""
    wrong: list[str] = []
    kit, jar = furnished.kit, cookie()
    places = {**furnished.places, "file_id": furnished.places["photo"], "kind": "csv", "language": "my", "n": "0"}

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), known=st.booleans(), form=WRITTEN)
    def ask(case: Any, known: bool, form: dict[str, str]) -> None:
        if known:
            case.path_parameters |= {name: places[name] for name in case.path_parameters if name in places}
        more = {"data": form} if operation.method == "post" and not case.media_type else {}
        answer = case.call(base_url=kit.console.public_url, headers=SAME_SITE, cookies=jar, timeout=30, **more)
        (kind,) = answer.headers.get("content-type") or [""]
        if answer.status_code >= 500 or not kind.startswith(KINDS):
            wrong.append(f"{name}: {answer.status_code} {kind} to {case.as_curl_command()}"[:600])

    with complaints() as heard:
        ask()
    return wrong + [f"{name}: {one}" for one in heard]


@pytest.mark.parametrize("who", WHO)
def test_no_endpoint_of_the_desk_fails_whoever_asks(furnished: Furnished, who: str) -> None:
    def cookie() -> dict[str, str]:
        return {cookie_name(furnished.kit.console): furnished.cookie(who)} if who else {}

    found = list(operations(furnished, furnished.kit.pages))
    assert len(found) > 80
    wrong = [one for name, operation in found for one in asked(name, operation, cookie, furnished)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("stage", [None, "", "code", "factor"])
def test_no_endpoint_of_the_companies_fails_however_far_she_is_in(furnished: Furnished, stage: str | None) -> None:
    def cookie() -> dict[str, str]:
        return {} if stage is None else {portal.cookie_name(furnished.kit.console): furnished.company_cookie(stage)}

    found = list(operations(furnished, build_portal(furnished.kit.console)))
    assert len(found) > 15
    wrong = [one for name, operation in found for one in asked(name, operation, cookie, furnished)]
    assert not wrong, "\n".join(wrong)
