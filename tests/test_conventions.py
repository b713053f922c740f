"""What everyone here agreed on, kept true: who imports whom, what is named how, what stands where."""

import ast
import re
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template.loader import get_template
from wagtail.blocks import Block, StreamBlock
from wagtail.coreutils import camelcase_to_underscore
from wagtail.fields import StreamField
from wagtail.models import get_page_models

from tests import factories

ROOT = Path(__file__).resolve().parent.parent

# An app may import itself and these.
MAY_IMPORT = {
    "site_core": set(),
    "podcast": {"site_core"},
    "programs": {"site_core", "podcast"},
    "home": {"site_core", "podcast", "programs"},
    "search": {"site_core"},
}
APPS = set(MAY_IMPORT)
# The one place where all apps meet.
MEETING_POINTS = {"site_core/urls.py"}

# Within programs a module imports from its own layer and those before it.
LAYERS = ["models", "process", "outside"]
WITH_MODELS = {"models", "blocks", "private_links"}
OUTSIDE = {
    "views",
    "tasks",
    "chores",
    "wagtail_hooks",
    "urls",
    "staff",
    "templatetags",
    "management",
    "sandbox",
}

TOP_LEVEL = {
    ".ci", ".dockerignore", ".gitattributes", ".gitignore", ".python-version", "Dockerfile", "LICENSE",
    "Makefile", "README.md", "bin", "docs", "home", "manage.py", "podcast", "programs", "pyproject.toml",
    "requirements-dev.in", "requirements-dev.txt", "requirements.in", "requirements.txt", "search",
    "site_core", "static", "templates", "tests",
}  # fmt: skip
EMPTY_NAMES = {"utils", "helpers", "common", "misc", "services"}
TEXT = {
    ".py",
    ".html",
    ".txt",
    ".md",
    ".js",
    ".css",
    ".toml",
    ".in",
    ".json",
    ".svg",
    ".xml",
    ".vtt",
    "",
}

MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:work|root|home/[a-z]+)/|/tmp/[a-z]")
SECRET = re.compile(
    r"\b(?:[sr]k_live_[0-9A-Za-z]{8,}|[sr]k_test_[0-9A-Za-z]{24,}|whsec_[0-9A-Za-z+/]{24,}|AKIA[0-9A-Z]{16})"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
)
INLINE_STYLE = re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE)
INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*\b(?:src=|type=\"application/ld\+json\"))[^>]*>", re.IGNORECASE
)
STYLE_BLOCK = re.compile(r"<style\b", re.IGNORECASE)
EVENT_ATTRIBUTE = re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def python_files(folder: str) -> list[Path]:
    return [
        path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts
    ]


def imported_modules(path: Path, *, on_loading: bool = False) -> set[str]:
    """Full dotted names of what a file imports: wherever in it the import stands, or only those done on loading it."""
    package = path.relative_to(ROOT).parent.parts
    names = set()
    tree = ast.parse(path.read_text())
    for node in tree.body if on_loading else ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            names |= {f"{base}.{alias.name}" for alias in node.names} | {base}
    return names


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def picked_blocks() -> list[type[Block]]:
    """Our block classes that an editor can pick somewhere on a page."""
    fields = [field for model in get_page_models() for field in model._meta.get_fields()]
    waiting = [field.stream_block for field in fields if isinstance(field, StreamField)]
    found = {}
    while waiting:
        block = waiting.pop()
        children = list(getattr(block, "child_blocks", {}).values()) or [
            getattr(block, "child_block", None)
        ]
        waiting += [child for child in children if child]
        if isinstance(block, StreamBlock):
            found |= {type(child).__name__: type(child) for child in children if child}
    ours = [block for block in found.values() if block.__module__.partition(".")[0] in APPS]
    return sorted(ours, key=lambda block: block.__name__)


# --- Who imports whom ---------------------------------------------------------------------------


@pytest.mark.parametrize("app", sorted(APPS))
def test_an_app_imports_only_the_apps_before_it(app):
    wrong = [
        f"{relative(path)} imports {name}"
        for path in python_files(app)
        if relative(path) not in MEETING_POINTS
        for name in imported_modules(path)
        if name.partition(".")[0] in APPS - MAY_IMPORT[app] - {app}
    ]
    assert wrong == []


def module_name(path: Path) -> str:
    return relative(path).removesuffix(".py").replace("/", ".")


def depth_of(module: str) -> int:
    """How far from the models a module of programs stands, by the part of its name after the app's."""
    return LAYERS.index(layer_of(module))


def layer_of(module: str) -> str:
    first = module.split(".")[1] if "." in module else ""
    if first in WITH_MODELS:
        return "models"
    return "outside" if first in OUTSIDE else "process"


