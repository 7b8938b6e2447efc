"""Charts, tables and documents: figures as people read them."""
