"""Turn platform and scheme files into the catalogue that decisions rest on."""

from __future__ import annotations

from meetgate.catalogue._load import load_catalogue, load_schemes
from meetgate.catalogue._page import platform_page
from meetgate.catalogue._shape import PLATFORM, SCHEME, platform_json_schema

__all__ = ["PLATFORM", "SCHEME", "load_catalogue", "load_schemes", "platform_json_schema", "platform_page"]
