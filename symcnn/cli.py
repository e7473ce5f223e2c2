"""The command line: ``symcnn derive``, ``symcnn check``, ``symcnn draw`` and ``symcnn demo``.

What needs SymPy is imported inside the commands, so that ``symcnn --help`` starts fast.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symcnn.checking.report.reveal import LEVELS
from symcnn.errors import SymcnnError
from symcnn.version import __version__

if TYPE_CHECKING:
    from symcnn.network import Network

OK, USAGE, BAD_NETWORK, OUR_FAILURE = 0, 2, 3, 70


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def commands() -> None:
    """Derive, show, evaluate and check the gradients of convolutional networks."""


FORMS = ("text", "latex", "tex", "markdown", "html", "notebook", "json")
DETAIL = ("one or more, by commas, of question, pictures, shapes, forward, switches, chain, local, contract, closed, "
          "operators, matrix, accumulated, expanded, windows, numbers, update, after, derivation, full")


@commands.command()
@click.argument("network", metavar='FILE|"EQUATIONS"')
@click.option("--wrt", multiple=True, metavar="NAME", help="A tensor to derive the gradient by; all on the way if none.")
@click.option("--expand", multiple=True, metavar="ENTRY", help="An entry to write out term by term, as 'w[1,2,1]'.")
@click.option("--detail", default="derivation", show_default=True, metavar="LEVELS", help=f"What to show: {DETAIL}.")
@click.option("--blank", metavar="NAMES", help="What is left to fill in, by commas, as dW,dX or 'dW[1,2]'.")
@click.option("--rate", metavar="NUMBER", help="The learning rate of the update.")
@click.option("--digits", type=click.IntRange(0, 15), default=4, show_default=True, help="Decimals of numbers.")
@click.option("--terms", type=click.IntRange(0), default=24, show_default=True,
              help="Terms of a sum before dots stand for more; 0 for all.")
@click.option("--entries", type=click.IntRange(0), default=4, show_default=True,
              help="Entries calculated before dots stand for more; 0 for all.")
@click.option("--into", metavar="NAMES", help="Gradients at which substitution stops in expansions, as dE/dz.")
@click.option("--title", help="The title of the page.")
@click.option("--partial", type=click.Choice(["partial", "d", "nabla", "delta"]), default="partial", show_default=True)
@click.option("--indices", type=click.Choice(["subscripts", "brackets", "parentheses"]), default="subscripts",
              show_default=True)
@click.option("--star", type=click.Choice(["star", "asterisk"]), default="star", show_default=True)
@click.option("--factors", type=click.Choice(["stated", "parameters"]), default="stated", show_default=True,
              help="Products in the order of the equations, or kernels and weights first.")
@click.option("--origin", type=click.Choice(["0", "1"]), help="The index of a first entry.")
@click.option("--format", "style", type=click.Choice(FORMS), help="By the name of the file to write, text otherwise.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file to write to; the terminal if none.")
def derive(network: str, origin: str | None, style: str | None, output: str | None, **options: Any) -> None:
    """Print a worked solution: shapes, forward equations, gradients step by step, and more where asked for.

    FILE is a text or Markdown file, or example:NAME; EQUATIONS are a network in place, one equation a line or
    separated by semicolons. The problem sheet is --detail question, the key --detail full.
    """
    # here for start-up time
    from symcnn.solution.formats import format_of, rendered

    net = opened(network, None if origin is None else int(origin))
    solution = net.solution(**asked(options))
    put(rendered(solution, style or format_of(output)), output)


def asked(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of the command as those of a solution."""
    # here for start-up time
    from symcnn.printing.writing import Writing

    result = {name: options[name] for name in ("wrt", "expand", "detail", "rate", "digits", "title")}
    result |= {name: options[name] or None for name in ("terms", "entries")}
    result["blank"] = split_names(options["blank"] or "")
    result["into"] = split_names(options["into"]) if options["into"] else None
    return {**result, "writing": Writing(options["partial"], options["indices"], options["star"], options["factors"])}


def split_names(text: str) -> list[str]:
    """Names between commas; one within brackets belongs to an entry."""
    found, depth = [""], 0
    for sign in text:
        depth += (sign in "[{(") - (sign in "]})")
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return [name.strip() for name in found if name.strip()]


