"""What the machine found: the record and its stores; it knows nobody's decisions."""
