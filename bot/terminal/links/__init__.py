"""`check --links`: whether what a pack cites is still where its sources say."""
