"""The history of the tables; `problembank db upgrade` brings a database up to date."""
