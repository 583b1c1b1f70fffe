"""The command line, the chat in the terminal and the line-by-line contract for programs."""
