"""How things look on a terminal; it decides nothing and reads no store."""
