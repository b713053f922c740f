"""All style sheets as one file, `css/site.css`, joined by a static files finder.

Sources stay small and named after what they style; visitors fetch one file. Because the finder is asked for the file
in development (on every request) and by `collectstatic`, nobody runs a build step by hand.
"""

import os
import posixpath
import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

BUNDLE = "css/site.css"
LAYERS = ("tokens", "base", "layout", "components", "utilities")

_STRING_COMMENT_OR_SPACE = re.compile(
    r"""(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<comment>/\*.*?\*/)|\s*(?P<mark>[{};])\s*|(?P<space>\s+)""",
    re.DOTALL,
)
_RELATIVE_URL = re.compile(r"""url\((["']?)(?!data:|https?:|/|#)([^"')]+)\1\)""")


def sources(root: Path) -> dict[str, list[Path]]:
    """The style sheets of each cascade layer, in the order in which they are joined."""
    css = root / "css"
    found = {layer: [css / f"{layer}.css"] for layer in LAYERS}
    found["components"] = sorted((css / "components").glob("*.css"))
    return found


def join(root: Path) -> str:
    """The whole bundle. Each file is put into its layer here, so that no source can forget to."""
    layers = [
        f"@layer {layer}{{{''.join(_prepared(path, root) for path in paths)}}}"
        for layer, paths in sources(root).items()
    ]
    return f"@layer {','.join(LAYERS)};" + "".join(layers)


def _prepared(path: Path, root: Path) -> str:
    folder = path.parent.relative_to(root).as_posix()
    return _RELATIVE_URL.sub(lambda found: _moved_url(found[2], folder), compact(path.read_text()))


def _moved_url(url: str, folder: str) -> str:
    target = posixpath.normpath(posixpath.join(folder, url))
    return f'url("{posixpath.relpath(target, posixpath.dirname(BUNDLE))}")'


def compact(css: str) -> str:
    """Drop comments and needless white space.

    Only what is safe beside any CSS syntax: spaces around `:`, `+` or `,` can carry meaning, so they stay.
    """
    return _STRING_COMMENT_OR_SPACE.sub(_shortest, css).replace(";}", "}").strip()


def _shortest(found: re.Match) -> str:
    return found["string"] or found["mark"] or ("" if found["comment"] else " ")


class BundleFinder(BaseFinder):
    """Finds `css/site.css`, written anew whenever a source has changed."""

    def __init__(
        self,
        app_names=None,
        *args,
        root: Path | None = None,
        build_root: Path | None = None,
        **kwargs,
    ):
        self.root = Path(root or settings.BASE_DIR / "static")
        self.build_root = Path(build_root or settings.BASE_DIR / "var" / "bundle")
        self.storage = FileSystemStorage(location=self.build_root)

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False):
        if path != BUNDLE:
            return []
        built = str(self.build())
        return [built] if find_all else built

    def list(self, ignore_patterns):
        self.build()
        yield BUNDLE, self.storage

    def build(self) -> Path:
        built = self.build_root / BUNDLE
        if not built.exists() or built.stat().st_mtime_ns < self._changed_ns():
            _write_at_once(built, join(self.root))
        return built

    def _changed_ns(self) -> int:
        css = self.root / "css"
        # The folder's own time tells of sources that were added or removed.
        watched = [
            css / "components",
            *(path for paths in sources(self.root).values() for path in paths),
        ]
        return max(path.stat().st_mtime_ns for path in watched)


def _write_at_once(path: Path, text: str) -> None:
    """Several server processes may build together: none may ever read half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, suffix=".css")
    with os.fdopen(handle, "w") as file:
        file.write(text)
    os.chmod(draft, 0o644)
    os.replace(draft, path)
