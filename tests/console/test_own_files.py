"""Our own files: asked for by their hash, kept for ever by it, compressed; pages never are."""

import gzip
import re

from bot.console.own_files import FOR_EVER, own_files
from tests.console.conftest import Kit


def test_a_page_asks_for_each_of_our_files_by_its_hash_and_gets_it_compressed_for_ever(kit: Kit) -> None:
    kit.sign_in()
    page = kit.get("/desk")
    assert "content-encoding" not in page.headers, "a page may hold words of several people"
    paths = re.findall(r'"(/desk/static/[^"]+)"', page.text)
    assert len(paths) >= 5
    for path in paths:
        found = own_files()[path.partition("?")[0].rpartition("/")[2]]
        assert path.endswith(f"?v={found.version}")
        answer = kit.get(path, headers={"Accept-Encoding": "gzip"})
        assert answer.content == found.plain  # the client opens it again
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["cache-control"] == FOR_EVER
        assert gzip.decompress(found.packed) == found.plain
        again = kit.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_another_hash_and_another_name_promise_nothing(kit: Kit) -> None:
    plain = kit.get("/desk/static/desk.css?v=old", headers={"Accept-Encoding": "identity"})
    assert plain.content == own_files()["desk.css"].plain
    assert plain.headers["cache-control"] == "public, max-age=3600"
    for path in ("/desk/static/nothing.css", "/desk/static/..%2fpages.py", "/desk/static/"):
        assert kit.get(path).status_code == 404
