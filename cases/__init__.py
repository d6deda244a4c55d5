"""What people decide: cases, their states and history; it knows not how a post was scored."""
