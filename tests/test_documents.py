"""Hold the documentation to the code: examples run, decisions are confirmed, public names are documented."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

import meetgate
from meetgate.cli import main
from meetgate.documents import DOCUMENT_CODES
from meetgate.rules import RULE_CODES, reference_pages

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted(each for each in (ROOT / "docs").rglob("*.md") if "_build" not in each.parts)]
FENCE = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)

#: A file that a page shows, or commands with what they print.
STEP = re.compile(
    r"^```\{code-block\} \w+\n:caption: (?P<file>\S+)\n(?::force:\n)?\n(?P<text>.*?)^```$|^```console\n(?P<console>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
#: One command, the exit status that its comment states, and what it prints.
COMMAND = re.compile(r"^\$ (?P<command>.*?)(?:  # exits (?P<status>\d+))?\n(?P<out>(?:(?!\$ ).*\n)*)", re.MULTILINE)
CONSOLE_PAGES = [page for page in PAGES if "```console\n" in page.read_text("utf-8")]


def examples(text: str) -> str:
    """Return the page with everything outside its `pycon` fences blanked, so that line numbers stay."""
    kept = [" "] * len(text)
    for match in FENCE.finditer(text):
        kept[match.start(1) : match.end(1)] = text[match.start(1) : match.end(1)]
    return "".join(new if old != "\n" else "\n" for old, new in zip(text, kept, strict=True))


@pytest.mark.parametrize("page", PAGES, ids=lambda each: each.name)
def test_examples_print_what_they_show(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of a page runs as it stands."""
    monkeypatch.chdir(tmp_path)
    test = doctest.DocTestParser().get_doctest(examples(page.read_text("utf-8")), {}, page.name, str(page), 0)
    failed, _ = doctest.DocTestRunner(verbose=False).run(test)
    assert failed == 0


@pytest.mark.parametrize("page", CONSOLE_PAGES, ids=lambda each: each.name)
def test_commands_print_what_they_show(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every file of a page is written and every command of it runs, in order, in one folder, as it stands."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    for step in STEP.finditer(page.read_text("utf-8")):
        if step["file"]:
            Path(step["file"]).write_text(step["text"], encoding="utf-8")
        for each in COMMAND.finditer(step["console"] or ""):
            program, *arguments = shlex.split(each["command"])
            assert program == "meetgate"
            assert main(arguments) == int(each["status"] or 0), each["command"]
            out = capsys.readouterr().out
            assert doctest.OutputChecker().check_output(each["out"], out, doctest.ELLIPSIS), (each["command"], out)


def test_every_decision_names_what_confirms_it() -> None:
    """Each decision record names a file of tests that exists, and every test it names stands in one of them."""
    for page in sorted((ROOT / "docs" / "decisions").glob("0*.md")):
        confirmation = page.read_text("utf-8").rpartition("\nConfirmation: ")[2]
        files = re.findall(r"tests/[\w/]+\.py", confirmation)
        assert files, page.name
        code = "".join((ROOT / each).read_text("utf-8") for each in files)
        named = re.findall(r"(?<![\w/])test_\w+(?![\w.])", confirmation)
        assert [each for each in named if f"def {each}(" not in code] == [], page.name


def test_what_is_public_is_documented() -> None:
    """The reference documents exactly the public names."""
    page = (ROOT / "docs" / "reference" / "api.md").read_text("utf-8")
    documented = re.findall(r"^\.\. auto(?:class|exception):: meetgate\.(\w+)$", page, flags=re.MULTILINE)
    assert sorted(documented) == sorted(meetgate.__all__)


def test_every_diagnostic_has_a_page() -> None:
    """A code that is printed can be looked up."""
    pages = reference_pages()
    assert all(f"diagnostics/{code}.md" in pages for code in (*DOCUMENT_CODES, *RULE_CODES))


def test_every_code_in_the_source_can_be_looked_up() -> None:
    """A code that anything raises has a generated page, or a row in the table of failures."""
    source = "".join(path.read_text("utf-8") for path in Path(meetgate.__file__).parent.rglob("*.py"))
    failures = (ROOT / "docs" / "reference" / "failures.md").read_text("utf-8")
    pages = reference_pages()
    raised = set(re.findall(r'"([CEMW]\d{3})"', source))
    assert sorted(code for code in raised if f"diagnostics/{code}.md" not in pages and code not in failures) == []
