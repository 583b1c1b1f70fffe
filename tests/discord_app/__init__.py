"""The bot on Discord: simulated in process, and over sockets on this machine."""
