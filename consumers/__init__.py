"""Posts come in: sources, decoders, the loop, dead letters; it does not know the console."""
