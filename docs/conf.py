"""Configure the documentation: Sphinx, furo, MyST; reference pages are generated from the code."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "meetgate"
author = "The meetgate authors"
copyright = "The meetgate authors"
version = release = installed("meetgate")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "generated"]
exclude_patterns = ["_build", "changelog.d"]
html_theme = "furo"
html_title = f"meetgate {release}"

myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "separated"

# The build reads no other site, so names outside the reference have no target.
nitpick_ignore_regex = [
    (r"py:.*", r"(datetime|collections|enum|os|typing|pathlib)\..*"),  # the standard library
    (
        r"py:.*",
        r"(datetime|Path|Any|Self|Mapping|Sequence|Iterable|Iterator|Callable|PathLike)",
    ),  # the same, unqualified
    (r"py:.*", r"(str|int|bool|bytes|object|tuple|frozenset|dict|list|type|None|Exception)"),  # built in
    (r"py:.*", r"Callable\[\[\]?"),  # autodoc splits `Callable[[], datetime]` at the bracket
    (r"py:.*", r"attrs?\..*"),  # attrs writes these into what it generates
    (
        r"py:.*",
        r"meetgate\.(model|engine|audit|adapters|gatekeeper|errors|rules|catalogue)\..*",
    ),  # where a name lives, not public
    (
        r"py:.*",
        r"(Origin|Home|House|Engine|Store|Policy|Context|Waiver|Request|Case|Catalogue|RuleSet)",
    ),  # documented modules' names
]

# napoleon takes the words before a colon in a property's docstring for its type; they refer to nothing.
nitpick_ignore_regex += [("py:class", r".* .*"), ("py:class", r"Callable\[.*")]
