"""Whether a source is well: pure decisions over what is known of its feeds and pages."""
