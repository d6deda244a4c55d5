"""The commands, one module per group: each asks rooms, renders, and holds no rule itself."""
