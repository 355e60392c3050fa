"""A browser without scripts: it reads pages, fills their forms as they stand there, and follows where they lead.

What it sends is what the page offered: hidden fields, ticked boxes and chosen options go along, so that a form which
lacks what its route needs fails here as it would for a member.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass
class Form:
    method: str
    action: str
    kind: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    """name, value, words"""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._area: tuple[str, list[str]] | None = None
        self._select: tuple[str, list[str], bool] | None = None
        self._button: tuple[str, str, list[str]] | None = None
        self._link: tuple[str, list[str]] | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style"):
            self._silent += 1
        if tag == "a" and "href" in given:
            self._link = (given["href"], [])
        if tag == "form":
            self._form = Form(
                given.get("method", "get").lower(), given.get("action", ""), given.get("enctype", "urlencoded")
            )
            self.forms.append(self._form)
        if self._form is None or "disabled" in given:
            return
        name = given.get("name", "")
        if tag == "input":
            self._input(self._form, name, given)
        elif tag == "textarea":
            self._area = (name, [])
        elif tag == "select":
            self._select = (name, [], "multiple" in given)
            self._form.names.add(name)
        elif tag == "option" and self._select is not None:
            value = given.get("value", "")
            if "selected" in given:
                self._select[1].insert(0, value)
            else:
                self._select[1].append(value)
        elif tag == "button" and given.get("type", "submit") == "submit":
            self._button = (name, given.get("value", ""), [])

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind == "submit":
            form.buttons.append((name, given.get("value", ""), given.get("value", "")))
            return
        form.names.add(name)
        if kind in ("checkbox", "radio"):
            if "checked" in given:
                form.fields.append((name, given.get("value", "on")))
        elif kind != "file":
            form.fields.append((name, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent -= 1
        elif tag == "form":
            self._form = None
        elif tag == "a" and self._link is not None:
            self.links.append((self._link[0], " ".join("".join(self._link[1]).split())))
            self._link = None
        elif self._form is not None and tag == "textarea" and self._area is not None:
            self._form.names.add(self._area[0])
            self._form.fields.append((self._area[0], "".join(self._area[1])))
            self._area = None
        elif self._form is not None and tag == "select" and self._select is not None:
            if self._select[1] and not self._select[2]:
                self._form.fields.append((self._select[0], self._select[1][0]))
            self._select = None
        elif self._form is not None and tag == "button" and self._button is not None:
            self._form.buttons.append((self._button[0], self._button[1], " ".join("".join(self._button[2]).split())))
            self._button = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)
        if self._button is not None:
            self._button[2].append(data)
        if self._link is not None:
            self._link[1].append(data)
        if not self._silent and self._area is None:
            self.words.append(data)


class Page:
    """An answer as somebody reads it."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer, self.status, self.url = answer, answer.status_code, str(answer.url)
        reader = _Reader()
        if "html" in answer.headers.get("content-type", ""):
            reader.feed(answer.text)
        self.forms, self.links = reader.forms, reader.links
        self.words = " ".join(" ".join(reader.words).split())

    def form(self, action: str, *, with_field: str = "") -> Form:
        """The first form whose action matches and that has the field."""
        for one in self.forms:
            if re.search(action, one.action) and (not with_field or with_field in one.names):
                return one
        there = [one.action for one in self.forms]
        raise AssertionError(f"no form {action} on {self.url}, only {there}: {self.words[:600]}")

    def has(self, action: str) -> bool:
        return any(re.search(action, one.action) for one in self.forms)

    def link(self, href: str) -> str:
        for address, _ in self.links:
            if re.search(href, address):
                return address
        raise AssertionError(f"no link {href} on {self.url}: {self.words[:600]}")


class Browser:
    """One person's browser: its cookies, where it is, and every byte it was given."""

    def __init__(self, base: str) -> None:
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
        self.client = httpx.Client(base_url=base, headers=headers, follow_redirects=True, timeout=60)
        self.seen: list[bytes] = []

    def get(self, path: str) -> Page:
        return self._page(self.client.get(path))

    def submit(self, page: Page, action: str, fields: dict[str, object] | None = None, **more: object) -> Page:
        """Fill a form of this page and send it. A list ticks several boxes, None takes a field out."""
        form = page.form(action)
        given = {**(fields or {}), **more}
        files = {name: value for name, value in given.items() if isinstance(value, tuple)}
        chosen = {name: value for name, value in given.items() if not isinstance(value, tuple)}
        unknown = (set(given) - form.names) - {name for name, _, _ in form.buttons}
        assert not unknown, f"{form.action} has no {unknown}, but {form.names}"
        body: dict[str, list[str]] = {}
        for name, value in form.fields:
            if name not in chosen and name:
                body.setdefault(name, []).append(value)
        for name, value in chosen.items():
            if value is not None:
                body[name] = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        address = urljoin(page.url, form.action)
        return self._page(self.client.request(form.method, address, data=body, files=files or None))

    def _page(self, answer: httpx.Response) -> Page:
        for one in (*answer.history, answer):
            self.seen.append(repr(one.headers).encode() + one.content)
        return Page(answer)

    def close(self) -> None:
        self.client.close()
