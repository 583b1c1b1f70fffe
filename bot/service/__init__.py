"""What makes the bot a service: its settings, logs, figures and health, and live reload."""