def test_inside_programs_models_know_no_process_and_processes_know_no_view():
    wrong = [
        f"{relative(path)} imports {name}"
        for path in python_files("programs")
        # A block is part of its page's model; what it shows is looked up when it is rendered.
        for name in imported_modules(path, on_loading=path.stem == "blocks")
        if name.startswith("programs.") and depth_of(name) > depth_of(module_name(path))
    ]
    assert wrong == []


def test_only_payments_talks_to_stripe():
    allowed = ("programs/payments.py", "programs/sandbox/", "tests/")
    users = [
        relative(path)
        for path in tracked()
        if path.suffix == ".py"
        and any(name.partition(".")[0] == "stripe" for name in imported_modules(path))
    ]
    assert [user for user in users if not user.startswith(allowed)] == []


# --- What is named how --------------------------------------------------------------------------


def our_page_types():
    return [model for model in get_page_models() if model._meta.app_label in APPS]


def test_there_are_page_types_and_blocks_to_look_at():
    assert len(our_page_types()) >= 12
    assert len(picked_blocks()) >= 10


def test_every_page_type_has_its_template_where_its_name_says():
    for model in our_page_types():
        name = f"{model._meta.app_label}/{camelcase_to_underscore(model.__name__)}.html"
        assert model.template == name
        get_template(name)


def test_every_page_type_has_a_factory():
    wanted = [f"make_{camelcase_to_underscore(model.__name__)}" for model in our_page_types()]
    assert [name for name in wanted if not callable(getattr(factories, name, None))] == []


@pytest.mark.parametrize("block", picked_blocks(), ids=lambda block: block.__name__)
def test_every_block_is_named_described_and_previewed(block):
    meta = block._meta_class
    assert meta.template == f"blocks/{camelcase_to_underscore(block.__name__)}.html"
    get_template(meta.template)
    assert meta.icon != Block._meta_class.icon
    assert getattr(meta, "description", "")
    assert getattr(meta, "group", "")
    previews = hasattr(meta, "preview_value") or "get_preview_value" in vars(block)
    assert previews or hasattr(meta, "preview_template")


def test_no_module_has_an_empty_name():
    assert [
        relative(path) for path in tracked() if path.suffix == ".py" and path.stem in EMPTY_NAMES
    ] == []


# --- What stands where --------------------------------------------------------------------------


def test_the_top_level_holds_the_apps_and_what_tools_demand():
    found = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert found - TOP_LEVEL == set()


@pytest.mark.parametrize(
    "forbidden",
    [INLINE_STYLE, INLINE_SCRIPT, STYLE_BLOCK, EVENT_ATTRIBUTE],
    ids=["style", "script", "sheet", "event"],
)
def test_pages_bring_no_inline_style_or_script(forbidden):
    """The content policy would block them. Mail is read by programs that know only inline styles."""
    outside = ("emails", "wagtailadmin", "sandbox", "pdf")
    public = [
        path for path in templates() if path.relative_to(ROOT / "templates").parts[0] not in outside
    ]
    assert [relative(path) for path in public if forbidden.search(path.read_text())] == []


def test_the_searches_for_inline_code_find_some():
    assert INLINE_STYLE.search('<p class="a" style="color: red">')
    assert INLINE_SCRIPT.search("<script>alert(1)</script>")
    assert not INLINE_SCRIPT.search(
        '<script type="module" src="{% static \'js/player.js\' %}"></script>'
    )
    assert not INLINE_SCRIPT.search('<script type="application/ld+json">')
    assert STYLE_BLOCK.search("<style>")
    assert EVENT_ATTRIBUTE.search('<a onclick="go()">')


def test_nothing_in_the_tree_knows_a_machine_or_a_secret():
    found = []
    for path in tracked():
        if path.suffix in TEXT and path != Path(__file__):
            text = path.read_text(errors="ignore")
            found += [f"{relative(path)}: {match[0]}" for match in MACHINE_PATH.finditer(text)]
            found += [f"{relative(path)}: {match[0][:12]}…" for match in SECRET.finditer(text)]
    assert found == []


def test_the_searches_for_machines_and_secrets_find_some():
    assert MACHINE_PATH.search("see /" + "root/.cache")
    assert SECRET.search("sk_live_" + "a" * 24)
    assert not SECRET.search("sk_test_sandbox")


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()
    call_command(
        "makemigrations",
        *sorted(APPS & {a.label for a in apps.get_app_configs()}),
        check=True,
        dry_run=True,
        stdout=out,
    )
    assert "No changes detected" in out.getvalue()
