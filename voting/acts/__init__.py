"""Acts on a poll that need two people: one asks with a reason, another confirms."""
