-- Ids of decisions sort by their time: one index finds a decision, and those
-- since an instant.
create unique index decisions_id on decisions (id);
