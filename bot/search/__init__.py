"""Finding what a question means in a pack, and knowing how sure that is."""
