-- What is told of entries about some paths, by whom and how often, is all in the index: of
-- millions, none needs to be looked at itself.
DROP INDEX by_path;
CREATE INDEX by_path ON entries (block, path, user, cluster, event, outcome, time);
