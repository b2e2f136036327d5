// Nothing to call: what this target defines takes the place of a part of Swift's library (see arguments.c).
