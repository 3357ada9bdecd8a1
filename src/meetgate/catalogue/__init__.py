"""Turn platform and scheme files into the catalogue that decisions rest on."""

from __future__ import annotations

from meetgate.catalogue._load import load_catalogue
from meetgate.catalogue._page import day_text, platform_page, source_text, span_text, when_text
from meetgate.catalogue._scheme_page import scheme_page
from meetgate.catalogue._scheme_shape import SCHEME_FILE, scheme_json_schema
from meetgate.catalogue._schemes import load_schemes
from meetgate.catalogue._shape import PLATFORM, platform_json_schema

__all__ = [
    "PLATFORM",
    "SCHEME_FILE",
    "day_text",
    "load_catalogue",
    "load_schemes",
    "platform_json_schema",
    "platform_page",
    "scheme_json_schema",
    "scheme_page",
    "source_text",
    "span_text",
    "when_text",
]
