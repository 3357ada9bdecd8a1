"""Write a lock: digests of everything that decides, so that nothing changes without somebody looking."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from meetgate.cli._options import policy_options, require_rules, written
from meetgate.gatekeeper.policy import lock_text, read_policy


@click.command()
@policy_options
@click.option("-o", "--output", metavar="FILE", help="Where to write the lock. Default: standard output.")
def lock(
    rules: Sequence[str], base: Sequence[str], catalogue: Sequence[str], waivers: Sequence[str], output: str | None
) -> int:
    """Write the digests of rule sets, waivers, platform facts and schemes; `--lock` then refuses any others.

    \b
    Example:
      meetgate lock --rules gb-ncsc-parliament-2020-04 -o meetgate.lock
      meetgate decide meeting.json --rules gb-ncsc-parliament-2020-04 --lock meetgate.lock
    """
    require_rules(rules, base)
    text = lock_text(read_policy(rules=rules, base=base, catalogue=catalogue, waivers=waivers))
    if output is None:
        click.echo(text, nl=False)
    else:
        written(Path(output), text)
    return 0
