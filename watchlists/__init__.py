"""Staff to protect: importers, sealed versions, compiled directories; it knows no posts."""
