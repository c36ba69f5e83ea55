-- A file of version 1: two channels, one of which has lost something in a crash, and every kind of event.
CREATE TABLE migration (
  migration_id integer PRIMARY KEY NOT NULL,
  created_at datetime NOT NULL DEFAULT current_timestamp,
  name VARCHAR(255) NOT NULL
);
INSERT INTO migration (migration_id, name) VALUES (1, 'blocks');
CREATE TABLE channel (
  id integer primary key,
  name blob not null unique,
  epoch text not null,
  reserved integer not null,
  topic blob not null,
  created integer not null
) strict;
CREATE TABLE block (
  id integer primary key autoincrement,
  channel integer not null,
  first integer not null,
  last integer not null,
  at integer not null,
  until integer not null,
  events blob
) strict;
CREATE UNIQUE INDEX block_by_number ON block (channel, first);
CREATE TABLE indexed (block integer not null) strict;
INSERT INTO indexed (block) VALUES (3);
CREATE VIRTUAL TABLE search USING fts5 (
  channel, words, content = '', contentless_delete = 1, tokenize = 'ascii'
);
INSERT INTO channel VALUES (1, x'6c6162', 'epoch1', 6, x'63617473', 1000);
INSERT INTO channel VALUES (2, x'6ce962', 'epoch2', 0, x'', 2000);
INSERT INTO block VALUES (1, 1, 1, 3, 1000, 1002, x'01000572756e2d3103416e6e0c02086b335a715f2d3039034869ff07020463617473');
INSERT INTO block VALUES (2, 1, 4, 5, 1003, 1003, null);
INSERT INTO block VALUES (3, 1, 6, 6, 1004, 1004, x'02000572756e2d3103416e6e');
INSERT INTO search (rowid, channel, words) VALUES (257, 'c1', 'hiÿ');
