CREATE TABLE books (
  id serial PRIMARY KEY,
  title text NOT NULL UNIQUE
);

INSERT INTO books (title) VALUES ('A Room of One''s Own'), ('The Left Hand of Darkness');
