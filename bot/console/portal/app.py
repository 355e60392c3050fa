"""The company pages as one ASGI application beside the desk's: own routes, own doors, own refusals."""

from functools import cache

from fastapi import APIRouter, Depends, FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.casework.company_side import LARGEST_FILE
from bot.console.console import Console
from bot.console.portal import papers, sign_in, threads
from bot.console.portal.doors import answer_refusals, explain, seen
from bot.console.portal.pages import PortalPages

ROOT = "/company"
WITH_FILE = ("/file", "/done")
LARGEST_UPLOAD = LARGEST_FILE + 256 * 1024
"""A file with the form around it."""


def build_portal(console: Console) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.console, app.state.portal_pages = console, PortalPages(console)
    app.router = rooms()
    answer_refusals(app)
    return app


@cache
def rooms() -> APIRouter:
    """All routes of the portal, wired once in a process: they hold nothing of any one desk."""
    router = APIRouter()
    router.include_router(sign_in.router)
    router.include_router(papers.router, dependencies=[Depends(seen)])
    router.include_router(threads.router, dependencies=[Depends(seen)])
    return router


def theirs(path: str) -> bool:
    return path == ROOT or path.startswith(f"{ROOT}/")


def largest(path: str, otherwise: int) -> int:
    """How many bytes a form may have: more only where a company uploads a file."""
    return LARGEST_UPLOAD if path.startswith(f"{ROOT}/threads/") and path.endswith(WITH_FILE) else otherwise


class Aside:
    """Hands what is for companies to their own application: no handler of the desk ever sees it, nor the reverse."""

    def __init__(self, app: ASGIApp, portal: ASGIApp) -> None:
        self._app, self._portal = app, portal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        inside = scope["type"] == "http" and theirs(scope["path"])
        await (self._portal if inside else self._app)(scope, receive, send)


def refuse(portal: FastAPI, request: Request, status: int, reason: str) -> Response:
    """For what is refused before it reaches any route."""
    request.scope["app"] = portal
    return explain(request, status, reason)
