"""`python -m bot` and the console script `scenario-bot`."""

import sys


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # What the terminal's encoding lacks becomes a question mark, not an error.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    try:
        from bot.terminal.cli import app

        app(prog_name="scenario-bot")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
