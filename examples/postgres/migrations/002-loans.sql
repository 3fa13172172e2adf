CREATE TABLE loans (
  book int NOT NULL PRIMARY KEY REFERENCES books,
  reader text NOT NULL
);
