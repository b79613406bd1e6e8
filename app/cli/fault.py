"""What becomes of an error at the command line: one message, one hint, one exit code, never a traceback of its own accord."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import typer
from typer.core import TyperGroup

from keepmum.app.errors import UsageError
from keepmum.app.render import visible, wrapped
from keepmum.app.status import BROKEN_PIPE, INTERNAL, INTERRUPTED, USAGE, status_of
from keepmum.memory.errors import DiskFull, KeepmumError

DEBUG = "KEEPMUM_DEBUG"  # set to 1: show where an internal error happened. Frames only; messages may quote what is private
# What the system says of a path that the person named; its own message may quote the path, so it is not used.
_PATH_ERRORS = frozenset(
    {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG, errno.ELOOP}
)
_TOO_MANY = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \(.*\)", re.DOTALL)


class Front(TyperGroup):
    """The root of all commands. It ends the process with the exit code that app/status.py gives to what happened."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - as its base
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002 - as its base
        **extra: Any,  # noqa: ANN401 - as its base
    ) -> int:
        """Run a command line and exit; with ``standalone_mode=False``, return the exit code instead."""
        given = list(sys.argv[1:] if args is None else args)
        run = partial(super().main, given, prog_name, complete_var, False, windows_expand_args, **extra)
        code = ended(run, as_json=_wants_json(given))
        if standalone_mode:
            sys.exit(code)
        return code


def ended(run: Callable[[], object], *, as_json: bool) -> int:
    """Run something and return its exit code; whatever goes wrong is said on stderr.

    Args:
        run: What to run; an int that it returns is its exit code.
        as_json: Whether a program reads the error.
    """
    try:
        result = run()
        sys.stdout.flush()
    except KeepmumError as error:
        return _told(error, as_json=as_json)
    except typer.Exit as stop:
        return stop.exit_code
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # its message is the whole help: not an error's one line
            sys.stderr.write(error.format_message() + "\n")
            return USAGE
        context = getattr(error, "ctx", None)
        hint = help_of(context.command_path if context is not None else "keepmum")
        return _say("usage", _refused(error), hint, USAGE, as_json=as_json)
    except (KeyboardInterrupt, typer.Abort):
        return _say("interrupted", "interrupted", "What was acknowledged before is safe.", INTERRUPTED, as_json=as_json)
    except (BrokenPipeError, SystemExit):  # Typer itself leaves by SystemExit in one case: nobody reads our output any more
        return _quiet()
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return _told(DiskFull("the disk is full"), as_json=as_json)
        if error.errno in _PATH_ERRORS:
            return _told(UsageError(f"a path cannot be used: {os.strerror(error.errno)}"), as_json=as_json)
        return _internal(error, as_json=as_json)
    except Exception as error:  # noqa: BLE001 - the last door: nothing may reach the person as a traceback with content
        return _internal(error, as_json=as_json)
    return result if isinstance(result, int) and not isinstance(result, bool) else 0


def help_of(path: str) -> str:
    """Return the hint that names the help of a command, such as "keepmum people show"."""
    return f"See `{path} --help`."


def _refused(error: typer.TyperException) -> str:
    """Return why the parser refused a line, in our own words and without the value: it may be a passphrase in the wrong place."""
    parameter = getattr(error, "param", None)
    if parameter is None:
        return _TOO_MANY.sub("there is an argument too many", error.format_message())
    name = max((option for option in parameter.opts if option.startswith("-")), key=len, default="")
    name = name or (parameter.metavar or parameter.name).upper()
    if type(error).__name__ == "MissingParameter":
        return f"{name} is missing"
    return f"{name} must be {_wanted(parameter.type_descriptor)}"


def _wanted(descriptor: Any) -> str:  # noqa: ANN401 - what Typer knows of a parameter
    """Return in words which values a parameter takes."""
    if descriptor.choices:
        return f"one of {', '.join(map(str, descriptor.choices))}"
    if descriptor.annotation is int:
        least, most = descriptor.parameter_info.min, descriptor.parameter_info.max
        bounds = f" from {least:,} to {most:,}" if most is not None else f" of {least:,} or more" if least is not None else ""
        return f"a whole number{bounds}"
    return "a value that fits"


def _told(error: KeepmumError, *, as_json: bool) -> int:
    status = status_of(error)
    return _say(status.code, str(error) or status.code, error.hint, status.exit, as_json=as_json)


def _internal(error: Exception, *, as_json: bool) -> int:
    """Say where and of which type, without the message: a message of a library may quote what it was given."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "keepmum" in frame.filename] or frames
    place = f"{os.path.basename(ours[-1].filename)}:{ours[-1].lineno}" if ours else "an unknown place"  # noqa: PTH119 - a string, not a path to open
    if os.environ.get(DEBUG) == "1":
        sys.stderr.write("".join(traceback.format_list(frames)))
    hint = f"This is a fault of keepmum. Set {DEBUG}=1 to see where it happened, without any content, and report that."
    return _say("internal", f"internal error in {place}: {type(error).__name__}", hint, INTERNAL, as_json=as_json)


def _say(code: str, message: str, hint: str, number: int, *, as_json: bool) -> int:
    if as_json:
        text = json.dumps({"error": code, "message": message, "hint": hint, "exit": number}, ensure_ascii=False)
    else:
        text = wrapped(f"error: {visible(message)}\nhint: {visible(hint)}", sys.stderr)
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except BrokenPipeError:
        return _quiet()
    return number


def _quiet() -> int:
    """Point stdout at nothing, so that the interpreter's own last flush does not complain either."""
    try:
        descriptor = os.open(os.devnull, os.O_WRONLY)
        os.dup2(descriptor, sys.stdout.fileno())
        os.close(descriptor)
    except (OSError, ValueError):  # stdout is no file: nothing complains then
        pass
    return BROKEN_PIPE


def _wants_json(args: Sequence[str]) -> bool:
    """Say whether ``--json`` was given, also where the rest of the line made no sense to the parser."""
    end = list(args).index("--") if "--" in args else len(args)
    return "--json" in args[:end]
