"""Commands of the site: what `blendwise` can do once the extra `web` is installed."""
