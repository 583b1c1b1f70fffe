"""What must be remembered between two starts: settings of a server, answers given, feedback."""