@commands.command()
@click.argument("files", metavar="FILE...|-", nargs=-1, required=True)
@click.option("--given", metavar="EQUATIONS", help="The network, where a file states none; also FILE or example:NAME.")
@click.option("--reveal", type=click.Choice(LEVELS), default=LEVELS[-1], show_default=True, help="How much is told.")
@click.option("--format", "style", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file to write to; the terminal if none.")
def check(files: tuple[str, ...], given: str | None, reveal: str, style: str, output: str | None) -> None:
    """Judge every claim of worksheets: what is right, what is wrong and why.

    FILE is Markdown, a notebook, TeX, text or example:NAME; - is standard input. Exits with 0 where nothing is wrong,
    1 where something is, 4 where nothing is but something could not be judged, 3 for a bad network, 2 for wrong usage.
    """
    # here for start-up time
    from symcnn.batch import checked, problems, rendered, status

    if output is not None and any(Path(output).resolve() == Path(file).resolve() for file in files):
        raise click.UsageError(f"-o {output} would overwrite a file that is to be checked: name another")
    found = checked(files, given)
    put(rendered(found, style, reveal), output)
    complain(problems(found))
    click.get_current_context().exit(status(found))


@commands.command()
@click.argument("network", metavar='FILE|"EQUATIONS"')
@click.option("--forward", metavar="NAME", help="Draw an entry of this tensor and the cells that it reads.")
@click.option("--gradient", metavar="NAME", help="Draw an entry of the gradient by this tensor.")
@click.option("--at", default="", metavar="LETTERS", help="Indices of the entry, and sizes that are letters: i=1,j=2,N=5.")
@click.option("--term", type=click.IntRange(1), help="The term of the entry to light.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file to write to; the terminal if none.")
def draw(network: str, forward: str | None, gradient: str | None, at: str, term: int | None, output: str | None) -> None:
    """Draw the network as a graph, or one entry with its window, as SVG."""
    if forward and gradient:
        raise click.UsageError("--forward and --gradient are two pictures: ask for one")
    net = opened(network, None)
    if not forward and not gradient:
        put(net.draw().svg, output)
        return
    formula = net.forward(forward) if forward else net.gradient(gradient or "")
    put(formula.draw(numbers_by_name(at), term, net.values).svg, output)


def numbers_by_name(text: str) -> dict[str, int]:
    """``i=1,N=5`` as numbers by name."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    for name, sign, number in pairs:
        if not sign or not number.strip().isdecimal():
            raise click.BadParameter(f"{name.strip()!r} needs a whole number: write i=1,j=2", param_hint="--at")
    return {name.strip(): int(number) for name, _, number in pairs}


@commands.command()
@click.argument("network", metavar='FILE|"EQUATIONS"')
@click.option("--style", type=click.Choice(["numpy", "loops"]), default="numpy", show_default=True,
              help="Whole arrays, or nested loops over entries.")
@click.option("--wrt", multiple=True, metavar="NAME", help="A tensor whose gradient is wanted; all that can be if none.")
@click.option("--origin", type=click.Choice(["0", "1"]), default="0", show_default=True,
              help="The index of a first entry in the formulas of the comments.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file to write to; the terminal if none.")
def code(network: str, style: str, wrt: tuple[str, ...], origin: str, output: str | None) -> None:
    """Print the forward pass and the gradients as plain NumPy that stands alone.

    Run as a script, the source compares its gradients with central differences and exits with 0 where they agree.
    """
    put(opened(network, int(origin)).code(wrt or None, style=style).rstrip("\n"), output)


@commands.command()
def demo() -> None:
    """Derive the gradients of a small network, compare them with central differences, and mark six lines by hand."""
    # here for start-up time
    from symcnn.demonstration import demonstration

    put(demonstration(), None)


def put(text: str, output: str | None) -> None:
    """The text to a file, or to the terminal in what characters it has; a reader that stops early is no failure."""
    if output is not None:
        Path(output).write_text(text + "\n", encoding="utf-8")
        return
    encoding = sys.stdout.encoding or "utf-8"
    try:
        if text:
            click.echo(text.encode(encoding, "backslashreplace").decode(encoding))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(messages: Sequence[str]) -> None:
    """Messages on standard error."""
    for message in messages:
        click.echo(message, err=True)


def opened(network: str, origin: int | None) -> Network:
    """The network in a file or example, or written in place."""
    # here for start-up time
    from symcnn.loading import PREFIX, is_file, load
    from symcnn.network import Network

    in_place = "=" in network or "\n" in network
    if network.startswith(PREFIX) or not in_place or is_file(network):
        return load(network, origin=origin)
    return Network(network, origin=origin)


def main(arguments: list[str] | None = None) -> None:
    """The command; its exit status is 0, 2 for wrong usage, 3 for a bad network, 70 for a failure of our own.

    Of ``check`` it is also 1 where something is wrong, and 4 where something could not be judged.
    """
    try:
        status = commands.main(args=arguments, prog_name="symcnn", standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(USAGE)
    except click.ClickException as problem:
        problem.show()
        sys.exit(USAGE)
    except SymcnnError as problem:
        click.echo(f"symcnn: {problem}", err=True)
        sys.exit(BAD_NETWORK)
    except OSError as problem:
        click.echo(f"symcnn: {problem.strerror}: {problem.filename}", err=True)
        sys.exit(USAGE)
    except Exception as problem:  # the outermost door: a failure of ours must not look like a verdict
        click.echo(f"symcnn: this is our own failure, please report it: {type(problem).__name__}: {problem}", err=True)
        sys.exit(OUR_FAILURE)
    sys.exit(status if isinstance(status, int) else OK)
