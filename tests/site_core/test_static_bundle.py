import gzip
import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from site_core.static_bundle import BUNDLE, LAYERS, BundleFinder, compact, join, sources

STATIC = settings.BASE_DIR / "static"
BUDGET = 20 * 1024


@pytest.fixture
def small_site(tmp_path):
    css = tmp_path / "static" / "css"
    (css / "components").mkdir(parents=True)
    for layer in LAYERS:
        if layer != "components":
            (css / f"{layer}.css").write_text(f".{layer} {{ color: red; }}")
    (css / "components" / "card.css").write_text('.card { background: url("../../img/dot.svg"); }')
    return tmp_path


def finder_for(site):
    return BundleFinder(root=site / "static", build_root=site / "build")


def test_every_source_is_in_the_bundle_in_the_order_of_the_layers():
    bundle = join(STATIC)
    found = [bundle.index(f"@layer {layer}{{") for layer in LAYERS]
    assert found == sorted(found)
    for path in sources(STATIC)["components"]:
        assert f".{path.stem}" in bundle


def test_the_bundle_keeps_to_its_budget():
    assert len(gzip.compress(join(STATIC).encode())) < BUDGET


def test_files_named_in_the_bundle_exist():
    urls = re.findall(r'url\("([^"]+)"\)', join(STATIC))
    assert urls
    for url in urls:
        assert (STATIC / "css" / url).resolve().is_file(), url


def test_urls_of_components_are_moved_to_the_place_of_the_bundle(small_site):
    assert 'url("../img/dot.svg")' in join(small_site / "static")


def test_comments_and_white_space_go_but_strings_stay():
    assert compact('/* why */ .a  {\n  content: "/* a  b */" ;\n}\n') == '.a{content: "/* a  b */"}'


def test_spaces_that_mean_something_stay():
    assert (
        compact("p > a + b { inline-size: calc(1px + 2px); }")
        == "p > a + b{inline-size: calc(1px + 2px)}"
    )


def test_the_finder_answers_only_for_the_bundle(small_site):
    finder = finder_for(small_site)
    assert finder.find("css/tokens.css") == []
    assert Path(finder.find(BUNDLE)).read_text().startswith("@layer tokens,")
    assert [path for path, _ in finder.list([])] == [BUNDLE]


def test_a_changed_source_makes_a_new_bundle(small_site):
    finder = finder_for(small_site)
    built = Path(finder.find(BUNDLE))
    source = small_site / "static" / "css" / "base.css"
    source.write_text(".base { color: blue; }")
    later = built.stat().st_mtime + 5
    os.utime(source, (later, later))
    assert "color: blue" in Path(finder.find(BUNDLE)).read_text()


def test_an_unchanged_bundle_is_not_written_again(small_site):
    finder = finder_for(small_site)
    before = Path(finder.find(BUNDLE)).stat().st_mtime_ns
    assert Path(finder.find(BUNDLE)).stat().st_mtime_ns == before


def test_django_serves_the_bundle_like_any_static_file():
    assert finders.find(BUNDLE)
