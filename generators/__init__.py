"""The mathematics: pure, seeded, without input or output. `bank` is the way in."""
