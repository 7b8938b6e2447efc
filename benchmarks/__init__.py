"""Speed, measured side by side: ours, a peer, and the physical limit in one run, as ratios."""
