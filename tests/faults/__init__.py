"""What breaks beneath the bot: each time it answers on, and nothing that was promised is lost."""
