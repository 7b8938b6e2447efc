"""The site: three desks on one Django project. It shows what the library knows, and keeps what people decide.

`access.py` says who may what; `models/` are the tables; `actions/` every write; `readings/` every read; a desk
(`agency`, `institution`, `public`, `api`) holds its addresses, forms, views and templates. Nothing below this
package knows Django.
"""
