-- Ids of decisions sort by their time: one index finds a decision, and those
-- since an instant.
CREATE UNIQUE INDEX decisions_id ON decisions (id);
