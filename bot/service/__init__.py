"""What makes the bot a service: its settings, and later its logs, metrics and health."""
