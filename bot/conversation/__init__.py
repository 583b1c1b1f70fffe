"""From a question to its answers: the desk that Discord and the terminal share."""
