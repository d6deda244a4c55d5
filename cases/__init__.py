"""What people decide: cases, their states and their history; it does not know how a post was scored."""
