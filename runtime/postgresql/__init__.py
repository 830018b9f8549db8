"""Django's PostgreSQL, whose connections end when the database falls silent."""
