"""The calculators of lessons: forms that work a sum with the reader's own numbers."""
