-- Who of all people is of the staff: asked by each page of the desk, and clients are many.
CREATE INDEX IF NOT EXISTS person_role ON person (role);
