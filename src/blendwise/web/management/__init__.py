"""Django's own commands of this site."""
