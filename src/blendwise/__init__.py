"""Blendwise: from registrations of Erasmus+ mobilities to knowledge about blended mobility."""
