"""How a winner is made: pure arithmetic, without models, settings or a clock.

Read in this order: `rule` (the one document everything follows), `scoring` (sheets to round marks and
cuts), `conversion` (groups made comparable), `ranking` (one rounding, places, ties), `allocation` (awards
and money), `weights` (what the weights really did), `computation` (all of it in one call).

Every number is an exact fraction until the one rounding of the total. No float enters anywhere.
"""
