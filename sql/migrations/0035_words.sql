-- Similar bugs are found by how they begin: long texts made the search slow.
drop index escapement.defect_words;
create index defect_words on escapement.defect using gin (left(title || ' ' || summary, 300) escapement.gin_trgm_ops);
