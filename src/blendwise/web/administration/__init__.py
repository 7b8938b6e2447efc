"""The administrator's desk: settings of the site, and its log."""
