"""The two pages of the service itself: its endpoints, and setting a password. Nothing on them comes from elsewhere:
there may be no internet where the service runs.
"""

from collections.abc import Callable, Coroutine
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles

from api.platform.headers import PAGE_POLICY

_PAGES = Path(__file__).parent / "pages"
_SWAGGER = "fastapi_offline"  # brings the files of Swagger UI, nothing else of it is used


def add_own_pages(app: FastAPI) -> None:
    """Serve ``/docs`` and ``/setup``; who opens the bare address comes to the former."""
    app.mount("/assets/swagger", StaticFiles(directory=_swagger_folder()))
    app.mount("/assets", StaticFiles(directory=_PAGES))
    app.add_route("/", _to_docs, include_in_schema=False)
    app.add_route("/docs", _page("docs.html"), include_in_schema=False)
    app.add_route("/setup", _page("setup.html"), include_in_schema=False)


async def _to_docs(request: Request) -> RedirectResponse:
    del request
    return RedirectResponse("/docs")


def _page(name: str) -> Callable[[Request], Coroutine[Any, Any, FileResponse]]:
    async def page(request: Request) -> FileResponse:
        del request
        return FileResponse(_PAGES / name, headers={"Content-Security-Policy": PAGE_POLICY})

    page.__name__ = name.removesuffix(".html") + "_page"
    return page


def _swagger_folder() -> Path:
    spec = find_spec(_SWAGGER)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"the package {_SWAGGER} is not installed")
    return Path(spec.origin).parent / "static"
