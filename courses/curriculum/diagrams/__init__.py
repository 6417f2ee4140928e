"""Drawings of lessons: what a diagram file says, its rules, and the SVG made from it."""
